/** A tlsproxy that is killed or hangs around a reload: its own worlds notice, nobody else does. */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { beginning, deploy, putInPlace, VERSION } from '../support/builds.ts';
import { startClay } from '../support/clay.ts';
import type { Deployed } from '../support/deployed.ts';
import { test } from '../support/needs-reload.ts';
import { inputText, type Playing } from '../support/playing.ts';
import { isTold } from '../support/refusals.ts';
import { reload } from '../support/reloading.ts';
import { startWorld } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { tcpServer } from '../support/tls-server.ts';
import { proxiesOf, settingsToml, startTlsWorld, tlsTable, until } from '../support/tls-world.ts';
import { startTraffic, UNHARMED } from '../support/traffic.ts';

interface Both extends Deployed {
  /** PID. */
  readonly proxy: number;
}

/** Plain is on screen, Secure is a TLS world in the proxy; both log. */
async function startBoth(): Promise<Both> {
  const worlds = [await startWorld(), await startTlsWorld()] as const;
  const plain = { host: '127.0.0.1', port: worlds[0].port, log: true };
  const tables = { Plain: plain, Secure: tlsTable(worlds[1]) };
  const script = deploy(temporaryDirectory('deploy'));
  const settings = settingsToml({ tls_proxy: true }, tables);
  const clay = await startClay({ program: script, args: ['Plain', 'Secure'], settings });
  const peers = await Promise.all(worlds.map(world => world.accepted()));
  // Both are connected as soon as the client says so in the world's own pane.
  clay.type('/worlds Secure\r');
  await clay.waitFor('Connected to Secure.');
  clay.type('/worlds Plain\r');
  await clay.waitFor('Connected to Plain.');
  const [proxy] = proxiesOf(clay);
  return { clay, worlds, peers, script, proxy: proxy! };
}

const plainTraffic = (playing: Playing) => startTraffic(playing, { name: 'Plain' });

const LOST = 'Secure: connection lost: tlsproxy is gone; the connections it held are lost.';

/** Code for the front of a build: the proxy dies there, if `when` is true. */
const killing = (proxy: number, when: string) =>
  beginning(`if (${when}) try { process.kill(${proxy}, 'SIGKILL'); } catch {}`, VERSION);

/** What happens before a reload is asked for. */
type Moment = (playing: Both) => unknown;

const moments: Record<string, Moment> = {
  'before it, and is missed': async ({ clay, proxy }) => {
    // Worlds are connected before their proxy is watched.
    await until(() => clay.programLog().includes('"proxy watched"'), 'the proxy is not watched');
    process.kill(proxy, 'SIGKILL');
    await until(() => clay.programLog().includes('"proxy gone"'), 'the proxy is not missed');
  },
  'just before it': ({ proxy }) => process.kill(proxy, 'SIGKILL'),
  'by the build on trial': ({ script, proxy }) =>
    putInPlace(script, killing(proxy, 'process.env.CLAY_TRIAL')),
  'by the image that takes over': ({ script, proxy }) =>
    putInPlace(script, killing(proxy, 'process.env.CLAY_STATE_FD && !process.env.CLAY_TRIAL')),
  'right after it': async ({ clay, proxy }) => {
    await reload(clay, 'signal');
    process.kill(proxy, 'SIGKILL');
  },
};

test.each(Object.entries(moments))(
  'a reload with a proxy that is killed %s: its world says so and can connect again, the plain one goes on',
  async (_when, happen) => {
    const playing = await startBoth();
    const { clay, worlds } = playing;
    const traffic = plainTraffic(playing);
    await happen(playing);
    await reload(clay, 'signal');
    expect(await traffic.end()).toEqual(UNHARMED);

    clay.press('C-Down');
    await isTold(clay, LOST);
    clay.type('/connect\r');
    const peer = await worlds[1]!.accepted();
    await clay.waitFor('Connected to Secure.');
    await reload(clay, 'key');
    clay.type('again\r');
    await peer.waitFor('again\r\n');
    expect(worlds[1]!.connections).toBe(2);
    expect(proxiesOf(clay)).toHaveLength(1);
  },
);

test('the proxy hangs from before the reload until some time after: typing and plain worlds go on, its lines come later, each once', async () => {
  const playing = await startBoth();
  const { clay, proxy } = playing;
  const secure = startTraffic(playing, { name: 'Secure', index: 1, silent: true });
  const plain = plainTraffic(playing);
  await wait(100);
  process.kill(proxy, 'SIGSTOP');
  await reload(clay, 'signal');
  await reload(clay, 'key');
  expect(await plain.end()).toEqual(UNHARMED);
  clay.type('echoed at once');
  await clay.waitFor(() => inputText(clay) === 'echoed at once');
  clay.press('C-u');
  process.kill(proxy, 'SIGCONT');
  await reload(clay, 'signal');
  expect(await secure.end()).toEqual(UNHARMED);
  expect(proxiesOf(clay)).toEqual([proxy]);
});

test('what is said to a world whose proxy hangs arrives when it goes on, once and in order, reloads between', async () => {
  const { clay, peers, proxy } = await startBoth();
  clay.type('/worlds Secure\r');
  await clay.waitFor('Connected to Secure.');
  process.kill(proxy, 'SIGSTOP');
  const lines = Array.from({ length: 30 }, (_, index) => `said ${index} ${'x'.repeat(2000)}`);
  for (const [index, line] of lines.entries()) {
    clay.type(`${line}\r`);
    if (index % 10 === 5) await reload(clay, 'signal');
  }
  process.kill(proxy, 'SIGCONT');
  await peers[1]!.waitFor(`${lines.at(-1)}\r\n`);
  expect(peers[1]!.received.toString()).toBe(lines.map(line => `${line}\r\n`).join(''));
});

/** A way to a port that stands still until it is opened, for as long as a TLS handshake is to last. */
async function startGate(port: number): Promise<{ port: number; waiting(): number; open(): void }> {
  const held = new Set<Socket>();
  const pass = (socket: Socket) => {
    const onward = connect(port, '127.0.0.1');
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  };
  let isOpen = false;
  const gate = await tcpServer(socket => {
    if (isOpen) return pass(socket);
    held.add(socket);
    // Noticed only when somebody reads; nothing is sent but the first words of a handshake.
    socket.once('readable', () => socket.on('close', () => held.delete(socket)));
  });
  return {
    port: gate.port,
    waiting: () => held.size,
    open() {
      isOpen = true;
      for (const socket of held) pass(socket);
    },
  };
}

test('reloads in the middle of a TLS handshake: it is made again, and one connection stands in the end', async () => {
  const world = await startTlsWorld();
  const gate = await startGate(world.port);
  const settings = settingsToml({ tls_proxy: true }, { Secure: tlsTable(gate) });
  const clay = await startClay({ args: ['Secure'], settings });
  await until(() => gate.waiting() === 1, 'no handshake has begun');
  await reload(clay, 'signal');
  await reload(clay, 'key');
  await clay.waitFor('Secure (connecting)');
  gate.open();
  await clay.waitFor('Connected to Secure.');
  clay.type('hello\r');
  const peers = await Promise.all(Array.from({ length: world.connections }, () => world.accepted()));
  const heard = () => peers.filter(peer => peer.received.toString() === 'hello\r\n').length;
  await until(() => heard() === 1, 'nobody has heard it');
  await reload(clay, 'signal');
  clay.type('/quit\r');
  expect(await clay.ended()).toEqual({ code: 0, signal: null });
  // Neither the attempts that the reloads have cut nor the session are left in the proxy.
  await Promise.all(peers.map(peer => peer.closed));
});

test('a reload while the proxy is being started: there is one proxy, and the world is connected', async () => {
  for (const moment of [0, 30, 100]) {
    const world = await startTlsWorld();
    const clay = await startClay({
      settings: settingsToml({ tls_proxy: true }, { Secure: tlsTable(world) }),
    });
    await clay.waitFor('Clay');
    clay.type('/worlds Secure\r');
    await clay.waitFor('Connecting to');
    await wait(moment);
    await reload(clay, 'signal');
    await clay.waitFor('Connected to Secure.');
    clay.type('hello\r');
    await until(() => proxiesOf(clay).length === 1, 'there is not one proxy');
    const peers = await Promise.all(Array.from({ length: world.connections }, () => world.accepted()));
    await until(() => peers.some(peer => peer.received.toString() === 'hello\r\n'), 'nobody has heard it');
    expect(clay.screen().join('\n').split('Connected to Secure.')).toHaveLength(2);
  }
});
