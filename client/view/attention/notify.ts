/** Notifications of the desktop: what has come into a world that its user does not look at. */
import type { Line } from '../../state/log.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { lineAt } from '../../world/scrollback.ts';
import { worldSettings } from '../../world/world.ts';
import { hasHighlight } from '../line/highlight.ts';

/** Of what came in one turn, so many lines are looked at. */
const MOST_LINES = 256;
/** Of one world no more than one in this time (ms), and of all together. */
const WORLD_PAUSE = 10_000;
const PAUSE = 2000;

/** Notifies of what has come into the worlds of the turn. */
export function noteAttention(turn: Turn): void {
  if (turn.state.settings.notify === 'none') return;
  for (const world of turn.touched) noteAttentionOf(turn, world);
}

/** What was there before notifications were wanted, or before a reload, is no news. */
function noteAttentionOf(turn: Turn, world: World): void {
  const { next } = world.scrollback;
  const { until = next, at = 0 } = world.notified ?? {};
  const line = newsIn(turn, world, Math.max(until, next - MOST_LINES));
  world.notified = { until: next, at };
  if (!line) return;
  for (const view of Object.values(turn.state.views))
    if (isWanted(turn.state, view, world)) notify(turn, view, world, line);
}

/** The first line from number `from` on that the user wants to hear of. */
function newsIn({ state, readChunk }: Turn, world: World, from: number): Line | null {
  const { next } = world.scrollback;
  const { highlight } = worldSettings(state, world);
  const isAny = state.settings.notify === 'activity';
  for (let number = from; number < next; number++) {
    const line = lineAt(world.scrollback, number, readChunk);
    if (
      line?.kind === 'game' &&
      !line.hidden &&
      line.text.trim() !== '' &&
      (isAny || hasHighlight(highlight, line))
    )
      return line;
  }
  return null;
}

/** Whoever has the terminal before them needs no notification; where that is not known, of the world on screen. */
function isWanted({ settings, now }: State, { device, focus, current, plain }: View, world: World): boolean {
  if (plain || !device?.notify || focus?.on === true) return false;
  if (!focus && current === world.name) return false;
  const { at } = world.notified as NonNullable<World['notified']>;
  if (now - at < WORLD_PAUSE && now >= at) return false;
  // That something goes on in a world is told once, until its user has been there.
  const away = focus ? focus.since : world.scrollback.unreadSince || now;
  return settings.notify !== 'activity' || at < away;
}

function notify({ state, effects }: Turn, view: View, world: World, line: Line): void {
  const { now } = state;
  const last = view.notifiedAt ?? 0;
  if (now - last < PAUSE && now >= last) return;
  view.notifiedAt = now;
  world.notified = { until: world.scrollback.next, at: now };
  effects.push({ type: 'notify', view: view.id, title: world.name, text: line.text.slice(0, line.sent) });
}
