/**
 * What the descriptors of connections are. To ask takes three system calls, and all connections are described in every
 * plan for a crash and twice in a reload; but a descriptor stays what it is for as long as its socket lives.
 */
import type { Description, Posix } from '../../native/posix.ts';
import type { OpenLink } from './reload.ts';

/** By socket, since another connection may have the same descriptor later. */
const known = new WeakMap<OpenLink['socket'], Description>();

export function describeLink(posix: Posix, { socket, fd }: OpenLink): Description {
  const is = known.get(socket) ?? posix.describe(fd);
  known.set(socket, is);
  return is;
}

/** The descriptor of `socket` was found to be what it is said to be. */
export function noteDescription(socket: OpenLink['socket'], is: Description): void {
  known.set(socket, is);
}
