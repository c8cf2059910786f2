/**
 * Whatever comes, whatever is pressed, and however the screen changes: what is read goes on where it stopped. Each word has
 * a number, and the rows that are read show them without a gap.
 */
import fc from 'fast-check';
import { textWidth } from '../../client/text/width.ts';
import { oneOf } from '../support/arbitrary.ts';
import { createPlay, type Play } from '../support/play.ts';

type Name = 'Alpha' | 'Beta';
const NAMES: readonly Name[] = ['Alpha', 'Beta'];

type Step =
  | { readonly type: 'words'; readonly name: Name; readonly lines: readonly Spec[] }
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'reload' };

/** So many words, some of them a wide character each; without an end the line goes on with the next. */
interface Spec {
  readonly words: number;
  readonly wide: boolean;
  readonly ended: boolean;
}

const KEYS: readonly string[] = [
  ...['\t', '\t', '\t', '\x1b[5~', '\x1b[6~', '\x1b[6~', '\x1b[<64;3;3M', '\x1b[<65;3;3M'],
  ...['\x1bh', '\x1bH', '\x1b[5;3~', '\x1b[6;3~', '\x1b<', '\x1b[1;5B', '\x1b[1;5B', '\x1b[1;5A'],
  ...[
    'look\r',
    'typed',
    'typed at some length, '.repeat(9),
    '\x1b[200~one\ntwo\nthree\x1b[201~',
    '\x1bOQ',
    '\x07/scroll down 2\r',
    '\x07/scroll half up\r',
    '\x07/scroll top\r',
    '\x07/more\r',
  ],
];
/** Those that pass over what waits are asked to. */
const JUMPS: readonly string[] = ['\x1bj', '\x1b>', '\x07/scroll end\r', '\x07/more all\r'];

const spec = fc.record({
  words: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 150 })),
  wide: fc.boolean(),
  ended: fc.integer({ min: 0, max: 99 }).map(n => n > 0),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('words' as const),
      name: oneOf(NAMES),
      lines: fc.array(spec, { minLength: 1, maxLength: 25 }),
    }),
  },
  { weight: 9, arbitrary: fc.record({ type: fc.constant('key' as const), key: oneOf(KEYS) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('key' as const), key: oneOf(JUMPS) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('resize' as const),
      columns: fc.integer({ min: 20, max: 90 }),
      rows: fc.integer({ min: 6, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reload' as const) }) },
);

const steps = fc.array(step, { minLength: 5, maxLength: 40, size: 'max' });

/** What was said in a world, and how many of the words have been on screen. */
interface Story {
  said: number;
  /** Without those of a line that has no end yet. */
  ended: number;
  /** Some were on screen before their line had its end. */
  broken: boolean;
  seen: number;
  /** Number of each wide character. */
  readonly wide: Map<string, number>;
}

interface Session {
  readonly play: Play;
  readonly moreMode: boolean;
  readonly stories: Record<Name, Story>;
  wide: number;
}

function begin(moreMode: boolean, splitView: boolean): Session {
  const settings = { more_mode: moreMode, split_view: splitView, world_switching: 'alphabetical' } as const;
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, settings, columns: 60, rows: 24 });
  for (const name of NAMES) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
    // The greeting is over.
    play.enter('hello');
  }
  const story = (): Story => ({ said: 0, ended: 0, broken: false, seen: 0, wide: new Map() });
  return { play, moreMode, stories: { Alpha: story(), Beta: story() }, wide: 0x4e00 };
}

function textOf(session: Session, name: Name, { words, wide, ended }: Spec): string {
  const story = session.stories[name];
  const all = Array.from({ length: words }, () => {
    const number = story.said++;
    if (!wide) return `${name[0]}${number} `;
    const character = String.fromCharCode(session.wide++);
    story.wide.set(character, number);
    return character;
  });
  if (ended) story.ended = story.said;
  else story.broken = true;
  return `${all.join('')}${ended ? '\r\n' : ''}`;
}

/** Numbers of the words in a row. */
function numbersIn(row: string, name: Name, { wide }: Story): number[] {
  const words = row.match(new RegExp(`${name[0]}\\d+|[\\u4e00-\\u9fff]`, 'g')) ?? [];
  return words.flatMap(word => wide.get(word) ?? (word[0] === name[0] ? Number(word.slice(1)) : []));
}

/** The rows that are read: those above the line that splits the screen. */
function readRows({ play }: Session): string[] {
  const rows = play.output();
  const split = rows.findIndex(row => /^─+$/.test(row));
  return split < 0 ? rows : rows.slice(0, split);
}

const shown = ({ play }: Session) => play.terminal.current as Name;

function perform(session: Session, one: Step): void {
  const { play } = session;
  if (one.type === 'words')
    play.receive(one.name, one.lines.map(line => textOf(session, one.name, line)).join(''));
  else if (one.type === 'key') play.type(one.key);
  else if (one.type === 'resize') play.resize(one.columns, one.rows);
  else {
    const before = play.screen();
    play.reload();
    expect(play.screen()).toEqual(before);
  }
}

/** May the end of the log have come on screen at once? */
function isJump(session: Session, one: Step): boolean {
  if (one.type === 'key' && JUMPS.includes(one.key)) return true;
  return !session.moreMode && !isBack(session);
}

function check(session: Session, one: Step): void {
  const { play, stories } = session;
  const name = shown(session);
  const story = stories[name];
  // Spaces hang over the edge.
  for (const row of play.screen()) expect(textWidth(row)).toBeLessThanOrEqual(play.terminal.columns);
  const numbers = readRows(session).flatMap(row => numbersIn(row, name, story));
  if (numbers.length > 0) {
    const [first = 0] = numbers;
    expect(numbers).toEqual(numbers.map((_, at) => first + at));
    if (!isJump(session, one)) expect(first).toBeLessThanOrEqual(story.seen);
    story.seen = Math.max(story.seen, first + numbers.length);
  }
  if (isJump(session, one)) story.seen = Math.max(story.seen, story.ended);
  countsTell(session, name);
}

/** Lines with words that were not on screen wait, or are new, and those that were are not. */
function countsTell({ play, moreMode, stories }: Session, name: Name): void {
  const status = play.status();
  if (!moreMode) expect(status).not.toContain('More');
  const counts = [/More (\d{4})/, /SCROLL \((\d+) new\)/].flatMap(count => status.match(count)?.[1] ?? []);
  const { first, next, open } = play.world(name).scrollback;
  const story = stories[name];
  if (first !== 0 || next > open.length) return;
  const words = open.map(({ text }) => numbersIn(text, name, story));
  const unread = words.findIndex(numbers => numbers.some(number => number >= story.seen));
  const lastRead = words.findLastIndex(
    numbers => numbers.length > 0 && numbers.every(number => number < story.seen),
  );
  if (moreMode && unread >= 0) expect(status).toContain('More');
  for (const count of counts) {
    if (unread >= 0) expect(Number(count)).toBeGreaterThanOrEqual(next - unread);
    if (!story.broken) expect(Number(count)).toBeLessThanOrEqual(next - lastRead - 1);
  }
}

/** What a page is counted from. */
interface Before {
  readonly status: string;
  /** Of the output. */
  readonly rows: number;
  readonly isBack: boolean;
}

/** Scrolled back: a narrow bar does not say so. */
const isBack = ({ play }: Session) => play.terminal.viewports[play.terminal.current ?? '']?.bottom != null;

const sightOf = (session: Session): Before => ({
  status: session.play.status(),
  rows: session.play.output().length,
  isBack: isBack(session),
});

/** A page more has one row of the old one at most, on an output as high as before: the input may have given rows back. */
function pages(session: Session, one: Step, before: Before): void {
  const { play, stories } = session;
  if (play.output().length !== before.rows) return;
  const name = shown(session);
  const isPage = one.type === 'key' && ['\t', '\x1b[6~', '\x07/more\r'].includes(one.key);
  if (!isPage || !/More/.test(before.status) || before.isBack || !/More/.test(play.status())) return;
  const { seen, broken } = stories[name];
  if (broken) return;
  const old = readRows(session).filter(row => {
    const numbers = numbersIn(row, name, stories[name]);
    return numbers.length > 0 && numbers.every(number => number < seen);
  });
  expect(old.length).toBeLessThanOrEqual(1);
}

function holds(moreMode: boolean, splitView: boolean, steps: readonly Step[]): void {
  const session = begin(moreMode, splitView);
  for (const one of steps) {
    const before = sightOf(session);
    perform(session, one);
    pages(session, one, before);
    check(session, one);
  }
}

test.each([
  ['in more-mode', true, true],
  ['in more-mode on a screen that is not split', true, false],
  ['without', false, true],
])('%s no row is passed over, and none comes again but the one that stays', (_, moreMode, splitView) => {
  fc.assert(
    fc.property(steps, all => holds(moreMode, splitView, all)),
    { numRuns: 25 },
  );
});

test('below the line that splits the screen stand the newest words', () => {
  fc.assert(
    fc.property(steps, all => {
      const session = begin(true, true);
      for (const one of all) {
        perform(session, one);
        const name = shown(session);
        const story = session.stories[name];
        if (!/SCROLL/.test(session.play.status()) || story.said === 0) continue;
        const numbers = session.play.output().flatMap(row => numbersIn(row, name, story));
        expect(numbers).toContain(story.said - 1);
      }
    }),
    { numRuns: 15 },
  );
});
