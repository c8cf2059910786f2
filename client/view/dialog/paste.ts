/** What to do with a pasted text of several lines: nothing of it is sent before its user has seen how much it is. */
import { clean, type EditResult, editBy, insertPaste } from '../../editor/editor.ts';
import { keepKill } from '../../editor/kill-ring.ts';
import { wholly } from '../../editor/pasted.ts';
import { commandsIn } from '../../editor/separator.ts';
import { MAX_TEXT } from '../../editor/text.ts';
import type { PasteDialog } from '../../state/dialog.ts';
import type { State, Turn } from '../../state/state.ts';
import type { Key } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { fitted } from '../../text/width.ts';
import { worldOn } from '../../world/audience.ts';
import { takesWords } from '../../world/outbox.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { inCommandLine } from '../input-lines.ts';
import { giveInputRowsBack } from '../layout.ts';
import { counted, sendSlowly } from '../paste/slowly.ts';
import { type Form, type FormButton, type FormRow, formState } from './form/form.ts';
import { formKind } from './form/kind.ts';
import { closeDialog, openDialog } from './stack.ts';

/** Lines that are shown, and cells of each. */
const FIRST_LINES = 4;
const COLUMNS = 60;
const HIDDEN = 'Not sent: the server hides what is typed now. Ctrl+Y brings the paste back when that ends.';

/** Opens the dialog if the paste has so many lines that it is asked about. A password is never asked about, nor shown. */
export function askAboutPaste({ state }: Turn, view: View, key: Key): boolean {
  const { paste_ask } = state.settings;
  // What has broken off stands in the input, where its end can be seen.
  if (key.type !== 'paste' || key.cut || view.editor.masked || inCommandLine(view) || paste_ask === 0)
    return false;
  const text = clean(key.text);
  if (linesIn(text) < paste_ask) return false;
  openDialog(view, bounded({ kind: 'paste', form: formState({}, 'send'), text, refused: 0 }));
  return true;
}

export const pasteKind = formKind<PasteDialog>({
  describe,
  press,
  key(turn, view, dialog, key) {
    // As they throw the input away.
    const isDrop = key.type === 'key' && (key.name === 'C-g' || key.name === 'C-u');
    if (isDrop) drop(turn, view, dialog);
    if (key.type !== 'paste') return isDrop;
    // A paste of very many megabytes comes in parts.
    dialog.text += clean(key.text);
    bounded(dialog);
    return true;
  },
  leave: drop,
});

function bounded(dialog: PasteDialog): PasteDialog {
  dialog.refused += Math.max(0, dialog.text.length - MAX_TEXT);
  dialog.text = dialog.text.slice(0, MAX_TEXT);
  return dialog;
}

function describe(state: State, view: View, { text }: PasteDialog): Form {
  const lines = text.replace(/\n$/, '').split('\n', FIRST_LINES + 1);
  const count = linesIn(text);
  const rows: FormRow[] = lines
    .slice(0, FIRST_LINES)
    .map(line => ({ kind: 'text', text: beginning(line), style: '2' }));
  if (count > FIRST_LINES)
    rows.push({ kind: 'text', text: `… and ${counted(count - FIRST_LINES)} more`, style: '2' });
  if (/^\//m.test(text))
    rows.push({ kind: 'text', text: 'Lines that begin with / are text, and no commands.' });
  return {
    title: 'Paste',
    sign: worldOn(state, view)?.name ?? '',
    columns: COLUMNS,
    rows: [{ kind: 'text', text: `${counted(count)}, ${text.length} characters`, style: '1' }, ...rows],
    buttons: buttonsOf(state, view),
    hints: [
      { key: 'Enter', text: 'Enter: do it' },
      { key: 'Escape', text: 'Esc: throw it away' },
    ],
  };
}

function buttonsOf(state: State, view: View): FormButton[] {
  const pace = state.settings.paste_pace;
  return [
    {
      id: 'send',
      label: 'Send all',
      letter: 's',
      about: 'All lines at once, with what stands in the input.',
    },
    ...(slowWorld(state, view)
      ? [
          {
            id: 'slowly',
            label: 'Slowly',
            letter: 'l',
            about: `${pace} lines a second (paste_pace); Ctrl+C stops it.`,
          },
        ]
      : []),
    { id: 'edit', label: 'Edit', letter: 'e', about: 'Puts it into the input; Enter sends it then.' },
    { id: 'drop', label: 'Drop', letter: 'd', about: 'Throws it away; Ctrl+Y brings it back.' },
  ];
}

/** The world that lines can be sent to one by one: the input begins with no command. */
function slowWorld(state: State, view: View): World | null {
  const world = worldOn(state, view);
  const isCommand = /^\/(?!\/)/.test(view.editor.text);
  return world && takesWords(world) && !isCommand ? world : null;
}

function press(turn: Turn, view: View, dialog: PasteDialog, id: string): undefined {
  const { state } = turn;
  if (id === 'drop') return drop(turn, view, dialog);
  closeDialog(view, dialog);
  // The server has begun to ask for a password meanwhile.
  if (view.editor.masked) {
    keepKill(state, killOf(dialog));
    complainHere(turn, HIDDEN);
    return;
  }
  const refused = insertPaste(view.editor, dialog.text) + dialog.refused;
  if (refused > 0) complainHere(turn, `The input line is full: ${refused} characters were not taken.`);
  if (id === 'send') turn.actions.push({ view, name: 'accept-line' });
  const world = id === 'slowly' ? slowWorld(state, view) : null;
  if (!world) return;
  const entered = editBy(view.editor, state, 'accept-line', view.columns, 0, world.name);
  giveInputRowsBack(view);
  sendSlowly(turn, world, wordsOf(state, entered));
}

/** The lines as they are sent. */
function wordsOf({ settings }: State, { submitted = '' }: EditResult): string[] {
  return submitted
    .replace(/\n$/, '')
    .split('\n')
    .flatMap(line => commandsIn(line, settings.command_separator))
    .map(line => (line.startsWith('//') ? line.slice(1) : line));
}

function drop(turn: Turn, view: View, dialog: PasteDialog): undefined {
  closeDialog(view, dialog);
  keepKill(turn.state, killOf(dialog));
  sayHere(turn, 'The paste is thrown away. Ctrl+Y brings it back.');
}

function killOf({ text }: PasteDialog) {
  return { text, pasted: wholly(text) };
}

/** A line end at the end begins no further line. */
function linesIn(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** As much of a line as there is room for. */
function beginning(line: string): string {
  const start = fitted(line, COLUMNS - 1);
  return start === line ? line : `${start}…`;
}
