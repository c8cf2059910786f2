/** A text of one line being edited in a dialog: without a history, and a paste brings no line ends in. */
import { edit } from '../../editor/editor.ts';
import type { State } from '../../state/state.ts';
import type { Editor, Key } from '../../state/terminal.ts';

/** Handles the key as the input line does. Returns false if it is none of an editor's. */
export function editLine({ kills, settings }: State, editor: Editor, key: Key): boolean {
  const given = key.type === 'paste' ? { ...key, text: key.text.trim().replace(/\s*[\r\n]+\s*/g, ' ') } : key;
  return edit(editor, { history: [], unsavedHistory: [], kills, settings }, given, Number.MAX_SAFE_INTEGER)
    .handled;
}
