/** On whose behalf something is done, and where its answer stands. */
import type { Turn } from '../../state/state.ts';
import { measureFor } from '../../view/widths.ts';
import { attendedView, worldOn } from '../../world/audience.ts';

/** What nobody has done is done on behalf of the view that is looked at. */
export function forAttended(turn: Turn): Turn {
  const view = attendedView(turn.state);
  if (view) measureFor(view, turn.state);
  return { ...turn, view, world: view && worldOn(turn.state, view) };
}

/** What somebody has asked for is answered where they are; a view that is gone is nobody's. */
export function onBehalfOf(turn: Turn, id: string | undefined): Turn {
  const view = turn.state.views[id ?? ''] ?? null;
  if (view) measureFor(view, turn.state);
  return view ? { ...turn, view, world: worldOn(turn.state, view) } : forAttended(turn);
}
