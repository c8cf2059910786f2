/** The builds of this client: where they are kept, which one it runs from, and when they go. */
import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Fault, fault, isFault } from '../../shared/fault.ts';
import { buildsPath, forgetBuilds, type Kept, keepBuild, keptBuild } from '../reload/keep.ts';
import { forgetSnapshots } from '../reload/startup.ts';
import type { Journal } from './journal.ts';

export interface Builds {
  /** The build this process runs, kept; null if it could not be: then there is no way back to it. */
  own(): Promise<Kept | null>;
  /** The same, as far as it is known: at once in an image that was started from a kept build. */
  current(): Kept | null;
  /** Copies the build of a script, so that nobody changes it any more. */
  keep(script: string): Promise<Kept | Fault>;
  /** The image lives: builds before it are not needed any more. */
  settle(): void;
  /** The orderly end. */
  remove(): void;
}

export interface BuildsOptions {
  readonly home: string;
  /** null where it was refused. */
  readonly runtime: string | null;
  /** The script this image was started from. */
  readonly running: string;
  /** Loads an addon to see whether that can be done from where it lies; throws if not. */
  load(addon: string): void;
  readonly journal: Journal;
}

export function createBuilds({ home, runtime, running, load, journal }: BuildsOptions): Builds {
  // The profile directory is for systems where nothing in the runtime directory may be executed (mount option noexec).
  const folders = [...(runtime === null ? [] : [buildsPath(runtime, home, process.pid)]), ownFolder(home)];
  let folder = folders.find(one => keptBuild(running, one)) ?? null;
  let current = folder === null ? null : keptBuild(running, folder);
  let kept: Promise<Kept | null> | null = null;

  async function keepOwn(): Promise<Kept | null> {
    if (folder !== null) return keptBuild(running, folder);
    if (!isAsStarted(running)) {
      journal('BUILD_NOT_KEPT', { cause: 'it has been replaced since the start' });
      return null;
    }
    for (const candidate of folders) {
      const copy = await keepIn(candidate);
      if (copy) {
        folder = candidate;
        return copy;
      }
    }
    return null;
  }

  async function keepIn(candidate: string): Promise<Kept | null> {
    const copy = await keepBuild(running, candidate);
    if (isFault(copy)) {
      journal('BUILD_NOT_KEPT', { folder: candidate, cause: copy.sentence });
      return null;
    }
    try {
      load(copy.addon);
      return copy;
    } catch (error) {
      journal('BUILD_NOT_KEPT', { folder: candidate, cause: String(error) });
      forgetBuilds(candidate, null);
      return null;
    }
  }

  function own(): Promise<Kept | null> {
    kept ??= keepOwn().then(copy => {
      current = copy;
      return copy;
    });
    return kept;
  }

  return {
    own,
    current: () => current,
    async keep(script) {
      await own();
      if (folder === null) return fault('BUILD_NOT_KEPT', 'There is no directory to keep builds in.');
      return keepBuild(script, folder);
    },
    settle() {
      if (folder === null) return;
      const own = keptBuild(running, folder);
      forgetBuilds(folder, own);
      if (own) forgetSnapshots(dirname(own.script));
    },
    remove() {
      if (folder !== null) forgetBuilds(folder, null);
    },
  };
}

function ownFolder(home: string): string {
  return `${home}/.build-${process.pid}`;
}

/** Whether the files are what was loaded: one that was written since is of another build. */
function isAsStarted(script: string): boolean {
  const real = realpathSync(script);
  return [real, `${dirname(real)}/native/posix.node`].every(
    file => (statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0) < performance.timeOrigin,
  );
}
