/** A reload, step by step: everything that can fail comes before execve() and leaves the running client as it was. */
import type { Posix } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import type { Link, State } from '../state.ts';
import { written } from '../world/outbox.ts';
import type { Build } from './build.ts';
import { execNextImage } from './exec.ts';
import { type Carried, encodeSnapshot } from './snapshot.ts';
import { removeStateFile, writeStateFile } from './statefile.ts';

/** A connected socket of the running image: its descriptor, and what it was given and the kernel has not taken. */
export interface OpenLink {
  readonly link: number;
  readonly fd: number;
  readonly unsent: number;
}

/** Everything a reload needs of the running image. */
export interface ReloadContext {
  readonly state: State;
  readonly posix: Posix;
  readonly args: readonly string[];
  readonly home: string;
  readonly stateFile: string;
  readonly termios: Uint8Array | null;
  readonly spill: { readonly fd: number; readonly path: string | null };
  readonly identity: string;
  openLinks(): OpenLink[];
}

/** Replaces the code by `build`. Returns only if that failed: why, with everything as it was before. */
export function reload(context: ReloadContext, build: Build): Fault {
  const { state, posix, home, args, termios } = context;
  // From here to execve() nothing else runs: no event is handled, so no byte is read that the snapshot lacks.
  const open = context.openLinks();
  const links = Object.fromEntries(open.map(({ link, fd }) => [link, describe(posix, fd)]));
  const spill = describe(posix, context.spill.fd);
  let stateFd: number;
  try {
    const bytes = encodeSnapshot({
      state: withUnsent(state, open),
      pid: process.pid,
      identity: context.identity,
      links,
      spill,
      spillPath: context.spill.path,
      termios,
      args,
      home,
    });
    stateFd = writeStateFile(context.stateFile, bytes);
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    return fault(
      'STATE_NOT_WRITTEN',
      `The state file ${context.stateFile} cannot be written: ${words(code)}.`,
    );
  }
  const carried = [spill.fd, ...Object.values(links).map(({ fd }) => fd)];
  const failed = execNextImage({
    posix,
    build,
    args,
    environment: process.env,
    state: stateFd,
    carried,
  });
  removeStateFile(context.stateFile, stateFd);
  return failed;
}

/**
 * The state as the next image needs it: what the kernel has taken of the bytes in flight is gone from each outbox,
 * the rest is to be written again. The running state is not touched: if execve() fails, its writes go on.
 */
export function withUnsent(state: State, open: readonly OpenLink[]): State {
  const unsent = new Map(open.map(one => [one.link, one.unsent]));
  const worlds = Object.entries(state.worlds).map(([name, world]) => {
    if (!world.link) return [name, world] as const;
    return [name, { ...world, link: settled(world.link, unsent.get(world.link.id) ?? 0) }] as const;
  });
  return { ...state, worlds: Object.fromEntries(worlds) };
}

function settled(link: Link, unsent: number): Link {
  const copy = { ...link, outbox: [...link.outbox] };
  written(copy, copy.inFlight - unsent);
  return { ...copy, inFlight: 0 };
}

function describe(posix: Posix, fd: number): Carried {
  return { fd, is: posix.describe(fd) };
}

function words(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EFBIG') return 'it would be larger than the limit for files (ulimit -f)';
  if (code === 'EROFS') return 'the file system is read-only';
  return code === 'EISDIR' ? 'a directory is in its place' : code;
}
