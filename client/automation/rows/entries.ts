/**
 * What each rule is filed by, as numbers: an image that has just been started files a thousand rules from these, and reads
 * no rule but those that a line may be for. They stand in a block between the rows that all builds know and those of JSON.
 */
import { Buffer } from 'node:buffer';
import type { Rule, RuleKind } from '../../state/automation.ts';
import { ALWAYS, type Filing } from '../matching/candidates.ts';

export type SetName = 'line' | 'prompt' | 'sent' | 'told' | 'alias' | 'hook';

const belongs: Readonly<Record<SetName, (rule: Rule) => boolean>> = {
  line: ({ kind, on = 'line' }) => kind === 'trigger' && (on === 'line' || on === 'both'),
  prompt: ({ kind, on = 'line' }) => kind === 'trigger' && (on === 'prompt' || on === 'both'),
  sent: ({ kind, on }) => kind === 'trigger' && on === 'sent',
  told: ({ kind, on = 'line' }) => kind === 'trigger' && /^(?:gmcp|msdp)/.test(on),
  alias: ({ kind, patterns }) => kind === 'alias' && patterns.length > 0,
  hook: ({ kind }) => kind === 'hook',
};

/**
 * An entry: a number with these bits, the priority as four numbers if there is one, how many patterns, and for each how many
 * texts, and for each of those the place of its rarest three letters, its length and its units.
 */
const SET_BITS: Readonly<Record<SetName, number>> = {
  ...{ line: 0x1, prompt: 0x2, sent: 0x4, told: 0x8, alias: 0x10, hook: 0x20 },
};
const KIND_BITS: Readonly<Record<RuleKind, number>> = {
  ...{ trigger: 0x100, alias: 0x200, bind: 0x400, hook: 0x800, timer: 0x1000 },
};
const HAS_PRIORITY = 0x8000;
const PRIORITY_CELLS = 4;
/** The place where there are no three letters. */
const SHORT = 0xffff;

/** The last bytes behind entries. What is said of them above is said for this number. */
const MARK = Buffer.from('\0entry 1');

export interface Entries {
  readonly bytes: Uint8Array;
  /** The same memory. */
  readonly units: Uint16Array;
  /** In bytes. */
  readonly ends: ArrayLike<number>;
}

/** `filings`: what each of its patterns is filed under. */
export function entryOf(rule: Rule, filings: readonly Filing[]): Uint8Array {
  const { kind, priority = 0, patterns } = rule;
  let bits = KIND_BITS[kind] | (priority === 0 ? 0 : HAS_PRIORITY);
  for (const [name, bit] of Object.entries(SET_BITS)) if (belongs[name as SetName](rule)) bits |= bit;
  const cells: number[] = [bits];
  if (priority !== 0) for (const cell of new Uint16Array(Float64Array.of(priority).buffer)) cells.push(cell);
  // What has no pattern matches anything.
  const all = patterns.length === 0 ? [[]] : filings;
  cells.push(all.length);
  for (const filing of all) {
    cells.push(filing.length / 2);
    for (let i = 0; i < filing.length; i += 2) addText(cells, filing[i] as string, filing[i + 1] as number);
  }
  return new Uint8Array(Uint16Array.from(cells).buffer);
}

function addText(cells: number[], text: string, at: number): void {
  cells.push(at < 0 ? SHORT : at, text.length);
  for (let place = 0; place < text.length; place++) cells.push(text.charCodeAt(place));
}

/** What stands behind entries that end there, in the order of bytes of this machine: their ends, how many, and the mark. */
export function entriesTail(ends: readonly number[]): Uint8Array {
  const numbers = new Uint32Array(ends.length + 1);
  numbers.set(ends);
  numbers[ends.length] = ends.length;
  return Buffer.concat([new Uint8Array(numbers.buffer), MARK]);
}

/** Bytes of what stands behind so many. */
export function entriesTailSize(count: number): number {
  return Uint32Array.BYTES_PER_ELEMENT * (count + 1) + MARK.length;
}

/** The entries that end with their tail at this place of the block; null: there are none that this build knows. */
export function readEntries(block: Uint8Array, end: number): Entries | null {
  const behind = end - MARK.length;
  if (behind < 4 || !MARK.equals(block.subarray(behind, end))) return null;
  const [count = 0] = new Uint32Array(copyOf(block, behind - 4, behind));
  const first = end - entriesTailSize(count);
  const ends = new Uint32Array(copyOf(block, first, behind - 4));
  const size = ends[count - 1] ?? 0;
  return entriesOf(copyOf(block, first - size, first), ends);
}

/** Numbers begin at a fourth byte, and what a snapshot was read from is a Buffer, whose slice() is no copy. */
function copyOf(block: Uint8Array, from: number, to: number): ArrayBuffer {
  return new Uint8Array(block.subarray(from, to)).buffer;
}

export function entriesOf(memory: ArrayBuffer, ends: ArrayLike<number>): Entries {
  return { bytes: new Uint8Array(memory), units: new Uint16Array(memory), ends };
}

/** Numbers of the rules of this kind. */
export function ofKind({ units, ends }: Entries, kind: RuleKind): number[] {
  const bit = KIND_BITS[kind];
  const found: number[] = [];
  for (let n = 0, start = 0; n < ends.length; start = ends[n++] as number)
    if (((units[start >> 1] as number) & bit) !== 0) found.push(n);
  return found;
}

/** Numbers of the rules in the set, in the order in which they are asked: that of the file among equals. */
export function inSet({ units, ends }: Entries, name: SetName): number[] {
  const bit = SET_BITS[name];
  const usual: number[] = [];
  const byPriority = new Map([[0, usual]]);
  for (let n = 0, start = 0; n < ends.length; start = ends[n++] as number) {
    const bits = units[start >> 1] as number;
    if ((bits & bit) === 0) continue;
    if ((bits & HAS_PRIORITY) === 0) {
      usual.push(n);
      continue;
    }
    const priority = priorityAt(units, (start >> 1) + 1);
    const equals = byPriority.get(priority);
    if (equals) equals.push(n);
    else byPriority.set(priority, [n]);
  }
  if (byPriority.size === 1) return usual;
  const order = [...byPriority.keys()].sort((one, other) => other - one);
  return order.flatMap(priority => byPriority.get(priority) as number[]);
}

const cells = new Uint16Array(PRIORITY_CELLS);
const number = new Float64Array(cells.buffer);

function priorityAt(units: Uint16Array, place: number): number {
  for (let at = 0; at < PRIORITY_CELLS; at++) cells[at] = units[place + at] as number;
  return number[0] as number;
}

/**
 * What the index is to file of these rules, `rules` of them from one on, with the numbers from `id` on: for each text a number,
 * its place among the units and that of its three letters, as fileMany() takes them.
 */
export function filingsOf(
  { units, ends }: Entries,
  rules: readonly number[],
  from: number,
  to: number,
  id: number,
): number[] {
  const found: number[] = [];
  for (let at = from; at < to; at++, id++) {
    const n = rules[at] as number;
    const start = n === 0 ? 0 : (ends[n - 1] as number) >> 1;
    let place = start + (((units[start] as number) & HAS_PRIORITY) === 0 ? 1 : 1 + PRIORITY_CELLS);
    for (let patterns = units[place++] as number; patterns > 0; patterns--) {
      let texts = units[place++] as number;
      if (texts === 0) found.push(id, ALWAYS, 0);
      for (; texts > 0; texts--) {
        const where = units[place] as number;
        found.push(id, place + 1, where === SHORT ? -1 : where);
        place += 2 + (units[place + 1] as number);
      }
    }
  }
  return found;
}
