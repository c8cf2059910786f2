/**
 * A crash: what the kernel is to do when this process dies of a signal, and what the image that it then starts in its
 * place finds in its environment. The state is in the last checkpoint and on the tape since then.
 */
import { dirname } from 'node:path';
import type { CrashPlan, Description, Posix } from '../../native/posix.ts';
import { heldDescriptors } from '../../shared/held.ts';
import { LEAVE } from '../terminal/tty.ts';
import type { Build } from './build.ts';
import { describeLink } from './described.ts';
import { argumentsFor, nextEnvironment, RUNTIME_VARIABLE } from './exec.ts';
import { watchVariables } from './guard.ts';
import type { OpenLink } from './reload.ts';
import type { Carried } from './snapshot.ts';

/**
 * What the image before died of: the number of a signal (set by the addon), `fault` for an exception; or `state`: it did
 * not crash, but if the state file cannot be read, then this is the way on.
 */
export const CRASHED_VARIABLE = 'CLAY_CRASHED';
const CHECKPOINT_VARIABLE = 'CLAY_CRASH_CHECKPOINT';
const LINKS_VARIABLE = 'CLAY_CRASH_LINKS';
/** Descriptor of what was read and is maybe not on the tape (intake.ts). */
const INTAKE_VARIABLE = 'CLAY_CRASH_INTAKE';
/** When this process crashed lately: Unix ms, separated by commas. */
export const TIMES_VARIABLE = 'CLAY_CRASH_TIMES';

/** So many crashes in so long a time (ms) are answered by a restart in place; the next one is the end. */
export const CRASH_LIMIT = 2;
export const CRASH_PERIOD = 60_000;

export interface Crash {
  /** Number of a signal, `fault` or `state`. */
  readonly cause: string;
  /** Path; null after an exception, when the state came along as in a reload. */
  readonly checkpoint: string | null;
  /** By link id. */
  readonly links: Readonly<Record<string, Carried>>;
  /** Descriptor of the last image's intake; null if that has not come along. */
  readonly intake: number | null;
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
  readonly intake: number | null;
  /** Besides those of the links and the intake. */
  readonly descriptors: readonly number[];
  readonly times: readonly number[];
  readonly termios: Uint8Array | null;
}

export function crashPlan(options: PlanOptions): CrashPlan {
  const { posix, build, library, args, links, intake, termios } = options;
  const rest = { settings: termios, farewell: Buffer.from(LEAVE) };
  if (!build) return { program: null, args: [], environment: [], descriptors: [], ...rest };
  const descriptors = [
    ...options.descriptors,
    ...links.map(({ fd }) => fd),
    ...(intake === null ? [] : [intake]),
    ...heldDescriptors(build.program, build.script, library, options.checkpoint),
  ];
  const watch = { library: library ?? '', limit: 0, descriptors, back: null, told: {}, termios };
  const environment = {
    ...nextEnvironment(process.env),
    ...(library === null ? {} : watchVariables(watch, process.env)),
    ...crashVariables(posix, options.checkpoint, links),
    [TIMES_VARIABLE]: options.times.join(','),
    [RUNTIME_VARIABLE]: dirname(options.checkpoint),
    ...(intake === null ? {} : { [INTAKE_VARIABLE]: String(intake) }),
  };
  const assignments = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  const its = { args: argumentsFor(build, args), environment: assignments, descriptors };
  return { program: build.program, ...its, ...rest };
}

/** Where the state is, and which connections there are. */
export function crashVariables(posix: Posix, checkpoint: string, links: readonly OpenLink[]) {
  return {
    [CHECKPOINT_VARIABLE]: checkpoint,
    [LINKS_VARIABLE]: links.map(link => describe(posix, link)).join(','),
  };
}

function describe(posix: Posix, open: OpenLink): string {
  const { link, fd } = open;
  const { type, device, inode } = describeLink(posix, open);
  return [link, fd, type, device, inode].join(':');
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
  const intake = take(INTAKE_VARIABLE);
  const links = (take(LINKS_VARIABLE) ?? '').split(',').filter(text => text !== '');
  const times = recentCrashes((take(TIMES_VARIABLE) ?? '').split(',').map(Number), now);
  if (cause === undefined) return null;
  const its = cause === 'state' ? times : [...times, now];
  return {
    ...{ cause, checkpoint, times: its },
    links: Object.fromEntries(links.map(parseLink)),
    intake: intake === undefined ? null : Number(intake),
  };
}

/** Those that still count. */
export function recentCrashes(times: readonly number[], now: number): number[] {
  return times.filter(time => time > now - CRASH_PERIOD && time <= now);
}

function parseLink(text: string): [link: string, carried: Carried] {
  const [link = '', fd, type, device, inode] = text.split(':');
  const is = { listening: false, local: null, peer: null, device: Number(device), inode: Number(inode) };
  return [link, { fd: Number(fd), is: { ...is, type: type as Description['type'] } }];
}
