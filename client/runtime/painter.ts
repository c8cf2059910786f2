/**
 * The painter of one terminal view: draws what has changed since the last frame, at most once a frame, and never before
 * the terminal has taken the last one (law 8).
 */
import type { Profile } from '../terminal/profile.ts';
import type { Drawing } from './drawing.ts';

/** 30 frames a second: more cannot be read, and each costs the terminal more than it costs us. */
const FRAME = 33;

/** A terminal to draw on. */
export interface Port {
  /** What it is drawn for: a setting may change that. */
  profile(): Profile;
  write(text: string): void;
  /** Whether it has taken all that was written. */
  isIdle(): boolean;
  /** Puts it in order; true if somebody else has had it meanwhile, so that anything may stand on it. */
  repair(): boolean;
}

export interface PainterOptions {
  readonly port: Port;
  readonly drawing: Drawing;
  now(): number;
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
}

export interface Painter {
  /** Draws what has changed since the last frame; `whole` draws everything anew. */
  paint(whole?: boolean): void;
  /** Something may have changed: it is drawn when the next frame is due. */
  paintSoon(): void;
  /** Rings the bell with the next frame: once, however often it is asked for. */
  ring(): void;
  /** The terminal can take more. */
  drained(): void;
  /** Nothing is drawn until `resume`: the terminal is somebody else's. */
  pause(): void;
  /** Draws everything anew. */
  resume(): void;
  /** Before the end: what is to stand on the terminal afterwards is written, whether it takes that now or not. */
  finish(): void;
  stop(): void;
}

const BELL = '\u0007';
/** Of what is drawn piece by piece, so many pieces are written at the end: a million lines are not waited for. */
const MOST_LAST = 100;

export function createPainter({ port, drawing, now, after }: PainterOptions): Painter {
  let stopped = false;
  /** Anything may stand on the terminal. */
  let isWhole = true;
  // The first frame is asked for by paint(), when there is something to show.
  let paintedAt = now();
  let stale = false;
  /** It is wanted as soon as the terminal can take it. */
  let urgent = false;
  let rings = false;
  let paused = false;
  let cancelFrame: (() => void) | null = null;

  function paintSoon(): void {
    stale = true;
    if (cancelFrame || stopped) return;
    // At most a frame: the clock may have been put back since.
    const wait = Math.min(paintedAt + FRAME - now(), FRAME);
    if (wait <= 0) return paintDue();
    cancelFrame = after(wait, paintDue);
  }

  function paintDue(): void {
    const was = urgent;
    paint();
    urgent &&= was;
  }

  function paint(whole = false): void {
    cancelFrame?.();
    cancelFrame = null;
    if (stopped) return;
    isWhole ||= whole;
    if (paused || !port.isIdle()) {
      stale = urgent = true;
      return;
    }
    const isSpoilt = port.repair();
    const { text, isMore = false, written } = drawing.next(isWhole || isSpoilt, port.profile());
    const all = text + (rings ? BELL : '');
    rings = isWhole = urgent = false;
    stale = isMore;
    paintedAt = now();
    if (all !== '') port.write(all);
    written?.();
  }

  return {
    paint,
    paintSoon,
    ring() {
      rings = true;
      paintSoon();
    },
    drained() {
      if (urgent) paint();
      else if (stale) paintSoon();
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      paint(true);
    },
    finish() {
      let left = MOST_LAST;
      for (let isMore = !stopped && !paused; isMore && left > 0; left--) {
        const drawn = drawing.last?.(port.profile());
        if (drawn?.text) port.write(drawn.text);
        drawn?.written?.();
        isMore = drawn?.isMore ?? false;
      }
    },
    stop() {
      stopped = true;
      cancelFrame?.();
    },
  };
}
