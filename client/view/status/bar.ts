/** The status bar: one row between output and input, put together from format strings. */
import { pushAll } from '../../../shared/arrays.ts';
import { isStatusField } from '../../settings/status/fields.ts';
import type { State } from '../../state/state.ts';
import type { FrameRow, Span } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import type { Field, Piece, Unit } from '../../text/fields.ts';
import { fitted } from '../../text/width.ts';
import { worldOn } from '../../world/audience.ts';
import { activeWorlds } from '../importance.ts';
import { outputArea } from '../layout.ts';
import { paneOn } from '../panes.ts';
import { serverField, unknownField } from './data.ts';
import { FIELDS, type Sight, VALUE_RANK } from './fields.ts';
import { CLOCK_RANK, fitted as fittedRow, type Shown } from './fit.ts';
import { formatsOf } from './formats.ts';
import { ruledField } from './ruled.ts';
import { NOTHING, type Sign, stateWords } from './signs.ts';
import { STYLES } from './styles.ts';

/** `More NNNN` and `Hist NNNN`, the world and its state, `(Activity: N)`, the time at the right. */
export function statusBar(state: State, view: View): FrameRow {
  const world = worldOn(state, view);
  const sight: Sight = {
    state,
    view,
    world,
    pane: paneOn(state, view),
    area: outputArea(state, view),
    active: activeWorlds(state, view),
  };
  const { left, right } = formatsOf(state);
  return fittedRow({ left: shownOf(sight, left), right: shownOf(sight, right) }, view.columns);
}

/** The units that have something to show. */
function shownOf(sight: Sight, units: readonly Unit[]): Shown[] {
  const shown: Shown[] = [];
  let gap = 0;
  for (const unit of units) {
    gap = Math.max(gap, unit.gap);
    const made = shownUnit(sight, unit, gap);
    if (!made) continue;
    shown.push(made);
    gap = 0;
  }
  return shown;
}

function shownUnit(sight: Sight, { pieces }: Unit, gap: number): Shown | null {
  const spans: Span[] = [];
  let rank = 0;
  let hasField = false;
  let isEmpty = true;
  let name: number | undefined;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      spans.push({ text: piece, style: STYLES.plain });
      continue;
    }
    hasField = true;
    const made = spansOf(sight, piece);
    rank = Math.max(rank, rankOf(sight, piece));
    if (made.length === 0) continue;
    isEmpty = false;
    if (piece.name === 'world') name = spans.length;
    pushAll(spans, made);
  }
  if (hasField && isEmpty) return null;
  const within = withinOf(sight, pieces);
  return {
    ...{ gap, spans, rank: hasField ? rank : VALUE_RANK },
    ...(within && { within }),
    ...(name !== undefined && { name }),
  };
}

/** A field that stands alone may be shown in part. */
function withinOf(sight: Sight, pieces: readonly Piece[]): Shown['within'] {
  const [piece] = pieces;
  const kind = typeof piece === 'object' && pieces.length === 1 ? kindOf(piece) : undefined;
  return kind?.within && (room => kind.within?.(sight, room) ?? []);
}

function kindOf({ name }: Field): (typeof FIELDS)[string] | undefined {
  return Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
}

function rankOf({ state, world }: Sight, field: Field): number {
  const kind = kindOf(field);
  const isWell = world === null || stateWords(state, world) === '';
  return field.name === 'clock' && isWell ? CLOCK_RANK.well : (kind?.rank ?? VALUE_RANK);
}

/** What the server has told, or rules have set. */
function shownValue({ state, view, world }: Sight, field: Field): Sign {
  const isAscii = view.device?.ascii === true;
  const found = serverField(world?.stream.data, field, isAscii) ?? ruledField(state, world, field, isAscii);
  // Of a newer build, or a slip, which was told when the format was read.
  return found ?? (isStatusField(field.name) ? unknownField(field.name) : NOTHING);
}

function spansOf(sight: Sight, field: Field): readonly Span[] {
  const kind = kindOf(field);
  const made = kind && !field.gauge ? kind.show(sight) : shownValue(sight, field);
  const spans =
    typeof made === 'string' ? [{ text: made, style: STYLES.plain }] : 'text' in made ? [made] : made;
  // What is longer than the bar is not measured to its end: it may be a line of a megabyte.
  const longest = sight.view.columns + 1;
  return spans.flatMap(span => (span.text === '' ? [] : [{ ...span, text: fitted(span.text, longest) }]));
}
