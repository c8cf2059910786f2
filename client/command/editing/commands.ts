/** The command about texts that games hand over to be edited. */
import type { Turn } from '../../state/state.ts';
import { openEdits } from '../../view/edits/list.ts';
import { openEdit } from '../../view/edits/open.ts';
import { dropEdit, editNumbered, editsOf, isChanged, sendEdit } from '../../world/edits/edits.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';

const USAGE = 'Usage: /edits [n], /edits send n, /edits drop n.';

export const editCommand: Command = {
  names: ['edits'],
  usage: '/edits [n | send n | drop n]',
  summary: 'the texts that games have handed over to be edited (MCP); opens one, sends it again, gives it up',
  details: [
    'A MOO hands a text over by MCP when you ask it to (@edit, if its edit option is on). It opens in your editor (/setup editor, else VISUAL, EDITOR) on the terminal that Clay was started in, in a box elsewhere or where there is none. What is changed is sent when the editor ends, or by Ctrl+S in the box.',
    'It opens by itself only where its world is on screen, nothing is typed and nothing else is open, and once for each line that you have sent. A text that was not sent is kept over reloads and crashes.',
  ],
  arguments: [['send', 'drop']],
  examples: [
    ['/edits', 'the list'],
    ['/edits 2', 'opens number 2'],
    ['/edits send 2', 'sends it once more'],
  ],
  related: ['mcp', 'editor'],
  late: true,
  isByHand: () => true,
  run: edit,
};

function edit(turn: Turn, args: string): void {
  const { state, view } = turn;
  const [, verb, number] = /^(?:(send|drop) )?\s*(\d{1,9})?$/i.exec(args) ?? [];
  if (args === '') {
    const none = editsOf(state).length === 0;
    if (none) return sayHere(turn, 'No game has handed over a text to be edited.');
    if (view?.kind === 'terminal' && !view.plain) return openEdits(view);
    const rows = editsOf(state).map(
      ({ id, name, world, ...rest }) =>
        `${id} ${name} (${world})${isChanged({ id, name, world, ...rest }) ? ', not sent' : ''}`,
    );
    return sayHere(turn, rows.join('\n'));
  }
  if (number === undefined) return complainHere(turn, USAGE);
  const found = editNumbered(state, Number(number));
  if (!found) return complainHere(turn, `There is no text ${number} to edit; /edits lists them.`);
  if (state.edits?.lent?.edit === found.id) return complainHere(turn, `${found.name} is open in the editor.`);
  if (verb?.toLowerCase() === 'send') return sendEdit(turn, found);
  if (verb?.toLowerCase() !== 'drop') return view ? openEdit(turn, view, found) : undefined;
  dropEdit(state, found.id);
  sayHere(turn, `${found.name} is given up.`);
}
