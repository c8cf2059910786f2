/** What the formats of the status bar show of a world's server, for whoever has a bar of their own: pages. */
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { placeOf } from '../../stream/telnet/told.ts';
import type { Unit } from '../../text/fields.ts';
import { serverField } from './data.ts';
import { formatsOf } from './formats.ts';
import { STYLES } from './styles.ts';
import { usualVitals } from './usual.ts';

/** A gauge that is nearly empty (SGR). */
const LOW = '31';

/** Texts and their styles, of the units with a value of the server's: those of the left side, then of the right one. */
export function worldVitals(state: State, world: World): (readonly [text: string, style: string])[] {
  const { left, right, told } = formatsOf(state);
  const shown: (readonly [string, string])[] = [];
  for (const unit of [...left, ...right]) {
    const pieces = piecesOf(unit, world, told);
    if (pieces.length === 0) continue;
    if (shown.length > 0) shown.push(['  ', '']);
    for (const piece of pieces) shown.push(piece);
  }
  return shown;
}

/** With the words that stand with the value; nothing without it. */
function piecesOf(
  { pieces }: Unit,
  { stream }: World,
  told: ReadonlySet<string>,
): (readonly [string, string])[] {
  const [first] = pieces;
  if (typeof first === 'object' && first.name === 'vitals' && pieces.length === 1)
    return usualVitals(stream.data, told).map(({ text, style }, index) => [
      index === 0 ? text : ` ${text}`,
      style === STYLES.low ? LOW : '',
    ]);
  if (!pieces.some(piece => typeof piece === 'object' && placeOf(piece.name))) return [];
  const signs = pieces.map(piece =>
    typeof piece === 'string' ? piece : (serverField(stream.data, piece, false) ?? { text: '', style: '' }),
  );
  const hasValue = signs.some(sign => typeof sign === 'object' && sign.text !== '');
  if (!hasValue) return [];
  return signs.map(sign =>
    typeof sign === 'string' ? [sign, ''] : [sign.text, sign.style === STYLES.low ? LOW : ''],
  );
}
