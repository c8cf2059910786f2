/**
 * The loop: events in, effects out, one timer, one painter. Input is handled and drawn at once; everything else is
 * drawn at most once a frame, and never before the terminal has taken the last frame (law 8).
 */
import { handle } from '../app/handle.ts';
import type { Effect, Event, ReadChunk, State } from '../state/state.ts';
import type { Frame } from '../state/terminal.ts';
import { nextDue, setClock } from '../state/timers.ts';
import type { Depth } from '../terminal/color.ts';
import { draw } from '../terminal/screen.ts';
import { view } from '../view/view.ts';

/** 30 frames a second: more cannot be read, and each costs the terminal more than it costs us. */
const FRAME = 33;

export interface LoopOptions {
  readonly state: State;
  readonly readChunk: ReadChunk;
  /** How many colours the terminal has. */
  readonly depth: Depth;
  now(): number;
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
  perform(effect: Effect): void;
  /** Writes to the terminal; `isIdle` tells whether it has taken everything. */
  write(text: string): void;
  isIdle(): boolean;
  /** An event is about to be handled, at the time of `state.now`. */
  record(event: Event): void;
  /** An event could not be handled: a fault of Clay itself. */
  onFault(error: unknown, event: Event): void;
  /** All events of a turn are handled. */
  onHandled(): void;
}

export interface Loop {
  dispatch(event: Event): void;
  /** Draws what has changed since the last frame; `whole` draws everything anew. */
  paint(whole?: boolean): void;
  /** The terminal can take more. */
  drained(): void;
  stop(): void;
}

export function createLoop(options: LoopOptions): Loop {
  const { state, readChunk } = options;
  const queue: Event[] = [];
  let working = false;
  let stopped = false;
  let shown: Frame | null = null;
  // The first frame is asked for by paint(), when there is something to show.
  let paintedAt = options.now();
  let stale = false;
  let cancelFrame: (() => void) | null = null;
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
        options.perform(effect);
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
    let urgent = false;
    for (let next = queue.shift(); next; next = queue.shift()) {
      urgent ||= next.type === 'input' || next.type === 'resize';
      work(next);
    }
    working = false;
    if (stopped) return;
    options.onHandled();
    arm();
    stale = true;
    if (urgent) paint();
    else paintSoon();
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
    if (due !== Number.POSITIVE_INFINITY) cancelTimer = options.after(delay, tick);
  }

  function tick(): void {
    armedFor = Number.POSITIVE_INFINITY;
    dispatch({ type: 'tick' });
  }

  function paintSoon(): void {
    if (cancelFrame) return;
    // At most a frame: the clock may have been put back since.
    const wait = Math.min(paintedAt + FRAME - options.now(), FRAME);
    if (wait <= 0) return paint();
    cancelFrame = options.after(wait, () => paint());
  }

  function paint(whole = false): void {
    cancelFrame?.();
    cancelFrame = null;
    if (stopped) return;
    if (whole) shown = null;
    if (!options.isIdle()) {
      stale = true;
      return;
    }
    const next = view(state, readChunk);
    const text = draw(shown, next, { depth: options.depth });
    shown = next;
    stale = false;
    paintedAt = options.now();
    if (text !== '') options.write(text);
  }

  return {
    dispatch,
    paint,
    drained() {
      if (stale) paintSoon();
    },
    stop() {
      stopped = true;
      cancelTimer?.();
      cancelFrame?.();
    },
  };
}
