/** What is to happen when this client crashes: kept up to date while connections come and go. */

import type { Posix } from '../../native/posix.ts';
import { type Fault, fault, isFault } from '../../shared/fault.ts';
import { CRASHED_VARIABLE, TIMES_VARIABLE } from '../host/environment.ts';
import { type Build, findAgain } from '../reload/build.ts';
import type { Builds } from '../reload/builds.ts';
import { type ReloadContext, reload } from '../reload/reload.ts';
import { canWatch } from '../reload/watchdog.ts';
import { CRASH_LIMIT, CRASH_PERIOD, crashPlan, recentCrashes } from './plan.ts';

export interface CrashHandlerOptions {
  readonly posix: Posix;
  readonly builds: Builds;
  /** The user's options of the runtime. */
  readonly options: readonly string[];
  readonly runtime: string | null;
  /** The script this image was started from. */
  readonly running: string;
  readonly checkpoint: string;
  /** When this process crashed lately (Unix ms). */
  readonly times: readonly number[];
  /** Descriptors of the scrollback, and of what has just been read. */
  scrollback(): number[];
  readonly readBuffer: number | null;
  context(): ReloadContext;
  now(): number;
}

export interface CrashHandler {
  /** A checkpoint is there: from now on a crash is answered by a restart, if the build is kept. */
  arm(): void;
  /** What is open has changed: soon the plan knows; `plan`: at once. */
  changed(): void;
  plan(): void;
  /** Nothing can be relied on to go on from: a crash leaves the terminal in order, no more. */
  disarm(): void;
  /** After an exception: this build once more, in place, with the state as it is. Returns only if that cannot be: why. */
  restart(): Fault;
}

interface Own {
  readonly build: Build;
  readonly library: string | null;
}

export function createCrashHandler(options: CrashHandlerOptions): CrashHandler {
  const { posix, builds, now } = options;
  let own: Own | null = null;
  let ready = false;
  let planned = false;

  const again = (script: string) => findAgain(script, options.options, options.runtime, options.running);

  function ownBuild(): Own | null {
    const kept = builds.runningIfKnown();
    if (own && own.build.script !== kept?.script) own = null;
    const build = own || !kept ? null : again(kept.script);
    if (kept && build && !isFault(build)) own = { build, library: canWatch(kept.addon) ? kept.addon : null };
    return own;
  }

  const recent = () => recentCrashes(options.times, now());

  function plan(): void {
    planned = false;
    const times = recent();
    const usable = ready && times.length < CRASH_LIMIT ? ownBuild() : null;
    const { facts, openLinks } = options.context();
    const { args, termios } = facts;
    const { build, library } = usable ?? { build: null, library: null };
    const { checkpoint, readBuffer } = options;
    const place = { checkpoint, readBuffer, descriptors: options.scrollback(), links: openLinks() };
    posix.setCrashPlan(crashPlan({ posix, build, library, args, termios, times, ...place }));
  }

  function changed(): void {
    if (planned) return;
    planned = true;
    setImmediate(plan);
  }

  // The first of them is forgotten then, so that the next one is answered again.
  for (const time of options.times) setTimeout(changed, time + CRASH_PERIOD - now() + 1).unref();
  void builds.running().then(changed);
  changed();
  return {
    changed,
    plan,
    arm() {
      ready = true;
      plan();
    },
    disarm() {
      ready = false;
      plan();
    },
    restart() {
      const times = recent();
      if (times.length >= CRASH_LIMIT)
        return fault('CRASHED_AGAIN', 'that was the third fault within a minute');
      if (!ownBuild() || !own)
        return fault('NO_BUILD_KEPT', 'the build it was started from is not there any more');
      const extraEnvironment = { [CRASHED_VARIABLE]: 'fault', [TIMES_VARIABLE]: times.join(',') };
      const next = {
        build: own.build,
        library: own.library,
        id: '',
        version: '',
        back: null,
        limit: 0,
        extraEnvironment,
      };
      return reload(options.context(), next);
    },
  };
}
