/** /recall: looks back through a world's log in slices, so that a million lines never freeze the screen. */
import type { Line } from '../state/log.ts';
import type { Turn } from '../state/state.ts';
import { schedule } from '../state/timers.ts';
import type { Recall, View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { type Finder, finderOf } from '../text/pattern.ts';
import { append, lineAt } from '../world/scrollback.ts';
import { say } from '../world/world.ts';
import { newSlice } from './slices.ts';

/** Lines shown for a pattern at most: more than anybody reads at once. */
const MOST = 500;
/** UTF-16 units shown at most, and one line more. */
const MOST_SIZE = 256 * 1024;
/** Lines shown without a pattern. */
const LAST = 20;

/** Looks back through the log of `world` for the one who acts. */
export function startRecall(turn: Turn, world: World, pattern: string): void {
  const { view } = turn;
  if (!view) return;
  view.recall = {
    world: world.name,
    pattern,
    next: world.scrollback.next - 1,
    wanted: pattern === '' ? LAST : MOST,
    found: [],
  };
  continueRecall(turn, view);
}

/** The next slice; shows what was found when the log's start is reached or enough was found. */
export function continueRecall(turn: Turn, view: View): void {
  const { recall } = view;
  const world = recall && turn.state.worlds[recall.world];
  if (!recall || !world) return;
  const pattern = finderOf({ text: recall.pattern, kind: 'wild', exact: false }) as Finder;
  const { first } = world.scrollback;
  const slice = newSlice();
  const isDone = () => recall.next < first || isEnough(recall);
  for (; !isDone() && slice.hasTime(); recall.next--) {
    const line = lineAt(world.scrollback, recall.next, turn.readChunk) as Line;
    if (line.kind !== 'game') {
      slice.pass();
      continue;
    }
    const found = slice.look(recall, pattern, line.text);
    if (found === null) break;
    if (!found) continue;
    recall.found.push(recall.next);
    recall.size = (recall.size ?? 0) + line.text.length;
  }
  if (isDone()) show(turn, view, world, recall.found);
  else schedule(turn.state, 'recall', view, 0);
}

function isEnough({ found, wanted, size = 0 }: Recall): boolean {
  return found.length >= wanted || size > MOST_SIZE;
}

function show(turn: Turn, view: View, world: World, found: readonly number[]): void {
  const { recall } = view;
  view.recall = null;
  const lines = [...found].reverse().map(number => lineAt(world.scrollback, number, turn.readChunk) as Line);
  const of = recall?.pattern ? ` that match "${recall.pattern}"` : '';
  if (lines.length === 0) return say(turn, world, `No lines${of}.`);
  say(turn, world, `Recalled ${lines.length === 1 ? 'one line' : `${lines.length} lines`}${of}:`);
  // Neither logged nor recalled once more.
  turn.touched.add(world);
  for (const { text, runs, time } of lines)
    append(turn, world.scrollback, { text, runs, time, kind: 'again' });
  say(turn, world, 'End of recall.');
}
