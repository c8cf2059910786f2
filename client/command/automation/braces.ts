/** Rules as TinTin++ writes them, typed: `/action {%0 tells you} {say hi}` is what an import would make of it. */

import type { Source } from '../../imports/source.ts';
import { createTaker, type Taken } from '../../imports/taker.ts';
import { convertTinTin } from '../../imports/tintin/convert.ts';
import { closingBrace } from '../../imports/tintin/parse.ts';
import type { ImportItem } from '../../state/imports/found.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere } from '../../world/world.ts';
import { keepMade } from './keep.ts';
import { takeSides } from './written.ts';

/** Clay's commands, and what TinTin++ calls them. */
const THERE = {
  action: 'action',
  alias: 'alias',
  bind: 'macro',
  gag: 'gag',
  hilite: 'highlight',
  substitute: 'substitute',
} as const;

const ALONE = { fault: 'other files are left alone' };
const nothingElse: Omit<Source, 'text'> = { group: '', read: () => ALONE, load: () => ALONE };

/** Makes the rule if what stands behind the command begins with a part in braces. False: it is written as here. */
export function takesBraces(turn: Turn, command: keyof typeof THERE, args: string): boolean {
  const text = args.trim();
  if (!text.startsWith('{')) return false;
  const end = closingBrace(text);
  // Of a rule of the user's it is what it always was; what would have no body has been meant as TinTin++ does.
  if (turn.author) return isMeantAsThere(turn, command, text, end);
  // One brace is a text like others, and what has a = is written as here.
  const isOpen = end < 0 && text.includes('{', 1) && takeSides(text).right === null;
  if (end < 0 && !isOpen) return false;
  // Who is used to rules of here has a = behind braces as well.
  const written = isOpen ? text : text.slice(0, end + 1) + text.slice(end + 1).replace(/^\s*=(?=\s|$)/, ' ');
  const lacks = isOpen ? 'a { has no } behind it' : lacking(command, written.slice(end + 1));
  const { rules, items } = lacks === '' ? found(`#${THERE[command]} ${written}`) : NOTHING;
  const [rule] = rules;
  if (rule && rules.length === 1 && items.length === 1) keepMade(turn, rule);
  else {
    const why = lacks || items.map(whyNot).find(one => one !== '');
    complainHere(
      turn,
      `/${command}: that is how TinTin++ writes it, and it cannot be taken so${why ? `: ${why}` : ''}. /help ${command} has examples; /import tintin FILE takes whole files.`,
    );
  }
  return true;
}

/** What is to stand in rules, macros and files, where braces are signs like others; those that want no `=` take any text. */
const HERE: Partial<Record<keyof typeof THERE, string>> = {
  action: '/action NAME PATTERN = COMMANDS',
  alias: '/alias NAME = COMMANDS',
  bind: '/bind KEY = COMMANDS',
  substitute: '/substitute PATTERN = WORDS',
};

function isMeantAsThere(turn: Turn, command: keyof typeof THERE, text: string, end: number): boolean {
  const here = HERE[command];
  const isTwo = end > 0 && /^\s*\{/.test(text.slice(end + 1));
  if (!here || !isTwo || takeSides(text).right !== null) return false;
  complainHere(
    turn,
    `/${command}: parts in braces, as TinTin++ has them, are taken only where the command is typed. In rules, macros and files it is ${here}; /import tintin FILE takes whole files of TinTin++.`,
  );
  return true;
}

const NOTHING: Taken = { rules: [], items: [] };

function found(text: string): Taken {
  const taker = createTaker('');
  for (const _ of convertTinTin({ ...nothingElse, text }, taker));
  return taker.taken();
}

/** TinTin++ shows what there is, then: a line is not to lose what matches for that. */
function lacking(command: keyof typeof THERE, behind: string): string {
  return command === 'substitute' && behind.trim() === '' ? 'it has no words to be shown instead' : '';
}

function whyNot({ as }: ImportItem): string {
  if (as.type === 'script') return 'what it does takes a script';
  return as.type === 'nothing' ? as.why : '';
}
