/** What clients of this profile that ended without saying so have left: their checkpoints and spill files. */

import { type Dirent, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Fault, isFault } from '../../shared/fault.ts';
import { statsOfHeld } from '../../shared/held.ts';
import { profileId } from '../../shared/paths.ts';
import { isAlive, type ProcessId, processIdentity } from '../../shared/process-identity.ts';
import { unlinkIfThere } from '../../shared/unlink.ts';
import { decodeSnapshot } from '../snapshot/codec.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { readOwnFile } from '../snapshot/statefile.ts';
import type { Line } from '../state/log.ts';
import type { Settings } from '../state/settings.ts';
import type { Tab } from '../state/web.ts';
import type { Interrupted } from '../state/world.ts';
import { sessionsOf, TEMPORARY } from './checkpoint.ts';
import { anyComesBack, interruptedWorlds } from './interrupted.ts';
import { restoreState } from './restore-state.ts';

/** Files of a client in the runtime directory: `<profile>-<pid>` and what they are. */
export function checkpointPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}.checkpoint`;
}

/** A name for the spill file in `directory`: that of the profile or the runtime directory. */
export function spillPath(directory: string, home: string, pid: number): string {
  return directory === home
    ? `${home}/scrollback-${pid}`
    : `${directory}/${profileId(home)}-${pid}.scrollback`;
}

/** A file with memories of scripts, by its number. */
export function memoriesPath(runtime: string, home: string, pid: number, number: number): string {
  return `${runtime}/${profileId(home)}-${pid}.${number}${MEMORIES}`;
}

const MEMORIES = '.memories';

/** The spill file that a snapshot names; null if it has no name, or one in a directory that is not used any more. */
export function spillFile(runtime: string | null, home: string, path: string | null): string | null {
  return path !== null && dirname(path) === home ? path : nameIn(runtime, path);
}

/** A file of the runtime directory that another image, or another client, has written down by its path. */
function inRuntime(runtime: string, path: string): string {
  return `${runtime}/${basename(path)}`;
}

function nameIn(runtime: string | null, path: string | null): string | null {
  return runtime === null || path === null ? null : inRuntime(runtime, path);
}

/** What the names of its journal begin with (journal.ts). */
export function journalPath(runtime: string, home: string, pid: number): string {
  return `${runtime}/${profileId(home)}-${pid}`;
}

export interface Leftover {
  readonly snapshot: Snapshot;
  /** The directory that it lies in, and the checkpoint in it, which is ours alone from now on. */
  readonly directory: string;
  readonly file: string;
}

/** What goes on of a client that had no sessions. */
export interface Interruption {
  /** It was connected to them: they connect again. */
  readonly worlds: readonly Interrupted[];
  /** Pages of browsers, which come again. */
  readonly tabs: Readonly<Record<string, Tab>>;
  /** The checkpoint, which is ours alone from now on. */
  readonly file: string;
}

/** What was found: a state to go on from; `unread`: states that cannot be read, whose sessions may live on. */
export interface Leftovers {
  readonly found: Leftover | null;
  readonly interruption: Interruption | null;
  readonly unread: readonly Fault[];
}

/** Who looks for what others have left. */
export interface Finder {
  readonly home: string;
  readonly own: ProcessId;
  /** As they are now, and not as they were then. */
  readonly settings: Settings;
}

/**
 * The checkpoint of a client that is no more while sessions of its own live on, the newest if there are several; and, of
 * one that had none, the worlds that connect again, and what pages of browsers have had done. It is claimed: of clients that are started at once one gets it. What
 * is of no use any more is removed.
 */
export function findLeftover(directories: readonly string[], finder: Finder): Leftovers {
  const leftovers = claimFirst(waitingIn(directories, finder.home), finder);
  removeStaleFiles(directories, finder.home);
  return leftovers;
}

function claimFirst(waiting: readonly Waiting[], { own, settings }: Finder): Leftovers {
  const unread: Fault[] = [];
  let interruption: Interruption | null = null;
  for (const { directory, name, pid, modified } of waiting) {
    const snapshot = readCheckpoint(`${directory}/${name}`);
    if (snapshot === null || isOfUse(snapshot, pid)) continue;
    // Each start goes on with one of them.
    if (interruption && !isFault(snapshot) && sessionsOf(snapshot.state).length === 0) continue;
    if (isForAnotherBuild(snapshot, modified)) {
      unread.push(snapshot);
      continue;
    }
    const file = claim(directory, name, own);
    if (file === null) continue;
    if (!isFault(snapshot) && sessionsOf(snapshot.state).length > 0)
      return { found: { snapshot, directory, file }, interruption, unread };
    if (isFault(snapshot)) unread.push(snapshot);
    else interruption = interruptionOf(snapshot, directory, file, settings);
    // Of no use any more: what could not be read, and a state that was for a crash in place, which nobody has lived to see.
    if (interruption?.file !== file) unlinkIfThere(file);
  }
  return { found: null, interruption, unread };
}

/** null: there is nothing to go on with. */
function interruptionOf(
  snapshot: Snapshot,
  directory: string,
  file: string,
  settings: Settings,
): Interruption | null {
  // What was connected since the checkpoint is in the journal, which takes its time.
  if (!anyComesBack(settings) && !snapshot.state.web) return null;
  const { facts, state } = snapshot;
  restoreState(snapshot, journalPath(directory, facts.home, facts.pid), noChunk, { withLast: true });
  const worlds = interruptedWorlds(state, settings);
  const tabs = state.web?.tabs ?? {};
  return worlds.length > 0 || Object.keys(tabs).length > 0 ? { worlds, tabs, file } : null;
}

/** Its scrollback has gone with it, and nobody asks what was in it. */
function noChunk(): readonly Line[] {
  return [];
}

/** The longest time that a session waits for a client (ms). */
const LONGEST_KEEP = 30 * 86_400_000;

/** The user may go back to the build that reads it. */
function isForAnotherBuild(snapshot: Snapshot | Fault, modified: number): snapshot is Fault {
  return isFault(snapshot) && snapshot.code === 'STATE_VERSION' && Date.now() - modified < LONGEST_KEEP;
}

/** To a process that is alive. */
function isOfUse(snapshot: Snapshot | Fault, pid: number): boolean {
  return isFault(snapshot) ? isRunning(pid) : isAlive(snapshot.facts);
}

/** null: another client was faster. */
function readCheckpoint(file: string): Snapshot | Fault | null {
  const bytes = unlessGone(() => readFileSync(file));
  return bytes && decodeSnapshot(bytes);
}

interface Waiting extends ClientFile {
  readonly directory: string;
  readonly modified: number;
}

/** Checkpoints, and those that were claimed by a client which has not lived to use them; the newest first. */
function waitingIn(directories: readonly string[], home: string): Waiting[] {
  const all = directories.flatMap(directory => {
    const files = [
      ...filesOf(directory, home, ['.checkpoint']),
      ...claimsIn(directory, home).filter(isGivenUp),
    ];
    return files.flatMap(({ name, pid }) => {
      const stats = unlessGone(() => statSync(`${directory}/${name}`));
      return stats ? [{ name, pid, directory, modified: stats.mtimeMs }] : [];
    });
  });
  return all.sort((a, b) => b.modified - a.modified);
}

/** Under a name that says whose it is now. Nobody else can rename it as well. */
function claim(directory: string, name: string, { pid, identity }: ProcessId): string | null {
  const [stem] = name.split(CLAIMED);
  const file = `${directory}/${stem}${CLAIMED}${pid}-${wordOf(identity)}`;
  return unlessGone(() => {
    renameSync(`${directory}/${name}`, file);
    return file;
  });
}

const CLAIMED = '.claimed-';

interface Claim extends ClientFile {
  readonly claimant: number;
  /** As `wordOf` its identity. */
  readonly word: string;
}

function claimsIn(directory: string, home: string): Claim[] {
  const pattern = new RegExp(`^${profileId(home)}-(\\d+)\\.checkpoint\\${CLAIMED}(\\d+)-(\\w+)$`);
  return readdirSync(directory).flatMap(name => {
    const match = pattern.exec(name);
    return match
      ? [{ name, pid: Number(match[1]), claimant: Number(match[2]), word: match[3] as string }]
      : [];
  });
}

function isGivenUp({ claimant, word }: Claim): boolean {
  return wordOf(processIdentity(claimant)) !== word;
}

/** An identity as part of a file's name. */
function wordOf(identity: string): string {
  return identity.replaceAll(/\W/g, '_');
}

/** null if the file has gone meanwhile. */
function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Removes what client `pid` has written into a directory that it does not use any more, but for its build. */
export function removeFilesOf(directory: string, home: string, pid: number): void {
  // Of a directory that was removed itself nothing is left.
  if (statsOfHeld(directory).nlink === 0) return;
  for (const file of filesOf(directory, home, [
    '.checkpoint',
    ...STATE_FILES,
    '.scrollback',
    MEMORIES,
    ...SOCKETS,
  ]))
    if (file.pid === pid) unlinkIfThere(`${directory}/${file.name}`);
}

/** Of use with a checkpoint, or while it is written. */
const STATE_FILES: readonly string[] = [...TEMPORARY.map(end => `.checkpoint${end}`), '.tape'];

/** What others reach the client by. */
const SOCKETS: readonly string[] = ['-web.sock', '-attach.sock', '-attach.key'];

/** What is of use to the process alone that made it, or with a checkpoint, where there is none any more. */
export function removeStaleFiles(directories: readonly string[], home: string): void {
  const kept = new Set(directories.flatMap(directory => pidsKept(directory, home)));
  const remove = (file: string, pid: number) => {
    if (!kept.has(pid) && !isRunning(pid)) rmSync(file, { recursive: true, force: true });
  };
  for (const directory of directories)
    for (const { name, pid } of filesOf(directory, home, [
      ...STATE_FILES,
      '.build',
      '.scrollback',
      MEMORIES,
      ...SOCKETS,
    ]))
      remove(`${directory}/${name}`, pid);
  for (const name of readdirSync(home)) {
    const pid = /^(?:\.build|scrollback)-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined) remove(`${home}/${name}`, Number(pid));
  }
}

/** Processes whose checkpoints are there, or are claimed. */
function pidsKept(directory: string, home: string): number[] {
  // In this order: one that is just being claimed is found under either name.
  const waiting = filesOf(directory, home, ['.checkpoint']).map(({ pid }) => pid);
  return [...waiting, ...claimsIn(directory, home).map(({ pid }) => pid)];
}

interface ClientFile {
  readonly name: string;
  readonly pid: number;
}

/** Files of any client of this profile whose names end in one of these ways. The directory is read once: each start waits for it. */
function filesOf(runtime: string, home: string, ends: readonly string[]): ClientFile[] {
  const endings = ends.map(end => end.replaceAll('.', '\\.')).join('|');
  const pattern = new RegExp(`^${profileId(home)}-(\\d+)(?:\\.\\d+)?(?:${endings})$`);
  return readdirSync(runtime).flatMap(name => {
    const match = pattern.exec(name);
    return match ? [{ name, pid: Number(match[1]) }] : [];
  });
}

function isRunning(pid: number): boolean {
  return processIdentity(pid) !== '';
}

/** A state file whose client is no more (a new image that could not start) is of no use, and holds secrets. */
export function removeStaleStateFile(path: string): void {
  removeStateFileIf(path, snapshot => isFault(snapshot) || !isAlive(snapshot.facts));
  for (const half of halfStateFiles(path)) rmSync(half, { force: true });
}

/** Of clients that were killed while they wrote one. */
function halfStateFiles(path: string): string[] {
  const directory = dirname(path);
  const start = `${basename(path)}.`;
  return entriesOf(directory).flatMap(entry => {
    const pid = entry.name.startsWith(start) && /^(\d+)\.tmp$/.exec(entry.name.slice(start.length))?.[1];
    return pid && entry.isFile() && !isRunning(Number(pid)) ? [`${directory}/${entry.name}`] : [];
  });
}

/** Above the profile is a directory that may be entered and not listed, on some systems. */
function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** An image that crashed right at its start has left that of this process. */
export function removeOwnStateFile(path: string): void {
  removeStateFileIf(path, snapshot => !isFault(snapshot) && snapshot.facts.pid === process.pid);
}

/** Anything else in its place is left alone. */
function removeStateFileIf(path: string, isUseless: (snapshot: Snapshot | Fault) => boolean): void {
  const bytes = readOwnFile(path);
  if (bytes && isUseless(decodeSnapshot(bytes))) unlinkIfThere(path);
}
