/** Keys that macros are bound to. */
import { parseKey } from '../../settings/keys/names.ts';
import type { Turn } from '../../state/state.ts';
import type { Macro, TinyFugue } from '../../state/tinyfugue/tinyfugue.ts';
import { keyOfName } from '../../tinyfugue/macros/key-sequences.ts';
import { start } from './run.ts';
import { macrosWith } from './store.ts';
import { handsAt } from './triggers/hooks.ts';

/** By key: derived, as long as the macros are the same. */
const bound = new WeakMap<
  TinyFugue['macros'],
  { readonly count: number; readonly keys: ReadonlyMap<string, Macro> }
>();

/** Runs the macro of the key. False: there is none. */
export function pressedMacro(turn: Turn, key: string): boolean {
  const { tinyfugue } = turn.state;
  if (!tinyfugue) return false;
  let macro = keysOf(turn, tinyfugue).get(key);
  if (macro && tinyfugue.macros[macro.number] === undefined) {
    // It is gone: the key may be that of another one.
    bound.delete(tinyfugue.macros);
    macro = keysOf(turn, tinyfugue).get(key);
  }
  if (!macro) return false;
  const { body, name, number } = macro;
  start(turn, handsAt(0), turn.world, {
    kind: 'body',
    text: body,
    locals: {},
    name: name || `#${number}`,
    raw: '',
  });
  return true;
}

function keysOf({ state }: Turn, { macros, last }: TinyFugue): ReadonlyMap<string, Macro> {
  const known = bound.get(macros);
  const count = last.macro;
  if (known?.count === count) return known.keys;
  const keys = new Map<string, Macro>();
  // Those that are bound say so, and names of keys begin with it.
  const all = macrosWith(state, 'key');
  for (const macro of all) {
    const named = keyOfName(macro.name);
    const key = named === null ? null : parseKey(named);
    if (key !== null) keys.set(key, macro);
  }
  // What is bound by its key goes before the name of one.
  for (const macro of all) if (macro.key) keys.set(macro.key.name, macro);
  bound.set(macros, { count, keys });
  return keys;
}
