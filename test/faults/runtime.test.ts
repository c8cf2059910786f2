/** The Node under a running client is replaced on disk by one of another line, upwards and downwards. */
import { closeSync, openSync, readFileSync, readlinkSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, createDeflate } from 'node:zlib';
import { beginning, putInPlace } from '../support/builds.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { playDeployed } from '../support/deployed.ts';
import { test as needsReload } from '../support/needs-reload.ts';
import { install, type Node, nodesHere, nodesMissing } from '../support/nodes.ts';
import { reload, reloadedTimes } from '../support/reloading.ts';
import { type Peer, type ScriptedWorld, startWorld } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { proxiesOf, settingsToml, startTlsWorld, tlsTable, until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const nodes = nodesHere();
const missing = nodesMissing();
if (missing) process.stderr.write(`${missing}\n`);
const test = nodes.length > 1 ? needsReload : needsReload.skip;

/** Goes from each Node to each other one, once, and ends where it began. */
function tour(): Node[] {
  const ways = nodes.map((_, from) => nodes.map((_, to) => to).filter(to => to !== from));
  const path = [0];
  const stops: number[] = [];
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const next = ways[last]!.pop();
    if (next === undefined) stops.push(path.pop()!);
    else path.push(next);
  }
  return stops.reverse().map(stop => nodes[stop]!);
}

const log = (clay: Clay, code: string) => clay.programLog().split(`"code":"${code}"`).length - 1;
const running = (clay: Clay) => readlinkSync(`/proc/${clay.pid}/exe`);

async function versionIs(clay: Clay, { version }: Node, more = ''): Promise<void> {
  clay.type('/version\r');
  await clay.waitFor(`Node ${version.slice(1)}${more}`);
}

/** A peer whose words are compressed from here on. */
async function compressed(peer: Peer): Promise<Peer> {
  peer.send(Buffer.of(255, 251, 86));
  await peer.waitFor(Buffer.of(255, 253, 86));
  peer.send(Buffer.of(255, 250, 86, 255, 240));
  const deflate = createDeflate();
  deflate.on('data', (bytes: Buffer) => peer.send(bytes));
  return {
    ...peer,
    get received() {
      return peer.received;
    },
    send(text) {
      deflate.write(text);
      deflate.flush(constants.Z_SYNC_FLUSH);
    },
  };
}

/** Plain is on screen and is typed to; Secure goes through the proxy, Packed is compressed. */
async function playThree(runtime: string) {
  const worlds: ScriptedWorld[] = [await startWorld(), await startTlsWorld(), await startWorld()];
  const table = ({ port }: ScriptedWorld) => ({ host: '127.0.0.1', port, log: true });
  const tables = { Plain: table(worlds[0]!), Secure: tlsTable(worlds[1]!), Packed: table(worlds[2]!) };
  const settings = settingsToml({ tls_proxy: true }, tables);
  const clay = await startClay({ args: ['Plain', 'Secure', 'Packed'], settings, runtime });
  const [plain, secure, packed] = (await Promise.all(worlds.map(world => world.accepted()))) as [
    Peer,
    Peer,
    Peer,
  ];
  await clay.waitFor('Connected to Plain.');
  const peers = [plain, secure, await compressed(packed)];
  const playing = { clay, worlds, peers };
  const traffics = ['Plain', 'Secure', 'Packed'].map((name, index) =>
    startTraffic(playing, { name, index, seed: 20 + index, rate: 200, silent: index > 0 }),
  );
  return { clay, traffics };
}

test('from each Node to each other one, under load over plain, TLS and compressed connections: nothing is lost', async () => {
  const runtime = join(temporaryDirectory('runtime'), 'node');
  const [first, ...others] = tour();
  install(first!, runtime);
  const { clay, traffics } = await playThree(runtime);
  const proxies = proxiesOf(clay);
  for (const node of others) {
    install(node, runtime);
    expect(running(clay)).toBe(`${runtime} (deleted)`);
    await reload(clay, 'signal');
    expect(running(clay)).toBe(runtime);
    // From a snapshot that was made for this Node, since the build came with one for a single one.
    const lines = clay.programLog().split('\n');
    expect(lines.findLast(line => line.includes('"snapshot"'))).toContain(
      `"node":"${node.version}","snapshot":true`,
    );
  }
  expect(others.length).toBe(nodes.length * (nodes.length - 1));
  expect(proxiesOf(clay)).toEqual(proxies);
  for (const traffic of traffics) expect(await traffic.end()).toEqual(UNHARMED);
  await versionIs(clay, others.at(-1)!, `, reloaded ${others.length} times`);
  expect(clay.programLog()).not.toMatch(/"code":"(SNAPSHOT_NOT|FAULT|ROLLED|RELOAD_FAILED|WARNING)/);
}, 240_000);

/** Newest to oldest: what the newer one is started with, the older one does not know. */
const [oldest, newest] = [nodes[0]!, nodes.at(-1)!];

test('a crash after the Node on disk was replaced is answered by the one that runs', async () => {
  const runtime = join(temporaryDirectory('runtime'), 'node');
  install(newest, runtime);
  const playing = await playDeployed({ ...LOGGED, runtime });
  const { clay } = playing;
  await reload(clay, 'signal');
  const traffic = startTraffic(playing, { seed: 31 });
  install(oldest, runtime);
  await until(() => traffic.sent() > 100);
  process.kill(clay.pid, 'SIGSEGV');
  await until(() => log(clay, 'CRASHED') === 1);
  expect(running(clay)).toBe(`${runtime} (deleted)`);
  await until(() => traffic.sent() > 400);
  expect(await traffic.end()).toEqual(UNHARMED);
  await versionIs(clay, newest);
  expect(readFileSync(`/proc/${clay.pid}/comm`, 'utf8')).toBe('clay\n');
  await reload(clay, 'signal');
  await versionIs(clay, oldest);
});

test('a new build that fails on a Node of another line leads back to the build and the Node before', async () => {
  const runtime = join(temporaryDirectory('runtime'), 'node');
  install(newest, runtime);
  const playing = await playDeployed({ ...LOGGED, runtime });
  const { clay, script } = playing;
  await reload(clay, 'signal');
  const traffic = startTraffic(playing, { seed: 32 });
  install(oldest, runtime);
  putInPlace(script, beginning("if (process.env.CLAY_STATE_FD !== undefined) throw new Error('broken');"));
  process.kill(clay.pid, 'SIGUSR1');
  await until(() => log(clay, 'ROLLED_BACK') === 1);
  expect(running(clay)).toBe(`${runtime} (deleted)`);
  expect(await traffic.end()).toEqual(UNHARMED);
  await versionIs(clay, newest);
  expect(clay.descriptors().filter(({ link }) => link.startsWith(runtime))).toEqual([]);
});

test('a Node that is replaced while the new build is tried is tried in its turn', async () => {
  const runtime = join(temporaryDirectory('runtime'), 'node');
  install(newest, runtime);
  const { clay, script } = await playDeployed({ runtime });
  const sleep = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);';
  putInPlace(script, beginning(`if (process.env.CLAY_TRIAL !== undefined) ${sleep}`));
  clay.press('C-r');
  await clay.waitFor('Trying the new build ...');
  install(oldest, runtime);
  await reloadedTimes(clay, 1);
  await versionIs(clay, oldest, ', reloaded 1 times');
  expect(clay.programLog()).not.toContain('ROLLED_BACK');
});

test('worlds that connect after the Node on disk was replaced, or removed, get a proxy', async () => {
  const runtime = join(temporaryDirectory('runtime'), 'node');
  install(newest, runtime);
  const worlds = [await startTlsWorld(), await startTlsWorld()] as const;
  const settings = settingsToml(
    { tls_proxy: true },
    { Alpha: tlsTable(worlds[0]), Beta: tlsTable(worlds[1]) },
  );
  const clay = await startClay({ settings, runtime });
  await clay.waitFor(/\d\d:\d\d/);
  install(oldest, runtime);
  clay.type('/worlds Alpha\r');
  await clay.waitFor('Connected to Alpha.');
  const [proxy] = proxiesOf(clay);
  expect(running(clay)).toBe(`${runtime} (deleted)`);
  expect(readlinkSync(`/proc/${proxy}/exe`)).toBe(runtime);

  // Until another one is there, the one that runs will do.
  rmSync(runtime);
  process.kill(proxy!, 'SIGKILL');
  await until(() => proxiesOf(clay).length === 0);
  clay.type('/worlds Beta\r');
  await clay.waitFor('Connected to Beta.');
  expect(proxiesOf(clay).length).toBe(1);
});

/** Overwrites all but the header of the build's start-up snapshot, in place. */
function spoilSnapshot(script: string): void {
  const { blob } = JSON.parse(readFileSync(join(script, '../clay.snapshot.json'), 'utf8')) as {
    blob: string;
  };
  const path = join(script, '..', blob);
  const fd = openSync(path, 'r+');
  writeSync(fd, Buffer.alloc(statSync(path).size - 4096, 0x5a), 0, undefined, 4096);
  closeSync(fd);
}

needsReload('a start-up snapshot that is damaged is done without', async () => {
  const playing = await playDeployed(LOGGED);
  const { clay, script } = playing;
  const traffic = startTraffic(playing, { seed: 33 });
  spoilSnapshot(script);
  await reload(clay, 'signal');
  expect(await traffic.end()).toEqual(UNHARMED);
  expect(log(clay, 'SNAPSHOT_NOT_USED')).toBe(1);
  expect(clay.programLog()).toContain('"snapshot":false');
});
