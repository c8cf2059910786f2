/** A pager without a screen: a page of lines at a time, Enter goes on; a program that reads gets all at once. */
import type { Pager } from '../../../state/dialog.ts';
import type { View } from '../../../state/view.ts';
import { matches, parsePattern } from '../../../text/glob.ts';
import type { Answered, Asks, Question } from '../kind.ts';
import { closeDialog } from '../stack.ts';

/** What the next lines are read from is the `line` of the pager. */
export const pagerAsks: Asks<Pager> = {
  question(_, view, pager, step): Question {
    const title = step === '' && pager.title !== '' ? [`${pager.title}:`] : [];
    const end = endOf(view, pager);
    const lines = pager.lines.slice(pager.line, end).map(({ text }) => text);
    const rest = pager.lines.length - end;
    const more = rest === 1 ? '1 more line' : `${rest} more lines`;
    return { lines: [...title, ...lines], prompt: `${more} (Enter, /word, all, q): ` };
  },
  answer(_, view, pager, __, text): Answered {
    const given = text.trim();
    if (given === 'q' || given === '.') return over(view, pager);
    if (given.startsWith('/')) return found(view, pager, given.slice(1));
    pager.line = endOf(view, pager);
    if (given === 'all') return { ...over(view, pager), says: restOf(pager) };
    if (endOf(view, pager) < pager.lines.length) return { says: [], step: 'more', again: true };
    return { ...over(view, pager), says: restOf(pager) };
  },
};

/** Whether all of it is read at once. */
export function isShort(view: View, pager: Pager): boolean {
  return endOf(view, pager) >= pager.lines.length;
}

/** The end of the page: a row is left for the question, and one for the title. */
function endOf({ rows, plain }: View, { line, lines }: Pager): number {
  return plain?.input === 'lines' ? lines.length : Math.min(lines.length, line + Math.max(1, rows - 2));
}

function restOf({ lines, line }: Pager): string[] {
  return lines.slice(line).map(({ text }) => text);
}

function over(view: View, pager: Pager): Answered {
  closeDialog(view, pager);
  return { says: [], step: '', again: false };
}

/** On with the next line that has it. */
function found(view: View, pager: Pager, word: string): Answered {
  const pattern = parsePattern(word);
  const from = endOf(view, pager);
  const at = pager.lines.findIndex(({ text }, line) => line >= from && matches(pattern, text));
  if (word === '' || at < 0)
    return { says: [`There is no “${word}” further down.`], step: 'more', again: false };
  pager.line = at;
  if (!isShort(view, pager)) return { says: [], step: 'more', again: true };
  return { ...over(view, pager), says: restOf(pager) };
}
