/** A dialog that has no questions of its own: what stands in it is read, and the keys are entered that it is to have. */
import type { Key } from '../../state/terminal.ts';
import type { Dialog } from '../../state/view.ts';
import type { Answered, Asks } from '../dialog/kind.ts';
import { kindNamed } from '../dialog/kinds.ts';

const LEAVE = '.';
const NAMED = /^(Esc|Escape|Enter|Tab|Space|Up|Down|Left|Right|PageUp|PageDown|Home|End|F\d+|[CMS]-\S+)$/;

export const keysAsked: Asks<Dialog> = {
  question(state, view, dialog) {
    const kind = kindNamed(dialog.kind);
    const rows =
      kind?.covers === 'box' ? kind.box(state, view, dialog).rows : (kind?.rows(state, view, dialog) ?? []);
    const lines = rows.map(row => unframed(row.map(({ text }) => text).join(''))).filter(text => text !== '');
    return { lines, prompt: 'Key, or text (a full stop leaves): ' };
  },
  answer(turn, view, dialog, step, text): Answered {
    const kind = kindNamed(dialog.kind);
    let order: Answered['order'];
    for (const key of keysOf(text)) {
      const done = view.dialogs.includes(dialog) ? kind?.key(turn, view, dialog, key) : undefined;
      if (typeof done === 'object') order = done;
    }
    return { says: [], step, again: true, order };
  },
};

/** Without what is drawn around it. */
function unframed(row: string): string {
  return row.replace(/[\u2500-\u259f]+/g, ' ').trim();
}

function keysOf(text: string): Key[] {
  const given = text.trim();
  if (given === LEAVE) return [{ type: 'key', name: 'Escape' }];
  if (given === '') return [{ type: 'key', name: 'Enter' }];
  if (NAMED.test(given)) return [{ type: 'key', name: given === 'Esc' ? 'Escape' : given }];
  return Array.from(text, one => ({ type: 'text', text: one }));
}
