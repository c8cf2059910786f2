/** What is to happen when this client crashes: kept up to date while connections come and go. */

import { type Fault, fault, isFault } from '../../shared/fault.ts';
import { CRASHED_VARIABLE, TIMES_VARIABLE } from '../host/environment.ts';
import type { Build } from '../reload/build.ts';
import type { Builds } from '../reload/builds.ts';
import type { NextImage } from '../reload/reload.ts';
import { CRASH_LIMIT, CRASH_PERIOD, recentCrashes } from './plan.ts';

/** The build to go on with after a crash, and the addon that watches its start; null = there is none. */
export interface Restart {
  readonly build: Build | null;
  readonly library: string | null;
  /** When this process has crashed lately (Unix ms). */
  readonly times: readonly number[];
}

export interface CrashHandlerOptions {
  readonly builds: Pick<Builds, 'renewed' | 'runningIfKnown' | 'unkept'>;
  /** The image before watches the start of this one, and answers a crash in its first turn. */
  readonly isWatched: boolean;
  /** The build of a script, as this process would start it again. */
  findAgain(script: string): Build | Fault;
  /** Whether an addon can watch the start of another image. */
  canWatch(addon: string): boolean;
  exists(path: string): boolean;
  /** When this process crashed lately (Unix ms). */
  readonly times: readonly number[];
  /** Tells the kernel's side what a crash is answered by: the restart together with what is open now. */
  setPlan(restart: Restart): void;
  /** Replaces the code. Returns only if that failed: why. */
  reload(next: NextImage): Fault;
  /** Unix ms. */
  now(): number;
  /** Calls back in another turn of the event loop. */
  soon(run: () => void): void;
  /** Calls `run` once, `delay` ms from now, unless the process ends before. */
  after(delay: number, run: () => void): void;
}

/** `unarmed`: there is nothing to go on from, so a crash leaves the terminal in order, no more. */
export type CrashPhase = 'unarmed' | 'armed';

export interface CrashHandler {
  phase(): CrashPhase;
  /** A checkpoint is there: from now on a crash is answered by a restart, if the build is kept. */
  arm(): void;
  /** What is open has changed, or where the build is kept: the plan knows soon, if not at once; `plan`: at once. */
  changed(): void;
  plan(): void;
  /** Nothing can be relied on to go on from. */
  disarm(): void;
  /** What it would start is still there, and planned. */
  isThere(): boolean;
  /** Finds out anew what it would start. */
  renew(): void;
  /** After an exception: this build once more, in place, with the state as it is. Returns only if that cannot be: why. */
  restart(): Fault;
}

/** A plan that takes longer than this (ms) is not made in each turn in which a connection comes or goes. */
const CHEAP = 2;
/** Such a one waits so many times as long: with thousands of worlds each takes some ms. */
const REST = 4;
/** But no longer than this (ms), whatever has become of the clock meanwhile. */
const LONGEST_REST = 200;

interface Own {
  readonly build: Build;
  readonly library: string | null;
}

export function createCrashHandler(options: CrashHandlerOptions): CrashHandler {
  const { builds, now } = options;
  let phase: CrashPhase = 'unarmed';
  let own: Own | null = null;
  let plans: 'current' | 'due' = 'current';
  /** One was made in this turn because of what has changed. */
  let isNew = false;
  /** ms that the last one took. */
  let cost = 0;
  let isRenewing = false;

  /** The kept copy of the build that runs, or where it lies until there is one: found out once, and anew where it has moved. */
  function ownBuild(): Own | null {
    const kept = builds.runningIfKnown() ?? builds.unkept();
    if (own && own.build.script !== kept?.script) own = null;
    const build = own || !kept ? null : options.findAgain(kept.script);
    if (kept && build && !isFault(build))
      own = { build, library: options.canWatch(kept.addon) ? kept.addon : null };
    return own;
  }

  const recent = () => recentCrashes(options.times, now());

  function plan(): void {
    plans = 'current';
    const start = now();
    const times = recent();
    const usable = phase === 'armed' && times.length < CRASH_LIMIT ? ownBuild() : null;
    options.setPlan({ ...(usable ?? { build: null, library: null }), times });
    cost = now() - start;
  }

  function changed(): void {
    if (plans === 'due') return;
    // The first of a turn at once: a crash finds a connection from the moment on that it is there.
    if (phase === 'armed' && cost <= CHEAP && !isNew) {
      plan();
      isNew = true;
      options.soon(() => {
        isNew = false;
      });
      return;
    }
    plans = 'due';
    // Until then a crash has new connections made again, and looks at each descriptor before it goes on with it.
    if (cost > CHEAP) options.after(Math.min(REST * cost, LONGEST_REST), whenDue);
    else options.soon(whenDue);
  }

  /** One may have been made at once meanwhile. */
  function whenDue(): void {
    if (plans === 'due') plan();
  }

  function enter(next: CrashPhase): void {
    phase = next;
    plan();
  }

  // The first of them is forgotten then, so that the next one is answered again.
  for (const time of options.times) options.after(time + CRASH_PERIOD - now() + 1, changed);
  // Who watches has the terminal put in order meanwhile.
  if (options.isWatched) changed();
  else plan();
  return {
    phase: () => phase,
    changed,
    plan,
    arm: () => enter('armed'),
    disarm: () => enter('unarmed'),
    isThere() {
      if (isRenewing) return false;
      if (own === null) return true;
      const { build, library } = own;
      return [build.program, build.script, library ?? build.script].every(options.exists);
    },
    renew() {
      if (isRenewing) return;
      own = null;
      isRenewing = true;
      void builds.renewed().then(() => {
        isRenewing = false;
        plan();
      });
    },
    restart() {
      const times = recent();
      if (times.length >= CRASH_LIMIT)
        return fault('CRASHED_AGAIN', 'that was the third fault within a minute');
      const again = ownBuild();
      if (!again) return fault('NO_BUILD_KEPT', 'the build it was started from is not there any more');
      const extraEnvironment = { [CRASHED_VARIABLE]: 'fault', [TIMES_VARIABLE]: times.join(',') };
      return options.reload({ ...again, id: '', version: '', back: null, limit: 0, extraEnvironment });
    },
  };
}
