/** From a request to the next image: find the build, keep it, try it, let the terminal finish, go. */

import { closeSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Posix, PosixUnavailable } from '../../native/posix.ts';
import { type Fault, fault, faultOf, isFault } from '../../shared/fault.ts';
import { isReplaced, type Runtime, runtimeOnDisk } from '../host/node.ts';
import type { ProgramLog } from '../host/program-log.ts';
import type { Event } from '../state/events.ts';
import { type Build, findAgain, findBuild, holdRuntime, withoutStartupBlob } from './build.ts';
import type { BuildCopy } from './build-copy.ts';
import type { Builds } from './builds.ts';
import { BLOCKED_SIGNALS } from './exec.ts';
import { type PreflightPassed, preflight } from './preflight.ts';
import { type NextImage, type ReloadContext, reload, takeState } from './reload.ts';
import { provideStartupBlob } from './startup.ts';
import { canWatch } from './watchdog.ts';

export interface ReloaderOptions {
  readonly posix: Posix | PosixUnavailable;
  /** The script as the user started it, and the user's options of the runtime. */
  readonly script: string;
  readonly options: readonly string[];
  /** The script this image was started from. */
  readonly running: string;
  /** The runtime directory. */
  readonly runtime: string | null;
  readonly builds: Builds;
  readonly log: ProgramLog;
  context(posix: Posix): ReloadContext;
  dispatch(event: Event): void;
  /** Calls back when the terminal has taken the last frame, or after `limit` ms. */
  drained(limit: number, done: () => void): void;
  /** The end was asked for meanwhile: it wins. */
  isEnding(): boolean;
  /** Between Ctrl+Z and `fg` the terminal is the shell's; the next image would take it for its own. */
  isSuspended(): boolean;
}

export interface Reloader {
  /** One at a time: requests that come before execve() are answered by the same reload. */
  request(force: boolean): void;
  /** After `fg`. */
  resumed(): void;
}

/** A terminal that does not take the last frame holds a reload up for no longer than this (ms). */
const DRAIN_LIMIT = 250;
/** A build that has not answered by then hangs (ms): a slow machine needs a tenth of it. */
const PREFLIGHT_LIMIT = 10_000;
/** A trial that takes longer is told of (ms): until then there is nothing to see. */
const PATIENCE = 1000;
/** A build that has failed so often is not tried again without being told to. */
const TRIES = 2;
/** The next image must take over within this time (ms), or within some times what its trial took. */
const START_LIMIT = 600;
const START_FACTOR = 4;
/** Without a trial nobody knows how fast it is. */
const FORCED_LIMIT = 2000;

export function createReloader(options: ReloaderOptions): Reloader {
  const { posix, script, runtime, builds, log, dispatch } = options;
  let reloading = false;
  let again = false;
  /** Of the files that the next image was made from. */
  let stamp = '';
  let onResume = false;

  function request(force: boolean): void {
    if ('unavailable' in posix) {
      return notice(`Reload is not available: ${posix.unavailable}`);
    }
    if (reloading) {
      again = true;
      return;
    }
    reloading = true;
    // Not at once: effects of this turn come first.
    setImmediate(() => begin(posix, force));
  }

  function begin(available: Posix, force: boolean): void {
    prepareLatest(available, force).then(next => finish(available, next, force), failed);
  }

  /** A deploy may have gone on during the trial, and asked once more; or another Node was installed. */
  async function prepareLatest(available: Posix, force: boolean): Promise<NextImage | Fault> {
    for (;;) {
      again = false;
      stamp = stampOf(script);
      const node = await runtimeOnDisk();
      const next = isFault(node) ? node : await prepare(available, force, node);
      const replaced = !isFault(node) && isReplaced(node);
      if (!replaced && !(again && (await isOutdated(next)))) return next;
    }
  }

  async function isOutdated(next: NextImage | Fault): Promise<boolean> {
    if (isFault(next)) return true;
    const copy = await builds.keep(script);
    return isFault(copy) || copy.id !== next.id;
  }

  /** Nothing is done to the running client here; it goes on serving meanwhile. */
  async function prepare(available: Posix, force: boolean, node: Runtime): Promise<NextImage | Fault> {
    const found = findBuild(script, options.options, runtime, node);
    if (isFault(found)) return found;
    const own = await builds.renewed();
    const patience = setTimeout(() => notice('Trying the new build ...'), PATIENCE);
    try {
      const next = await kept(found, node);
      if (isFault(next)) return next;
      const context = options.context(available);
      if (!force && (context.facts.failures[next.id] ?? 0) >= TRIES) return failedTwice();
      const library = own && canWatch(own.addon) ? own.addon : null;
      const image = { ...next, library, back: own && library !== null ? wayBack(own) : null };
      return force ? forced(context, image) : await tried(context, image);
    } finally {
      clearTimeout(patience);
    }
  }

  /** As a copy that nobody changes between trial and start; where none can be made, as it lies there. */
  async function kept(found: Build, node: Runtime): Promise<{ id: string; build: Build } | Fault> {
    const copy = await builds.keep(found.script);
    if (isFault(copy)) {
      // It was trusted a moment ago.
      if (copy.code === 'UNTRUSTED') return copy;
      log('BUILD_NOT_KEPT', { cause: copy.sentence });
      return { id: '', build: found };
    }
    if (options.options.length === 0) noteFault(await provideStartupBlob(copy.script, node));
    const build = findBuild(copy.script, options.options, runtime, node);
    return { id: copy.id, build: isFault(build) ? found : build };
  }

  function noteFault(failed: Fault | null): void {
    if (failed) log(failed.code, { cause: failed.sentence });
  }

  /** Our own build, by the Node that runs it now. */
  function wayBack(own: BuildCopy): Build | null {
    const build = findAgain(own.script, options.options, runtime, options.running);
    return isFault(build) ? null : build;
  }

  function forced(context: ReloadContext, image: Untried): NextImage {
    notice('Reloading without a trial of the new build.');
    // What cannot be encoded is found out while there is nothing to lose yet.
    takeState(context);
    return { ...image, version: '', limit: FORCED_LIMIT };
  }

  /** A start-up snapshot that turns out not to fit is done without. */
  async function tried(context: ReloadContext, image: Untried): Promise<NextImage | Fault> {
    const { build, library } = image;
    const passed = await runPreflight(context, build, library);
    if (!isFault(passed)) return { ...image, ...outcomeOf(passed) };
    const plain = passed.code === 'TRIAL_FAILED' ? withoutStartupBlob(build) : null;
    const second = plain && (await runPreflight(context, plain, library));
    if (!plain || !second || isFault(second)) return passed;
    log('SNAPSHOT_NOT_USED', { cause: passed.sentence, ...passed.details });
    return { ...image, build: plain, ...outcomeOf(second) };
  }

  async function runPreflight(context: ReloadContext, build: Build, library: string | null) {
    const place = { scrollback: context.spill.fd, environment: process.env, library, limit: PREFLIGHT_LIMIT };
    const outcome = await preflight({ build, state: takeState(context), ...place });
    // The user knows the build by the path it was found under.
    return isFault(outcome) ? renamed(outcome, dirname(build.script), dirname(script)) : outcome;
  }

  function finish(available: Posix, next: NextImage | Fault, force: boolean): void {
    if (isFault(next)) return failed(next);
    // The terminal gets the last frame whole; and what has come meanwhile is read by this image.
    options.drained(DRAIN_LIMIT, () =>
      setImmediate(() => {
        // Signals that come from here on wait for the next image. Those that libuv has taken already would end with this
        // one: a turn of the loop brings them to their handlers.
        available.blockSignals(BLOCKED_SIGNALS);
        setImmediate(() => {
          try {
            go(available, next, force);
          } finally {
            available.unblockSignals(BLOCKED_SIGNALS);
          }
        });
      }),
    );
  }

  function go(available: Posix, next: NextImage, force: boolean): void {
    if (options.isEnding()) return;
    if (options.isSuspended()) {
      reloading = false;
      onResume = true;
      return;
    }
    // A deploy has gone on since the trial and has asked: nobody would ask for it again.
    if (again && stampOf(script) !== stamp) return begin(available, force);
    const held = next.back && holdRuntime(next.back, runtime);
    try {
      const back = held ? { back: held.build, held: held.fd } : {};
      failed(reload(options.context(available), { ...next, ...back }));
    } catch (error) {
      // Before execve() nothing is lost: whatever is thrown there is one more reason to stay.
      failed(error);
    } finally {
      if (held) closeSync(held.fd);
    }
  }

  function failed(cause: unknown): void {
    const { code, sentence, details } = isFault(cause) ? cause : faultOf(cause, 'RELOAD_FAILED');
    reloading = false;
    log('RELOAD_FAILED', { cause: code, sentence, ...details });
    notice(`Not reloaded: ${sentence} Everything goes on as it was.`);
  }

  function notice(text: string): void {
    dispatch({ type: 'notice', text });
  }

  return {
    request,
    resumed() {
      if (onResume) request(false);
      onResume = false;
    },
  };
}

/** A build and its way back, before anything is known of it. */
type Untried = Omit<NextImage, 'version' | 'limit'>;

function outcomeOf({ version, took }: PreflightPassed): Pick<NextImage, 'version' | 'limit'> {
  return { version, limit: Math.max(START_LIMIT, Math.round(START_FACTOR * took)) };
}

function renamed({ code, sentence, details }: Fault, copy: string, original: string): Fault {
  return fault(code, sentence.replaceAll(copy, original), details);
}

/** Differs where a deploy has changed what the script's name leads to. */
function stampOf(script: string): string {
  try {
    const real = realpathSync(script);
    const parts = [real, `${dirname(real)}/native/posix.node`, `${dirname(real)}/tlsproxy.js`];
    const stats = parts.map(part => statSync(part, { throwIfNoEntry: false }));
    return [real, ...stats.map(one => (one ? `${one.ino} ${one.size} ${one.ctimeMs}` : 'none'))].join();
  } catch {
    // What cannot be found now differs from what could.
    return 'none';
  }
}

function failedTwice(): Fault {
  return fault(
    'BUILD_FAILED_TWICE',
    `The new build has failed to start ${TRIES} times; /reload --force tries it once more.`,
  );
}
