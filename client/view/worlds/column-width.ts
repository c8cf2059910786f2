/** How much of the screen the column of worlds takes. */
import type { Settings } from '../../state/settings.ts';
import type { View } from '../../state/view.ts';

/** On a narrower screen it would take too much from the text. */
export const LEAST_FOR_COLUMN = 100;
/** A name and its signs; no name needs more. */
const WIDTH = { part: 1 / 6, least: 16, most: 28 };

/** In cells, with the line that ends it; 0 = there is none. It depends on the screen alone: worlds that come and go do not move the text. */
export function columnWidth(
  { settings }: { readonly settings: Pick<Settings, 'world_column'> },
  { kind, columns, plain }: Pick<View, 'kind' | 'columns' | 'plain'>,
): number {
  if (!settings.world_column || kind !== 'terminal' || plain || columns < LEAST_FOR_COLUMN) return 0;
  return Math.min(WIDTH.most, Math.max(WIDTH.least, Math.floor(columns * WIDTH.part)));
}
