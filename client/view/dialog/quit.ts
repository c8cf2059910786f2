/** Whether to quit, where that hangs up on somebody: the worlds that would be cut are named. */
import type { QuitQuestion } from '../../state/dialog.ts';
import type { Edit } from '../../state/editing/edits.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { styles } from '../../terminal/theme.ts';
import { unsentEdits } from '../../world/edits/edits.ts';
import { type Form, formState } from './form/form.ts';
import { formKind } from './form/kind.ts';
import { closeDialog, openDialog } from './stack.ts';

/** Asks on the view; where no world is connected there is nothing to ask. */
export function askQuit({ state, view, effects }: Turn): void {
  if (!view || (connected(state).length === 0 && unsentEdits(state).length === 0))
    effects.push({ type: 'quit' });
  else openDialog(view, { kind: 'quit', form: formState({}, 'quit') });
}

export const quitKind = formKind<QuitQuestion>({
  describe,
  press(turn: Turn, view: View, dialog: QuitQuestion, id: string) {
    closeDialog(view, dialog);
    if (id === 'quit') turn.effects.push({ type: 'quit' });
    if (id === 'keep') turn.effects.push({ type: 'quit', keep: true });
  },
});

function connected({ worlds }: State): World[] {
  return Object.values(worlds).filter(({ phase }) => phase === 'connected');
}

function describe(state: State): Form {
  const worlds = connected(state);
  const names = worlds.map(({ name }) => name).sort((a, b) => a.localeCompare(b));
  const inProxy = worlds.filter(({ link }) => link?.session).length;
  const unsent = unsentEdits(state);
  return {
    title: 'Quit Clay?',
    columns: 60,
    rows: [
      { kind: 'text', text: lossOf(names), style: names.length > 0 ? styles.strong : '' },
      ...(inProxy > 0 ? [{ kind: 'text', text: keptBy(inProxy) } as const] : []),
      ...(unsent.length > 0 ? [{ kind: 'text', text: writtenDown(unsent) } as const] : []),
      {
        kind: 'text',
        text: 'A reload (Ctrl+R) takes up a new version of Clay without cutting anything.',
        style: styles.quiet,
      },
    ],
    buttons: [
      { id: 'quit', label: 'Quit', letter: 'q' },
      ...(inProxy > 0 ? [{ id: 'keep', label: 'Leave, keep those', letter: 'k' }] : []),
      { id: 'stay', label: 'Stay', letter: 's' },
    ],
  };
}

function lossOf(names: readonly string[]): string {
  if (names.length === 0) return 'No world is connected any more.';
  const count = names.length === 1 ? 'This world is cut' : `These ${names.length} worlds are cut`;
  return `${count}: ${names.join(', ')}.`;
}

function writtenDown(unsent: readonly Edit[]): string {
  const names = unsent.map(({ name, world }) => `${name} (${world})`).join(', ');
  return `Not sent to the game: ${names}. What nobody takes up is written to the folder edits of the profile.`;
}

function keptBy(count: number): string {
  const which = count === 1 ? 'One of them is' : `${count} of them are`;
  return `${which} held by tlsproxy: Quit hangs up there, too; Leave keeps that, and the next start takes it up, with all that was said meanwhile.`;
}
