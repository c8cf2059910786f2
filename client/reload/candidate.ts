/** The build that could come next: found on disk, kept as a copy, and tried as a child. */

import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Posix } from '../../native/posix.ts';
import { type Fault, fault, isFault } from '../../shared/fault.ts';
import { plainPath } from '../../shared/held.ts';
import { type Runtime, runtimeIdentity, runtimeOnDisk } from '../host/node.ts';
import type { ProgramLog } from '../host/program-log.ts';
import { MEMORIES } from '../host/script/memories.ts';
import { listenerDescriptor } from '../host/web/listeners.ts';
import { PACKED } from '../world/scripts/carried/packed.ts';
import { type Build, findAgain, findBuild, startupBlobOf, withoutStartupBlob } from './build.ts';
import type { BuildCopy } from './build-copy.ts';
import type { Builds } from './builds.ts';
import { type PreflightPassed, preflight, type Ready } from './preflight.ts';
import { type NextImage, type ReloadContext, takeState } from './reload.ts';
import { provideStartupBlob } from './startup.ts';
import { canWatch } from './watchdog.ts';

export interface CandidatesOptions {
  readonly posix: Posix;
  /** The script as the user started it, and the user's options of the runtime. */
  readonly script: string;
  readonly options: readonly string[];
  /** The path that the user has started the runtime by; '' = not known. */
  readonly startedBy: string;
  /** The script this image was started from. */
  readonly running: string;
  /** The runtime directory as it is now. */
  readonly runtime: string | null;
  readonly builds: Builds;
  readonly log: ProgramLog;
  context(posix: Posix): ReloadContext;
}

/** A build and its way back, before anything is known of it. */
export type Candidate = Omit<NextImage, 'version' | 'limit'>;

/** What lies on disk: each text differs where something was put in place. */
export interface OnDisk {
  readonly build: string;
  readonly runtime: string;
}

export interface Candidates {
  look(): OnDisk;
  /** Finds what is to come next. Nothing is done to the running client, which goes on serving meanwhile. */
  find(): Promise<Candidate | Fault>;
  /** Tries it as a child, which reads the state of this very client. Until `signal` says that it need not. */
  tryOut(candidate: Candidate, signal: AbortSignal): Promise<NextImage | Fault>;
  /** Takes it as it is. Throws if the state cannot be encoded. */
  untried(candidate: Candidate): NextImage;
  /** Code COPY_GONE: files that it needs were removed since it was found. To find it again copies them again. */
  gone(candidate: Candidate): Fault | null;
}

/** A build that has not answered by then hangs (ms): a slow machine needs a tenth of it. */
const PREFLIGHT_LIMIT = 10_000;
/** A build that has failed so often is not tried again without being told to. */
const TRIES = 2;
/**
 * The next image must take over within this time (ms), or within some times what its trial took: on a machine that is busy several
 * times over, one that was all right had four times as long and was put back, for it stands ready most of that time.
 */
const START_LIMIT = 600;
const START_FACTOR = 8;
/** Without a trial nobody knows how fast it is. */
const FORCED_LIMIT = 2000;

export function createCandidates(options: CandidatesOptions): Candidates {
  const { posix, script, builds, log } = options;
  const context = () => options.context(posix);

  async function find(): Promise<Candidate | Fault> {
    const node = await runtimeOnDisk(options.startedBy);
    if (isFault(node)) return node;
    const found = findBuild(script, options.options, options.runtime, node);
    if (isFault(found)) return found;
    const own = await builds.renewed();
    const next = await kept(found, node);
    if (isFault(next)) return next;
    const library = own && canWatch(own.addon) ? own.addon : null;
    const candidate = { ...next, library, back: own && library !== null ? wayBack(own) : null };
    return { ...candidate, files: filesOf(candidate).filter(path => existsSync(path)) };
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
    const build = findBuild(copy.script, options.options, options.runtime, node);
    return { id: copy.id, build: isFault(build) ? found : build };
  }

  function noteFault(failed: Fault | null): void {
    if (failed) log(failed.code, { cause: failed.sentence });
  }

  /** Our own build, by the Node that runs it now. */
  function wayBack(own: BuildCopy): Build | null {
    const build = findAgain(own.script, options.options, options.runtime, options.running);
    return isFault(build) ? null : build;
  }

  /** What is missing is not the build's fault: it could say no more than that some file cannot be opened. */
  async function tryOut(candidate: Candidate, signal: AbortSignal): Promise<NextImage | Fault> {
    const outcome = await tryAll(candidate, signal);
    return (isFault(outcome) && gone(candidate)) || outcome;
  }

  /** A start-up snapshot that turns out not to fit is done without. */
  async function tryAll(candidate: Candidate, signal: AbortSignal): Promise<NextImage | Fault> {
    const { build, library, id } = candidate;
    if ((context().facts.failures[id] ?? 0) >= TRIES) return failedTwice();
    const passed = await runPreflight(build, library, signal);
    if (!isFault(passed)) return { ...candidate, ...outcomeOf(passed, build) };
    const plain = passed.code === 'TRIAL_FAILED' ? withoutStartupBlob(build) : null;
    const second = plain && (await runPreflight(plain, library, signal));
    if (!plain || !second || isFault(second)) return passed;
    log('SNAPSHOT_NOT_USED', { cause: passed.sentence, ...passed.details });
    return { ...candidate, build: plain, ...outcomeOf(second, plain) };
  }

  async function runPreflight(build: Build, library: string | null, signal: AbortSignal) {
    const { spill, memories } = context();
    const takes = takesOf(build);
    const state = takeState(context(), takes);
    const place = {
      scrollback: spill.fd,
      memories: takes.takesMemories ? (memories.newest()?.fd ?? null) : null,
      ...{ environment: process.env, library, limit: PREFLIGHT_LIMIT },
    };
    const outcome = await preflight({ build, state, signal, ...place });
    // The user knows the build by the path it was found under.
    return isFault(outcome) ? renamed(outcome, dirname(build.script), dirname(script)) : outcome;
  }

  return {
    look: () => ({ build: stampOf(script), runtime: runtimeIdentity(options.startedBy) }),
    find,
    tryOut,
    gone,
    untried(candidate) {
      // What cannot be encoded is found out while there is nothing to lose yet.
      const takes = takesOf(candidate.build);
      takeState(context(), takes);
      const takesBrowsers = namesBrowsers(candidate.build);
      return { ...candidate, version: '', limit: FORCED_LIMIT, takesBrowsers, ...takes };
    },
  };
}

/** What execve() and the next image open, and what puts the build before back. */
function filesOf({ build, library, back }: Omit<Candidate, 'files'>): string[] {
  const parts = ['native/posix.node', 'tlsproxy.js'].map(part => `${dirname(build.script)}/${part}`);
  const blob = startupBlobOf(build);
  const others = [blob, library, back?.script].filter(path => typeof path === 'string');
  return [build.program, build.script, ...parts, ...others];
}

/** By the name of the directory that was removed: the kernel adds a word to that of a held one. */
function gone({ id, files = [] }: Candidate): Fault | null {
  const missing = files.find(path => !existsSync(path));
  if (missing === undefined) return null;
  const directory = plainPath(dirname(missing)).replace(' (deleted)', '');
  const what = id === '' ? 'new build' : 'copy of the new build';
  return fault('COPY_GONE', `The ${what} has been removed from ${directory} meanwhile, twice in a row.`);
}

type Outcome = Pick<NextImage, 'version' | 'limit' | 'takesBrowsers' | 'takesMemories' | 'takesPacked'>;

/** The browser view, and terminals that are attached, are as they are since this version of the state. */
const BROWSERS: Ready['state'] = [2, 7];

function takesBrowsers([major, minor]: Ready['state']): boolean {
  return major > BROWSERS[0] || (major === BROWSERS[0] && minor >= BROWSERS[1]);
}

/** Nobody has asked it: one that takes up the listener of browsers has its name in it. */
function namesBrowsers(build: Build): boolean {
  return textOf(build).includes(listenerDescriptor('tcp'));
}

/** What it is asked by is told so, or otherwise. */
function takesOf(build: Build): Required<Pick<NextImage, 'takesMemories' | 'takesPacked'>> {
  const text = textOf(build);
  return { takesMemories: text.includes(MEMORIES), takesPacked: text.includes(PACKED) };
}

/** Empty where it cannot be read. */
function textOf({ script }: Build): Buffer {
  try {
    return readFileSync(script);
  } catch {
    return Buffer.alloc(0);
  }
}

/** ms for an image whose trial took `took` ms. */
export function startLimit(took: number): number {
  return Math.max(START_LIMIT, Math.round(START_FACTOR * took));
}

function outcomeOf({ version, took, state }: PreflightPassed, build: Build): Outcome {
  return {
    version,
    limit: startLimit(took),
    takesBrowsers: takesBrowsers(state),
    ...takesOf(build),
  };
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
