/** The builds of this client: where they are kept, which one it runs from, and when they go. */

import { dirname } from 'node:path';
import { type Fault, fault, faultOf, isFault } from '../../shared/fault.ts';
import { heldRoot, holdReal, plainPath } from '../../shared/held.ts';
import { lookAgain } from '../../shared/paths.ts';
import { suspicion } from '../../shared/trust.ts';
import type { ProgramLog } from '../host/program-log.ts';
import {
  addonBeside,
  type BuildCopy,
  buildsPath,
  copyBuild,
  findCopy,
  isBuild,
  type OpenBuild,
  openBuild,
  removeOtherCopies,
} from './build-copy.ts';
import { forgetStartupBlobs } from './startup.ts';

export interface Builds {
  /** The build this process runs, kept; null if it could not be: then there is no way back to it. */
  running(): Promise<BuildCopy | null>;
  /** The same, after a look at its copy, which is made anew if anything of it is gone: for a reload. */
  renewed(): Promise<BuildCopy | null>;
  /** The same, as far as it is known: at once in an image that was started from a kept build. */
  runningIfKnown(): BuildCopy | null;
  /** The same where it lies, as long as it is not kept: what is loaded of it was whole, and no stranger's. null: it may be another one by now. */
  unkept(): Omit<BuildCopy, 'id'> | null;
  /** Copies the build of a script, so that nobody changes it any more. */
  keep(script: string): Promise<BuildCopy | Fault>;
  /** The image lives: builds before it are not needed any more. */
  removeOthers(): void;
  /** The orderly end. */
  remove(): void;
}

export interface BuildsOptions {
  readonly home: string;
  /** The runtime directory as it is now; null where it was refused. */
  readonly runtime: string | null;
  /** The script this image was started from. */
  readonly running: string;
  /** When this process was started (Unix ms): what was written since is not what it has loaded. */
  readonly started: number;
  /** The script as the user started it. */
  readonly script: string;
  /** Loads an addon to see whether that can be done from where it lies; throws if not. */
  load(addon: string): void;
  readonly log: ProgramLog;
}

export function createBuilds(options: BuildsOptions): Builds {
  const { home, running, script, load, log } = options;
  let profileHeld: string | null = null;
  let folder = folderOf(running, home, options.runtime);
  let current = folder === null ? null : findCopy(running, folder);
  // The one that runs, as it was last kept: the same build is known by it when its copy is gone.
  let id = current?.id ?? null;
  let kept = Promise.resolve(current);
  // At once, as it was loaded: copying it can wait then, whatever is deployed meanwhile.
  let open = current === null ? openOwn() : null;

  /** The profile directory is for systems where nothing in the runtime directory may be executed (mount option noexec), or where there is none. */
  function* candidates(): Generator<string> {
    const { runtime } = options;
    if (runtime !== null && isOurs(runtime)) yield buildsPath(runtime, home, process.pid);
    const profile = holdProfile();
    if (profile !== null) yield ownFolder(profile);
  }

  /** Held once and for all, as soon as it is needed. */
  function holdProfile(): string | null {
    if (profileHeld !== null) return profileHeld;
    const suspect = suspicion('The profile directory', home);
    if (suspect) log('BUILD_NOT_KEPT', { folder: home, cause: suspect.sentence });
    else profileHeld = holdReal(home);
    return profileHeld;
  }

  async function copyRunning(): Promise<BuildCopy | null> {
    if (current) return current;
    folder = null;
    const source = open?.script ?? (id !== null && isBuild(script, id) ? script : null);
    if (source === null) {
      log('BUILD_NOT_KEPT', { cause: 'it has been replaced since the start' });
      return null;
    }
    for (const candidate of candidates()) {
      const copy = await keepIn(candidate, source);
      if (!copy) continue;
      [folder, current, id] = [candidate, copy, copy.id];
      open?.close();
      open = null;
      return copy;
    }
    return null;
  }

  /** What of the build that runs was loaded; null if another one has come to its place since. */
  function openOwn(): OpenBuild | null {
    try {
      return openBuild(running, options.started);
    } catch (error) {
      log('BUILD_NOT_KEPT', { cause: faultOf(error, 'BUILD_NOT_KEPT').sentence });
      return null;
    }
  }

  async function keepIn(candidate: string, source: string): Promise<BuildCopy | null> {
    const copy = await copyBuild(source, candidate, open ?? undefined);
    if (isFault(copy)) {
      log('BUILD_NOT_KEPT', { folder: plainPath(candidate), cause: copy.sentence });
      return null;
    }
    try {
      load(copy.addon);
      return copy;
    } catch (error) {
      log('BUILD_NOT_KEPT', { folder: plainPath(candidate), cause: String(error) });
      removeOtherCopies(candidate, null);
      return null;
    }
  }

  /** One after the other: each is about the same files. */
  function afterLast(work: () => Promise<BuildCopy | null>): Promise<BuildCopy | null> {
    kept = kept.then(work).catch((error: unknown) => {
      log('BUILD_NOT_KEPT', { cause: String(error) });
      return null;
    });
    return kept;
  }

  const own = () => afterLast(copyRunning);

  function renewed(): Promise<BuildCopy | null> {
    return afterLast(() => {
      if (current && !isBuild(current.script, current.id)) current = null;
      return copyRunning();
    });
  }

  return {
    running: own,
    renewed,
    runningIfKnown: () => current,
    unkept: () => open && { script: open.script, addon: addonBeside(open.script) },
    async keep(next) {
      await own();
      if (folder !== null) return copyBuild(next, folder);
      let failed = fault('BUILD_NOT_KEPT', 'There is no directory to keep builds in.');
      for (const candidate of candidates()) {
        const copy = await copyBuild(next, candidate);
        if (!isFault(copy)) return copy;
        failed = copy;
      }
      return failed;
    },
    removeOthers() {
      if (folder !== null) removeOtherCopies(folder, current);
      if (current) forgetStartupBlobs(dirname(current.script));
    },
    remove() {
      if (folder !== null) removeOtherCopies(folder, null);
    },
  };
}

function isOurs(runtime: string): boolean {
  try {
    lookAgain(runtime, process.getuid?.() ?? 0);
    return true;
  } catch {
    return false;
  }
}

/** The folder of a kept build, by its script; null for any other. */
function folderOf(script: string, home: string, runtime: string | null): string | null {
  const folder = dirname(dirname(script));
  if (heldRoot(script) !== null) return folder;
  const known = [ownFolder(home), ...(runtime === null ? [] : [buildsPath(runtime, home, process.pid)])];
  return known.includes(folder) ? folder : null;
}

function ownFolder(home: string): string {
  return `${home}/.build-${process.pid}`;
}
