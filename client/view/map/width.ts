/** How much of the screen the map takes. */
import type { Settings } from '../../state/settings.ts';
import type { View } from '../../state/view.ts';

/** On a narrower screen it would take too much from the text. */
export const LEAST_FOR_MAP = 100;
const WIDTH = { part: 1 / 3, least: 32, most: 48 };

/** In cells, with the line before it; 0 = there is none. It depends on the screen alone: the text does not move as worlds come and go. */
export function mapWidth(
  { settings }: { readonly settings: Pick<Settings, 'map_pane'> },
  { kind, columns, plain }: Pick<View, 'kind' | 'columns' | 'plain'>,
): number {
  if (!settings.map_pane || kind !== 'terminal' || plain || columns < LEAST_FOR_MAP) return 0;
  return Math.min(WIDTH.most, Math.max(WIDTH.least, Math.floor(columns * WIDTH.part)));
}
