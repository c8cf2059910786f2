/** The client crashes and restarts itself in place: same process, same connections, nothing lost, nothing doubled. */
import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { beginning, bundle, deploy, inFunction, putInPlace, VERSION } from '../support/builds.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { testClock } from '../support/clock.ts';
import { type Deployed, unwrapped } from '../support/deployed.ts';
import { describe, test } from '../support/needs-reload.ts';
import { inputText, startPlaying, worldTable } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { startWorld, streamLine } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import {
  countStream,
  newestOnScreen,
  PERFECT,
  settingsToml,
  startTlsWorld,
  tlsTable,
  until,
} from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const restarts = (clay: Clay) => clay.programLog().split(/"code":"(?:CRASHED|RESTARTED)"/).length - 1;

/** Resolves when the next image has taken over. */
async function crash(clay: Clay, signal: NodeJS.Signals): Promise<void> {
  const before = restarts(clay);
  process.kill(clay.pid, signal);
  await Promise.race([until(() => restarts(clay) > before), ended(clay)]);
}

async function ended({ exit, screen, programLog }: Clay): Promise<never> {
  const end = JSON.stringify(await exit);
  throw new Error(`it ended: ${end}\n${screen().join('\n').trim()}\n${programLog()}`);
}

/** Seconds; then a crash is forgotten. */
const MINUTE = 61;

const sockets = (clay: Clay) => clay.descriptors().filter(({ link }) => link.startsWith('socket:')).length;

/** The first checkpoint is written soon after the start; with the link to the runtime stands the plan, when the build is kept. */
function isArmed(clay: Clay): Promise<void> {
  const there = () => readdirSync(`${clay.place.runtime}/clay`);
  return until(() => ['.checkpoint', '.exec'].every(end => there().some(name => name.endsWith(end))));
}

describe('a signal that would end the client', () => {
  test.each(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL'] as const)('%s', async signal => {
    const { clay, peers, worlds } = await startPlaying({ more: 'log = true' });
    const [alpha] = peers;
    await isArmed(clay);
    alpha!.send('before\r\n');
    clay.type('said before\rhalf a ');
    await alpha!.waitFor('said before\r\n');
    // What is said while it stands there would end it: it could be a prompt.
    alpha!.send('half a li');
    await clay.waitFor('half a li');
    await crash(clay, signal);
    await clay.waitFor(`Clay crashed (${signal}) and has restarted itself in place`);
    expect(inputText(clay)).toMatch(/half a$/);
    alpha!.send('ne\r\nafter\r\n');
    await clay.waitFor('after');
    clay.type('word\r');
    await alpha!.waitFor('half a word\r\n');
    expect(clay.companions()).toEqual([]);
    clay.type('/quit\r');
    expect(await clay.ended()).toEqual({ code: 0, signal: null });
    expect(clay.logFile('Alpha')).toBe('before\nhalf a line\nafter\n');
    expect(worlds[0]!.connections).toBe(1);
    expect(readdirSync(`${clay.place.runtime}/clay`).filter(name => !name.endsWith('.exec'))).toEqual([]);
  });

  test('under load, in both directions, reloads before and after it', async () => {
    const playing = await startPlaying(LOGGED);
    const { clay } = playing;
    await isArmed(clay);
    const traffic = startTraffic(playing, { seed: 5 });
    await until(() => traffic.sent() > 200);
    await crash(clay, 'SIGSEGV');
    await until(() => traffic.sent() > 500);
    await reload(clay, 'signal');
    await until(() => traffic.sent() > 700);
    await crash(clay, 'SIGABRT');
    await until(() => traffic.sent() > 900);
    expect(await traffic.end()).toEqual(UNHARMED);
  });

  test('with worlds behind the proxy and worlds that were opened since the last checkpoint', async () => {
    const [secure, plain, late] = [await startTlsWorld(), await startWorld(), await startWorld()];
    const tables = { Secure: tlsTable(secure, { log: true }) };
    const settings =
      settingsToml({ tls_proxy: true, more_mode: false }, tables) +
      worldTable('Plain', plain) +
      worldTable('Late', late);
    const clay = await startClay({ args: ['Secure', 'Plain'], settings });
    const peers = [await secure.accepted(), await plain.accepted()];
    await clay.waitFor('Connected to Secure.');
    await isArmed(clay);
    clay.type('/worlds -b Late\r');
    const opened = await late.accepted();
    peers[0]!.stream(500, 'tls');
    await until(() => newestOnScreen(clay, 'tls') > 200);
    const before = sockets(clay);
    await crash(clay, 'SIGSEGV');
    const seen = newestOnScreen(clay, 'tls');
    await until(() => newestOnScreen(clay, 'tls') > seen + 200);
    const sent = peers[0]!.stopStream();
    await until(() => clay.logFile('Secure').endsWith(`${streamLine('tls', sent)}\n`));
    const lines = clay.logFile('Secure').split('\n').slice(0, -1);
    expect(countStream(lines, 'tls', sent)).toEqual(PERFECT);
    expect(sockets(clay)).toBe(before);
    clay.type('/send -w Secure one\r/send -w Plain two\r/send -w Late three\r');
    await peers[0]!.waitFor('one\r\n');
    await peers[1]!.waitFor('two\r\n');
    await opened.waitFor('three\r\n');
    expect([secure, plain, late].map(world => world.connections)).toEqual([1, 1, 1]);
  });
});

describe('in the first moments of a client', () => {
  test('as soon as it is connected: it restarts in place from the build where it lies, and keeps the connection', async () => {
    const script = deploy(temporaryDirectory('deploy'));
    // Its copy is never held.
    putInPlace(script, inFunction(bundle(), 'copyBuild', 'return new Promise(() => {});'));
    const { clay, peers, worlds } = await startPlaying({ ...LOGGED, program: script });
    clay.type('half a ');
    await clay.waitFor('half a');
    await crash(clay, 'SIGSEGV');
    peers[0]!.send('after\r\n');
    await clay.waitFor('after');
    clay.type('word\r');
    await peers[0]!.waitFor('half a word\r\n');
    expect(worlds[0]!.connections).toBe(1);
  });

  test('before the first frame it is the end, with the terminal in order', async () => {
    const script = deploy(temporaryDirectory('deploy'));
    putInPlace(script, inFunction(bundle(), 'onStarted', "process.kill(process.pid, 'SIGSEGV');"));
    const clay = await startClay({ program: script });
    expect(await clay.ended()).toEqual({ code: null, signal: 'SIGSEGV' });
    expect(clay.raw().toString()).toContain('\x1b[?1049h');
    expect(clay.modes()).toMatchObject({ bracketedPaste: false, alternate: false, cursorVisible: true });
  });
});

/** A build that does something on SIGUSR2. */
async function playWith(code: string): Promise<Deployed> {
  const script = deploy(temporaryDirectory('deploy'));
  putInPlace(script, beginning(`process.on('SIGUSR2', () => { ${code} });`, VERSION));
  return { ...(await startPlaying({ ...LOGGED, program: script })), script };
}

describe('an exception that nobody has caught', () => {
  test('restarts the client with its state as it is, under load', async () => {
    const playing = await playWith("throw new TypeError('out of the blue');");
    const { clay } = playing;
    await isArmed(clay);
    const traffic = startTraffic(playing, { seed: 6 });
    for (const lines of [200, 500]) {
      await until(() => traffic.sent() > lines);
      await crash(clay, 'SIGUSR2');
    }
    await until(() => traffic.sent() > 700);
    expect(await traffic.end()).toEqual(UNHARMED);
    clay.type('/worlds -l\r');
    expect(clay.programLog()).toContain('TypeError: out of the blue');
  });

  test('is told in a sentence, not in a stack', async () => {
    const { clay } = await playWith("throw new TypeError('out of the blue');");
    await isArmed(clay);
    process.kill(clay.pid, 'SIGUSR2');
    await clay.waitFor(() =>
      unwrapped(clay).includes('it has restarted itself in place, and every connection goes on.'),
    );
    expect(clay.raw().toString()).not.toContain('out of the blue');
  });

  test('three times within a minute ends it: the terminal in order, a sentence, no files', async () => {
    const { clay } = await playWith("throw new TypeError('out of the blue');");
    await isArmed(clay);
    await crash(clay, 'SIGUSR2');
    await crash(clay, 'SIGUSR2');
    process.kill(clay.pid, 'SIGUSR2');
    expect(await clay.ended()).toEqual({ code: 1, signal: null });
    expect(clay.screen().join('')).toContain(
      'clay: it ends: that was the third fault within a minute; clay.log has the details.',
    );
    expect(clay.modes()).toMatchObject({ bracketedPaste: false, alternate: false });
  });
});

test('what crashes the client is tried once more and then left out', async () => {
  const script = deploy(temporaryDirectory('deploy'));
  // The bundler may have given the parameters other names.
  const [, bytes] = /function\s+onReceived\((?:\s*\w+\s*,){3}\s*(\w+)/.exec(bundle())!;
  const poison = `if (String.fromCharCode(...${bytes}).includes('poison')) process.abort();`;
  putInPlace(script, inFunction(bundle(), 'onReceived', poison));
  const clock = testClock('now');
  const { clay, peers, worlds } = await startPlaying({ ...LOGGED, program: script, env: clock.env });
  await isArmed(clay);
  peers[0]!.send('sugar\r\n');
  await clay.waitFor('sugar');
  peers[0]!.send('poison\r\n');
  // The first of the two has no time to say so.
  await clay.waitFor('has restarted itself in place');
  peers[0]!.send('honey\r\n');
  await clay.waitFor('honey');
  // The bytes that were passed over are still counted.
  clock.set(MINUTE);
  await reload(clay, 'signal');
  await crash(clay, 'SIGSEGV');
  peers[0]!.send('salt\r\n');
  await clay.waitFor('salt');
  clay.type('/quit\r');
  await clay.ended();
  expect(clay.logFile('Alpha')).toBe('sugar\nhoney\nsalt\n');
  expect(worlds[0]!.connections).toBe(1);
});

test.each([0, 5, 40])(
  'one that comes %d ms after another is the end if the client is not back yet: the terminal in order',
  async ms => {
    const { clay, peers } = await startPlaying(LOGGED);
    await isArmed(clay);
    peers[0]!.send('armed\r\n');
    await clay.waitFor('armed');
    process.kill(clay.pid, 'SIGSEGV');
    await wait(ms);
    process.kill(clay.pid, 'SIGSEGV');
    await Promise.race([clay.exit, until(() => restarts(clay) > 0)]);
    const back = restarts(clay) > 0;
    if (!back) expect(await clay.ended()).toMatchObject({ signal: 'SIGSEGV' });
    expect(clay.modes()).toMatchObject({ bracketedPaste: back, alternate: back, cursorVisible: true });
  },
);

test('the title of the window goes back at the end, set while Clay ran', async () => {
  const { clay, peers } = await startPlaying();
  await isArmed(clay);
  const count = (sequence: string) => clay.raw().toString().split(sequence).length - 1;
  clay.type('/setup window_title on\r');
  await clay.waitFor(() => count('\x1b[22;2t') > 0);
  for (const round of [1, 2]) {
    await crash(clay, 'SIGSEGV');
    peers[0]!.send(`round ${round}\r\n`);
    await clay.waitFor(`round ${round}`);
  }
  expect(count('\x1b[23;2t')).toBe(0);
  process.kill(clay.pid, 'SIGSEGV');
  expect(await clay.ended()).toEqual({ code: null, signal: 'SIGSEGV' });
  expect([count('\x1b[22;2t'), count('\x1b[23;2t')]).toEqual([1, 1]);
});

test('a crash that comes for the third time in a minute is the end: the terminal in order, TLS worlds wait', async () => {
  const world = await startTlsWorld();
  const settings = settingsToml({ tls_proxy: true }, { Alpha: tlsTable(world) });
  const clay = await startClay({ args: ['Alpha'], settings });
  const alpha = await world.accepted();
  await clay.waitFor('Connected to Alpha.');
  await isArmed(clay);
  for (const round of [1, 2]) {
    await crash(clay, 'SIGSEGV');
    // A reload between does not make it forget.
    await reload(clay, 'signal');
    alpha.send(`round ${round}\r\n`);
    await clay.waitFor(`round ${round}`);
  }
  process.kill(clay.pid, 'SIGSEGV');
  expect(await clay.ended()).toEqual({ code: null, signal: 'SIGSEGV' });
  expect(clay.modes()).toMatchObject({ bracketedPaste: false, alternate: false, cursorVisible: true });
  const next = await startClay({ place: clay.place });
  // After each of the two restarts, and now.
  await next.waitFor(({ screen }) => screen().join('').split('connection taken up again').length > 3);
  await next.waitFor('round 2');
  next.type('hello\r');
  await alpha.waitFor('hello\r\n');
  expect(world.connections).toBe(1);
});
