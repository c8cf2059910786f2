/** The sign of a reload: that a new build is being tried, and for two seconds, which build has replaced which. */
import type { State } from '../../state/state.ts';
import { cancel, schedule } from '../../state/timers.ts';
import type { View } from '../../state/view.ts';
import { tellPlain } from '../plain/tell.ts';

/** Long enough to be read, and gone before one looks for something else (ms). */
const SHOWN = 2000;

const TRYING = 'Trying the new build ...';

/** The trial takes long, or is over: on the bar, where nothing of it stays, and printed where there is none. */
export function noteTrial(state: State, isSlow: boolean): void {
  if (!isSlow) return void delete state.trying;
  state.trying = true;
  for (const view of Object.values(state.views)) tellPlain(state, view, [TRYING]);
}

/** What pages show of it, who have no bar; '' = nothing. */
export function trialWords({ trying }: State): string {
  return trying ? TRYING : '';
}

/** This image, of build `version`, takes the state over at `now`; the state still has the build that wrote it. */
export function noteReload(state: State, version: string, now: number): void {
  delete state.reloaded;
  if (!state.settings.reload_sign) return;
  state.reloaded = { from: state.version, to: version };
  schedule(state, 'reloaded', null, now + SHOWN - state.now);
}

/** It has been shown for long enough. */
export function forgetReload(state: State): void {
  delete state.reloaded;
  cancel(state, 'reloaded', null);
}

/** `Trying the new build ...`, `reloaded 0.1.3 → 0.1.4`; `reloaded` alone where it is the same version, or where there is no room for more. */
export function reloadWords(
  { reloaded, trying, settings }: State,
  { device }: View,
  room = Infinity,
): string {
  if (trying) return room >= TRYING.length ? TRYING : room >= 'Trying'.length ? 'Trying' : '';
  if (!reloaded || !settings.reload_sign) return '';
  const { from, to } = reloaded;
  const arrow = device?.ascii ? '->' : '→';
  const words = from === to ? 'reloaded' : `reloaded ${from} ${arrow} ${to}`;
  if (words.length <= room) return words;
  return room >= 'reloaded'.length ? 'reloaded' : '';
}
