/** How wide characters are that have one column or two: as the terminal has it that is drawn on or typed on. */
import type { State } from '../state/state.ts';
import { TERMINAL, type View } from '../state/view.ts';
import { hasWideCells } from '../terminal/profile.ts';
import { setAmbiguousWide } from '../text/codepoint.ts';

/** Before anything is measured for this view: the answer is of the state, and the measure follows it. */
export function measureFor(view: Pick<View, 'device'>, { settings }: Pick<State, 'settings'>): void {
  setAmbiguousWide(hasWideCells(view, settings));
}

/** What is measured for no view is measured for the terminal that Clay was started in, or the first. */
export function followWidths(state: State): void {
  const { views } = state;
  measureFor(views[TERMINAL] ?? Object.values(views)[0] ?? {}, state);
}
