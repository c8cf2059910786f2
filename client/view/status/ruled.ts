/** Fields that rules fill: variables, the time that timers have left, and what waits to be sent. */
import type { State } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import type { Field } from '../../text/fields.ts';
import { secondsLeft } from '../../world/rules/timers.ts';
import { valueIn } from '../../world/rules/values.ts';
import { gaugeOf } from './data.ts';
import { cut } from './fit.ts';
import { NOTHING, type Sign } from './signs.ts';
import { STYLES } from './styles.ts';

/** A longer value is none for a bar (cells). */
const WIDEST = 40;

/** `var.target`, `timer.save`, `queue`; null: it is none of these. */
export function ruledField(state: State, world: World | null, field: Field, isAscii: boolean): Sign | null {
  const value = ruledValue(state, world, field.name);
  if (value === null) return null;
  if (!field.gauge) return { text: cut(printable(value), WIDEST), style: STYLES.plain };
  const { width, full } = field.gauge;
  const most = /^\d+$/.test(full) ? full : (ruledValue(state, world, full) ?? '');
  const [part, whole] = [value, most].map(text => (text.trim() === '' ? Number.NaN : Number(text)));
  if (!Number.isFinite(part) || !Number.isFinite(whole)) return NOTHING;
  return gaugeOf(part as number, whole as number, width, isAscii);
}

function ruledValue(state: State, world: World | null, name: string): string | null {
  const [, kind, of = ''] = /^(var|timer)\.(.+)$/.exec(name) ?? [];
  if (kind === 'var') return valueIn(state, world, of);
  if (kind === 'timer') return String(secondsLeft(state, of) ?? '');
  if (name !== 'queue') return null;
  const waiting = world ? (state.automation.queues[world.name]?.lines.length ?? 0) : 0;
  return waiting > 0 ? `(${waiting} to send)` : '';
}
