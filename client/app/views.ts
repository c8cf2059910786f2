/** Views that come and go while the client runs. */
import type { State } from '../state/state.ts';
import { cancel, VIEW_TIMERS } from '../state/timers.ts';

/** Nobody looks through the view any more: worlds, logs and all other views go on. */
export function closeView(state: State, id: string): void {
  const view = state.views[id];
  if (!view) return;
  for (const what of VIEW_TIMERS) cancel(state, what, view);
  delete state.views[id];
  delete state.announced[id];
}
