/** A tlsproxy that is killed or hangs around a reload: its own worlds notice, nobody else does. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Clay, startClay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { inputText, type Playing } from '../support/playing.ts';
import { isTold } from '../support/refusals.ts';
import { askForReload, reload, reloadedTimes } from '../support/reloading.ts';
import { startWorld } from '../support/scripted-world.ts';
import { proxiesOf, settingsToml, startTlsWorld, tlsTable } from '../support/tls-world.ts';
import { startTraffic, UNHARMED } from '../support/traffic.ts';

/** Plain is on screen, Secure is a TLS world in the proxy; both log. */
async function startBoth(): Promise<Playing & { proxy: number }> {
  const worlds = [await startWorld(), await startTlsWorld()] as const;
  const plain = { host: '127.0.0.1', port: worlds[0].port, log: true };
  const tables = { Plain: plain, Secure: tlsTable(worlds[1]) };
  const clay = await startClay({
    args: ['Plain', 'Secure'],
    settings: settingsToml({ tls_proxy: true }, tables),
  });
  const peers = await Promise.all(worlds.map(world => world.accepted()));
  // Both are connected as soon as the client says so in the world's own pane.
  clay.type('/worlds Secure\r');
  await clay.waitFor('Connected to Secure.');
  clay.type('/worlds Plain\r');
  await clay.waitFor('Connected to Plain.');
  const [proxy] = proxiesOf(clay);
  return { clay, worlds, peers, proxy: proxy! };
}

const plainTraffic = (playing: Playing) => startTraffic(playing, { name: 'Plain' });

/** The second where the reload comes between the end of a session's socket and the answer to why it has ended. */
const LOST =
  /Secure: (connection lost: tlsproxy is gone; the connections it held are lost|disconnected: its connection did not come through the reload)/;

type Kill = (clay: Clay, proxy: number) => Promise<void>;

const moments: Record<string, Kill> = {
  async before(clay, proxy) {
    process.kill(proxy, 'SIGKILL');
    await reload(clay, 'signal');
  },
  async during(clay, proxy) {
    askForReload(clay, 'signal');
    await wait(60);
    process.kill(proxy, 'SIGKILL');
    await reloadedTimes(clay, 1);
  },
  async 'right after'(clay, proxy) {
    await reload(clay, 'signal');
    process.kill(proxy, 'SIGKILL');
  },
};

test.each(Object.keys(moments))(
  'the proxy is killed %s the reload: its world says so and can connect again, the plain one goes on',
  async when => {
    const playing = await startBoth();
    const { clay, worlds, proxy } = playing;
    const traffic = plainTraffic(playing);
    await moments[when]!(clay, proxy);
    await reload(clay, 'signal');
    expect(await traffic.end()).toEqual(UNHARMED);

    clay.type('/worlds Secure\r');
    const peer = await worlds[1]!.accepted();
    await isTold(clay, LOST);
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
  await clay.waitFor(() => inputText(clay) === 'echoed at once', { timeout: 5000 });
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
