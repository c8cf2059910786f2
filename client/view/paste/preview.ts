/** The input while a paste is asked about: as it will be, so that nothing moves when the paste is taken. */
import type { Editor } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { pasteOf } from '../dialog/stack.ts';

/** UTF-16 units of the paste that are looked at: no input area has room for more, however many of them have no width. */
const MOST = 50_000;

/** Returns the input line as it is shown; the cursor stays where the paste begins. A password shows nothing of it. */
export function editorShown(view: View): Editor {
  const { editor } = view;
  const paste = pasteOf(view);
  if (!paste || editor.masked) return editor;
  const { selected, ...shown } = editor;
  // What was sent last gives way to it.
  if (selected) return { ...shown, text: paste.text.slice(0, MOST), cursor: 0 };
  const [before, behind] = [editor.text.slice(0, editor.cursor), editor.text.slice(editor.cursor)];
  return { ...shown, text: before + paste.text.slice(0, MOST) + behind };
}
