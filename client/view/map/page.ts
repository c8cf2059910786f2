/** The map for pages, which have no rows and columns of their own. */
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { mapRows } from './draw.ts';

/** Ten rooms across, eight from top to bottom. */
const SIZE = { columns: 39, rows: 15 };

/** The name of the room, and the map around it; empty = there is nothing to see, or nobody wants to. */
export function worldMap({ settings }: State, { here, sight }: World): string[] {
  if (!settings.map_pane || !here) return [];
  const cells = sight && sight.at === here.id ? sight : { at: '', cells: [] };
  const rows = mapRows(cells, SIZE.columns, SIZE.rows, false);
  return [
    here.name,
    ...rows.map(row =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ),
  ];
}
