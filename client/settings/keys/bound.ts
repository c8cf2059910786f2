/** Which key does what: as `[keys]` of settings.toml has it, else as by default. What the user binds wins. */
import type { KeySettings } from '../../state/settings.ts';
import { type Action, type ActionIn, type ActionName, actions, type Scope } from '../bindings.ts';
import { parseKey } from './names.ts';

const all = Object.entries(actions) as readonly [ActionName, Action][];

/** Derived: made once for each table of settings, which is never changed in place. */
const tables = new WeakMap<KeySettings, ReadonlyMap<string, ActionName>>();

/** The action that the key has, if it is of one of the scopes. */
export function findAction<S extends Scope>(
  own: KeySettings,
  key: string,
  ...scopes: readonly S[]
): ActionIn<S> | null {
  const name = actionOf(own, key);
  const isMeant = name !== null && (scopes as readonly Scope[]).includes(actions[name].scope);
  return isMeant ? (name as ActionIn<S>) : null;
}

/** The action that the key has, wherever it acts. */
export function actionOf(own: KeySettings, key: string): ActionName | null {
  return tableOf(own).get(key) ?? null;
}

/** The keys of an action, without those that are another's by the wish of the user. */
export function keysOf(own: KeySettings, name: ActionName): readonly string[] {
  return wanted(own, name).filter(key => actionOf(own, key) === name);
}

export function isAction(name: string): name is ActionName {
  return Object.hasOwn(actions, name);
}

function tableOf(own: KeySettings): ReadonlyMap<string, ActionName> {
  const known = tables.get(own);
  if (known) return known;
  const table = new Map<string, ActionName>();
  // The user's first, and of those the first: no other takes a key from it.
  const order = [...all.filter(([name]) => isOwn(own, name)), ...all.filter(([name]) => !isOwn(own, name))];
  for (const [name] of order) for (const key of wanted(own, name)) if (!table.has(key)) table.set(key, name);
  tables.set(own, table);
  return table;
}

function isOwn(own: KeySettings, name: ActionName): boolean {
  return Object.hasOwn(own, name);
}

function wanted(own: KeySettings, name: ActionName): readonly string[] {
  if (!isOwn(own, name)) return actions[name].keys;
  return (own[name] ?? []).flatMap(text => parseKey(text) ?? []);
}

/** For each text of help the keys that it is about, in the order of the table; what has no key is left out. */
export function keyHelp(
  own: KeySettings,
  label: (key: string) => string,
): readonly { readonly keys: readonly string[]; readonly help: string }[] {
  const rows = new Map<string, Set<string>>();
  for (const [name, { help }] of all) {
    const labels = rows.get(help) ?? new Set();
    for (const key of keysOf(own, name)) labels.add(label(key));
    rows.set(help, labels);
  }
  return [...rows].flatMap(([help, labels]) => (labels.size > 0 ? [{ keys: [...labels], help }] : []));
}
