/**
 * A crash: what the kernel is to do when this process dies of a signal, and what the image that it then starts in its
 * place finds in its environment. The state is in the last checkpoint and in the journal since then.
 */

import { dirname } from 'node:path';
import type { CrashPlan, Description, Posix } from '../../native/posix.ts';
import { heldDescriptors } from '../../shared/held.ts';
import {
  CHECKPOINT_VARIABLE,
  CRASHED_VARIABLE,
  LINKS_VARIABLE,
  nextEnvironment,
  READ_BUFFER_VARIABLE,
  RUNTIME_VARIABLE,
  TIMES_VARIABLE,
} from '../host/environment.ts';
import type { OpenSocket } from '../host/web/listeners.ts';
import type { Build } from '../reload/build.ts';
import { argumentsFor } from '../reload/exec.ts';
import { watchVariables } from '../reload/watchdog.ts';
import {
  type Carried,
  type Descriptors,
  describeLink,
  linkName,
  type OpenLink,
} from '../snapshot/descriptors.ts';
import type { Keyboard } from '../state/terminal.ts';
import { leaving } from '../terminal/modes.ts';

/** So many crashes in so long a time (ms) are answered by a restart in place; the next one is the end. */
export const CRASH_LIMIT = 2;
export const CRASH_PERIOD = 60_000;

export interface Crash {
  /** Number of a signal, `fault` or `state`. */
  readonly cause: string;
  /** Path; null after an exception, when the state came along as in a reload. */
  readonly checkpoint: string | null;
  /** Those that came along, by what they are for. */
  readonly descriptors: Descriptors;
  /** Descriptor of the last image's read buffer; null if that has not come along. */
  readonly readBuffer: number | null;
  /** Of this process lately, the last one included (Unix ms). */
  readonly times: readonly number[];
}

export interface PlanOptions {
  readonly posix: Posix;
  /** null: only the terminal is put in order. */
  readonly build: Build | null;
  readonly library: string | null;
  readonly args: readonly string[];
  readonly checkpoint: string;
  readonly links: readonly OpenLink[];
  /** What browsers connect to. */
  readonly listening?: readonly OpenSocket[];
  readonly readBuffer: number | null;
  /** Besides those of the links and the read buffer. */
  readonly descriptors: readonly number[];
  readonly times: readonly number[];
  readonly termios: Uint8Array | null;
  readonly keyboard: Keyboard;
  /** The window has a title of ours. */
  readonly isTitled: boolean;
}

export function crashPlan(options: PlanOptions): CrashPlan {
  const {
    posix,
    build,
    library,
    args,
    links,
    listening = [],
    readBuffer,
    termios,
    keyboard,
    isTitled,
  } = options;
  const rest = { settings: termios, farewell: Buffer.from(termios ? leaving(keyboard, isTitled) : '') };
  if (!build) return { program: null, args: [], environment: [], descriptors: [], ...rest };
  const descriptors = [
    ...options.descriptors,
    ...[...links, ...listening].map(({ fd }) => fd),
    ...(readBuffer === null ? [] : [readBuffer]),
    ...heldDescriptors([build.program, build.script, library, options.checkpoint]),
  ];
  const watch = {
    library: library ?? '',
    limit: 0,
    descriptors,
    back: null,
    extraEnvironment: {},
    termios,
    keyboard,
    isTitled,
  };
  const environment = {
    ...nextEnvironment(process.env),
    ...(library === null ? {} : watchVariables(watch, process.env)),
    ...crashVariables(posix, options.checkpoint, links, listening),
    [TIMES_VARIABLE]: options.times.join(','),
    [RUNTIME_VARIABLE]: dirname(options.checkpoint),
    ...(readBuffer === null ? {} : { [READ_BUFFER_VARIABLE]: String(readBuffer) }),
  };
  const assignments = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  const its = { args: argumentsFor(build, args), environment: assignments, descriptors };
  return { program: build.program, ...its, ...rest };
}

/** Where the state is, and which connections there are. */
export function crashVariables(
  posix: Posix,
  checkpoint: string,
  links: readonly OpenLink[],
  listening: readonly OpenSocket[] = [],
) {
  const open = [...links.map(one => ({ name: linkName(one.link), ...one })), ...listening];
  return {
    [CHECKPOINT_VARIABLE]: checkpoint,
    [LINKS_VARIABLE]: open.map(one => describe(posix, one)).join(','),
  };
}

function describe(posix: Posix, open: Pick<OpenSocket, 'name' | 'socket' | 'fd'>): string {
  const { name, fd } = open;
  const { type, device, inode } = describeLink(posix, open);
  return [name, fd, type, device, inode].join(':');
}

/** execve() takes no string of more than 128 KiB (MAX_ARG_STRLEN), and these are part of one. */
const SPARE_LIMIT = 64 * 1024;

/**
 * Variables for an image that is put back: the one that failed may have spoilt the state file, but the checkpoint is
 * still there, and the same connections. None without a checkpoint, or if they would not fit.
 */
export function spareVariables(
  posix: Posix,
  checkpoint: string | null,
  links: readonly OpenLink[],
  listening: readonly OpenSocket[] = [],
): Record<string, string> {
  if (checkpoint === null) return {};
  const variables = crashVariables(posix, checkpoint, links, listening);
  const size = Object.values(variables).reduce((sum, value) => sum + value.length, 0);
  return size > SPARE_LIMIT ? {} : { ...variables, [CRASHED_VARIABLE]: 'state' };
}

/** What `environment` says of a crash at `now`, taken out of it; null if there was none. */
export function takeCrash(environment: Record<string, string | undefined>, now: number): Crash | null {
  const take = (name: string) => {
    const value = environment[name];
    delete environment[name];
    return value;
  };
  const cause = take(CRASHED_VARIABLE);
  const checkpoint = take(CHECKPOINT_VARIABLE) ?? null;
  const readBuffer = take(READ_BUFFER_VARIABLE);
  const links = (take(LINKS_VARIABLE) ?? '').split(',').filter(text => text !== '');
  const times = recentCrashes((take(TIMES_VARIABLE) ?? '').split(',').map(Number), now);
  if (cause === undefined) return null;
  const its = cause === 'state' ? times : [...times, now];
  return {
    ...{ cause, checkpoint, times: its },
    descriptors: Object.fromEntries(links.map(parseDescriptor)),
    readBuffer: readBuffer === undefined ? null : Number(readBuffer),
  };
}

/** Those that still count. */
export function recentCrashes(times: readonly number[], now: number): number[] {
  return times.filter(time => time > now - CRASH_PERIOD && time <= now);
}

function parseDescriptor(text: string): [name: string, carried: Carried] {
  const [name = '', fd, type, device, inode] = text.split(':');
  const is = { listening: false, local: null, peer: null, device: Number(device), inode: Number(inode) };
  return [name, { fd: Number(fd), is: { ...is, type: type as Description['type'] } }];
}
