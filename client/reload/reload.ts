/** A reload, step by step: everything that can fail comes before execve() and leaves the running client as it was. */
import type { Posix } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import type { Link, State } from '../state.ts';
import { written } from '../world/outbox.ts';
import type { Build } from './build.ts';
import { CRASHED_VARIABLE, crashVariables } from './crash.ts';
import { describeLink } from './described.ts';
import { argumentsFor, execNextImage, nextEnvironment, STATE_VARIABLE } from './exec.ts';
import { FAILED_VARIABLE, watchVariables } from './guard.ts';
import { encodeSnapshot, type Snapshot } from './snapshot.ts';
import { removeStateFile, writeStateFile } from './statefile.ts';

/** A connected socket of the running image: its descriptor, and what it was given and the kernel has not taken. */
export interface OpenLink {
  readonly link: number;
  /** What tells the connection from a later one with the same descriptor. */
  readonly socket: object;
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
  readonly script: string;
  readonly failures: Snapshot['failures'];
  readonly crashes: readonly number[];
  /** Path of the crash checkpoint; null = there is none. */
  readonly checkpoint: string | null;
  /** Number of the tape's next file. */
  readonly tape: number;
  /** Parts of the snapshot that this build does not know and passes on. */
  readonly unknown: Readonly<Record<string, unknown>>;
  openLinks(): OpenLink[];
}

/** The build to go on with, and the way back. */
export interface NextImage {
  readonly build: Build;
  /** '' = it is not kept, so it has none. */
  readonly id: string;
  /** '' = not known. */
  readonly version: string;
  /** Addon of the running build, which watches the start; null = nobody does. */
  readonly library: string | null;
  /** What is put back if it does not take over within `limit` ms. */
  readonly back: Build | null;
  /** Descriptor of the runtime that it needs, as in `holdRuntime`. */
  readonly held?: number | null;
  readonly limit: number;
  /** More variables for it. */
  readonly told?: Readonly<Record<string, string>>;
}

/** What a reload would carry, encoded while everything still runs: for the trial, and what cannot be encoded fails now. */
export function takeState(context: ReloadContext): Uint8Array {
  return encodeSnapshot(takeSnapshot(context));
}

/** Replaces the code by `next`. Returns only if that failed: why, with everything as it was before. */
export function reload(context: ReloadContext, next: NextImage): Fault {
  const { posix, args, stateFile } = context;
  // From here to execve() nothing else runs: no event is handled, so no byte is read that the snapshot lacks.
  const snapshot = takeSnapshot(context);
  let state: number;
  try {
    state = writeStateFile(stateFile, encodeSnapshot(snapshot));
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    return fault('STATE_NOT_WRITTEN', `The state file ${stateFile} cannot be written: ${words(code)}.`);
  }
  const kept = [context.spill.fd, ...Object.values(snapshot.links).map(({ fd }) => fd)];
  const watch = watched(context, next, [state, ...kept]);
  const carried = typeof next.held === 'number' ? [...kept, next.held] : kept;
  const environment = { ...nextEnvironment(process.env), ...watch, ...next.told };
  const failed = execNextImage({ posix, build: next.build, args, environment, state, carried });
  removeStateFile(stateFile, state);
  return failed;
}

/** Variables that put the next image under watch, and the previous one back if it fails. */
function watched(context: ReloadContext, next: NextImage, descriptors: number[]) {
  const { termios, args } = context;
  const { library, back, held = null, limit, id, version } = next;
  if (library === null) return {};
  const told = {
    [STATE_VARIABLE]: String(descriptors[0]),
    [FAILED_VARIABLE]: `${id} ${version}`,
    ...spare(context),
  };
  const previous = back && { program: back.program, args: argumentsFor(back, args) };
  return watchVariables({ library, limit, descriptors, held, back: previous, told, termios }, process.env);
}

/** execve() takes no string of more than 128 KiB (MAX_ARG_STRLEN), and these are part of one. */
const SPARE_LIMIT = 64 * 1024;

/** The image that failed may have spoilt the state file: the checkpoint is still there, and the same connections. */
function spare({ posix, checkpoint, openLinks }: ReloadContext): Record<string, string> {
  if (checkpoint === null) return {};
  const variables = crashVariables(posix, checkpoint, openLinks());
  const size = Object.values(variables).reduce((sum, value) => sum + value.length, 0);
  return size > SPARE_LIMIT ? {} : { ...variables, [CRASHED_VARIABLE]: 'state' };
}

function takeSnapshot({
  state,
  posix,
  spill,
  identity,
  termios,
  args,
  home,
  script,
  failures,
  unknown,
  tape,
  crashes,
  openLinks,
}: ReloadContext): Snapshot {
  const open = openLinks();
  return {
    ...unknown,
    state: withUnsent(state, open),
    pid: process.pid,
    identity,
    links: Object.fromEntries(open.map(one => [one.link, { fd: one.fd, is: describeLink(posix, one) }])),
    spill: { fd: spill.fd, is: posix.describe(spill.fd) },
    spillPath: spill.path,
    termios,
    args,
    home,
    script,
    failures,
    tape,
    crashes,
  };
}

/**
 * The state as the next image needs it: what the kernel has taken of the bytes in flight is gone from each outbox,
 * the rest is to be written again. Of a link that is not open nothing is in flight: its words are held back until it is.
 * The running state is not touched: if execve() fails, its writes go on.
 */
export function withUnsent(state: State, open: readonly Pick<OpenLink, 'link' | 'unsent'>[]): State {
  const writing = Object.values(state.worlds).filter(({ link }) => link && link.inFlight > 0);
  // To copy the table of a thousand worlds takes 7 ms.
  if (writing.length === 0) return state;
  const unsent = new Map(open.map(one => [one.link, one.unsent]));
  const worlds = { ...state.worlds };
  for (const world of writing) {
    const link = world.link as Link;
    const rest = unsent.get(link.id);
    if (rest !== undefined) worlds[world.name] = { ...world, link: settled(link, rest) };
  }
  return { ...state, worlds };
}

function settled(link: Link, unsent: number): Link {
  const copy = { ...link, outbox: [...link.outbox] };
  written(copy, copy.inFlight - unsent);
  return { ...copy, inFlight: 0 };
}

function words(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EFBIG') return 'it would be larger than the limit for files (ulimit -f)';
  if (code === 'EMFILE') return 'this process has no file descriptors left (ulimit -n)';
  if (code === 'EROFS') return 'the file system is read-only';
  return code === 'EISDIR' ? 'a directory is in its place' : code;
}
