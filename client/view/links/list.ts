/** Esc o, /links: the links that a game has sent, and what each of them sends; one that is chosen is followed. */

import { setText } from '../../editor/editor.ts';
import type { LinksDialog, ShownLink } from '../../state/dialog.ts';
import type { Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import { styles } from '../../terminal/theme.ts';
import { cellsBetween, fitted, previousGrapheme, textWidth } from '../../text/width.ts';
import { worldOn } from '../../world/audience.ts';
import { begunBy } from '../../world/links/begun.ts';
import { followLink } from '../../world/links/follow.ts';
import { complainHere, findWorld, sayHere, typedName, worldSettings } from '../../world/world.ts';
import { type Form, formState, type ItemRow } from '../dialog/form/form.ts';
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
    ? ` MXP, which marks them, is off: /setup worlds.${typedName(world)}.mxp on, then connect again.`
    : '';
  sayHere(turn, `${world.name} has no links in its last ${LOOKED_AT} lines.${why}`);
}

/** What these links send, to be chosen from. */
export function offerLinks(view: View, world: string, links: readonly ShownLink[]): void {
  openDialog(view, { kind: 'links', form: formState(), world, links });
}

export const linksKind = formKind<LinksDialog>({
  describe: (_state, view, dialog) => describe(view, dialog),
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
  setText(view.editor, begunBy(command, turn.state));
}

/** Cells of a row where there is room, what the box and its marks take of a screen, and what is always shown of a command. */
const COLUMNS = 70;
const AROUND = 10;
const LEAST = 16;

function describe({ columns }: View, { world, links, form }: LinksDialog): Form {
  const room = Math.max(LEAST, Math.min(COLUMNS, columns - AROUND));
  const rows = links.flatMap((link, at) =>
    link.commands.map((_, pick) => ({ link, row: itemOf(link, pick, `link ${at} ${pick}`, room) })),
  );
  const here = rows.find(({ row }) => row.id === form.focus) ?? rows[0];
  return {
    title: `Links of ${world}`,
    sign: `${links.length}`,
    rows: [
      {
        kind: 'text',
        text: 'What each of them sends to the game, and what it says of it:',
        style: styles.quiet,
      },
      ...rows.map(({ row }) => row),
    ],
    buttons: [{ id: 'close', label: 'Close', letter: 'c' }],
    hints: [
      { key: 'Enter', text: here?.link.prompt ? 'Enter: put it into the input' : 'Enter: send it' },
      { key: 'Escape', text: 'Esc: leave' },
    ],
  };
}

function itemOf(link: ShownLink, pick: number, id: string, room: number): ItemRow {
  const command = link.commands[pick] ?? '';
  const hint = link.hints[pick] ?? '';
  const said = [command.toLowerCase() === link.text.toLowerCase() ? '' : link.text, hint]
    .filter((text, at, all) => text !== '' && all.indexOf(text) === at)
    .join(': ');
  const more = link.prompt ? ' …' : '';
  return {
    kind: 'item',
    id,
    label: [
      { text: `${withEnd(command, room - textWidth(more))}${more}`, style: styles.strong },
      { text: said === '' ? '' : `  ${said}`, style: styles.quiet },
    ],
    about: link.prompt ? 'It goes into the input, to be completed there.' : 'Enter sends it to the game.',
  };
}

/** In so many cells, its end with it: a game could put what matters behind the edge of the box. */
function withEnd(command: string, room: number): string {
  if (fitted(command, room) === command) return command;
  const half = (room - 3) >> 1;
  let from = command.length;
  for (let next = from; from > 0 && cellsBetween(command, next, command.length) <= half; ) {
    from = next;
    next = previousGrapheme(command, from);
  }
  return `${fitted(command, half)} … ${command.slice(from)}`;
}
