/** From a request to the next image: find the build, keep it, try it, let the terminal finish, go. */

import { type Fault, faultOf, isFault } from '../../shared/fault.ts';
import type { ProgramLog } from '../host/program-log.ts';
import type { Candidate, Candidates, OnDisk } from './candidate.ts';
import type { NextImage } from './reload.ts';

export interface ReloaderOptions {
  readonly candidates: Candidates;
  /** Replaces the code. Returns only if that failed: why, with everything as it was before. */
  execute(next: NextImage): Fault;
  /** Calls back when the terminal has taken the last frame, or after `limit` ms. */
  drained(limit: number, done: () => void): void;
  /** Keeps the signals that are meant for the next image pending, and no more. */
  blockSignals(): void;
  unblockSignals(): void;
  /** Has threads beside this one take none of them any more. False while one may still be at it: ask again. */
  reserveSignals(): boolean;
  /** A connection has failed in this turn, which is told in the next: the error is read, and the next image would find an end in order. */
  isFailing(): boolean;
  /** Calls back in another turn of the event loop. */
  soon(run: () => void): void;
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
  readonly log: ProgramLog;
  notice(text: string): void;
  /** Shows that a trial takes long, or takes that back: a reload that succeeds leaves nothing behind. */
  showTrial(isSlow: boolean): void;
  /** The end was asked for meanwhile: it wins. */
  isEnding(): boolean;
  /** Between Ctrl+Z and `fg` the terminal is the shell's; the next image would take it for its own. */
  isSuspended(): boolean;
}

/** `waiting`: for `fg`, after everything else is ready. */
export type ReloadPhase = 'idle' | 'finding' | 'trying' | 'draining' | 'executing' | 'waiting';

export interface Reloader {
  phase(): ReloadPhase;
  /**
   * One at a time: requests that come before execve() are answered by the same reload, which looks at the files once
   * more where they have changed. A `force` ends the trial of one that goes without.
   */
  request(force: boolean): void;
  /** After `fg`. */
  resumed(): void;
}

/** A terminal that does not take the last frame holds a reload up for no longer than this (ms). */
const DRAIN_LIMIT = 250;
/** Threads are looked at every so many ms, so often: one that waits for a slow disk gets round to it when that has answered. */
const LOOK_AGAIN = 1;
const LOOKS = 250;
/** A trial that takes longer is told of (ms): until then there is nothing to see. */
const PATIENCE = 1000;

/** Where a reload cannot be: says so. */
export function refusingReloader(why: string, notice: (text: string) => void): Reloader {
  return { phase: () => 'idle', request: () => notice(`Reload is not available: ${why}`), resumed() {} };
}

export function createReloader(options: ReloaderOptions): Reloader {
  const { candidates, log, notice } = options;
  let phase: ReloadPhase = 'idle';
  let force = false;
  /** It was asked for once more since the files were looked at. */
  let asked = false;
  /** Copies of builds that went in the meantime were made again, which is done once. */
  let isRepeated = false;
  let seen: OnDisk = { build: '', runtime: '' };
  let trial = new AbortController();

  function request(isForced: boolean): void {
    if (phase === 'idle') {
      [force, isRepeated] = [isForced, false];
      return begin();
    }
    asked = true;
    if (!isForced || force) return;
    force = true;
    trial.abort();
  }

  /** Not at once: effects of this turn come first, and no child is to start while signals are blocked. */
  function begin(): void {
    phase = 'finding';
    options.soon(() => void prepare());
  }

  async function prepare(): Promise<void> {
    phase = 'finding';
    asked = false;
    seen = candidates.look();
    const isForced = force;
    const next = await attempt();
    const isSuperseded = isFault(next) && (force !== isForced || repeats(next));
    if (!isSuperseded && isFault(next)) refuse(next);
    if (isSuperseded || hasChanged()) return prepare();
    if (!isFault(next)) drain(next);
    else phase = 'idle';
  }

  async function attempt(): Promise<NextImage | Fault> {
    let isShown = false;
    const enough = options.after(PATIENCE, () => {
      isShown = true;
      options.showTrial(true);
    });
    try {
      const candidate = await candidates.find();
      return isFault(candidate) ? candidate : await accepted(candidate);
    } catch (error) {
      return faultOf(error, 'RELOAD_FAILED');
    } finally {
      enough();
      if (isShown) options.showTrial(false);
    }
  }

  async function accepted(candidate: Candidate): Promise<NextImage | Fault> {
    if (force) return candidates.untried(candidate);
    phase = 'trying';
    trial = new AbortController();
    return candidates.tryOut(candidate, trial.signal);
  }

  /** The runtime directory is not Clay's to keep: somebody may remove it at any moment, with the copies of builds in it. */
  function repeats({ code }: Fault): boolean {
    if (code !== 'COPY_GONE' || isRepeated) return false;
    isRepeated = true;
    return true;
  }

  /** A deploy has gone on meanwhile, and has asked once more: nobody would ask again. Or another Node was installed. */
  function hasChanged(): boolean {
    const { build, runtime } = candidates.look();
    return runtime !== seen.runtime || (asked && build !== seen.build);
  }

  function drain(next: NextImage): void {
    phase = 'draining';
    // Threads need a moment for that, which the terminal takes as well.
    options.reserveSignals();
    // The terminal gets the last frame whole; and what has come meanwhile is read by this image.
    options.drained(DRAIN_LIMIT, () => options.soon(() => holdSignals(next, LOOKS)));
  }

  /** Signals that come from here on wait for the next image. */
  function holdSignals(next: NextImage, looks: number): void {
    options.blockSignals();
    // A thread that was given one would be ended by execve() before it has handed it on.
    if (!options.reserveSignals() && looks > 1) {
      options.after(LOOK_AGAIN, () => holdSignals(next, looks - 1));
      return;
    }
    leave(next, LOOKS);
  }

  /** Signals that libuv has taken already would end with this image, as errors would: a turn of the loop brings them to their handlers. */
  function leave(next: NextImage, looks: number): void {
    options.soon(() => {
      if (options.isFailing() && looks > 1) return leave(next, looks - 1);
      try {
        go(next);
      } finally {
        options.unblockSignals();
      }
    });
  }

  function go(next: NextImage): void {
    if (options.isEnding()) return;
    if (options.isSuspended()) {
      phase = 'waiting';
      return;
    }
    const gone = candidates.gone(next);
    if (hasChanged() || (gone && repeats(gone))) return begin();
    phase = 'executing';
    refuse(gone ?? executed(next));
    phase = 'idle';
  }

  function executed(next: NextImage): Fault {
    try {
      return options.execute(next);
    } catch (error) {
      // Before execve() nothing is lost: whatever is thrown there is one more reason to stay.
      return faultOf(error, 'RELOAD_FAILED');
    }
  }

  function refuse({ code, sentence, details }: Fault): void {
    log('RELOAD_FAILED', { cause: code, sentence, ...details });
    notice(`Not reloaded: ${sentence} Everything goes on as it was.`);
  }

  return {
    phase: () => phase,
    request,
    resumed() {
      if (phase !== 'waiting') return;
      phase = 'idle';
      request(force);
    },
  };
}
