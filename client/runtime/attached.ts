/** Terminals that are attached: what their painters draw on. How much one has swallowed is in the state (web/attach/). */
import type { Event } from '../state/events.ts';
import type { State } from '../state/state.ts';
import { clipboard } from '../terminal/modes.ts';
import { notification } from '../terminal/outside/notification.ts';
import { profileFor } from '../terminal/profile.ts';
import { channelOf } from '../web/attach/channel.ts';
import { encoded } from '../web/attach/setup.ts';
import type { Port } from './painter.ts';

export interface Attached {
  /** null: the view is not drawn on an attached terminal. */
  port(view: string): Port | null;
  notify(view: string, title: string, text: string): void;
  copy(view: string, text: string): void;
}

export function createAttached(state: State, dispatch: (event: Event) => void): Attached {
  const viewOf = (id: string) => state.views[id] ?? null;

  function write(id: string, text: string): void {
    const view = viewOf(id);
    if (view?.channel === null || !view) return;
    dispatch({ type: 'web painted', id: view.channel, bytes: encoded(state, view, text) });
  }

  function isIdle(id: string): boolean {
    const view = viewOf(id);
    const tty = view && channelOf(state, view)?.tty;
    return Boolean(tty && tty.taken === tty.drawn);
  }

  return {
    port(id) {
      if ((viewOf(id)?.channel ?? null) === null) return null;
      return {
        profile: () => profileFor(viewOf(id) ?? {}, state.settings),
        write: text => write(id, text),
        isIdle: () => isIdle(id),
        // Its program says when somebody else has had it.
        repair: () => false,
      };
    },
    notify(id, title, text) {
      const by = viewOf(id)?.device?.notify;
      if (by) write(id, notification(by, title, text));
    },
    copy: (id, text) => write(id, clipboard(text)),
  };
}
