/** The map at the right of the text. */
import type { State } from '../../state/state.ts';
import type { FrameRow } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { styles } from '../../terminal/theme.ts';
import { fitted } from '../../text/width.ts';
import { worldOn } from '../../world/audience.ts';
import { padded } from '../dialog/box/cells.ts';
import { screenArea } from '../layout.ts';
import { mapRows } from './draw.ts';
import { mapWidth } from './width.ts';

const EDGE = '│';

export interface Pane {
  readonly rows: readonly FrameRow[];
  readonly place: { readonly left: number; readonly top: number; readonly columns: number };
}

/** Null: there is none on the view. */
export function mapPane(state: State, view: View): Pane | null {
  const columns = mapWidth(state, view);
  if (columns === 0) return null;
  const { rows } = screenArea(state, view);
  const drawn = paneRows(worldOn(state, view), columns - 1, rows, view.device?.ascii === true);
  const edge = { text: EDGE, style: styles.quiet };
  return { rows: drawn.map(row => [edge, ...row]), place: { left: view.columns - columns, top: 0, columns } };
}

/** The name of the room above its surroundings; or why there is nothing to see. */
function paneRows(world: World | null, width: number, height: number, isAscii: boolean): FrameRow[] {
  const title = (text: string, style: string): FrameRow => [
    { text: padded(fitted(text, width), width), style },
  ];
  const { here, sight } = world ?? {};
  if (!here) {
    const blank = Array.from({ length: height - 1 }, () => title('', ''));
    return [title(world ? 'No room was told of.' : 'No world is on screen.', styles.quiet), ...blank];
  }
  const cells = sight && sight.at === here.id ? sight : { at: '', cells: [] };
  return [title(here.name, styles.strong), ...mapRows(cells, width, height - 1, isAscii)];
}
