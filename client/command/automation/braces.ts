/** Rules as TinTin++ writes them, typed: `/action {%0 tells you} {say hi}` is what an import would make of it. */

import type { Source } from '../../imports/source.ts';
import { createTaker } from '../../imports/taker.ts';
import { convertTinTin } from '../../imports/tintin/convert.ts';
import { closingBrace } from '../../imports/tintin/parse.ts';
import type { Turn } from '../../state/state.ts';
import { complainHere } from '../../world/world.ts';
import { keepMade } from './keep.ts';

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
  // Of a rule of the user's it is what it always was.
  if (turn.author || !text.startsWith('{') || closingBrace(text) < 0) return false;
  const taker = createTaker('');
  for (const _ of convertTinTin({ ...nothingElse, text: `#${THERE[command]} ${text}` }, taker));
  const { rules, items } = taker.taken();
  const [rule] = rules;
  const why = items.map(({ as }) => (as.type === 'nothing' ? as.why : '')).find(one => one !== '');
  if (rule && rules.length === 1 && items.length === 1) keepMade(turn, rule);
  else
    complainHere(
      turn,
      `/${command}: that is how TinTin++ writes it, and it cannot be taken so${why ? `: ${why}` : ''}. /help ${command} has examples; /import tintin FILE takes whole files.`,
    );
  return true;
}
