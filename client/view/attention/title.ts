/** What stands outside of the screen of a view's terminal. */
import type { State } from '../../state/state.ts';
import type { Outside } from '../../terminal/outside/title.ts';
import { worldOn } from '../../world/audience.ts';
import { unreadWorlds } from '../switching.ts';

/** The title of the window says which world is on screen, behind how many others have something unread: `(2) Alpha`. */
export function outsideOf(state: State, id: string): Outside {
  const view = state.views[id];
  const { window_title, notify } = state.settings;
  if (!view || view.plain) return { title: null, focus: false };
  // What does not take such a sequence prints it.
  const hasTitle = window_title && view.device?.links === true;
  const focus = notify !== 'none' && Boolean(view.device?.notify);
  if (!hasTitle) return { title: null, focus };
  const waiting = unreadWorlds(state, view).length;
  const name = worldOn(state, view)?.name ?? 'Clay';
  return { title: waiting > 0 ? `(${waiting}) ${name}` : name, focus };
}
