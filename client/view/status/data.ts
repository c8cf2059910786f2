/**
 * Values that the server of the world on screen has told by GMCP or MSDP, as the status bar shows them. They are data:
 * what they are made of is never a sequence, a field or a place, and there is no more of them than fits.
 */
import type { DataStore } from '../../state/stream.ts';
import { printable } from '../../stream/printable.ts';
import { readData } from '../../stream/telnet/server-data.ts';
import type { Field, Gauge } from '../../text/fields.ts';
import { cut } from './fit.ts';
import { NOTHING, type Sign } from './signs.ts';
import { STYLES } from './styles.ts';

/** A longer value is none for a bar (cells). */
const WIDEST = 40;
/** A message that is longer (UTF-16 units) is not looked into: each of its values would be found anew. */
const LONGEST = 64 * 1024;
/** A gauge with less is one to look at. */
const LOW = 0.25;

const PROTOCOLS = ['gmcp', 'msdp'] as const;
type Protocol = (typeof PROTOCOLS)[number];

/** What a field of the server's shows; null = it is none. */
export function serverField(data: DataStore | undefined, field: Field, isAscii: boolean): Sign | null {
  const name = placeOf(field.name);
  if (name === null) return null;
  if (!data) return NOTHING;
  if (field.gauge) return gauge(data, field.name, field.gauge, isAscii);
  const value = valueAt(data, name);
  return value === undefined ? unknown(data, field.name) : plain(cut(shown(value), WIDEST));
}

/** A field that nobody knows. */
export function unknownField(name: string): Sign {
  return plain(`?${cut(printable(name), WIDEST)}`);
}

interface Place {
  readonly protocol: Protocol;
  readonly path: readonly string[];
}

/** `gmcp.Char.Vitals.hp`, `msdp.HEALTH` */
function placeOf(name: string): Place | null {
  const [first = '', ...path] = name.split('.');
  const protocol = PROTOCOLS.find(one => one === first.toLowerCase());
  return protocol && path.length > 0 ? { protocol, path } : null;
}

/** A server that tells other things may do without this one by mistake; one that tells nothing has no such things. */
function unknown({ entries }: DataStore, name: string): Sign {
  const { protocol } = placeOf(name) as Place;
  const tells = Object.keys(entries).some(key => key.startsWith(`${protocol}:`));
  return tells ? unknownField(name) : NOTHING;
}

type Value = string | number | boolean | null;

/** The longest part of the path that is the name of a message is one; the rest leads to a value inside it. */
function valueAt(data: DataStore, { protocol, path }: Place): Value | undefined {
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join('.');
    const key = [name, name.toLowerCase(), name.toUpperCase()]
      .map(one => `${protocol}:${one}`)
      .find(one => Object.hasOwn(data.entries, one));
    if (key === undefined || data.entries[key]!.text.length > LONGEST) continue;
    const value = inside(readData(data, key), path.slice(length));
    if (value !== undefined) return value;
  }
  return undefined;
}

function inside(value: unknown, path: readonly string[]): Value | undefined {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    const folded = key.toLowerCase();
    const own = Object.hasOwn(at, key) ? key : Object.keys(at).find(one => one.toLowerCase() === folded);
    if (own === undefined) return undefined;
    at = (at as Record<string, unknown>)[own];
  }
  return typeof at === 'object' && at !== null ? undefined : (at as Value);
}

function shown(value: Value): string {
  return printable(String(value ?? '')).trim();
}

/** As much of it full as the one value is of the other, which may be a number of the user's. */
function gauge(data: DataStore, name: string, { width, full }: Gauge, isAscii: boolean): Sign {
  const value = numberOf(data, name);
  const most = /^\d+$/.test(full) ? Number(full) : numberOf(data, full);
  if (value === undefined) return unknown(data, name);
  if (most === undefined) return placeOf(full) ? unknown(data, full) : unknownField(full);
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
  const value = place ? valueAt(data, place) : undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function plain(text: string): Sign {
  return { text, style: STYLES.plain };
}
