/**
 * Descriptors that go through execve(): what each of them is, noted before and compared after it. To ask takes three
 * system calls, and all connections are described in every plan for a crash and twice in a reload; but a descriptor
 * stays what it is for as long as its socket lives.
 */
import type { Description, Posix } from '../../native/posix.ts';

/** A descriptor that goes through execve(), and what it must still be on the other side. */
export interface Carried {
  readonly fd: number;
  readonly is: Description;
}

/** Descriptors by what they are for. */
export type Descriptors = Readonly<Record<string, Carried>>;

/** Name of the scrollback file's descriptor. */
export const SCROLLBACK = 'scrollback';

/** Name of the descriptor of a world's link. */
export function linkName(link: number): string {
  return `link ${link}`;
}

/** A connected socket of the running image: its descriptor, and what it was given and the kernel has not taken. */
export interface OpenLink {
  readonly link: number;
  /** What tells the connection from a later one with the same descriptor. */
  readonly socket: object;
  readonly fd: number;
  readonly unsent: number;
}

/** By socket, since another connection may have the same descriptor later. */
const known = new WeakMap<OpenLink['socket'], Description>();

/** Returns what the socket's descriptor is: type, inode, both addresses. */
export function describeLink(posix: Posix, { socket, fd }: Pick<OpenLink, 'socket' | 'fd'>): Description {
  const is = known.get(socket) ?? posix.describe(fd);
  known.set(socket, is);
  return is;
}

/** Notes that the descriptor of `socket` was found to be what it is said to be. */
export function noteDescription(socket: OpenLink['socket'], is: Description): void {
  known.set(socket, is);
}

/** Whether the descriptor is open and the very same object as before: type, inode, both addresses. */
export function isSame(posix: Posix, { fd, is }: Carried): boolean {
  let now: Description;
  try {
    now = posix.describe(fd);
  } catch {
    // Not an open descriptor.
    return false;
  }
  return now.type === is.type && now.inode === is.inode && now.device === is.device;
}

/** The same of many, in two calls of the kernel each; those that are, are closed by execve() from here on. */
export function areSame(posix: Posix, descriptors: readonly Carried[]): boolean[] {
  const answers = posix.areFiles(
    Int32Array.from(descriptors, ({ fd }) => fd),
    Float64Array.from(descriptors, ({ is }) => is.device),
    Float64Array.from(descriptors, ({ is }) => is.inode),
  );
  const same = descriptors.filter((_, at) => answers[at] === 1);
  posix.setCloexecs(
    Int32Array.from(same, ({ fd }) => fd),
    new Uint8Array(same.length).fill(1),
  );
  return Array.from(answers, answer => answer === 1);
}
