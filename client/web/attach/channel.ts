/** From views to the terminals that they are drawn on, and what those are told. */
import { CLIENT_ENDED, DETACHED, type ToProgram } from '../../../shared/protocol/attach.ts';
import type { State, Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import type { View } from '../../state/view.ts';
import type { Browser } from '../../state/web.ts';
import { endWith, isProgram, pump, put } from '../connection.ts';
import { frame } from '../wire/frames.ts';

/** A terminal beyond a network that was lost has so long to come back to its view (ms): a laptop may sleep for a while. */
export const AWAY_TIME = 10 * 60_000;

export function tellProgram(browser: Browser, message: ToProgram): void {
  put(browser, frame('text', Buffer.from(JSON.stringify(message))));
}

/** What is to stand on the terminal: the next piece follows once it has swallowed this one. */
export function drawOn(browser: Browser, bytes: Uint8Array): void {
  if (!browser.tty || browser.mode !== 'open') return;
  browser.tty.drawn++;
  put(browser, frame('binary', bytes));
}

/** The connection that the view is drawn through; null: the process's own terminal is, or it is lost. */
export function channelOf({ web }: State, { channel, id }: Pick<View, 'channel' | 'id'>): Browser | null {
  const browser = channel === null ? undefined : web?.browsers[channel];
  return browser?.mode === 'open' && browser.tty?.view === id ? browser : null;
}

/** Its connection is lost, and nobody has ended it: a terminal beyond a network comes again. */
export function awaitReturn(state: State, { id, program, mode, tty }: Browser): void {
  const view = tty && state.views[tty.view];
  if (program && mode === 'open' && view?.channel === id) schedule(state, 'gone', view, AWAY_TIME);
}

/** Lets go of the view's terminal: what was drawn on it goes away, the client goes on. */
export function detach(state: State, view: View): void {
  const browser = channelOf(state, view);
  if (browser) endWith(browser, DETACHED, 'Detached: Clay goes on.');
}

/** Its program stops, as a shell's `fg` continues it. */
export function suspendTerminal(state: State, view: View): void {
  const browser = channelOf(state, view);
  if (browser) tellProgram(browser, { t: 'suspend' });
}

/** The client ends: programs are told, so that they do not wait for it. */
export function sayGoodbyeToPrograms(turn: Turn): void {
  for (const browser of Object.values(turn.state.web?.browsers ?? {})) {
    if (!isProgram(browser) || browser.mode !== 'open') continue;
    endWith(browser, CLIENT_ENDED, 'Clay has ended.');
    pump(turn, browser);
  }
}
