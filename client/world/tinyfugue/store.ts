/** Macros as they are kept: each encoded by itself, so that a reload carries them without a look at them. */
import { Packr } from 'msgpackr/pack';
import { keyNamed } from '../../automation/rules.ts';
import { emptyAutomation } from '../../state/automation.ts';
import type { State } from '../../state/state.ts';
import type { Macro, TinyFugue } from '../../state/tinyfugue/tinyfugue.ts';

const packr = new Packr({ useRecords: false });
/** Macros at most, with a name or without. */
export const MOST = 10_000;

export function tinyFugueOf(state: State): TinyFugue {
  state.tinyfugue ??= {
    macros: {},
    names: {},
    last: { macro: 0, thread: 0, process: 0, file: 0 },
    rules: emptyAutomation(),
    threads: [],
    processes: [],
    globals: {},
    events: [],
    loaded: [],
    types: {},
  };
  return state.tinyfugue;
}

const decoded = new WeakMap<Uint8Array, Macro>();

function macroOf(bytes: Uint8Array): Macro {
  const known = decoded.get(bytes);
  if (known) return known;
  const macro = packr.unpack(bytes) as Macro;
  decoded.set(bytes, macro);
  return macro;
}

/** By its name, whatever its case, or `#` and its number. */
export function findMacro({ tinyfugue }: State, name: string): Macro | null {
  if (!tinyfugue) return null;
  const folded = name.toLowerCase();
  const number = name.startsWith('#')
    ? name.slice(1)
    : Object.hasOwn(tinyfugue.names, folded)
      ? tinyfugue.names[folded]
      : undefined;
  return number === undefined ? null : macroNumbered(tinyfugue, String(number));
}

export function macroNumbered({ macros }: TinyFugue, number: string): Macro | null {
  const bytes = Object.hasOwn(macros, number) ? macros[number] : undefined;
  return bytes ? macroOf(bytes) : null;
}

/** In the order of their numbers. */
export function allMacros({ tinyfugue }: State): Macro[] {
  return tinyfugue ? Object.values(tinyfugue.macros).map(macroOf) : [];
}

/** Those whose names, in small letters, are meant; in the order of their numbers. */
export function macrosNamed({ tinyfugue }: State, isMeant: (name: string) => boolean): Macro[] {
  const numbers = Object.entries(tinyfugue?.names ?? {}).flatMap(([name, number]) =>
    isMeant(name) ? [number] : [],
  );
  return numbers
    .sort((one, other) => one - other)
    .flatMap(number => macroNumbered(tinyfugue as TinyFugue, String(number)) ?? []);
}

/** The same one by one, for whoever rests in between: those that are defined meanwhile may be missing. */
export function* eachMacro({ macros }: TinyFugue): Generator<Macro, undefined, undefined> {
  for (const bytes of Object.values(macros)) yield macroOf(bytes);
}

/** Those that may have this word, whatever its case: of most that nobody has decoded yet the bytes tell that they have not. */
export function macrosWith({ tinyfugue }: State, word: string): Macro[] {
  const all = Object.values(tinyfugue?.macros ?? {});
  return all.filter(bytes => decoded.has(bytes) || mentions(bytes, word)).map(macroOf);
}

function mentions({ buffer, byteOffset, byteLength }: Uint8Array, word: string): boolean {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1').toLowerCase().includes(word);
}

/** Macros without a name up to a number, by what they say first: derived, for a file that is loaded once more asks for each of its own. */
const nameless = new WeakMap<
  TinyFugue['macros'],
  { readonly most: number; readonly by: Map<string, number[]> }
>();

const signOf = ({ trigger, hook, key, body }: Macro) =>
  [trigger?.text, hook?.events.join('|'), hook?.pattern?.text, key?.typed, body].join('\n');

/** Those without a name that have this pattern, event, key and body, and are among the first so many. */
export function namelessLike(tinyfugue: TinyFugue, macro: Macro, most: number): Macro[] {
  const { macros, names } = tinyfugue;
  let known = nameless.get(macros);
  if (known?.most !== most) {
    const named = new Set(Object.values(names));
    known = { most, by: new Map() };
    for (const number of Object.keys(macros)) {
      if (Number(number) > most || named.has(Number(number))) continue;
      const one = macroNumbered(tinyfugue, number);
      if (one) known.by.set(signOf(one), [...(known.by.get(signOf(one)) ?? []), one.number]);
    }
    nameless.set(macros, known);
  }
  return (known.by.get(signOf(macro)) ?? []).flatMap(
    number => macroNumbered(tinyfugue, String(number)) ?? [],
  );
}

/** Puts it in. False: there are too many. */
export function keepMacro(tinyfugue: TinyFugue, macro: Macro): boolean {
  if (tinyfugue.last.macro < macro.number) tinyfugue.last.macro = macro.number;
  const count = countOf(tinyfugue);
  const isNew = !Object.hasOwn(tinyfugue.macros, macro.number);
  if (isNew && count >= MOST) return false;
  const bytes = packr.pack(macro);
  decoded.set(bytes, macro);
  tinyfugue.macros[macro.number] = bytes;
  if (isNew) counts.set(tinyfugue.macros, count + 1);
  if (macro.name !== '') tinyfugue.names[macro.name.toLowerCase()] = macro.number;
  if (macro.trigger ?? macro.hook) {
    tinyfugue.stale = true;
    tinyfugue.changes = (tinyfugue.changes ?? 0) + 1;
  }
  for (const event of macro.hook?.events ?? [])
    if (!tinyfugue.events.includes(event)) tinyfugue.events.push(event);
  return true;
}

/** With fewer shots left: nothing that is filed has changed. */
export function keepShots(tinyfugue: TinyFugue, macro: Macro, shots: number): void {
  const bytes = packr.pack({ ...macro, shots });
  tinyfugue.macros[macro.number] = bytes;
}

/** Its rules stay filed for a while; nobody is found by them. */
export function dropMacro(tinyfugue: TinyFugue, macro: Macro): void {
  const count = countOf(tinyfugue);
  if (Object.hasOwn(tinyfugue.macros, macro.number)) counts.set(tinyfugue.macros, count - 1);
  delete tinyfugue.macros[macro.number];
  const folded = macro.name.toLowerCase();
  if (tinyfugue.names[folded] === macro.number) delete tinyfugue.names[folded];
  if (!macro.trigger && !macro.hook) return;
  // Nobody asks again, and those with few shots come and go for days.
  for (const key of ruleKeysOf(macro)) delete tinyfugue.rules.counts[key];
  tinyfugue.leftover = true;
  tinyfugue.changes = (tinyfugue.changes ?? 0) + 1;
}

/** What its trigger and its hooks are filed as. */
function ruleKeysOf({ number, hook }: Macro): string[] {
  const hooks = (hook?.events ?? []).map(event => keyNamed('hook', `${number} ${event}`));
  return [keyNamed('trigger', String(number)), ...hooks];
}

/** Derived: they are many to count each time. */
const counts = new WeakMap<TinyFugue['macros'], number>();

/** How many macros there are. */
export function countOf({ macros }: TinyFugue): number {
  const count = counts.get(macros) ?? Object.keys(macros).length;
  counts.set(macros, count);
  return count;
}

/** The type of a world, as /addworld -T said it; '' = none. */
export function worldType({ tinyfugue }: State, world: string): string {
  return tinyfugue && Object.hasOwn(tinyfugue.types, world) ? (tinyfugue.types[world] as string) : '';
}
