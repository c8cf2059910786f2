/** Threads: what is begun, what is left, what is echoed; and the client as programs reach it. */
import { raise } from '../../shared/fault.ts';
import type { Frame, Macro, Quote, Thread, Value } from '../state/tinyfugue/tinyfugue.ts';
import { revealed } from './marks.ts';
import type { Globals } from './scopes.ts';
import { isTrue } from './values.ts';

/** How something is echoed: attributes, whether it has some inside, and where. */
export interface Echo {
  readonly attributes: string;
  readonly inline: boolean;
  /** '' = nowhere but here; else a world. */
  readonly world: string;
  /** Something that has failed: never gathered. */
  readonly isFault?: boolean;
}

/** The client, as programs reach it. */
export interface Host extends Globals {
  /** Unix ms. */
  readonly now: number;
  /** By name, or `#` and its number. */
  macro(name: string): Macro | null;
  echo(text: string, how: Echo): void;
  complain(sentence: string): void;
  /** Words of a body on their way to the world, with what the game has said marked. False: there is none to hear them. */
  say(text: string): boolean;
  /** A command that is none of the language, `isBare`: nor of TinyFugue's library; undefined: there is none. */
  command(thread: Thread, name: string, rest: string, isBare?: boolean): Value | undefined;
  /** A function that asks the client; undefined: there is none. BEGUN: its value comes onto the stack later. */
  ask(thread: Thread, name: string, args: readonly Value[]): Value | typeof BEGUN | undefined;
  /** Lines to be worked off at their times. Returns the number of the process. */
  quote(quote: Quote, lines: readonly string[]): Value;
  /** A file is done. */
  loaded(file: Frame): void;
  /** A command that is nowhere to be found. */
  noCommand(name: string): void;
}

export interface Machine {
  readonly thread: Thread;
  readonly host: Host;
  /** The value of an expression, at once. Throws if it has none, or takes long. */
  evaluate(text: string): Value;
}

/** A command that has begun something: what comes of it is its result. */
export const BEGUN = Symbol('begun');

/** Frames at most, and signs of one text (UTF-16 units). */
const DEEPEST = 200;
export const LONGEST = 64 * 1024;
/** What it costs to say so, in steps: a line of the output. */
const COMPLAINED = 40;
/** The same of what a program echoes or sends. */
export const TOLD = 10;

/** Tells a fault, with the place that it is of. */
export function complain(
  { thread, host }: { readonly thread: Thread; readonly host: Pick<Host, 'complain'> },
  sentence: string,
): void {
  thread.steps += COMPLAINED;
  const file = thread.frames.findLast(({ kind }) => kind === 'file');
  if (file && file.faultLine !== file.line) {
    file.faults = (file.faults ?? 0) + 1;
    if (file.line !== undefined) file.faultLine = file.line;
  }
  const name = thread.frames.findLast(one => one.name !== undefined && one.kind !== 'file')?.name;
  const places = [file && `${file.name}, line ${file.line ?? 1}`, name].filter(Boolean);
  host.complain(`${[...places, revealed(sentence)].join(': ')}.`.replace(/([.!?])\.$/, '$1'));
}

/** Puts a text to work. */
export function begin({ thread }: Pick<Machine, 'thread'>, frame: Omit<Frame, 'at' | 'stack'>): typeof BEGUN {
  if (thread.frames.length >= DEEPEST) raise('TF', 'macros are nested too deep');
  thread.frames.push({ ...frame, at: 0, stack: [] });
  return BEGUN;
}

/** Runs the macro as a command. */
export function beginMacro(
  machine: Machine,
  macro: Macro,
  raw: string,
  more: Partial<Frame> = {},
): typeof BEGUN {
  const name = macro.name || `#${macro.number}`;
  if (macro.body === '') machine.thread.result = 0;
  return begin(machine, { kind: 'body', text: macro.body, locals: {}, name, raw: raw.trim(), ...more });
}

/** The frame is done, and this is what has come of it. */
export function leave(machine: Pick<Machine, 'thread' | 'host'>, frame: Frame, value: Value): void {
  const { thread } = machine;
  while (thread.frames.pop() !== frame);
  const below = thread.frames.at(-1);
  if (frame.gives === 'value') below?.stack.push(value);
  else if (frame.gives === 'text') below?.stack.push((frame.out ?? []).join(' '));
  else if (frame.quote) quoteLines(thread, frame.quote, frame.out ?? [], machine.host.quote);
  else thread.result = frame.gives === 'negated' ? Number(!isTrue(value)) : value;
}

/** Does with the lines what /quote says: at once, or later. */
export function quoteLines(
  thread: Thread,
  quote: Quote,
  lines: readonly string[],
  later: Host['quote'],
): void {
  const { before, after, how, every } = quote;
  const signs: Readonly<Record<Quote['how'], string>> = { echo: '/_echo ', send: '/send -- ', exec: '' };
  const left = lines.map(line => signs[how] + before + line + after);
  if (every === null) begin({ thread }, { kind: 'line', text: '', left });
  else thread.result = later(quote, left);
}

/** `/exit`: ends so many files, with all that they have begun. */
export function exitFiles({ thread }: Pick<Machine, 'thread'>, count: number): void {
  for (let left = count; left > 0; left--) {
    const at = thread.frames.findLastIndex(({ kind }) => kind === 'file');
    if (at < 0) return;
    thread.frames.length = at;
  }
}

export function echo({ thread, host }: Machine, text: string, how?: Echo): void {
  const gathering = how?.world || how?.isFault ? undefined : thread.frames.findLast(({ out }) => out)?.out;
  if (gathering) return void gathering.push(text);
  thread.steps += TOLD;
  host.echo(text, how ?? { attributes: '', inline: false, world: '' });
}
