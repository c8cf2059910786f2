/** A clock that is set back or forward: timers neither fall silent nor come in a burst, with a reload or without. */
import { setTimeout as wait } from 'node:timers/promises';
import { testClock } from '../support/clock.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying, statusBar } from '../support/playing.ts';
import { seeded } from '../support/random.ts';
import { askForReload, reload, reloadedTimes } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const HOUR = 3600;
const MINUTE = 60;

const IAC_NOP = Buffer.of(255, 241);

test('set back by an hour: what the server sends is shown at once, with a reload before and after it', async () => {
  const clock = testClock();
  const { clay, peers } = await startPlaying({ ...LOGGED, env: clock.env });
  const [alpha] = peers as [Peer];
  expect(statusBar(clay)).toMatch(/12:0\d/);
  clock.set(-HOUR);
  alpha.send('an hour earlier\r\n');
  await clay.waitFor('an hour earlier');
  await clay.waitFor(() => /11:0\d/.test(statusBar(clay)));
  clock.set(-2 * HOUR);
  await reload(clay, 'signal');
  alpha.send('two hours earlier\r\n');
  await clay.waitFor('two hours earlier');
  await clay.waitFor(() => /10:0\d/.test(statusBar(clay)));
});

test('set back and forward at random moments of reloads, under traffic: no line is lost', async () => {
  const clock = testClock();
  const more = `${LOGGED.more}\nkeepalive = "none"`;
  const playing = await startPlaying({ ...LOGGED, more, env: clock.env });
  const { clay } = playing;
  const traffic = startTraffic(playing);
  const random = seeded(21);
  for (const [index, hours] of [-1, 0, -5, 3, 0].entries()) {
    askForReload(clay, 'signal');
    await wait(random() * 150);
    clock.set(hours * HOUR);
    await reloadedTimes(clay, index + 1);
  }
  expect(await traffic.end()).toEqual(UNHARMED);
});

test.each([
  ['back', -HOUR],
  ['forward', HOUR],
])('set %s while a world waits to connect again: it does so once, and soon', async (_, seconds) => {
  const clock = testClock();
  const { clay, peers, worlds } = await startPlaying({ env: clock.env, more: 'reconnect = 1' });
  peers[0]!.close();
  await clay.waitFor('connecting again in 1 s');
  clock.set(seconds);
  await reload(clay, 'signal');
  const again = await worlds[0]!.accepted();
  await clay.waitFor(({ screen }) => screen().join('').split('Connected to Alpha').length > 2);
  clay.type('here I am\r');
  await again.waitFor('here I am\r\n');
  expect(worlds[0]!.connections).toBe(2);
});

test('set back while a prompt is awaited: the login goes on', async () => {
  const clock = testClock();
  const more = 'user = "mia"\npassword = "pot"\nauto_login = "prompt"';
  const { clay, peers } = await startPlaying({ env: clock.env, more });
  const [alpha] = peers as [Peer];
  // Once after the clock was set, once before it.
  clock.set(-HOUR);
  alpha.send('Name: ');
  await alpha.waitFor('mia\r\n');
  alpha.send('Password: ');
  await clay.waitFor('Password:');
  clock.set(-2 * HOUR);
  await alpha.waitFor('pot\r\n');
  expect(alpha.received.toString()).toBe('mia\r\npot\r\n');
});

test('keepalives: one when the time has come, however the clock got there, and not one more', async () => {
  const clock = testClock();
  const { clay, peers } = await startPlaying({ ...LOGGED, env: clock.env });
  const [alpha] = peers as [Peer];
  const nops = () => alpha.received.toString('latin1').split(IAC_NOP.toString('latin1')).length - 1;
  let reloads = 0;
  /** Each new image looks at its timers; what it has to say is said before it answers to this. */
  const reloadAt = async (seconds: number) => {
    clock.set(seconds);
    await reload(clay, 'signal');
    clay.type(`reload ${++reloads}\r`);
    await alpha.waitFor(`reload ${reloads}\r\n`);
    return nops();
  };
  expect(await reloadAt(0)).toBe(0);
  expect(await reloadAt(5 * MINUTE)).toBe(1);
  expect(await reloadAt(-HOUR)).toBe(1);
  expect(await reloadAt(-HOUR)).toBe(1);
  expect(await reloadAt(-HOUR + 5 * MINUTE)).toBe(2);
  expect(await reloadAt(2 * HOUR)).toBe(3);
});
