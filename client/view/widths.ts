/** How wide characters are that have one column or two: by the setting and the terminal that Clay was started in. */
import type { State } from '../state/state.ts';
import { TERMINAL } from '../state/view.ts';
import { hasWideCells } from '../terminal/profile.ts';
import { setAmbiguousWide } from '../text/codepoint.ts';

/** Before anything is measured: the answer is of the state, and the measure follows it. */
export function followWidths({ views, settings }: State): void {
  setAmbiguousWide(hasWideCells(views[TERMINAL] ?? Object.values(views)[0] ?? {}, settings));
}
