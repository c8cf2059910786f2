/** From the build before, which writes state of the first major version, into this one and on: as any other reload. */
import { resolve } from 'node:path';
import { buildBefore } from '../support/build-before.ts';
import {
  beginning,
  bundle,
  deploy,
  HANG,
  inFunction,
  patient,
  putInPlace,
  renamed,
} from '../support/builds.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { unwrapped } from '../support/deployed.ts';
import { describe, it, test } from '../support/needs-reload.ts';
import { inputText, isOnScreen, statusRow } from '../support/playing.ts';
import { redrawn } from '../support/redrawing.ts';
import { reload, type Way } from '../support/reloading.ts';
import { streamLine } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { linesLeft, proxiesOf, until } from '../support/tls-world.ts';
import { compare, startTraffic, type Traffic, UNHARMED } from '../support/traffic.ts';
import { NAMES, programOf, startUpgrading, type Upgrading } from '../support/upgrading.ts';

/** Directories of three builds: the one before, this one, and one to come. */
const present = resolve(__dirname, '../..');
const further = temporaryDirectory('further');
/** This one, for tests that look at the screen. */
const quiet = temporaryDirectory('quiet');
let before: string;

beforeAll(() => {
  before = buildBefore();
  deploy(further, '9.9.9');
  putInPlace(deploy(quiet), patient(bundle()));
});

/** 500 numbered lines a second from each world; and into the one on screen, unless `silent`, words. */
function traffic(playing: Upgrading, { silent = false } = {}): Traffic[] {
  return NAMES.map((name, index) =>
    startTraffic(playing, { name, index, seed: index + 1, silent: silent || index > 0 }),
  );
}

/** Nothing has become of any world; and each line is in its scrollback, once, when the client has gone. */
async function unharmed({ clay }: Upgrading, streams: readonly Traffic[]): Promise<void> {
  for (const stream of streams) expect(await stream.end()).toEqual(UNHARMED);
  clay.hangup();
  await clay.ended();
  for (const [index, name] of NAMES.entries()) {
    // The last one is the end.
    const left = linesLeft(clay, name).slice(0, -1);
    expect(streams[index]!.heard(left)).toBe(UNHARMED.heard);
  }
}

const logged = (clay: Clay, code: string) => clay.programLog().split(`"code":"${code}"`).length - 1;

describe('under load', () => {
  it.each<Way[]>([
    ['signal', 'key'],
    ['key', 'signal'],
  ])(
    'by %s into this build, and by %s on into the next: each line once, on one connection',
    async (way, next) => {
      const playing = await startUpgrading(before);
      const { clay } = playing;
      const [proxy] = proxiesOf(clay);
      const streams = traffic(playing);
      await clay.waitFor(/^Plain 000\d\d\d …$/m);
      playing.release(present);
      await reload(clay, way);
      expect(programOf(clay) === bundle()).toBe(true);
      playing.release(further);
      await reload(clay, next);
      expect(programOf(clay) === renamed('9.9.9')).toBe(true);
      expect(proxiesOf(clay)).toEqual([proxy]);
      await unharmed(playing, streams);
    },
  );

  it('a crash right after it: this build goes on from the checkpoint of the one before', async () => {
    const playing = await startUpgrading(before);
    const { clay } = playing;
    const streams = traffic(playing);
    await clay.waitFor(/^Plain 000\d\d\d …$/m);
    playing.release(present);
    await reload(clay, 'signal');
    process.kill(clay.pid, 'SIGSEGV');
    await until(() => logged(clay, 'CRASHED') === 1, 'no restart in place');
    expect(programOf(clay) === bundle()).toBe(true);
    await unharmed(playing, streams);
  });
});

/** Lines 1 to `count` of a world. */
const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${streamLine(name, index + 1)}\r\n`).join('');

describe('what is on screen', () => {
  it('is the same row by row: scrolled back, half typed at a prompt, paused', async () => {
    const playing = await startUpgrading(before, true);
    const { clay, peers } = playing;
    const [plain, sealed, zipped] = peers;
    plain!.send(lines('Plain', 200));
    // To the last one: what comes when another world is on screen would be unseen, and come next.
    await heardTo(clay, 'Plain', 200);
    await clay.waitFor('More');
    clay.press('M-j PageUp PageUp');
    await clay.waitFor('Hist');
    clay.press('C-Down');
    await clay.waitFor('Connected to Sealed.');
    sealed!.send(`${lines('Sealed', 5)}\x1b[1;35mHP: 10 >\x1b[0m `);
    // Beside the input: until then it is text that may go on.
    await clay.waitFor(() => inputText(clay).startsWith('HP: 10 >'));
    clay.press('C-Down');
    zipped!.send(lines('Zipped', 90));
    await heardTo(clay, 'Zipped', 90);
    await clay.waitFor('More');
    clay.type('half a world');
    clay.press('Left Left C-Down');
    await pictures(clay);

    const seen = await pictures(clay);
    expect(seen).toEqual([
      expect.stringMatching(/Plain 000\d+ ….* Hist /s),
      expect.stringMatching(/Sealed 000005 ….*\nHP: 10 > half a world/s),
      expect.stringMatching(/Zipped 000\d+ ….* More /s),
    ]);
    playing.release(quiet);
    await reload(clay, 'key');
    const now = await pictures(clay);
    expect(now.map(withoutOldest)).toEqual(seen.map(themed).map(withoutSpare));
    playing.release(further);
    await reload(clay, 'signal');
    expect(await pictures(clay)).toEqual(now);

    clay.press('PageDown PageDown PageDown');
    await clay.waitFor(streamLine('Plain', 200));
    clay.press('C-Up');
    await clay.waitFor('More');
    clay.press('M-j');
    await clay.waitFor(streamLine('Zipped', 90));
    clay.press('C-Up');
    clay.type('o\r');
    await sealed!.waitFor('half a worold\r\n');
  });

  it.each([
    ['search', 'F4', '3?\r', 'Hist 0007', [/^(% )?Search: 3\?/m, / Hist 0007 /], '\r', '2 of '],
    [
      ...['settings', '/ s e t u p Enter', ' ', '[x] on '],
      [/> More Mode +\[x\] on/, /TLS Proxy +\[x\] on/],
      ...['\r', 'Saved. More Mode: true.'],
    ],
  ] as [string, string, string, string, RegExp[], string, string][])(
    'is an open dialog (%s) that has the keys, however this build draws it',
    async (_, keys, typed, sign, kept, more, answer) => {
      const playing = await startUpgrading(before);
      const { clay, peers } = playing;
      peers[0]!.send(lines('Plain', 60));
      await clay.waitFor(streamLine('Plain', 60));
      clay.press(keys);
      clay.type(typed);
      await clay.waitFor(sign);
      playing.release(quiet);
      await reload(clay, 'signal');
      const seen = await picture(clay);
      for (const part of kept) expect(seen).toMatch(part);
      const now = await picture(clay);
      playing.release(further);
      await reload(clay, 'key');
      expect(await picture(clay)).toEqual(now);
      clay.type(more);
      await clay.waitFor(answer);
    },
  );
});

describe('a build that will not do', () => {
  it('is the one before: it says that it cannot read the state, and everything goes on', async () => {
    const playing = await startUpgrading(before);
    const { clay } = playing;
    playing.release(present);
    await reload(clay, 'signal');
    playing.release(before);
    clay.press('C-r');
    await clay.waitFor('Everything goes on as it was.');
    expect(unwrapped(clay)).toMatch(
      /Not reloaded: The new build \(\S+\) cannot take over: the state has version 2, and this build reads version 1\./,
    );
    const streams = traffic(playing, { silent: true });
    process.kill(clay.pid, 'SIGUSR1');
    await until(() => logged(clay, 'RELOAD_FAILED') === 2, 'it was not refused again');
    // Not asked, it says so in the client's own process.
    clay.type('/reload --force\r');
    await until(() => logged(clay, 'ROLLED_BACK') === 1, 'this build was not put back');
    expect(programOf(clay) === bundle()).toBe(true);
    playing.release(further);
    await reload(clay, 'key');
    await unharmed(playing, streams);
  });

  it('is one that fails when it has taken over: the build before is put back, wherever that happens', async () => {
    const playing = await startUpgrading(before);
    const { clay } = playing;
    const streams = traffic(playing);
    for (const [index, fails] of FAILING.entries()) {
      const directory = temporaryDirectory('failing');
      putInPlace(deploy(directory), fails());
      playing.release(directory);
      process.kill(clay.pid, 'SIGUSR1');
      await until(() => logged(clay, 'ROLLED_BACK') > index, `nothing was put back after failure ${index}`);
    }
    playing.release(present);
    await reload(clay, 'key');
    expect(programOf(clay) === bundle()).toBe(true);
    await unharmed(playing, streams);
  });
});

/** Makes a build that passes its trial and fails in the client's own process, once it gets to the function `name`. */
const failing = (name: string, code: string) =>
  inFunction(bundle(), name, `if (process.env.CLAY_TRIAL === undefined) { ${code} }`);

const inEarnest = (code: string) => beginning(`if (process.env.CLAY_STATE_FD !== undefined) { ${code} }`);

const THROW = "throw new Error('no way');";
const CRASH = "process.kill(process.pid, 'SIGSEGV'); for (;;);";
const SPOIL = "require('node:fs').ftruncateSync(Number(process.env.CLAY_STATE_FD)); process.exit(1);";

/** In a bundle names have numbers where another part has one of the same. */
const RELEASE = /\bposix\d*\s*\.releaseWatchdog\(\s*\);/;

const FAILING: readonly (() => string)[] = [
  () => inEarnest(THROW),
  () => inEarnest(HANG),
  () => failing('adoptLinks', THROW),
  // It has a checkpoint of its own by then, and a plan for a crash.
  () => bundle().replace(RELEASE, THROW),
  () => bundle().replace(RELEASE, CRASH),
  // The way back is then from the checkpoint.
  () => inEarnest(SPOIL),
];

test.each([
  ['the build before', false],
  ['this build, right after the reload into it', true],
])('a client of %s is killed: this build takes up its TLS session', async (_, upgraded) => {
  const { clay: first, worlds, peers, release } = await startUpgrading(before);
  const [proxy] = proxiesOf(first);
  const [, sealed] = peers;
  sealed!.stream(500, 'Sealed');
  first.type('half a ');
  await until(() => first.logFile('Sealed').includes(streamLine('Sealed', 300)), 'no lines in the log');
  release(present);
  if (upgraded) await reload(first, 'signal');
  first.type('new ');
  await first.waitFor('half a new');
  process.kill(first.pid, 'SIGKILL');
  await first.ended();
  const clay = await startClay({ place: first.place });
  await clay.waitFor(/^% Plain: disconnected: /m);
  const sent = sealed!.stopStream();
  clay.type('word');
  await clay.waitFor(() => inputText(clay) === 'half a new word');
  const heard = () => clay.logFile('Sealed').split('\n').slice(0, -1);
  await until(() => heard().at(-1) === streamLine('Sealed', sent), 'the last line is not in the log');
  expect(compare(heard(), sent, number => streamLine('Sealed', number))).toBe('each line once');
  expect(proxiesOf(clay)).toEqual([proxy]);
  expect(worlds.map(world => world.connections)).toEqual([1, 1, 1]);
  clay.hangup();
  await clay.ended();
  const left = linesLeft(clay, 'Sealed');
  expect(compare(left, sent, number => streamLine('Sealed', number))).toBe('each line once');
});

const heardTo = (clay: Clay, name: string, count: number) =>
  until(() => clay.logFile(name).includes(streamLine(name, count)), `${name} has not got to its last line`);

/** Each world's screen; that of the first one is shown before and after. */
async function pictures(clay: Clay): Promise<string[]> {
  const seen: string[] = [];
  for (const name of NAMES) {
    await clay.waitFor(() => isOnScreen(clay, name));
    seen.push(await picture(clay));
    clay.press('C-Down');
  }
  await clay.waitFor(() => isOnScreen(clay, NAMES[0] as string));
  return seen;
}

/** Clay's own lines were cyan in each theme. */
const themed = (rows: string) => rows.replaceAll('1,6,default', '1,#87d7d7,default');

/** Rows of the input area of builds before that nothing stands in: here the output has them. */
const SPARE = 2;

function withoutSpare(shown: string): readonly (string | undefined)[] {
  const rows = shown.split('\n');
  return [...rows.slice(0, -1 - SPARE), /at (\d+),/.exec(rows.at(-1)!)?.[1]];
}

function withoutOldest(shown: string): readonly (string | undefined)[] {
  const rows = shown.split('\n');
  return [...rows.slice(SPARE, -1), /at (\d+),/.exec(rows.at(-1)!)?.[1]];
}

/** The screen drawn anew, with its styles and its cursor; of the status bar, what builds before had there as well. */
async function picture(clay: Clay): Promise<string> {
  await redrawn(clay);
  const { x, y } = clay.cursor();
  const bar = statusRow(clay);
  const rows = clay
    .screen()
    .map((text, row) => (row === bar ? barOf(text) : `${text} | ${stylesOf(clay, row)}`));
  return [...rows, `cursor at ${x},${y}`].join('\n');
}

/** What waits, what is below, and the name of the world. */
function barOf(text: string): string {
  return /^ (?:(?:More|Hist) \d+ {2})*\S+/.exec(text.replace(/[●○] /, ''))?.[0] ?? text;
}

/** Where the style of a row changes, and to what; behind the sign of Clay's own words, which builds before did not have. */
function stylesOf(clay: Clay, row: number): string {
  const from = clay.screen()[row]?.startsWith('% ') ? 2 : 0;
  const cells = Array.from({ length: 80 - from }, (_, at) => {
    const x = from + at;
    const { char, ...style } = clay.cell(x, row);
    return Object.values(style).join();
  });
  return cells.flatMap((style, x) => (style === cells[x - 1] ? [] : [`${x}: ${style}`])).join('; ');
}
