/** What becomes of the worlds when the proxy is killed, or cannot be had at all. */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { describe, it } from '../support/needs-reload.ts';
import { inputText, outputRows } from '../support/playing.ts';
import { type Peer, type ScriptedWorld, startWorld } from '../support/scripted-world.ts';
import { type TemporaryHome, temporaryDirectory, temporaryHome } from '../support/temporary.ts';
import {
  newestOnScreen,
  proxiesOf,
  reloaded,
  settingsToml,
  startTlsWorld,
  tlsTable,
  until,
} from '../support/tls-world.ts';

const DIST = resolve(__dirname, '../../dist');

interface Two {
  readonly clay: Clay;
  readonly alpha: ScriptedWorld;
  readonly alphaPeer: Peer;
  readonly betaPeer: Peer;
}

/** Two worlds through one proxy; Alpha is on screen. */
async function twoWorlds(): Promise<Two> {
  const [alpha, beta] = await Promise.all([startTlsWorld(), startTlsWorld()]);
  const clay = await startClay({
    args: ['Alpha', 'Beta'],
    columns: 120,
    settings: settingsToml({ tls_proxy: true }, { Alpha: tlsTable(alpha), Beta: tlsTable(beta) }),
  });
  const [alphaPeer, betaPeer] = await Promise.all([alpha.accepted(), beta.accepted()]);
  await clay.waitFor('Connected to Alpha.');
  await until(() => proxiesOf(clay).length === 1, 'there is not one proxy');
  return { clay, alpha, alphaPeer, betaPeer };
}

/** A build in a directory of its own, whose proxy is `tlsproxy`. */
function buildWith(tlsproxy: string): string {
  const directory = temporaryDirectory();
  for (const name of readdirSync(DIST).filter(one => /^clay\./.test(one))) {
    copyFileSync(join(DIST, name), join(directory, name));
  }
  cpSync(join(DIST, 'native'), join(directory, 'native'), { recursive: true });
  writeFileSync(join(directory, 'tlsproxy.js'), tlsproxy, { mode: 0o755 });
  return join(directory, 'clay.js');
}

async function connections(clay: Clay, wanted: RegExp): Promise<void> {
  clay.type('/connections\r');
  await clay.waitFor(wanted);
}

describe('a proxy that is killed', () => {
  it('has all its worlds marked disconnected, with a sentence, and can be replaced', async () => {
    const { clay, alpha, alphaPeer, betaPeer } = await twoWorlds();
    const [old] = proxiesOf(clay);
    alphaPeer.stream(500, 'flood');
    await clay.waitFor(terminal => newestOnScreen(terminal, 'flood') > 20);
    clay.type('not yet sent');
    process.kill(old!, 'SIGKILL');
    await clay.waitFor('Alpha: connection lost: tlsproxy is gone; the connections it held are lost.');
    await Promise.all([alphaPeer.closed, betaPeer.closed]);
    expect(clay.screen().join('\n')).toContain('Alpha (disconnected)');
    // The screen is alive: the line can be edited, the other world looked at.
    clay.press('C-u');
    await connections(clay, /Beta +127\.0\.0\.1:\d+ +disconnected +tls-proxy/);
    clay.type('/worlds Alpha\r');
    const again = await alpha.accepted();
    await clay.waitFor('Connected to Alpha.');
    await connections(clay, /Alpha +127\.0\.0\.1:\d+ +connected +tls-proxy/);
    expect(proxiesOf(clay)).not.toContain(old);
    again.send('welcome back\r\n');
    await clay.waitFor('welcome back');
    process.kill(clay.pid, 'SIGUSR1');
    await reloaded(clay, 1);
    clay.type('still here\r');
    await again.waitFor('still here\r\n');
  });

  it('while the user types into it is what the sentence names, not the server', async () => {
    const { clay, alphaPeer } = await twoWorlds();
    process.kill(clay.pid, 'SIGUSR1');
    await reloaded(clay, 1);
    const [proxy] = proxiesOf(clay);
    // Stopped first, so that there is something in the socket that it has not read.
    process.kill(proxy!, 'SIGSTOP');
    clay.type('unheard\r');
    // What was said stands in the output, and no longer in the input.
    await clay.waitFor(() => outputRows(clay).includes('unheard') && inputText(clay) === '');
    process.kill(proxy!, 'SIGKILL');
    await clay.waitFor('Alpha: connection lost: tlsproxy is gone; the connections it held are lost.');
    await alphaPeer.closed;
  });

  it('together with the client leaves worlds that say so, and log files with every line', async () => {
    const { clay, alpha, alphaPeer } = await twoWorlds();
    alphaPeer.send('one\r\ntwo\r\n');
    await until(() => clay.logFile('Alpha') === 'one\ntwo\n', 'the lines are not in the log');
    const [proxy] = proxiesOf(clay);
    process.kill(clay.pid, 'SIGKILL');
    process.kill(proxy!, 'SIGKILL');
    await clay.ended();
    const next = await startClay({ place: clay.place, columns: 120 });
    await next.waitFor('Alpha: connection lost: tlsproxy is gone; the connections it held are lost.');
    next.type('/worlds Alpha\r');
    const again = await alpha.accepted();
    again.send('three\r\n');
    await until(() => next.logFile('Alpha').includes('three'), 'the line is not in the log');
    expect(next.logFile('Alpha')).toBe('one\ntwo\nthree\n');
  });
});

describe('a proxy that cannot be had', () => {
  const broken = () => buildWith('#!/usr/bin/env node\nthrow new Error("the disk ate it");\n');

  async function started(program: string, place?: TemporaryHome): Promise<{ clay: Clay; peer: Peer }> {
    const world = await startTlsWorld();
    const clay = await startClay({
      args: ['Alpha'],
      columns: 160,
      program,
      ...(place && { place }),
      settings: settingsToml({ tls_proxy: true }, { Alpha: tlsTable(world) }),
    });
    return { clay, peer: await world.accepted() };
  }

  it('is told with its reason, and the world is connected without it', async () => {
    const { clay, peer } = await started(broken());
    await clay.waitFor(/tlsproxy could not be started: .*the disk ate it/);
    await clay.waitFor(/this connection will not survive a\s+reload\./);
    await clay.waitFor('Connected to Alpha.');
    await connections(clay, /Alpha +127\.0\.0\.1:\d+ +connected +tls-direct/);
    clay.type('hello\r');
    await peer.waitFor('hello\r\n');
    process.kill(clay.pid, 'SIGUSR1');
    await clay.waitFor('Alpha: the reload cuts this TLS connection');
    await clay.waitFor('Alpha: disconnected by the reload');
  });

  it('is as good as none when its directory may be entered by others', async () => {
    const place = temporaryHome();
    mkdirSync(join(place.runtime, 'clay'));
    chmodSync(join(place.runtime, 'clay'), 0o755);
    const { clay } = await started(join(DIST, 'clay.js'), place);
    await clay.waitFor(/runtime directory .* is not used: its mode is 0755 instead of 0700/);
    await clay.waitFor(/this connection will not survive a\s+reload\./);
    await clay.waitFor('Connected to Alpha.');
    await connections(clay, /Alpha +127\.0\.0\.1:\d+ +connected +tls-direct/);
  });

  it('costs a plain world that was to live in it nothing but the surviving of a crash', async () => {
    const world = await startWorld();
    const clay = await startClay({
      args: ['Beta'],
      columns: 160,
      program: broken(),
      settings: settingsToml({ plain_proxy: true }, { Beta: { host: '127.0.0.1', port: world.port } }),
    });
    const peer = await world.accepted();
    await clay.waitFor(/this connection will not survive a crash of Clay\./);
    await clay.waitFor('Connected to Beta.');
    await connections(clay, /Beta +127\.0\.0\.1:\d+ +connected +tcp /);
    process.kill(clay.pid, 'SIGUSR1');
    await reloaded(clay, 1);
    clay.type('still here\r');
    await peer.waitFor('still here\r\n');
  });
});
