/**
 * /recall: looks back through a world's log in slices, so that a million lines never freeze the screen. From the newest line
 * to the oldest; what is to be shown is put aside on the way, with the lines around it.
 */
import { isFault } from '../../../shared/fault.ts';
import type { Line } from '../../state/log.ts';
import type { Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import type { Pattern, Recall, Recalled, RecallWishes, View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { type Finder, finderOf, isEmpty } from '../../text/pattern.ts';
import { worldNamed, worldOn } from '../../world/audience.ts';
import { lineAt } from '../../world/scrollback.ts';
import { say, sayHere, tell } from '../../world/world.ts';
import { answering } from '../answers.ts';
import { when } from '../when.ts';
import { newSlice, type Slice } from './slices.ts';

/** Lines shown for a pattern at most: more than anybody reads at once; and where somebody says how many. */
const MOST = 500;
export const MOST_ASKED = 2000;
/** UTF-16 units shown at most, and one line more. */
const MOST_SIZE = 256 * 1024;
/** Lines shown without a pattern. */
const LAST = 20;
/** Lines around one that is shown at most. */
export const MOST_AROUND = 100;
/** Between lines that do not follow each other. */
const GAP = '--';

/** Looks back through the log of `world` for the one who acts. */
export function startRecall(turn: Turn, world: World, pattern: Pattern, wishes: RecallWishes = {}): void {
  const { view } = turn;
  if (!view) return;
  const finder = finderOf(pattern);
  if (isFault(finder)) return sayHere(turn, `/recall: ${finder.sentence}.`);
  const isLimited = wishes.among !== undefined || wishes.from !== undefined || wishes.since !== undefined;
  view.recall = {
    world: world.name,
    pattern: pattern.text,
    how: pattern.kind,
    exact: pattern.exact,
    next: Math.min(world.scrollback.next, wishes.to === undefined ? Infinity : wishes.to + 1) - 1,
    wanted: wishes.matches ?? (isLimited ? MOST_ASKED : isEmpty(pattern) ? LAST : MOST),
    found: [],
    wishes,
    lines: [],
    recent: [],
    shownOn: worldOn(turn.state, view)?.name ?? '',
  };
  continueRecall(turn, view);
}

/** The next slice; shows what was found when the log's start is reached or enough was found. */
export function continueRecall(turn: Turn, view: View): void {
  const { recall } = view;
  const world = recall && worldNamed(turn.state, recall.world);
  if (!recall || !world) return;
  const finder = finderOf({ text: recall.pattern, kind: recall.how ?? 'wild', exact: recall.exact ?? false });
  if (isFault(finder)) return;
  takeOver(turn, world, recall);
  const slice = newSlice();
  while (!isDone(world, recall) && slice.hasTime()) {
    const line = lineAt(world.scrollback, recall.next, turn.readChunk) as Line;
    if (!look(slice, recall, finder, line)) break;
    recall.next--;
  }
  if (isDone(world, recall)) show(turn, view, world, recall);
  else schedule(turn.state, 'recall', view, 0);
}

/** A build before knew the numbers of what it had found only. */
function takeOver({ readChunk }: Turn, { scrollback }: World, recall: Recall): void {
  recall.lines ??= recall.found.map(number =>
    recalled(lineAt(scrollback, number, readChunk) as Line, number),
  );
  recall.recent ??= [];
}

function recalled({ text, runs, time }: Line, number: number): Recalled {
  return { number, text, runs, time };
}

function isDone({ scrollback }: World, recall: Recall): boolean {
  const { wishes = {}, next, passed = 0, found, wanted, size = 0, around = 0 } = recall;
  if (next < scrollback.first || size > MOST_SIZE || recall.isOver) return true;
  if (next < (wishes.from ?? 0) || passed >= (wishes.among ?? Infinity) + (wishes.skip ?? 0)) return true;
  // Those before the last match come along.
  return found.length >= wanted && around === 0;
}

/** Looks at a line. Returns false if there is no time left to tell whether it matches. */
function look(slice: Slice, recall: Recall, finder: Finder, line: Line): boolean {
  const { wishes = {} } = recall;
  if (!isMeant(line, wishes) || line.time < (wishes.since ?? 0) || line.time > (wishes.until ?? Infinity)) {
    // Times go back as numbers do, but for what is shown again.
    if (isMeant(line, wishes) && line.time < (wishes.since ?? 0)) recall.isOver = true;
    slice.pass();
    return true;
  }
  const isFull = recall.found.length >= recall.wanted;
  const matches = isFull ? passed(slice) : slice.look(recall, finder, line.text);
  if (matches === null) return false;
  recall.passed = (recall.passed ?? 0) + 1;
  if (recall.passed > (wishes.skip ?? 0)) sort(recall, line, !isFull && matches !== Boolean(wishes.invert));
  return true;
}

function passed(slice: Slice): false {
  slice.pass();
  return false;
}

/** What the game has said and no rule hides, unless it is to be what the user has said, or Clay. */
function isMeant({ kind, sent, hidden }: Line, { of = 'game' }: RecallWishes): boolean {
  if (of === 'sent') return sent !== undefined;
  return kind === of && !hidden;
}

/** Puts the line aside if it is one of those, or stands near one. */
function sort(recall: Recall, line: Line, isWanted: boolean): void {
  const { wishes = {}, recent = [], around = 0, next } = recall;
  if (isWanted) {
    for (const near of recent) keep(recall, near);
    recall.recent = [];
    keep(recall, recalled(line, next));
    recall.found.push(next);
    recall.around = wishes.before ?? 0;
  } else if (around > 0) {
    keep(recall, recalled(line, next));
    recall.around = around - 1;
  } else if (!wishes.after) {
    recall.gap = true;
  } else {
    recent.push(recalled(line, next));
    if (recent.length <= wishes.after) return;
    recent.shift();
    recall.gap = true;
  }
}

function keep(recall: Recall, line: Recalled): void {
  recall.lines?.push(recall.gap ? { ...line, gap: true } : line);
  recall.gap = false;
  recall.size = (recall.size ?? 0) + line.text.length;
}

function show(turn: Turn, view: View, world: World, recall: Recall): void {
  view.recall = null;
  const asked = { title: `/recall ${recall.pattern}`.trim(), typed: '', isText: true, isLate: true };
  answering(turn, view, asked, within => tellFound(within, world, recall));
}

function tellFound(turn: Turn, world: World, recall: Recall): void {
  const { wishes = {}, lines = [] } = recall;
  const on = shownOn(turn, world, recall);
  const isAround = (wishes.before ?? 0) + (wishes.after ?? 0) > 0;
  const verb = lines.length === 1 && !isAround ? ['matches', 'does not match'] : ['match', 'do not match'];
  const of = recall.pattern === '' ? '' : ` that ${verb[wishes.invert ? 1 : 0]} "${recall.pattern}"`;
  const from = on === world ? '' : ` of ${world.name}`;
  if (lines.length === 0) return say(turn, on, `No lines${from}${of}.`);
  const count = lines.length === 1 ? 'one line' : `${lines.length} lines`;
  if (!wishes.quiet) say(turn, on, `Recalled ${count}${from}${isAround ? ` around those${of}` : of}:`);
  const oldestFirst = [...lines].reverse();
  for (const [at, line] of oldestFirst.entries()) {
    // Neither logged nor recalled once more.
    tell(turn, on, shown(line, wishes, turn.state.now));
    const isGap = isAround && line.gap && at < oldestFirst.length - 1;
    if (isGap) tell(turn, on, { text: GAP, runs: [], time: turn.state.now, kind: 'again' });
  }
  if (!wishes.quiet) say(turn, on, 'End of recall.');
}

/** Where it was asked for, if that is there still. */
function shownOn({ state }: Turn, world: World, { shownOn: name }: Recall): World | null {
  if (name === '') return null;
  return name === undefined ? world : worldNamed(state, name);
}

/** The line as it was, behind its number and its time if they are wanted. */
function shown(
  { number, text, runs, time }: Recalled,
  { withNumber, withTime }: RecallWishes,
  now: number,
): Line {
  const before = `${withNumber ? `${number + 1}: ` : ''}${withTime ? `${when(time, now)} ` : ''}`;
  if (before === '') return { text, runs, time, kind: 'again' };
  const moved = runs.map(run => ({ ...run, at: run.at + before.length }));
  const plain = moved[0]?.at === before.length ? [] : [{ at: before.length, style: '' }];
  return {
    text: before + text,
    runs: [{ at: 0, style: '2' }, ...plain, ...moved],
    time,
    kind: 'again',
  };
}
