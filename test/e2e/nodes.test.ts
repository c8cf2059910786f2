/** The client on each Node that it is said to run on: built by it, started, reloaded from its snapshot, and quit. */
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { describe, test } from '../support/needs-reload.ts';
import { areRequired, buildOn, type Node, nodesHere, nodesMissing } from '../support/nodes.ts';
import { reload } from '../support/reloading.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { proxiesOf, settingsToml, startTlsWorld, tlsTable } from '../support/tls-world.ts';

const missing = nodesMissing();

if (areRequired) {
  globalThis.test('all of them are here', () => {
    expect(missing).toBeNull();
  });
} else if (missing) process.stderr.write(`${missing}\n`);

/** A plain world, and a TLS world through the proxy, both connected. */
async function start({ path }: Node, program: string): Promise<{ clay: Clay; peers: Peer[] }> {
  const worlds = [await startWorld(), await startTlsWorld()] as const;
  const tables = { Plain: { host: '127.0.0.1', port: worlds[0].port }, Secure: tlsTable(worlds[1]) };
  const settings = settingsToml({ tls_proxy: true }, tables);
  const clay = await startClay({ args: ['Plain', 'Secure'], settings, runtime: path, program });
  const peers = await Promise.all(worlds.map(world => world.accepted()));
  await clay.waitFor('Connected to Plain.');
  return { clay, peers };
}

async function speak(clay: Clay, peers: Peer[], words: string): Promise<void> {
  for (const [index, name] of ['Plain', 'Secure'].entries()) {
    clay.type(`/worlds ${name}\r${words}\r`);
    await peers[index]!.waitFor(`${words}\r\n`);
    peers[index]!.send(`${name} has heard ${words}\r\n`);
    await clay.waitFor(`${name} has heard ${words}`);
  }
}

describe.each(nodesHere())('Node $version', node => {
  const script = () => buildOn(node, join(temporaryDirectory('built'), 'dist'));

  test('builds, starts, reloads from a start-up snapshot, and quits', async () => {
    const { clay, peers } = await start(node, script());
    await speak(clay, peers, 'something');
    const proxies = proxiesOf(clay);
    await reload(clay, 'signal');
    await speak(clay, peers, 'more');
    expect(clay.programLog()).toContain(`"node":"${node.version}","snapshot":true`);
    expect(proxiesOf(clay)).toEqual(proxies);
    clay.type('/version\r');
    await clay.waitFor(`Node ${node.version.slice(1)}, reloaded 1 times`);
    clay.type('/quit\r');
    expect(await clay.ended()).toEqual({ code: 0, signal: null });
    expect(clay.programLog()).not.toMatch(/SNAPSHOT_NOT|FAULT|WARNING/);
  });
});
