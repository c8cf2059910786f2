/** The worlds as the page knows them: what there is to know of each, its lines, what of them was seen. */
import type { ToPage, Weight, WorldNews } from '../protocol.ts';
import { emptyLines, forgetFrom, type Lines } from './log/lines.ts';

export interface World {
  news: WorldNews;
  lines: Lines;
  /** Lines before this one were seen, here or elsewhere. */
  seen: number;
  /** Lines before this one had come when the end was last on screen. */
  passed: number;
  /** Lines before this one are not read aloud once more, though they have come again. */
  heard: number;
}

export type Worlds = Map<string, World>;

/**
 * Takes what Clay tells of a world. Answers from which line on its log is another one than the page has had; Infinity: it is the
 * same. Then the lines from there on are forgotten; where that is all of them, the log is a new object.
 */
export function takeNews(worlds: Worlds, one: WorldNews): number {
  const known = worlds.get(one.w);
  const end = known ? sameUpTo(known.lines, one) : 0;
  if (!known || end === 0) {
    const anew = { news: one, lines: emptyLines(one), seen: one.seen, passed: one.next, heard: 0 };
    // What still has to do with the world has to do with this log.
    worlds.set(one.w, known ? Object.assign(known, anew) : anew);
    return known ? 0 : Number.POSITIVE_INFINITY;
  }
  const { lines } = known;
  forgetFrom(lines, end);
  known.news = one;
  known.seen = Math.max(Math.min(known.seen, end), one.seen);
  known.passed = Math.min(known.passed, end);
  lines.epoch = one.epoch;
  lines.first = one.first;
  lines.next = Math.max(lines.next, one.next);
  return end;
}

/** How far the log that the page has had is the same. */
function sameUpTo({ epoch }: Lines, { epoch: now, same = [] }: WorldNews): number {
  if (epoch === now) return Number.POSITIVE_INFINITY;
  return same.find(([before]) => before === epoch)?.[1] ?? 0;
}

/** Takes how many lines there are. Answers with the worlds that have more than before. */
export function takeCounts(worlds: Worlds, { w: counts }: Extract<ToPage, { t: 'counts' }>): World[] {
  const grown: World[] = [];
  for (const [name, next] of Object.entries(counts)) {
    const world = worlds.get(name);
    if (!world || next <= world.lines.next) continue;
    world.lines.next = next;
    grown.push(world);
  }
  return grown;
}

export function unreadOf({ lines, seen }: World): number {
  return Math.max(0, lines.next - Math.max(seen, lines.first));
}

/** How much it matters: only of what is unread. */
export function weightOf({ news }: World): Weight {
  return news.weight ?? 'text';
}

const RANK: Readonly<Record<Weight, number>> = { highlight: 0, text: 1, own: 2 };

/** The world where something unread matters most, but for this one; null: nothing is unread. */
export function mostActive(worlds: Worlds, current: string): string | null {
  const active = [...worlds.values()]
    .filter(world => world.news.w !== current && unreadOf(world) > 0)
    .sort((a, b) => RANK[weightOf(a)] - RANK[weightOf(b)]);
  return active[0]?.news.w ?? null;
}

/** One that is connected, or is to be, or any. */
export function firstWorld(worlds: Worlds): string {
  const named = [...worlds.values()].map(({ news }) => news).filter(({ w }) => w !== '');
  const firstThatIs = (wanted: string) => named.find(({ phase }) => phase === wanted);
  return (firstThatIs('connected') ?? firstThatIs('connecting') ?? named[0])?.w ?? '';
}

/** The world before or behind this one, in the order of the tabs. */
export function neighbour(worlds: Worlds, current: string, step: -1 | 1): string {
  const names = [...worlds.keys()];
  return names[(names.indexOf(current) + step + names.length) % names.length] ?? current;
}
