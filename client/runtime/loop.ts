/**
 * The loop: events in, effects out, one timer, a painter for each terminal view. Input is handled and drawn at once;
 * everything else is drawn when the next frame is due (law 8).
 */
import { handle } from '../app/handle.ts';
import type { Effect, Event } from '../state/events.ts';
import type { ReadChunk } from '../state/log.ts';
import type { State } from '../state/state.ts';
import { nextDue, setClock } from '../state/timers.ts';
import { TERMINAL } from '../state/view.ts';
import { compose } from '../view/plain/compose.ts';
import { view as viewFrame } from '../view/view.ts';
import { followWidths } from '../view/widths.ts';
import { type Drawing, plainDrawing, screenDrawing } from './drawing.ts';
import { createPainter, type Painter, type Port } from './painter.ts';

export interface LoopOptions {
  readonly state: State;
  readonly readChunk: ReadChunk;
  now(): number;
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
  /** Calls `run` once all has been read that has come by now; what it answers takes that back. */
  onceRead(run: () => void): () => void;
  perform(effect: Effect): void;
  /** The terminal of a view, by its id; null = it is drawn elsewhere. */
  port(view: string): Port | null;
  /** An event is about to be handled, at the time of `state.now`. */
  record(event: Event): void;
  /** An event could not be handled: a fault of Clay itself. */
  onFault(error: unknown, event: Event): void;
  /** All events of a turn are handled. */
  onHandled(): void;
}

export interface Loop {
  dispatch(event: Event): void;
  /** Draws on the view what has changed since its last frame; `whole` draws everything anew. */
  paint(whole?: boolean, view?: string): void;
  /** Rings the bell of the view with its next frame. */
  ring(view?: string): void;
  /** The view's terminal can take more. */
  drained(view?: string): void;
  /** Nothing is drawn on the view until it is drawn anew by `resume`. */
  pause(view?: string): void;
  resume(view?: string): void;
  /** The end is near: what is to stay on the terminals is written. */
  finish(): void;
  stop(): void;
}

export function createLoop(options: LoopOptions): Loop {
  const { state, readChunk } = options;
  // The first frame may be drawn before an event comes.
  followWidths(state);
  const queue: Event[] = [];
  const painters = new Map<string, Painter>();
  /** Views whose users have done something: they are drawn at once. */
  const acted = new Set<string>();
  let working = false;
  let stopped = false;
  let cancelTimer: (() => void) | null = null;
  let armedFor = Number.POSITIVE_INFINITY;
  /** It was due when it was armed. */
  let armedLate = false;

  function work(event: Event): void {
    setClock(state, options.now());
    options.record(event);
    const effects: Effect[] = [];
    try {
      handle(state, event, readChunk, effects);
    } catch (error) {
      options.onFault(error, event);
    }
    for (const effect of effects) {
      // One that fails must not keep the others, or the next events, from their turn.
      try {
        if (effect.type === 'paint') acted.add(effect.view);
        else if (effect.type === 'taken') painterOf(effect.view)?.drained();
        else options.perform(effect);
      } catch (error) {
        options.onFault(error, event);
      }
    }
  }

  function dispatch(event: Event): void {
    if (stopped) return;
    queue.push(event);
    // Effects may answer with events: they take their turn.
    if (working) return;
    working = true;
    let isNews = false;
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (next.type === 'input' || next.type === 'resize') acted.add(next.view ?? TERMINAL);
      // What a painter itself has brought about.
      isNews ||= next.type !== 'web painted';
      work(next);
    }
    working = false;
    if (stopped || !isNews) return;
    options.onHandled();
    arm();
    paintViews();
  }

  /** Of those who have acted at once, of the others soon. */
  function paintViews(): void {
    for (const [id, painter] of painters) {
      if (state.views[id]) continue;
      painter.stop();
      painters.delete(id);
    }
    const now = new Set(acted);
    acted.clear();
    for (const id of Object.keys(state.views)) {
      if (now.has(id)) painterOf(id)?.paint();
      else painterOf(id)?.paintSoon();
    }
  }

  function painterOf(id: string): Painter | null {
    const known = painters.get(id);
    if (known || stopped || !state.views[id]) return known ?? null;
    const port = options.port(id);
    if (!port) return null;
    const { now, after } = options;
    const drawing = state.views[id].plain ? plainOf(id) : screenOf(id);
    const painter = createPainter({ port, drawing, now, after });
    painters.set(id, painter);
    return painter;
  }

  /** It is asked only while there is such a view; so below. */
  function screenOf(id: string): Drawing {
    return screenDrawing(() => viewFrame(state, state.views[id]!, readChunk));
  }

  function plainOf(id: string): Drawing {
    return plainDrawing({
      compose: paper => compose(state, state.views[id]!, readChunk, paper),
      printed: ({ items, printed }) => dispatch({ type: 'printed', view: id, items, printed }),
    });
  }

  function arm(): void {
    const due = nextDue(state);
    // The clock may have been put forward meanwhile: what is armed comes in its own time, not by the clock.
    const late = due <= options.now();
    if (due === armedFor && (armedLate || !late)) return;
    cancelTimer?.();
    armedFor = due;
    armedLate = late;
    cancelTimer = null;
    // setTimeout takes 31 bits; a timer that is further away is looked at again on the way.
    const delay = Math.min(Math.max(0, due - options.now()), 2 ** 31 - 1);
    if (due !== Number.POSITIVE_INFINITY) cancelTimer = options.after(delay, ripe);
  }

  /**
   * The time is over for what has not come by now: of that, some may still be unread. A process that did not run for a while has
   * both before it at once, a timer and what came before it was due.
   */
  function ripe(): void {
    armedLate = true;
    cancelTimer = options.onceRead(tick);
  }

  function tick(): void {
    cancelTimer = null;
    armedFor = Number.POSITIVE_INFINITY;
    dispatch({ type: 'tick' });
  }

  return {
    dispatch,
    paint: (whole = false, view = TERMINAL) => painterOf(view)?.paint(whole),
    ring: (view = TERMINAL) => painterOf(view)?.ring(),
    drained: (view = TERMINAL) => painterOf(view)?.drained(),
    pause: (view = TERMINAL) => painterOf(view)?.pause(),
    resume: (view = TERMINAL) => painterOf(view)?.resume(),
    finish() {
      for (const painter of painters.values()) painter.finish();
    },
    stop() {
      stopped = true;
      cancelTimer?.();
      for (const painter of painters.values()) painter.stop();
    },
  };
}
