/** How important what is unread in a world is, and which worlds come first because of it. */
import type { State, Turn } from '../state/state.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { worldOn } from '../world/audience.ts';
import { lineAt, unread } from '../world/scrollback.ts';
import { worldSettings } from '../world/world.ts';
import { hasHighlight } from './line/highlight.ts';

/** What of a world is unread: a word of the user's, something the game has said, or what Clay has said alone. */
export type Importance = 'highlight' | 'text' | 'own';

/** Of what came in one turn, so many lines are looked at for the user's words: a flood must not cost more than itself. */
const MOST_LINES = 256;

/** Notes what has come into the worlds of the turn that no view has on screen. */
export function noteNews(turn: Turn): void {
  for (const world of turn.touched) noteNewsOf(turn, world);
}

function noteNewsOf({ state, readChunk }: Turn, world: World): void {
  const { scrollback } = world;
  const { next, seen } = scrollback;
  if (next === seen) {
    if (world.news) delete world.news;
    return;
  }
  const { highlight } = worldSettings(state, world);
  // What was looked at before has been seen meanwhile.
  const before =
    world.news && world.news.until > seen ? world.news : { until: seen, importance: 'own' as const };
  let { importance }: { importance: Importance } = before;
  const isAll = importance === 'highlight' || (importance === 'text' && highlight.length === 0);
  const from = isAll ? next : Math.max(before.until, next - MOST_LINES);
  for (let number = from; number < next && importance !== 'highlight'; number++) {
    const line = lineAt(scrollback, number, readChunk);
    if (line?.kind !== 'game' || line.hidden) continue;
    importance = hasHighlight(highlight, line) ? 'highlight' : 'text';
    // Nothing more is to be found.
    if (highlight.length === 0) break;
  }
  world.news = { until: next, importance };
}

/** A world in which nothing has been looked at is one of a build before: what is unread there is what the game said. */
export function importanceOf({ news }: World): Importance {
  return news?.importance ?? 'text';
}

const RANK: Record<Importance, number> = { highlight: 0, text: 1, own: 2 };

/** The worlds with unread lines, but for the one on the view, the most important first, then those that have waited longest. */
export function activeWorlds(state: State, view: View): World[] {
  const here = worldOn(state, view);
  return Object.values(state.worlds)
    .filter(world => world !== here && unread(world.scrollback) > 0)
    .sort(
      (a, b) =>
        RANK[importanceOf(a)] - RANK[importanceOf(b)] || a.scrollback.unreadSince - b.scrollback.unreadSince,
    );
}
