/** Scripts and what becomes of them, as plain data. Behaviour: script/, world/scripts/, command/scripts/. */
import type { Fault } from '../../../shared/fault.ts';
import type { Automation, Rule } from '../automation.ts';

/** Blocks of a memory that differ from those of its base, one behind the other; `map` has a bit for each block. */
export interface MemoryImage {
  /** Bytes of the whole memory. */
  readonly size: number;
  /** Bytes of a block; none: 4096. */
  readonly block?: number;
  readonly map: Uint8Array;
  readonly pages: Uint8Array;
}

/** What there is to know of an interpreter at rest besides its memory. */
interface Registers {
  /** SHA-256 of the engine that it runs on: of no other. */
  readonly engine: string;
  /** Name of the image that it is told by its differences from (Scripts.bases); none: from nothing. */
  readonly base?: string;
  /** Its registers: top of the stack, runtime, context. */
  readonly stack: number;
  readonly runtime: number;
  readonly context: number;
  /** Where the function is that is called from outside, and memory for what goes in. */
  readonly entry: number;
  readonly scratch: number;
}

/** An interpreter at rest: all there is to know of it. */
export interface WholeImage extends MemoryImage, Registers {}

/** Where the blocks of a memory are: the map, and behind it the blocks, in a file that images hand on to each other (host/script/memories.ts). */
export interface Stored {
  /** Number of the file. */
  readonly file: number;
  /** Bytes: where the map begins, its length, that of all blocks. */
  readonly at: number;
  readonly map: number;
  readonly pages: number;
  /** CRC-32 of all that. */
  readonly sum: number;
}

/** The same with its memory elsewhere: so it is in snapshots, which are read and written at moments when nobody waits for scripts. */
export interface StoredImage extends Registers, Pick<MemoryImage, 'size' | 'block'> {
  readonly stored: Stored;
}

export type Image = WholeImage | StoredImage;

/** What a script can wait for: lines and the like, what servers tell, and what hooks know. */
export const scriptEvents = [
  ...(['line', 'prompt', 'sent', 'gmcp', 'msdp', 'connect', 'confail', 'login', 'disconnect'] as const),
  ...(['mask', 'unmask', 'activity', 'bgtext', 'beep', 'world', 'resize', 'focus', 'blur'] as const),
  ...(['reloading', 'reload'] as const),
] as const;
export type ScriptEvent = (typeof scriptEvents)[number];

/** Something that a script has registered, by the number that it has in the script. */
export interface Registration {
  readonly id: number;
  readonly kind: 'trigger' | 'alias' | 'wait' | 'hook' | 'key' | 'command' | 'export';
  /** Of triggers, aliases and waits. */
  readonly rule?: Rule;
  readonly event?: ScriptEvent;
  /** As keys are called inside. */
  readonly key?: string;
  /** Without its /. */
  readonly command?: string;
  /** Of a function that rules can call. */
  readonly name?: string;
  readonly worlds?: readonly string[];
}

/** What a script is put back to when its interpreter is broken. */
export interface Resting {
  readonly image: Image;
  readonly registered: readonly Registration[];
  /** In place of that (world/scripts/carried/packed.ts). */
  readonly packed?: Uint8Array;
  /** When each of its timers is due (Unix ms), by its number. */
  readonly timers: Readonly<Record<string, number>>;
  /** What it waited for, by its numbers. */
  readonly jobs?: readonly number[];
  /** Unix ms. */
  readonly at: number;
}

/** What a script has others do: a file is read or written, a program runs, by its name and its arguments. */
export type ScriptJob =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'run'; readonly argv: readonly string[] };

/** One that is under way, by a number of its own and by the one that it has in the script. */
export interface Waiting {
  readonly number: number;
  readonly id: number;
  readonly job: ScriptJob;
  answer?: { readonly how: 'text' | 'json' | 'none' | 'fault'; readonly text: string };
}

/** A script with an interpreter of its own. */
export interface Package {
  /** Of combat.js: combat. */
  readonly name: string;
  readonly source: string;
  /** What its prelude understands (script/prelude.ts); none: that of the first build. */
  readonly prelude?: number;
  /** The user wants it to run. */
  on: boolean;
  /** Clay has switched it off, for this reason. */
  stopped?: string;
  rest: Resting;
  /** To be asked for by registeredOf(). */
  registered: Registration[];
  /** In place of that, as it came through a reload (world/scripts/carried/packed.ts); and whether anything in there is no trigger, alias or the like, that is looked for at each line or event. */
  packed?: Uint8Array;
  hears?: true;
  /** When it failed lately (Unix ms). */
  faults: readonly number[];
  failed: number;
  calls: number;
  /** Of its interpreter, in all. */
  steps: number;
  /** When timers were due that could not be heard of then (Unix ms), by their numbers. */
  overdue?: Record<string, number>;
  /** Waits that may still be shorter than a rest, as of a moment (Unix ms); and whether it was told that it never rests. */
  hurry?: { left: number; at: number; told?: true };
  /** What it has others do. */
  jobs?: Waiting[];
  /** What it wants to keep is not in its file yet. */
  unsaved?: true;
  /** Parts of what it keeps, as they are made one after the other. */
  saving?: { readonly parts: string[]; length: number };
  /** It is being written. */
  writing?: true;
  /** Once that is done it is read again. */
  loadNext?: true;
  /** So many times its next self was begun anew, as this one had kept more meanwhile. */
  behind?: number;
  /** It could not be written, which was said. */
  toldUnsaved?: true;
  /** It has a file for what it keeps. */
  keeps?: true;
}

/** A script that is being loaded. */
export interface Opening {
  readonly id: number;
  readonly made: Package;
  /** What it has kept, as its file has it, where that is long: its pieces are made as they are put in. */
  kept?: string;
  /** What it has kept (script/pieces.ts), if that was made before; and how many of the pieces it has. */
  pieces: readonly (readonly [path: readonly (string | number)[], json: string])[];
  at: number;
  /** Somebody waits for it. */
  readonly asked: boolean;
  /** What has been made of its source elsewhere; or that, where it could not be. */
  code?: Uint8Array | string;
}

/** A script that is to be loaded as soon as the engine is there: it was read, and nothing has been done with it. */
export interface Awaiting {
  readonly name: string;
  readonly source: string;
  /** What it has kept, as JSON. */
  readonly store: string;
  /** Somebody waits for it. */
  readonly asked: boolean;
  /** Lines of code that are to be run in it then, each for a world ('' = none). */
  readonly lines?: readonly { readonly code: string; readonly world: string }[];
}

/** What a script may do besides what all may. */
export interface Grant {
  /** It acts in these only; none: in all. */
  readonly worlds?: readonly string[];
  /** `send:Avalon`, `send:*`, `command:connect`, `read:~/maps`, `file:maps`, `run:notify-send` … */
  readonly allow: readonly string[];
  /** It is not run at the start. */
  readonly load?: false;
}

export interface Scripts {
  /** In the order in which they were loaded. */
  packages: Record<string, Package>;
  /** By package. */
  grants: Record<string, Grant>;
  /** All their triggers, as rules are kept: named by package and number. */
  rules: Automation;
  /** All their aliases. */
  aliases: Automation;
  /** What interpreters of a kind begin as: all but a few pages of each are those. */
  bases?: Record<string, Image>;
  /** This image has not made their engine ready. */
  cold?: true;
  /** Those that wait for the engine, in order. */
  awaiting?: readonly Awaiting[];
  /** Those that are being loaded, by their names, and how many there have been. */
  opening?: Record<string, Opening>;
  openings?: number;
  /** How many have been done for them. */
  jobs?: number;
  /** Names of those that are still to be loaded, since the start. */
  loading?: string[];
  /** What was registered lately is not filed yet; and how many such changes there have been. */
  stale?: true;
  changes?: number;
  /** When it was said last that something was too long for them (Unix ms). */
  toldTooLong?: number;
}

/**
 * Why a call of a script has failed. `error`: it has thrown one; `endless`: it took all its steps; `broken`: it was stopped in
 * the middle of something, and its interpreter is of no use any more.
 */
export interface ScriptFault {
  readonly kind: 'error' | 'endless' | 'broken';
  readonly message: string;
  /** Functions with files and lines, as JavaScript tells them. */
  readonly stack: string;
}

/** A script as its file says it, and what it has kept, as JSON; or why it cannot be read. */
export type ScriptRead = { readonly source: string; readonly store: string } | { readonly fault: Fault };

/** What scripts may do, by their names; or why that is not to be known. */
export type GrantsRead = { readonly grants: Readonly<Record<string, Grant>> } | { readonly fault: Fault };
