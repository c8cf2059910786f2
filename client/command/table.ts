/** What a command is, and how one is found: help, completion and dispatch all read the same table. */
import { revealed } from '../automation/data.ts';
import type { State, Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { findWorld } from '../world/world.ts';

/** What an argument is, so that Tab knows what fits: one of a kind, or one of these words. */
export type Argument = 'world' | 'setting' | 'value' | 'topic' | readonly string[];

export interface Option {
  /** With its dashes. */
  readonly flag: string;
  readonly help: string;
  /** What follows it. */
  readonly value?: Argument;
}

export interface Command {
  /** The full name first, then its short forms. */
  readonly names: readonly string[];
  readonly usage: string;
  /** One line for `/help` and for the menu. */
  readonly summary: string;
  /** More lines for `/help name`. */
  readonly details?: readonly string[];
  readonly options?: readonly Option[];
  /** In order, without the options. */
  readonly arguments?: readonly Argument[];
  /** Lines as one types them, and what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Names of commands and topics that are about the same. */
  readonly related: readonly string[];
  /** What it does cannot be undone: it wants its full name, or one of its short forms. */
  readonly careful?: true;
  /** It came late: what was short for an older command stays so. */
  readonly late?: true;
  /** It has no short forms: what its name is the beginning of is another command's. */
  readonly exact?: true;
  /** What it says is a text to be read. */
  readonly isText?: true;
  /** What is filled in by a rule is data in its `args` (automation/data.ts); else it is text like all the rest. */
  readonly takesData?: true;
  /** Only a person may do it, no rule by itself. */
  isByHand?(turn: Turn, args: string): boolean;
  /** `args` is the rest of the line, trimmed. */
  run(turn: Turn, args: string): void;
}

/** Commands that are about the same, under the title that they have in `/help`. */
export interface Family {
  readonly title: string;
  readonly commands: readonly Command[];
}

/** Finds a command by its exact name, or by the only one that starts so and may be shortened; case does not matter. */
export function findCommand(table: readonly Command[], typed: string): Command | 'unknown' | string[] {
  const name = typed.toLowerCase();
  const exact = table.find(command => command.names.includes(name));
  if (exact) return exact;
  const all = table.filter(command => !command.exact && (command.names[0] as string).startsWith(name));
  const older = all.filter(({ late }) => !late);
  const starting = older.length > 0 ? older : all;
  if (starting.length === 1) return starting[0] as Command;
  return starting.length === 0 ? 'unknown' : starting.map(command => command.names[0] as string);
}

interface Flags {
  readonly flags: Record<string, string>;
  readonly rest: string;
  readonly unknown: string | null;
}

/** Splits `-x -w name rest` into flags (with a value for those in `valued`) and the rest. */
export function takeFlags(args: string, plain: string, valued = ''): Flags {
  const taken = takeDataFlags(args, plain, valued);
  return { ...taken, rest: revealed(taken.rest) };
}

/** As takeFlags(); what is filled in stays data in the rest. */
export function takeDataFlags(args: string, plain: string, valued = ''): Flags {
  const flags: Record<string, string> = {};
  let rest = args;
  for (;;) {
    const match = /^-(\w)(?:\s+|$)/.exec(rest);
    if (!match) return { flags, rest, unknown: null };
    const flag = match[1] as string;
    rest = rest.slice(match[0].length);
    if (valued.includes(flag)) {
      const value = /^"([^"]*)"|^\S+/.exec(rest);
      flags[flag] = revealed(value?.[1] ?? value?.[0] ?? '');
      rest = rest.slice(value?.[0].length ?? 0).trimStart();
    } else if (plain.includes(flag)) {
      flags[flag] = '';
    } else {
      return { flags, rest, unknown: flag };
    }
  }
}

/** The world that is named, in quotes or without, made if settings know it. */
export function findNamed(state: State, name: string): World | undefined {
  return findWorld(state, name) ?? findWorld(state, name.replace(/^"(.*)"$/, '$1'));
}
