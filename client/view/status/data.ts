/**
 * Values that the server of the world on screen has told by GMCP or MSDP, as the status bar shows them. They are data:
 * what they are made of is never a sequence, a field or a place, and there is no more of them than fits.
 */
import type { DataStore } from '../../state/stream.ts';
import { printable } from '../../stream/printable.ts';
import { type Place, placeOf, valueAt } from '../../stream/telnet/told.ts';
import type { Field, Gauge } from '../../text/fields.ts';
import { cut } from './fit.ts';
import { NOTHING, type Sign } from './signs.ts';
import { STYLES } from './styles.ts';

/** A longer value is none for a bar (cells). */
const WIDEST = 40;
/** Nor is it looked at (UTF-16 units): what takes no cell, or is not printed at all, may be most of it. */
const LONGEST = 4096;
/** A gauge with less is one to look at. */
const LOW = 0.25;

/** What a field of the server's shows; null = it is none. */
export function serverField(data: DataStore | undefined, field: Field, isAscii: boolean): Sign | null {
  const name = placeOf(field.name);
  if (name === null) return null;
  if (!data) return NOTHING;
  if (field.gauge) return gauge(data, field.name, field.gauge, isAscii);
  const value = plainAt(data, name);
  return value === undefined ? unknown(data, field.name) : plain(cut(shown(value), WIDEST));
}

/** A field that nobody knows. */
export function unknownField(name: string): Sign {
  return plain(`?${cut(printable(name), WIDEST)}`);
}

/** A server that tells other things may do without this one by mistake; one that tells nothing has no such things. */
function unknown({ entries }: DataStore, name: string): Sign {
  const { protocol } = placeOf(name) as Place;
  const tells = Object.keys(entries).some(key => key.startsWith(`${protocol}:`));
  return tells ? unknownField(name) : NOTHING;
}

type Value = string | number | boolean | null;

/** What fits into a bar is no list and no object. */
function plainAt(data: DataStore, place: Place): Value | undefined {
  const value = valueAt(data, place);
  return typeof value === 'object' && value !== null ? undefined : (value as Value | undefined);
}

function shown(value: Value): string {
  return printable(String(value ?? '').slice(0, LONGEST)).trim();
}

/** As much of it full as the one value is of the other, which may be a number of the user's. */
function gauge(data: DataStore, name: string, { width, full }: Gauge, isAscii: boolean): Sign {
  const value = numberOf(data, name);
  const most = /^\d+$/.test(full) ? Number(full) : numberOf(data, full);
  if (value === undefined) return unknown(data, name);
  if (most === undefined) return placeOf(full) ? unknown(data, full) : unknownField(full);
  return gaugeOf(value, most, width, isAscii);
}

/** As much of the cells full as the value is of the most. */
export function gaugeOf(value: number, most: number, width: number, isAscii: boolean): Sign {
  const part = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0;
  // What is left is seen, however little it is, and so is what is missing.
  const blocks =
    part > 0 && part < 1 ? Math.min(width - 1, Math.max(1, Math.round(part * width))) : part * width;
  const filled = width === 1 ? Math.ceil(part) : blocks;
  const [on, off] = isAscii ? ['#', '-'] : ['█', '░'];
  const text = on!.repeat(filled) + off!.repeat(width - filled);
  return { text, style: part < LOW ? STYLES.low : STYLES.plain };
}

function numberOf(data: DataStore, name: string): number | undefined {
  const place = placeOf(name);
  const value = place ? plainAt(data, place) : undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function plain(text: string): Sign {
  return { text, style: STYLES.plain };
}
