/** Macros of TinyFugue and what becomes of them, as plain data. Behaviour: tinyfugue/, world/tinyfugue/, command/tinyfugue/. */
import type { Automation } from '../automation.ts';
import type { Stream, StreamWish } from './streams.ts';

/** A number with a fraction; `t`: a time, which is written with at least one digit behind the point. */
export interface Real {
  readonly f: number;
  readonly t?: true;
}

/** A text (with what the game has said marked in it, tinyfugue/marks.ts), a whole number, or another one. */
export type Value = string | number | Real;

/** How a pattern is read, as `-m` has it. */
export type Matching = 'simple' | 'glob' | 'substr' | 'regexp';

export interface MacroPattern {
  readonly text: string;
  readonly matching: Matching;
}

/** What /def has made; what it has not said is left out. */
export interface Macro {
  readonly number: number;
  /** '' = none. */
  readonly name: string;
  readonly body: string;
  readonly trigger?: MacroPattern;
  /** Events, in capitals, and a pattern for what they tell. */
  readonly hook?: { readonly events: readonly string[]; readonly pattern?: MacroPattern };
  /** A key, as it was typed, and by its name inside. */
  readonly key?: { readonly typed: string; readonly name: string };
  /** 1 if nothing is said. */
  readonly priority?: number;
  /** Of 100, how likely its body is run. */
  readonly chance?: number;
  /** How often it may still be triggered. */
  readonly shots?: number;
  readonly fall?: true;
  readonly world?: string;
  readonly type?: MacroPattern;
  /** `-a`, as it was typed; `-P`, part by part. */
  readonly attributes?: string;
  readonly partial?: string;
  /** `-E`. */
  readonly condition?: string;
  readonly quiet?: true;
  readonly invisible?: true;
  /** The file that has it. */
  readonly file?: string;
}

/** What a regular expression has matched: its text, and start and end of each group. */
export interface Captured {
  readonly text: string;
  readonly slots: readonly number[];
}

/** What a frame's code is made of: a body, one line as it is typed, a file, an expression. */
export type FrameKind = 'body' | 'line' | 'file' | 'expression';

/** One text under way. */
export interface Frame {
  readonly kind: FrameKind;
  readonly text: string;
  /** Of its code, what is next; of a file, the character. */
  at: number;
  /** Operands. */
  readonly stack: Value[];
  /** Its own variables; none: it is not a scope of its own. */
  locals?: Record<string, Value>;
  /** The macro, and what it was called with: as one text, or as arguments of a function. */
  name?: string;
  raw?: string;
  list?: string[];
  match?: Captured;
  /** What is echoed in it is gathered. */
  out?: string[];
  /** What becomes of its result: an operand of the frame below, that with `not`, or nothing. */
  gives?: 'value' | 'text' | 'negated' | 'quote';
  /** Of `quote`: what becomes of the lines that it echoes. */
  quote?: Quote;
  /** It was called as a function. */
  isFunction?: true;
  /** Rounds of the loops that it is in. */
  rounds?: number[];
  /** Of a file: where it is, the line that it is at, and whether it was asked for by /require. */
  path?: string;
  line?: number;
  required?: true;
  /** What it has brought about: the number of the last macro before, and lines that were not taken. */
  first?: number;
  faults?: number;
  /** The last of them. */
  faultLine?: number;
  /** Of a synchronous /quote or /repeat: what is still to be run. */
  left?: string[];
}

/** What /quote makes of lines: what stands before and behind each, what becomes of that, and ms between two; null = at once. */
export interface Quote {
  readonly before: string;
  readonly after: string;
  readonly how: 'echo' | 'send' | 'exec';
  readonly every: number | null;
  readonly world: string;
}

/** A file that is being read, by its number; to be loaded, or quoted, or it is a stream. */
export interface Waiting {
  readonly file: number;
  /** As it was asked for, and the file that did so; '' = none did. */
  readonly path: string;
  readonly beside: string;
  readonly required?: true;
  readonly quote?: Quote;
  readonly stream?: StreamWish;
}

/** Something that is being done: frames, the last one at work. */
export interface Thread {
  readonly id: number;
  readonly frames: Frame[];
  /** Of its world and its view; '' = none. */
  readonly world: string;
  readonly view: string;
  /** Whoever typed it, a rule by itself, or what a file of macros has run while it was read. */
  readonly author: 'user' | 'rule' | 'file';
  /** `%?` */
  result: Value;
  steps: number;
  /** Those before the latest line of a file that was new to it: what a line does is bounded, not what a long file does. */
  stepsBefore?: number;
  /** How far it has been in each file, by `file` and its path (UTF-16 units). */
  been?: Record<string, number>;
  /** The file that it waits for. */
  waits?: Waiting;
}

/** /repeat and /quote under way. */
export interface Process {
  readonly id: number;
  readonly kind: 'repeat' | 'quote';
  /** ms. */
  readonly every: number;
  /** '' = the one on screen then. */
  readonly world: string;
  /** What is run each time; of a quote, what stands before each line. */
  readonly body: string;
  /** How often still; null = for ever. */
  left: number | null;
  /** Of a quote: the lines, and what becomes of them. */
  lines?: string[];
}

export interface TinyFugue {
  /** By number, each encoded: decoded when it is needed. */
  macros: Record<string, Uint8Array>;
  /** Numbers by name, in small letters. */
  names: Record<string, number>;
  /** The number of the last macro, thread, process and file. */
  last: { macro: number; thread: number; process: number; file: number };
  /** Their triggers and hooks, as rules are kept. */
  rules: Automation;
  /** The rules are to be filed anew. */
  stale?: true;
  /** Rules of macros that are gone are still filed: they find nobody, and go with the next filing. */
  leftover?: true;
  /** How often triggers and hooks have changed. */
  changes?: number;
  threads: Thread[];
  processes: Process[];
  /** Variables as programs have set them, where that is more than their text. */
  globals: Record<string, Value>;
  /** Events that hooks wait for. */
  events: string[];
  /** What was loaded, for /require. */
  loaded: string[];
  /** Types of worlds, as /addworld -T says. */
  types: Record<string, string>;
  /** By handle; the last handle. */
  streams?: Record<number, Stream>;
  lastStream?: number;
}
