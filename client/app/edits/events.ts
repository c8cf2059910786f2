/** What becomes of texts that are edited: keys of connections, editors that begin and end. */
import type { EditEvent } from '../../state/editing/edits.ts';
import type { Turn } from '../../state/state.ts';
import { TERMINAL } from '../../state/view.ts';
import { openBox } from '../../view/edits/open.ts';
import { editNumbered, takeEdited } from '../../world/edits/edits.ts';
import { onKeyMade } from '../../world/edits/mcp.ts';
import { complainHere, findWorld, worldOfLink } from '../../world/world.ts';

export function onEditEvent(turn: Turn, event: EditEvent): void {
  const { state } = turn;
  if (event.type === 'key made') {
    const world = worldOfLink(state, event.link);
    if (world) onKeyMade(turn, world, event.random);
    return;
  }
  const edit = editNumbered(state, event.edit);
  if (event.type === 'edit begun') {
    const { pid, identity, file } = event;
    state.edits ??= { next: 1, list: [] };
    state.edits.lent = { edit: event.edit, pid, identity, file };
    return;
  }
  if (state.edits?.lent?.edit === event.edit) delete state.edits.lent;
  if (!edit) return;
  const world = findWorld(state, edit.world) ?? null;
  if (world) turn.touched.add(world);
  const view = state.views[TERMINAL] ?? null;
  const at = { ...turn, view, world };
  if (event.type === 'no editor') {
    if (view) openBox(at, view, edit);
  } else if (event.text === null || (event.why !== '' && event.text === edit.text))
    complainHere(at, `${edit.name} is not edited: ${event.why}`);
  else takeEdited(at, edit, event.text);
}
