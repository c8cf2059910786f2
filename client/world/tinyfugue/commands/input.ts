/** The input line, as programs fill it. What is hidden there they neither see nor change. */
import { insertText, replaceBefore, setText } from '../../../editor/editor.ts';
import type { Value } from '../../../state/tinyfugue/tinyfugue.ts';
import type { View } from '../../../state/view.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { attendedView } from '../../audience.ts';
import type { Job } from '../job.ts';
import type { ClientCommands } from './command.ts';

export const inputCommands: ClientCommands = {
  input: (job, rest) => input(job, rest),
  grab: (job, rest) => changed(job, editor => setText(editor, revealed(rest))),
};

/** Puts the text where the cursor is. */
export function input(job: Job, text: string): Value {
  return changed(job, editor => insertText(editor, revealed(text)));
}

/** Deletes what stands between the cursor and that place. Returns where the cursor is then. */
export function deleteTo(job: Job, place: number): Value {
  changed(job, editor => {
    const to = Math.min(editor.text.length, Math.max(0, place));
    const start = Math.min(to, editor.cursor);
    editor.cursor = Math.max(to, editor.cursor);
    replaceBefore(editor, start, '');
  });
  return viewOf(job)?.editor.cursor ?? 0;
}

function viewOf({ turn }: Job): View | null {
  return turn.view ?? attendedView(turn.state);
}

function changed(job: Job, change: (editor: View['editor']) => unknown): 0 | 1 {
  const editor = viewOf(job)?.editor;
  if (!editor || editor.masked) return 0;
  change(editor);
  return 1;
}
