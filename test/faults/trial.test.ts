/** A new build that would not do is refused before anything has happened to the running client. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_MAJOR, STATE_MINOR } from '../../client/snapshot/snapshot.ts';
import { beginning, bundle, HANG, inFunction, putInPlace, renamed } from '../support/builds.ts';
import { type Deployed, playDeployed, unwrapped } from '../support/deployed.ts';
import { describe, test } from '../support/needs-reload.ts';
import { inputText } from '../support/playing.ts';
import { askForReload, reload, reloadedTimes } from '../support/reloading.ts';
import { until } from '../support/tls-world.ts';

/** Reloads in vain while lines come; sees the reason, and that everything is as it was. */
async function refused({ clay, peers, worlds }: Deployed, reason: string): Promise<void> {
  const [alpha] = peers;
  clay.type('/flush\rhalf a ');
  await clay.waitFor(() => inputText(clay) === 'half a');
  clay.press('C-r');
  for (const number of [1, 2, 3]) alpha!.send(`meanwhile ${number}\r\n`);
  // A path is cut where the row ends.
  const whole = (text: string) => text.replaceAll(' ', '');
  const isTold = () => whole(unwrapped(clay)).includes(whole(`${reason} Everything goes on as it was.`));
  await clay.waitFor(isTold).catch((error: Error) => {
    throw new Error(`${error.message}\n${clay.programLog()}`);
  });
  expect(unwrapped(clay)).toContain('Not reloaded: ');
  expect(clay.programLog()).toContain('RELOAD_FAILED');
  await clay.waitFor('meanwhile 3');
  expect(unwrapped(clay)).toMatch(/meanwhile 1 .*meanwhile 2 .*meanwhile 3/);
  expect(unwrapped(clay)).not.toContain('at Object.');
  expect(inputText(clay)).toBe('half a');
  clay.type('word\r');
  await alpha!.waitFor('half a word\r\n');
  await clay.waitFor(() => inputText(clay) === '');
  expect(worlds[0]!.connections).toBe(1);
}

/** A good build put in place of the bad one is taken, over the same connection. */
async function reloadsTo({ clay, peers, worlds, script }: Deployed, version: string): Promise<void> {
  putInPlace(script, renamed(version));
  await reload(clay, 'signal');
  clay.type('/version\r');
  await clay.waitFor(`Clay ${version}`);
  clay.type('after it\r');
  await peers[0]!.waitFor('after it\r\n');
  expect(worlds[0]!.connections).toBe(1);
}

const PRINT = "require('node:fs').writeSync(1, 'garbage '.repeat(1000))";
const PAUSE = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);';
/** Prints at full speed; from then on one every few milliseconds, for the sake of the other tests. */
const FLOOD = 20_000;

/** A build that begins with this code is refused, and a good one is taken afterwards. */
async function refusedAndForgotten(code: string, reason: string): Promise<void> {
  const playing = await playDeployed();
  putInPlace(playing.script, beginning(code));
  await refused(playing, reason);
  await reloadsTo(playing, '7.7.7');
  expect(playing.clay.companions()).toEqual([]);
}

describe('a build is refused', () => {
  test.each<[what: string, code: string, reason: string]>([
    [
      'whose text is no program',
      'this is {{ no program',
      "The new build failed: SyntaxError: Unexpected identifier 'is'.",
    ],
    [
      'that lacks a module',
      "require('./gone.js');",
      "The new build failed: Error: Cannot find module './gone.js'.",
    ],
    ['that throws', "throw new TypeError('not today');", 'The new build failed: TypeError: not today.'],
    ['that exits at once', 'process.exit(0);', 'The new build ended without an answer.'],
    ['that exits in anger', 'process.exit(3);', 'The new build failed: exit status 3.'],
    ['that crashes', "process.kill(process.pid, 'SIGSEGV');", 'The new build was ended by SIGSEGV.'],
    [
      'that talks',
      "console.log('Welcome to the new version!');",
      'The new build gave an answer that makes no sense.',
    ],
  ])('%s', (_, code, reason) => refusedAndForgotten(code, reason));

  // These take ten seconds each, in which others can go on.
  test.concurrent('that prints without an end, and hangs with it', () => {
    const flood = `for (let n = 0; ; n++) { ${PRINT}; if (n > ${FLOOD}) ${PAUSE} }`;
    return refusedAndForgotten(flood, 'The new build did not answer within 10 s.');
  });

  test.concurrent('that hangs; after a second it is told that it is being tried', async () => {
    const playing = await playDeployed();
    putInPlace(playing.script, beginning(HANG));
    const told = playing.clay.waitFor('Trying the new build ...');
    // Asked for once more meanwhile, it is not tried once more: it has not changed.
    const asked = told.then(() => askForReload(playing.clay, 'signal'));
    await refused(playing, 'The new build did not answer within 10 s.');
    await asked;
    expect(playing.clay.companions()).toEqual([]);
    expect(playing.clay.programLog().match(/"RELOAD_FAILED"/g)).toHaveLength(1);
  });

  test('that hangs, and a force takes its place', async () => {
    const playing = await playDeployed();
    const { clay, script } = playing;
    putInPlace(script, beginning('for (;;);'));
    askForReload(clay, 'key');
    await clay.waitFor('Trying the new build ...');
    putInPlace(script, renamed('7.7.7'));
    clay.type('/reload --force\r');
    await reloadedTimes(clay, 1);
    clay.type('/version\r');
    await clay.waitFor('Clay 7.7.7');
    expect(clay.screen().join('\n')).not.toMatch(/Not reloaded|without a trial/);
    expect(clay.programLog()).not.toContain('RELOAD_FAILED');
    expect(clay.companions()).toEqual([]);
  });

  test('whose native module is missing, or no module at all', async () => {
    const playing = await playDeployed();
    const addon = join(playing.script, '..', 'native/posix.node');
    rmSync(addon);
    await refused(
      playing,
      `the native module ${addon} is missing: it was not copied with the rest of the build, or could not be built for want of a C compiler or of its headers.`,
    );
    writeFileSync(addon, 'no module');
    await refused(playing, 'file too short (built for another system?).');
  });

  test('whose proxy is missing or no program', async () => {
    const playing = await playDeployed();
    const proxy = join(playing.script, '../tlsproxy.js');
    writeFileSync(proxy, 'let = {');
    await refused(playing, 'The new build failed: SyntaxError: Unexpected end of input.');
    rmSync(proxy);
    await refused(playing, "tlsproxy.js'.");
  });

  test('that reads another major version of the state, with advice', async () => {
    const playing = await playDeployed();
    // The one after this one reads this one, too.
    const other = STATE_MAJOR + 2;
    const next = renamed('2.0.0').replace(/STATE_MAJOR\s*=\s*\d+/, `STATE_MAJOR=${other}`);
    expect(next).toContain(`STATE_MAJOR=${other}`);
    putInPlace(playing.script, next);
    await refused(
      playing,
      `The new build (2.0.0) cannot take over: the state has version ${STATE_MAJOR}, and this build reads version ${other}. ` +
        'To change to it, disconnect all worlds, save what you need, start Clay anew and connect again.',
    );
  });

  test('that cannot restore this very state', async () => {
    const playing = await playDeployed();
    const next = changed('reviveWorlds', "throw new Error('which world?');");
    putInPlace(playing.script, next);
    await refused(playing, 'The new build failed: Error: which world?.');
  });

  test('that lacks the engine of a script, which says how to go on', async () => {
    const playing = await playDeployed();
    const { clay, script } = playing;
    const { home } = clay.place;
    mkdirSync(join(home, 'scripts'), { mode: 0o700 });
    writeFileSync(join(home, 'scripts/count.js'), `clay.trigger('never', () => {});`);
    clay.type('/load count\r');
    await clay.waitFor('count.js is loaded');
    // It is put into the profile beside everything else.
    const engines = join(home, 'engines');
    await until(
      () => existsSync(engines) && readdirSync(engines).some(one => one.endsWith('.wasm')),
      'no engine is kept in the profile',
    );
    for (const directory of [engines, join(script, '..')])
      for (const name of readdirSync(directory).filter(one => one.endsWith('.wasm')))
        rmSync(join(directory, name));
    putInPlace(script, renamed('9.9.9'));
    await refused(
      playing,
      'The new build (9.9.9) lacks the engine that count.js runs on: /scripts unload count first.',
    );
    clay.type('/scripts unload count\r');
    await clay.waitFor('count.js does not run any more');
    await reloadsTo(playing, '7.7.7');
  });

  test('that would write another state than it has read', async () => {
    const playing = await playDeployed();
    const next = changed('encodeSnapshot', "snapshot = { ...snapshot, home: '' };");
    putInPlace(playing.script, next);
    await refused(playing, 'The new build (9.9.9) would not write the state as it has read it.');
  });
});

/** A version 9.9.9 in which the function `name` begins with `code`. */
function changed(name: string, code: string, text = renamed('9.9.9')): string {
  return inFunction(text, name, code);
}

const NOVEL = `
  const all = snapshot.state.worlds;
  const worlds = Object.fromEntries(Object.entries(all).map(([n, w]) => [n, { mood: 'fine', ...w }]));
  snapshot = { novelty: [1, 2], ...snapshot, state: { weather: 'rain', ...snapshot.state, worlds } };`;
const LOOKING = `
  const seen = decodeSnapshot(readStateFile(stateFd));
  const found = [seen.novelty, seen.state.weather, seen.state.worlds.Alpha.mood];
  require('node:fs').writeFileSync(process.env.CLAY_HOME + '/found', JSON.stringify(found));`;

test('a higher minor version is taken, and what it adds survives the way back to the lower one', async () => {
  const { clay, script, peers } = await playDeployed();
  const higher = renamed('1.5.0').replace(/STATE_MINOR\s*=\s*\d+/, `STATE_MINOR=${STATE_MINOR + 1}`);
  const novel = changed('completed', NOVEL, higher);
  for (const build of [novel, novel, bundle()]) {
    putInPlace(script, build);
    await reload(clay);
  }
  clay.type('/version\r');
  await clay.waitFor('reloaded 3 times');
  // The lower version has passed on what it does not know: the higher one finds it all.
  putInPlace(script, changed('afterReload', LOOKING, higher));
  await reload(clay);
  expect(JSON.parse(readFileSync(join(clay.home, 'found'), 'utf8'))).toEqual([[1, 2], 'rain', 'fine']);
  clay.type('hello\r');
  await peers[0]!.waitFor('hello\r\n');
});

test('a better build that is put there and asked for while one is on trial is the one that starts', async () => {
  const { clay, script } = await playDeployed();
  const isAsked = "require('node:fs').existsSync(process.env.CLAY_HOME + '/asked')";
  putInPlace(script, beginning(`if (process.env.CLAY_TRIAL) while (!${isAsked}) { ${PAUSE} }`));
  clay.press('C-r');
  await runPreflight(clay);
  putInPlace(script, renamed('7.7.7'));
  askForReload(clay, 'signal');
  // A signal that was sent before a command is heard before that is answered.
  clay.type('/version\r');
  await clay.waitFor('reloaded 0 times');
  writeFileSync(join(clay.home, 'asked'), '');
  await reloadedTimes(clay, 1);
  clay.type('/version\r');
  await clay.waitFor('Clay 7.7.7, Node');
  expect(unwrapped(clay)).toContain('reloaded 1 times');
});

/** A trial is a child: it is there as soon as the client has read its build. */
async function runPreflight(clay: Deployed['clay']): Promise<void> {
  while (clay.companions().length === 0) await new Promise(setImmediate);
}
