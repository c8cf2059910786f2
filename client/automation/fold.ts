/**
 * Letters whatever their case, for the index: characters that a pattern takes for the same when capitals do not count are the
 * same here. One UTF-16 unit becomes one, so that places stay.
 */

/** By UTF-16 unit; made when it is first needed, for it takes some milliseconds. */
let table: Uint16Array | null = null;

export function foldTable(): Uint16Array {
  if (table) return table;
  table = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
  // Few have another case.
  const all = Buffer.from(table.buffer).toString('utf16le');
  for (const [letter] of all.matchAll(/\p{Changes_When_Casemapped}/gu))
    table[letter.charCodeAt(0)] = foldUnit(letter.charCodeAt(0));
  for (const [unit, other] of SAME) table[unit] = other;
  return table;
}

/** Letters that are written in two ways, and have no other case of one unit by which that would be known. */
const SAME = [
  [0x1fd3, 0x0390],
  [0x1fe3, 0x03b0],
  [0xfb06, 0xfb05],
] as const;

/** Upper case first: what has one upper case, as the long s and the s have, has one lower case of that. */
function foldUnit(unit: number): number {
  return single(single(unit, 'toUpperCase'), 'toLowerCase');
}

/** What becomes two characters stays as it is. */
function single(unit: number, change: 'toUpperCase' | 'toLowerCase'): number {
  const changed = String.fromCharCode(unit)[change]();
  return changed.length === 1 ? changed.charCodeAt(0) : unit;
}

const ASCII = /^[\0-\x7f]*$/;

export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const folds = foldTable();
  const units = Uint16Array.from({ length: text.length }, (_, at) => folds[text.charCodeAt(at)] as number);
  return Buffer.from(units.buffer).toString('utf16le');
}
