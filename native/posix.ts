/**
 * The POSIX calls that Node lacks: the types of the addon that `posix.c` is built into, and its loader.
 * Each function is one system call; a call that fails throws a NodeJS.ErrnoException with `code` ('EBADF'),
 * `errno` (negative, as node:fs has it) and `syscall`; a wrong argument throws a TypeError.
 */
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

export type Signal = NodeJS.Signals;

/** What a descriptor is: enough to tell whether it is still the one that was written down. */
export interface Description {
  readonly type: 'tcp' | 'unix' | 'udp' | 'tty' | 'file' | 'pipe' | 'other';
  /** A socket that accepts connections. */
  readonly listening: boolean;
  /**
   * Own address of a socket: `192.0.2.1:23`, `[2001:db8::1]:23`, `[fe80::1%2]:23`, a Unix path, `@name` for an
   * abstract one, '' for a Unix socket without a name. null when the descriptor is no socket.
   */
  readonly local: string | null;
  /** Address of the other end, written likewise; null when the socket is not connected. */
  readonly peer: string | null;
  /** st_dev and st_ino of fstat(2). For a socket the inode is its identity as long as it lives. */
  readonly device: number;
  readonly inode: number;
}

/** Who was at the other end of a Unix socket when it connected; `pid` is -1 where the system cannot tell. */
export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** What a crash of this process is answered by. */
export interface CrashPlan {
  /** Path for execve(2); null only leaves the terminal in order before the process dies of its signal. */
  readonly program: string | null;
  readonly args: readonly string[];
  /** `NAME=value`; the handler adds `CLAY_CRASHED`, the number of the signal. */
  readonly environment: readonly string[];
  /** What the next image inherits, besides 0, 1 and 2. */
  readonly descriptors: readonly number[];
  /** The terminal's settings before Clay, and what leaves its screen in order: for when execve() fails, too. */
  readonly settings: Uint8Array | null;
  readonly farewell: Uint8Array;
}

export interface Posix {
  /** Whether the descriptor is closed by execve(): FD_CLOEXEC of fcntl(2). */
  getCloexec(fd: number): boolean;
  setCloexec(fd: number, on: boolean): void;
  /**
   * The same of many at once, 1 for closed and 0 for inherited; returns what each was before. Throws if one of them
   * fails, with all as they were.
   */
  setCloexecs(fds: Int32Array, flags: Uint8Array): Uint8Array;
  /** For each descriptor 1 if it is open and has this device and inode (fstat(2)), else 0. */
  areFiles(fds: Int32Array, devices: Float64Array, inodes: Float64Array): Uint8Array;
  /**
   * Replaces this process by the program at `path` (no search in PATH): execve(2). `environment` holds
   * `NAME=value` strings. Does not return; if the kernel refuses, throws, and nothing has changed.
   * No JavaScript runs after it: neither exit handlers nor pending writes.
   */
  execve(path: string, args: readonly string[], environment: readonly string[]): never;
  /**
   * Adds to, or takes from, the signal mask of the calling thread (pthread_sigmask). A blocked signal waits,
   * and many of one kind wait as one. One that another thread of the process is given is passed on to this one. Mask and waiting signals survive execve(), but a starting Node sets the
   * mask to SIGUSR1 alone and lets that through once its debugger listens for it: a SIGUSR1 that has waited
   * opens the inspector, any other signal takes its default action before JavaScript runs.
   */
  blockSignals(signals: readonly (Signal | number)[]): void;
  unblockSignals(signals: readonly (Signal | number)[]): void;
  /**
   * Has every other thread of the process block these signals for good, so that none is given to one that an execve() ends
   * before it has handled it. False while some have yet to come to it: ask again, in another turn of the event loop. True also
   * where it cannot be told. Not for signals by which a thread ends the process because of a fault of its own.
   */
  reserveSignals(signals: readonly (Signal | number)[]): boolean;
  /** The mask of the calling thread; numbers for signals without a name (real-time ones). */
  blockedSignals(): (Signal | number)[];
  /** The terminal's settings as the opaque bytes of a struct termios; ENOTTY if it is no terminal. */
  tcgetattr(fd: number): Uint8Array;
  /**
   * Puts settings from `tcgetattr` of the same machine back, at once: it waits neither for output to drain
   * nor, in the background, for the foreground.
   */
  tcsetattr(fd: number, settings: Uint8Array): void;
  /** ENOTSOCK for what is no socket, EOPNOTSUPP for a socket that is no Unix socket, ENOTCONN without a peer. */
  peerCredentials(fd: number): Credentials;
  /** fstat, getsockname and getpeername in one; EBADF if the descriptor is closed. */
  describe(fd: number): Description;
  /**
   * Bytes that the kernel has taken of all that was written to a TCP socket since it was connected, whether they
   * have arrived or still wait: what the peer has acknowledged (TCP_INFO) and the send queue (SIOCOUTQ). null where
   * the kernel does not tell.
   */
  bytesTaken(fd: number): number | null;
  /** Bytes that were read from a TCP socket since it was connected: what came (TCP_INFO) less what waits (SIOCINQ). */
  bytesRead(fd: number): number | null;
  /**
   * Memory of `size` bytes behind a descriptor, closed by execve(): whoever inherits it can still read what was written
   * to `bytes` last. ENOSYS where there is none (memfd_create is Linux).
   */
  sharedMemory(size: number): { readonly fd: number; readonly bytes: Uint8Array<ArrayBuffer> };
  /**
   * Looks a host name up as all programs of the system do (getaddrinfo), in a thread of its own. Returns a descriptor,
   * closed by execve(), that ends once the answer was read from it: an address a line in the order of preference, or
   * `!CODE` (ENOTFOUND, EAI_AGAIN, EAI_FAIL). EAGAIN when there can be no more threads.
   */
  lookUp(host: string): number;
  /**
   * Takes the exit status of a child that has ended, so that it is no zombie (waitpid(2) without waiting). True when
   * there is nothing more to wait for. For children that Node does not know: those of an image before this one.
   */
  reap(pid: number): boolean;
  /**
   * Ends the watch over the start of this image, if it was started with one (guard.c): from here on its signals,
   * its standard error and its end are its own. Signals that came meanwhile arrive now; so the handlers for them
   * come first, that for SIGUSR1 above all, which would open Node's inspector. Whether there was a watch.
   */
  releaseWatchdog(): boolean;
  /**
   * From now on a fatal signal (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS) becomes an execve() of
   * the plan, in place of the last plan. Signals that ask for something (SIGUSR1, SIGTSTP, and those that end a process in
   * order) are blocked in that image until it sets its mask. null: such a signal does again what it did before.
   */
  setCrashPlan(plan: CrashPlan | null): void;
  /**
   * Sets the soft limit of core files to 0 (setrlimit(2)), for this process and those that it starts: a core has
   * passwords and the plain text of every connection.
   */
  forbidCoreDumps(): void;
}

/** There is no addon; `unavailable` is a sentence that says why. */
export interface PosixUnavailable {
  readonly unavailable: string;
}

/** As posix.c exports it: signals are numbers there. */
interface Addon extends Omit<Posix, 'blockSignals' | 'unblockSignals' | 'reserveSignals' | 'blockedSignals'> {
  blockSignals(signals: readonly number[]): void;
  unblockSignals(signals: readonly number[]): void;
  reserveSignals(signals: readonly number[]): boolean;
  blockedSignals(): number[];
}

const FUNCTIONS: readonly (keyof Addon)[] = [
  'getCloexec',
  'setCloexec',
  'setCloexecs',
  'areFiles',
  'execve',
  'blockSignals',
  'unblockSignals',
  'reserveSignals',
  'blockedSignals',
  'tcgetattr',
  'tcsetattr',
  'peerCredentials',
  'describe',
  'bytesTaken',
  'bytesRead',
  'sharedMemory',
  'lookUp',
  'reap',
  'releaseWatchdog',
  'setCrashPlan',
  'forbidCoreDumps',
];

/**
 * Loads the addon from `file` (an absolute path). Never throws. Not by require(): in a program started from a
 * start-up snapshot, require() finds built-in modules only.
 */
export function loadPosix(file: string): Posix | PosixUnavailable {
  if (!existsSync(file)) {
    return {
      unavailable: `The native module ${file} is missing: it was not copied with the rest of the build, or could not be built for want of a C compiler or of its headers.`,
    };
  }
  const loaded: { exports: Partial<Addon> } = { exports: {} };
  try {
    process.dlopen(loaded, file);
  } catch (error) {
    return { unavailable: `The native module ${file} cannot be loaded: ${reasonOf(error, file)}.` };
  }
  const addon = loaded.exports;
  const missing = FUNCTIONS.find(name => typeof addon[name] !== 'function');
  if (missing)
    return { unavailable: `The native module ${file} belongs to another build: it lacks ${missing}.` };
  return withSignalNames(addon as Addon);
}

/** The linker's words, without the path that the sentence already has, and with the usual cause. */
function reasonOf(error: unknown, file: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.split('\n', 1)[0]!.replace(`${file}: `, '');
  if (/failed to map segment|not permitted/.test(reason)) return `${reason} (a file system mounted noexec?)`;
  if (/ELF|file too short|architecture|self-register/.test(reason))
    return `${reason} (built for another system?)`;
  return reason;
}

function withSignalNames(addon: Addon): Posix {
  return {
    ...addon,
    blockSignals: signals => addon.blockSignals(signals.map(numberOf)),
    unblockSignals: signals => addon.unblockSignals(signals.map(numberOf)),
    reserveSignals: signals => addon.reserveSignals(signals.map(numberOf)),
    blockedSignals: () => addon.blockedSignals().map(nameOf),
  };
}

function numberOf(signal: Signal | number): number {
  const number = typeof signal === 'number' ? signal : constants.signals[signal];
  if (number === undefined) throw new TypeError(`${signal} is no signal of this system`);
  return number;
}

function nameOf(number: number): Signal | number {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found ? (found[0] as Signal) : number;
}
