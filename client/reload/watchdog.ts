/**
 * The watch over the start of the next image, kept by the previous build's addon (native/watchdog/watchdog.c): if the next image
 * does not say in time that it lives, for whatever reason, the previous build is put back in the same process.
 */
import type { Environment } from '../host/environment.ts';
import type { Keyboard } from '../state/terminal.ts';
import { leaving } from '../terminal/modes.ts';

const UNIT = '\u001f';
const RECORD = '\u001e';

/** An image that was put back gets this long (ms); there is nothing to go back to, so it is generous. */
const LAST_LIMIT = 30_000;

export interface Watch {
  /** File of the addon that watches: the previous build's. */
  readonly library: string;
  /** ms until the next image must have taken over. */
  readonly limit: number;
  /** To be carried to the image that is put back, besides 0, 1 and 2. */
  readonly descriptors: readonly number[];
  /** The runtime that is needed for that, if by a descriptor: open until the watch is released. */
  readonly held?: number | null;
  /** What is put back: program and arguments, the program's own name first; null = there is nothing. */
  readonly back: { readonly program: string; readonly args: readonly string[] } | null;
  /** What is put back finds these in its environment. */
  readonly extraEnvironment: Readonly<Record<string, string>>;
  /** The terminal as it was before Clay; for the end, should even that fail. */
  readonly termios: Uint8Array | null;
  /** How the keyboard speaks: for the end as well. */
  readonly keyboard: Keyboard;
  /** The window has a title of ours: likewise. */
  readonly isTitled: boolean;
}

/** Whether the dynamic linker can be told of the file: it takes a blank or a colon for the end of a name. */
export function canWatch(library: string): boolean {
  return process.platform === 'linux' && !/[\s:]/.test(library);
}

/** The variables that set the watch up, to be added to those of the next image. */
export function watchVariables(watch: Watch, environment: Environment): Record<string, string> {
  const { back, descriptors, held = null, extraEnvironment: told } = watch;
  const last = variables(watch, LAST_LIMIT, environment);
  if (!back) return last;
  const assignments = Object.entries({ ...last, ...told }).map(([name, value]) => `${name}=${value}`);
  return {
    ...variables(watch, watch.limit, environment),
    CLAY_GUARD_FDS: descriptors.join(','),
    ...(held === null ? {} : { CLAY_GUARD_HELD: String(held) }),
    CLAY_GUARD_BACK: [back.program, ...back.args].join(UNIT),
    CLAY_GUARD_BACK_ENV: assignments.join(RECORD),
  };
}

/** A watch without a way back: at least the terminal is left in order. */
function variables({ library, termios, keyboard, isTitled }: Watch, limit: number, environment: Environment) {
  return {
    ...preloaded(library, environment),
    CLAY_GUARD_LIMIT: String(limit),
    CLAY_GUARD_FAREWELL: Buffer.from(termios ? leaving(keyboard, isTitled) : '').toString('hex'),
    ...(termios && { CLAY_GUARD_TERMIOS: Buffer.from(termios).toString('hex') }),
  };
}

/** For a child on trial: it does not outlive its parent. */
export function childVariables(library: string, environment: Environment): Record<string, string> {
  return { ...preloaded(library, environment), CLAY_GUARD_CHILD: '1' };
}

function preloaded(library: string, { LD_PRELOAD }: Environment): Record<string, string> {
  if (!LD_PRELOAD) return { LD_PRELOAD: library };
  return { LD_PRELOAD: `${library}:${LD_PRELOAD}`, CLAY_GUARD_PRELOAD: LD_PRELOAD };
}
