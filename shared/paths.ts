/**
 * Where things are: the profile directory ("home"), its state file, and the runtime directory with the names
 * of everything a proxy leaves there. One profile has one proxy per build: a newer build's proxy takes new
 * sessions while an older one keeps its own, so both have names of their own side by side.
 */
import { existsSync, lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Fault, faultOf, raise } from './fault.ts';
import { heldRoot, hold, isStillAt, statsOfHeld } from './held.ts';
import { distrustAbove, thisPerson } from './trust.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The profile directory as an absolute path: what was asked for, else CLAY_HOME, else ~/.clay. */
export function homeDirectory(explicit: string | null, env: Environment): string {
  return resolve(explicit || env.CLAY_HOME || join(env.HOME || homedir(), '.clay'));
}

/** The state file of a reload, beside the profile directory: `~/.clay.reload`. */
export function stateFile(home: string): string {
  return `${resolve(home)}.reload`;
}

/** The directory for sockets, locks and tokens: `$XDG_RUNTIME_DIR/clay` or `/tmp/clay-<uid>`. */
export function runtimeDirectory(env: Environment, uid: number): string {
  const base = env.XDG_RUNTIME_DIR;
  return base && isAbsolute(base) ? join(base, 'clay') : `/tmp/clay-${uid}`;
}

/**
 * Where the runtime directory may be, the one to be used first: that of the login, which the system removes with the
 * last one; and one in /tmp, for a program that outlives its login.
 */
export function runtimeDirectories(env: Environment, uid: number): string[] {
  return withFallback(runtimeDirectory(env, uid), uid);
}

/** The directory, and what takes its place where it cannot be made. */
export function withFallback(directory: string, uid: number): string[] {
  return [...new Set([directory, runtimeDirectory({}, uid)])];
}

/**
 * Makes the runtime directory with mode 0700, or checks the one that is there. Returns its path.
 * Throws an Error with code RUNTIME_DIR_REFUSED (a symbolic link, somebody else's, or open to others: a
 * trap in a shared /tmp) or RUNTIME_DIR_FAILED (it cannot be made).
 */
export function ensureRuntimeDirectory(directory: string, uid: number): string {
  const above = problemAbove(dirname(directory), uid);
  if (above) refuse(directory, above);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') {
      raise('RUNTIME_DIR_FAILED', `Cannot make the runtime directory ${directory}: ${words(code)}.`);
    }
  }
  const problem = problemOf(lstatSync(directory), uid);
  if (problem) refuse(directory, problem);
  return directory;
}

/**
 * The first of the directories that is there or can be made, by a path that goes on leading to it (held.ts), whatever
 * comes to its name later. `before` is used again if it is still that one. Throws as above; one that is refused is the
 * user's to look at, and no other is used in its place.
 */
export function holdRuntimeDirectory(
  directories: readonly string[],
  uid: number,
  before: readonly string[] = [],
): string {
  const failed: Fault[] = [];
  for (const directory of directories) {
    const held = tryToHold(directory, uid, before);
    if (typeof held === 'string') return held;
    failed.push(held);
    if (held.code !== 'RUNTIME_DIR_FAILED') break;
  }
  const sentences = failed.map(({ sentence }) => sentence);
  return raise(failed.at(-1)?.code ?? 'RUNTIME_DIR_FAILED', sentences.join(' '));
}

function tryToHold(directory: string, uid: number, before: readonly string[]): string | Fault {
  try {
    ensureRuntimeDirectory(directory, uid);
    return holdOurs(directory, uid, before);
  } catch (error) {
    const failed = faultOf(error, 'RUNTIME_DIR_FAILED');
    // Removed between one look and the next.
    return failed.code === 'ENOENT' ? { ...failed, code: 'RUNTIME_DIR_FAILED' } : failed;
  }
}

function holdOurs(directory: string, uid: number, before: readonly string[]): string {
  const known = before.find(one => isHeldAt(one, directory));
  if (known !== undefined) return known;
  const held = hold(directory);
  // Looked at once more: it may be another one than a moment ago.
  const problem = problemOf(statsOfHeld(held), uid);
  if (problem) refuse(directory, problem);
  return held;
}

/** Looks again at a directory that could not be held (held.ts), before it is used. Throws as above if it is not ours. */
export function lookAgain(runtime: string, uid: number): void {
  if (heldRoot(runtime) === null) ensureRuntimeDirectory(runtime, uid);
}

/** Keeps the runtime directory held, and another one if it had to be made anew. */
export interface RuntimeKeeper {
  /** The directory to be used now. Throws as `holdRuntimeDirectory`. */
  current(): string;
  /** That one, and the others that are there and ours: somebody may have had to use them. */
  all(): string[];
}

/** `before`: one that is held already. */
export function runtimeKeeper(
  directories: readonly string[],
  uid: number,
  before: string | null = null,
): RuntimeKeeper {
  // One that was replaced stays open: somebody may be on the way through it, and it does not happen often.
  const known: string[] = before === null ? [] : [before];
  const remember = (held: string) => {
    if (!known.includes(held)) known.unshift(held);
    return held;
  };
  const current = () => remember(holdRuntimeDirectory(directories, uid, known));
  return {
    current,
    all() {
      const first = current();
      const others = directories.filter(directory => existsSync(directory) && !isHeldAt(first, directory));
      const held = others.map(directory => tryToHold(directory, uid, known));
      return [first, ...held.filter(one => typeof one === 'string').map(remember)];
    },
  };
}

/** The descriptor may be something else's, or closed. */
function isHeldAt(held: string, directory: string): boolean {
  try {
    return heldRoot(held) === held && isStillAt(held, directory);
  } catch {
    return false;
  }
}

function refuse(directory: string, problem: string): never {
  return raise('RUNTIME_DIR_REFUSED', `The runtime directory ${directory} is not used: ${problem}.`);
}

/** Who may put another directory in its place; null if nobody may, or if there is nothing that it could be made in. */
function problemAbove(parent: string, uid: number): string | null {
  if (!existsSync(parent)) return null;
  const distrust = distrustAbove(parent, { ...thisPerson(), uid });
  return distrust === null ? null : distrust.why(distrust.path);
}

function words(code: string | undefined): string {
  if (code === 'ENOENT') return 'the directory above it does not exist';
  return code === 'EACCES' || code === 'EPERM' ? 'permission denied' : (code ?? 'unknown error');
}

/** What is wrong with a directory that should be ours alone; null when it is. */
function problemOf(stats: Stats, uid: number): string | null {
  if (stats.isSymbolicLink()) return 'it is a symbolic link';
  if (!stats.isDirectory()) return 'it is not a directory';
  if (stats.uid !== uid) return `it belongs to another user (uid ${stats.uid})`;
  const mode = stats.mode & 0o777;
  if (mode !== 0o700) return `its mode is 0${mode.toString(8)} instead of 0700`;
  return null;
}

/**
 * A short name for a profile, the same through every symbolic link that leads to it. 12 hex digits, because
 * the path of a Unix socket may have 107 bytes at most. FNV-1a: nobody but the user names profiles, and to load
 * node:crypto for a better hash would take 8 ms of each reload.
 */
export function profileId(home: string): string {
  const path = realPath(resolve(home));
  if (path !== lastId.path) lastId = { path, id: hashOf(path) };
  return lastId.id;
}

/** The name of each file in the runtime directory begins with it: it is asked for dozens of times a start. */
let lastId = { path: '', id: '' };

function hashOf(path: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(path)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0').slice(0, 12);
}

/** realpath(3) for a path whose last parts need not exist yet. */
function realPath(path: string): string {
  try {
    // One call, where the other asks for each part of the path.
    return realpathSync.native(path);
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return join(realPath(parent), basename(path));
  }
}

/** What a proxy is for: sessions of worlds, or browsers. Each is a process of its own. */
export type ProxyRole = 'sessions' | 'web';

/** The names one proxy has in the runtime directory. */
export interface ProxyPaths {
  /** Its Unix socket. */
  readonly socket: string;
  /** With the TCP transport: a file that holds the port on 127.0.0.1, in place of the socket. */
  readonly port: string;
  /** The secret that every connection has to show, mode 0600. */
  readonly token: string;
  /** What the names of its lock files start with; see tlsproxy/process/lock.ts. */
  readonly lock: string;
}

/**
 * The names of the proxy of `build` for the profile `home`. Throws an Error with code RUNTIME_PATH_TOO_LONG
 * when no Unix socket can have that name.
 */
export function proxyPaths(
  runtime: string,
  home: string,
  build: string,
  role: ProxyRole = 'sessions',
): ProxyPaths {
  const name = `${stemPrefix(home, role)}${build}`;
  const stem = join(runtime, name);
  const socket = socketPath(runtime, `${name}.sock`);
  return { socket, port: `${stem}.port`, token: `${stem}.token`, lock: `${stem}.lock.` };
}

/** Clients of builds that know no terminators do not take one for a proxy with sessions. */
function stemPrefix(home: string, role: ProxyRole): string {
  return role === 'web' ? `web-${profileId(home)}-` : `${profileId(home)}-`;
}

function socketPath(runtime: string, name: string): string {
  const socket = join(runtime, name);
  // sun_path of Linux has 108 bytes with the final NUL (unix(7)); macOS has 104.
  if (Buffer.byteLength(socket) > 103) {
    raise(
      'RUNTIME_PATH_TOO_LONG',
      `The runtime directory ${runtime} has too long a name for a socket; set XDG_RUNTIME_DIR to a shorter one.`,
    );
  }
  return socket;
}

/** Where the client with that PID is to be found by the terminator of HTTPS. Throws as `proxyPaths`. */
export function webSocketPath(runtime: string, home: string, pid: number): string {
  return socketPath(runtime, `${profileId(home)}-${pid}-web.sock`);
}

/** Where the client with that PID is to be found by Clay's own programs. */
export interface AttachPaths {
  readonly socket: string;
  /** What they have to show, mode 0600. */
  readonly key: string;
}

const ATTACH_SOCKET = '-attach.sock';

/** Throws as `proxyPaths`. */
export function attachPaths(runtime: string, home: string, pid: number): AttachPaths {
  const stem = `${profileId(home)}-${pid}-attach`;
  return { socket: socketPath(runtime, `${stem}.sock`), key: join(runtime, `${stem}.key`) };
}

/** PIDs of the clients of this profile that have left a socket among `files` (names in the runtime directory). */
export function attachPids(files: readonly string[], home: string): number[] {
  const prefix = `${profileId(home)}-`;
  return files
    .filter(name => name.startsWith(prefix) && name.endsWith(ATTACH_SOCKET))
    .map(name => Number(name.slice(prefix.length, -ATTACH_SOCKET.length)))
    .filter(Number.isSafeInteger);
}

/** The builds whose proxies have left a token for this profile among `files` (names in the runtime directory). */
export function proxyBuilds(files: readonly string[], home: string, role: ProxyRole = 'sessions'): string[] {
  const prefix = stemPrefix(home, role);
  return files
    .filter(name => name.startsWith(prefix) && name.endsWith('.token'))
    .map(name => name.slice(prefix.length, -'.token'.length));
}
