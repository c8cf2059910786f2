/** What is being typed before the cursor: a command, an option, one of its arguments, or a word for the game. */

import { marksWithin } from '../../editor/pasted.ts';
import { lineStart } from '../../editor/text.ts';
import type { Turn } from '../../state/state.ts';
import type { Choice, View } from '../../state/view.ts';
import { commands } from '../commands.ts';
import { type Argument, type Command, findCommand, type Option } from '../table.ts';
import { type Candidates, fitting, oneOf } from './candidates.ts';
import { helpTopics, setting, worlds } from './kinds.ts';
import { LONGEST_WORD, recentWords } from './recent.ts';

type ViewTurn = Turn & { readonly view: View };

/** A longer line is no command that one looks up. */
const LONGEST_COMMAND = 4096;
const TOKEN = /^(?:"[^"]*"|[^\s"]\S*)\s+/;

/** What may stand in place of what is before the cursor; null if nothing can be said of it. */
export function candidatesAt(turn: ViewTurn): Candidates | null {
  const { text, cursor } = turn.view.editor;
  const from = commandStart(turn.view);
  const typed = text.slice(from ?? cursor, cursor);
  const name = /^\/([^\s/]*)/.exec(typed)?.[1];
  if (from === null || name === undefined) return words(turn);
  if (typed.length === name.length + 1) return commandNames(name, from);
  const found = findCommand(commands, name);
  if (typeof found === 'string' || Array.isArray(found)) return words(turn);
  const blanks = /^\/\S+\s+/.exec(typed)?.[0].length ?? 0;
  const fits = argument(turn, found, typed.slice(blanks), from + blanks);
  return fits.total > 0 || fits.note ? fits : { ...fits, note: usageOf(found) };
}

/** The commands that fit, for the menu as well. */
export function commandNames(name: string, start: number): Candidates {
  const names = commands.map(command => command.names[0] as string).sort();
  // A short form that is typed whole is a command, too.
  const short = commands.find(command => command.names.slice(1).includes(name.toLowerCase()))?.names[0];
  const fits = fitting(name, start, names, { made: commandChoice, begun: part => `/${part}` });
  if (short === undefined || short.startsWith(name.toLowerCase())) return fits;
  const items = [commandChoice(short), ...fits.items.filter(({ label }) => label !== `/${short}`)];
  return { start, items, total: items.length, common: items.length === 1 ? `/${short} ` : '' };
}

function commandChoice(name: string): Choice {
  const command = commands.find(({ names }) => names[0] === name);
  return { label: `/${name}`, text: `/${name} `, help: command?.summary ?? '' };
}

function usageOf({ usage, summary }: Command): Choice {
  return { label: usage, text: '', help: summary };
}

/** Where the command begins that the cursor is in: its `/` was typed, at the start of a line. */
function commandStart({ editor }: View): number | null {
  const { text, cursor, pasted } = editor;
  const start = lineStart(text, cursor);
  const isCommand = text[start] === '/' && text[start + 1] !== '/' && cursor > start;
  if (!isCommand || cursor - start > LONGEST_COMMAND) return null;
  return marksWithin(pasted, start, start + 1).length === 0 ? start : null;
}

/** What fits behind a command; `rest` is what stands there, from `start` of the input on. */
function argument(turn: ViewTurn, command: Command, rest: string, start: number): Candidates {
  const { options = [] } = command;
  let at = 0;
  for (;;) {
    const [whole, flag] = /^(-\S+)\s+/.exec(rest.slice(at)) ?? [];
    const option = options.find(one => one.flag === flag);
    if (!option || whole === undefined) break;
    at += whole.length;
    if (!option.value) continue;
    const value = TOKEN.exec(rest.slice(at))?.[0];
    if (value === undefined) return ofKind(turn, option.value, rest.slice(at), start + at);
    at += value.length;
  }
  const left = rest.slice(at);
  if (options.length > 0 && /^-\S*$/.test(left)) return flags(options, left, start + at);
  return positional(turn, command.arguments ?? [], left, start + at);
}

function flags(options: readonly Option[], typed: string, start: number): Candidates {
  return fitting(
    typed,
    start,
    options.map(({ flag }) => flag),
    {
      made: flag => ({
        label: flag,
        text: `${flag} `,
        help: options.find(one => one.flag === flag)?.help ?? '',
      }),
    },
  );
}

function positional(turn: ViewTurn, kinds: readonly Argument[], rest: string, start: number): Candidates {
  let at = 0;
  for (const [index, kind] of kinds.entries()) {
    const left = rest.slice(at);
    // Names and keys may have blanks: the last argument goes to the end of the line.
    if (kind === 'setting' || index === kinds.length - 1) return ofKind(turn, kind, left, start + at);
    const token = TOKEN.exec(left)?.[0];
    if (token === undefined) return ofKind(turn, kind, left, start + at);
    at += token.length;
  }
  return words(turn) ?? { start, items: [], total: 0, common: '' };
}

function ofKind({ state, world }: ViewTurn, kind: Argument, typed: string, start: number): Candidates {
  if (typeof kind !== 'string') return oneOf(typed, start, kind);
  if (kind === 'world') return worlds(state, typed, start);
  return kind === 'topic' ? helpTopics(typed, start) : setting(state, world?.name ?? null, typed, start);
}

/** Words for the game: what was lately on screen. */
function words(turn: ViewTurn): Candidates | null {
  const { text, cursor } = turn.view.editor;
  const word = lastWord(text.slice(0, cursor));
  if (word === '') return null;
  const found = recentWords(turn, word);
  if (found.length === 0) return null;
  const fits = oneOf(word, cursor - word.length, found);
  // What was typed keeps its case.
  return { ...fits, common: word + fits.common.slice(word.length) };
}

/** What stands behind the last blank; '' if it is too long to be a word. */
function lastWord(text: string): string {
  const end = text.slice(-LONGEST_WORD - 1);
  const word = end.slice(end.search(/\S*$/));
  return word.length > LONGEST_WORD ? '' : word;
}
