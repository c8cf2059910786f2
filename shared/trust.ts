/**
 * Whom files are trusted from: the user and root. What anybody else may change is not obeyed, loaded or run. As ssh does
 * with its StrictModes, but for the whole way: whoever may rename one directory of a path decides what lies at its end.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Fault, fault, raise } from './fault.ts';
import { isPrivateGroup } from './groups.ts';
import { heldRoot, statsOfHeld } from './held.ts';

/** On whose behalf something is looked at. */
export interface Person {
  readonly uid: number;
  /** Whether nobody but this user (and root) is in the group. */
  isPrivate(gid: number): boolean;
}

/** Why a file or directory is not trusted. */
export interface Flaw {
  /** A clause about it, by the name it is to have there: "it belongs to another user (uid 7)". */
  why(name: string): string;
  /** What puts it right: words that follow a colon. */
  cure(path: string): string;
}

/** Which of the entries on the way it is. */
export interface Distrust extends Flaw {
  readonly path: string;
}

export function thisPerson(): Person {
  const known = new Map<number, boolean>();
  return {
    uid: process.getuid?.() ?? 0,
    isPrivate(gid) {
      const answer = known.get(gid) ?? isPrivateGroup(gid);
      known.set(gid, answer);
      return answer;
    },
  };
}

/** What is wrong with the owner or the mode; null when nothing is. */
export function flawOf(stats: Pick<Stats, 'uid' | 'gid' | 'mode'>, person: Person): Flaw | null {
  if (stats.uid !== person.uid && stats.uid !== 0) return foreign(stats.uid);
  const type = stats.mode & constants.S_IFMT;
  // Everybody may write to a link, says its mode, and nobody can.
  if (type === constants.S_IFLNK) return null;
  if (stats.mode & 0o002) return writable('everybody', 'o-w');
  const isOpen = (stats.mode & 0o020) !== 0 && !person.isPrivate(stats.gid);
  return isOpen ? writable(`its group (gid ${stats.gid})`, 'g-w') : null;
}

/** The same for a directory on the way: in one that is sticky, as /tmp, nobody can rename what is somebody else's. */
export function flawOnTheWay(stats: Pick<Stats, 'uid' | 'gid' | 'mode'>, person: Person): Flaw | null {
  const isSticky = (stats.mode & STICKY) !== 0;
  return flawOf(isSticky ? { ...stats, mode: stats.mode & ~0o022 } : stats, person);
}

const STICKY = 0o1000;

function foreign(uid: number): Flaw {
  const cure = () => 'look at it, then make it yours (chown) or remove it';
  return { why: name => `${name} belongs to another user (uid ${uid})`, cure };
}

function writable(who: string, change: string): Flaw {
  return { why: name => `${who} may write to ${name}`, cure: path => `chmod ${change} ${path}` };
}

/**
 * The first entry on the way to `path`, links and what they lead to included, that is not to be trusted; null when all
 * are. Throws if there is no such file.
 */
export function distrustOf(path: string, person = thisPerson()): Distrust | null {
  for (const { entry, stats, isLast } of wayTo(path)) {
    const flaw = (isLast ? flawOf : flawOnTheWay)(stats, person);
    if (flaw) return { path: entry, ...flaw };
  }
  return null;
}

/** The same for a directory in which something is to lie that nobody else can rename: it may be sticky. */
export function distrustAbove(directory: string, person = thisPerson()): Distrust | null {
  for (const { entry, stats } of wayTo(directory)) {
    const flaw = flawOnTheWay(stats, person);
    if (flaw) return { path: entry, ...flaw };
  }
  return null;
}

/** Whether others could put something at that path once the user's own were removed: below /tmp they could. */
export function isExposed(path: string): boolean {
  const person = thisPerson();
  return [...wayTo(path)].some(({ stats }) => stats.isDirectory() && flawOf(stats, person) !== null);
}

interface Step {
  readonly entry: string;
  readonly stats: Stats;
  readonly isLast: boolean;
}

/** Every entry that the kernel looks at, symbolic links included (path_resolution(7)). */
function* wayTo(path: string): Generator<Step> {
  const held = heldRoot(path);
  let names = stepsOf(held === null ? resolve(path) : path.slice(held.length));
  let at = held ?? '/';
  yield { entry: at, stats: statsOfHeld(at), isLast: names.length === 0 };
  for (let links = 0; names.length > 0; ) {
    const name = names.shift() as string;
    const entry = name === '..' ? dirname(at) : join(at, name);
    const stats = lstatSync(entry);
    yield { entry, stats, isLast: names.length === 0 && !stats.isSymbolicLink() };
    if (!stats.isSymbolicLink()) at = entry;
    else {
      if (++links > MAX_LINKS) raise('ELOOP', `${path} leads through too many symbolic links`);
      const target = readlinkSync(entry);
      if (target.startsWith('/')) at = '/';
      names = [...stepsOf(target), ...names];
    }
  }
}

/** As many symbolic links as the kernel follows. */
const MAX_LINKS = 40;

function stepsOf(path: string): string[] {
  return path.split('/').filter(name => name !== '' && name !== '.');
}

/** `what` and `path` as a sentence: "The build /x is not used, because /x/y belongs to …: …." */
export function untrusted(what: string, path: string, { path: entry, why, cure }: Distrust): Fault {
  const which = entry === path ? 'it' : entry;
  return fault('UNTRUSTED', `${what} ${path} is not used, because ${why(which)}: ${cure(entry)}.`);
}

/** A fault if `path`, called `what`, is not to be trusted; null if it is, or if it is not there. */
export function suspicion(what: string, path: string, person = thisPerson()): Fault | null {
  try {
    const distrust = distrustOf(path, person);
    return distrust && untrusted(what, path, distrust);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/**
 * What the file holds, if it is to be trusted; for all that is obeyed: settings, known hosts, scripts, code. Throws an
 * Error with code UNTRUSTED and a sentence, or the system's own (ENOENT). Waits for no FIFO, reads from no device.
 */
export function readTrusted(what: string, path: string, person = thisPerson()): Buffer {
  const fd = openTrusted(what, path, person);
  try {
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A descriptor of it, to be read from and closed by the caller; throws the same. */
export function openTrusted(what: string, path: string, person = thisPerson()): number {
  const distrust = distrustOf(path, person);
  if (distrust) throwFault(untrusted(what, path, distrust));
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    check(what, path, fd, person);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** The file that was opened counts: another one may have come to that name meanwhile. */
function check(what: string, path: string, fd: number, person: Person): void {
  const stats = fstatSync(fd);
  const flaw = flawOf(stats, person);
  if (flaw) throwFault(untrusted(what, path, { path, ...flaw }));
  if (!stats.isFile() && !stats.isDirectory()) raise('NOT_A_FILE', `${what} ${path} is not a file`);
}

function throwFault({ code, sentence }: Fault): never {
  return raise(code, sentence);
}
