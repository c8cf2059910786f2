/** Esc o, /links: the links that a game has sent, and what each of them sends; one that is chosen is followed. */

import { setText } from '../../editor/editor.ts';
import type { LinksDialog, ShownLink } from '../../state/dialog.ts';
import type { Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { begunBy } from '../../stream/mxp/send-link.ts';
import { styles } from '../../terminal/theme.ts';
import { worldOn } from '../../world/audience.ts';
import { followLink } from '../../world/links/follow.ts';
import { complainHere, findWorld, sayHere, worldSettings } from '../../world/world.ts';
import { type Form, type FormRow, formState } from '../dialog/form/form.ts';
import { formKind } from '../dialog/form/kind.ts';
import { closeDialog, openDialog } from '../dialog/stack.ts';
import { LOOKED_AT, recentLinks } from './found.ts';

/** Opens the list of the world on screen. */
export function openLinks(turn: Turn): void {
  const { state, view, readChunk } = turn;
  if (!view) return;
  const world = worldOn(state, view);
  if (!world) return sayHere(turn, 'Links are those of a game: no world is on screen.');
  const links = recentLinks(world, readChunk);
  if (links.length > 0) return offerLinks(view, world.name, links);
  const isOff = !worldSettings(state, world).mxp;
  const why = isOff
    ? ` MXP, which marks them, is off: /setup worlds.${world.name}.mxp on, then connect again.`
    : '';
  sayHere(turn, `${world.name} has no links in its last ${LOOKED_AT} lines.${why}`);
}

/** What these links send, to be chosen from. */
export function offerLinks(view: View, world: string, links: readonly ShownLink[]): void {
  openDialog(view, { kind: 'links', form: formState(), world, links });
}

export const linksKind = formKind<LinksDialog>({
  describe: (_state, _view, dialog) => describe(dialog),
  press(turn, view, dialog, id) {
    closeDialog(view, dialog);
    const [, at, pick] = /^link (\d+) (\d+)$/.exec(id) ?? [];
    const link = dialog.links[Number(at)];
    if (at === undefined || !link) return;
    pressLink(turn, view, dialog.world, link, Number(pick));
  },
});

/** Follows the link, or puts what it begins into the input. */
export function pressLink(turn: Turn, view: View, name: string, link: ShownLink, pick: number): void {
  const world = findWorld(turn.state, name);
  const command = link.commands[pick];
  if (!world || command === undefined)
    return complainHere(turn, `Not sent: there is no world ${name} any more.`);
  if (!link.prompt) return followLink({ ...turn, world }, world, link, pick);
  if (view.current !== name || view.editor.text !== '')
    return complainHere(
      turn,
      `Not taken: something stands in the input already, and ${command} would go there.`,
    );
  setText(view.editor, begunBy(command));
}

function describe({ world, links }: LinksDialog): Form {
  return {
    title: `Links of ${world}`,
    sign: `${links.length}`,
    rows: [
      {
        kind: 'text',
        text: 'What each of them sends to the game, and what it says of it:',
        style: styles.quiet,
      },
      ...links.flatMap((link, at) =>
        link.commands.map((command, pick) => itemOf(link, command, `link ${at} ${pick}`, pick)),
      ),
    ],
    buttons: [{ id: 'close', label: 'Close', letter: 'c' }],
    hints: [
      { key: 'Enter', text: 'Enter: send it' },
      { key: 'Escape', text: 'Esc: leave' },
    ],
  };
}

function itemOf(link: ShownLink, command: string, id: string, pick: number): FormRow {
  const hint = link.hints[pick] ?? '';
  const said = [command.toLowerCase() === link.text.toLowerCase() ? '' : link.text, hint]
    .filter((text, at, all) => text !== '' && all.indexOf(text) === at)
    .join(': ');
  const more = link.prompt ? ' …' : '';
  return {
    kind: 'item',
    id,
    label: [
      { text: `${command}${more}`, style: styles.strong },
      { text: said === '' ? '' : `  ${said}`, style: styles.quiet },
    ],
    about: link.prompt ? 'It goes into the input, to be completed there.' : 'Enter sends it to the game.',
  };
}
