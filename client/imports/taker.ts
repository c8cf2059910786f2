/** What an import takes down: rules as they will be, checked, and what becomes nothing with its reason, in the order of the file. */
import { define, isName } from '../automation/define.ts';
import type { Rule, RuleKind } from '../state/automation.ts';
import type { ImportItem, ImportPlace } from '../state/imports/found.ts';
import type { WorldSettings } from '../state/settings.ts';
import { beginning } from './beginning.ts';

export interface Taker {
  /** A rule as automation.toml would have it, without its group; `changed`: what is different from what it was. */
  rule(
    place: ImportPlace,
    kind: RuleKind,
    table: Readonly<Record<string, unknown>>,
    changed?: readonly string[],
  ): void;
  variable(place: ImportPlace, name: string, value: string, changed?: readonly string[]): void;
  /** `secrets`: what is to be asked anew. */
  world(
    place: ImportPlace,
    name: string,
    values: Partial<WorldSettings>,
    secrets?: string,
    changed?: readonly string[],
  ): void;
  setting(place: ImportPlace, path: readonly string[], value: unknown, changed?: readonly string[]): void;
  /** What becomes nothing of Clay's own: it stands in the list alone. */
  list(
    place: ImportPlace,
    as: Extract<ImportItem['as'], { type: 'macro' | 'run' | 'command' }>,
    changed?: readonly string[],
  ): void;
  /** A part of a script; `only`: for others that have this in them. */
  script(place: ImportPlace, source: string, code: string, changed: readonly string[], only?: string): void;
  /** `source`: what stands there, where a script could do it. */
  refuse(place: ImportPlace, why: string, source?: string): void;
  /** Takes out again what was taken under this key; false: nothing was. */
  drop(key: string, why: string): boolean;
  /** What is taken from now on is known by this key, till the next one; null: by none. */
  under(key: string | null): void;
}

/** What was taken, with the rules as they are. */
export interface Taken {
  readonly rules: readonly Rule[];
  readonly items: readonly ImportItem[];
}

/** Names of rules end here (automation/define.ts takes 100 characters); there is room for a number behind it. */
const LONGEST_NAME = 80;

/** UTF-16 units. */
const LONGEST_SOURCE = 5000;

/** `group`: what all rules belong to; empty: to none. */
export function createTaker(group: string): Taker & { taken(): Taken } {
  interface Row {
    item: ImportItem;
    rule?: Rule;
  }
  let rows: Row[] = [];
  /** By what they are known. */
  let known = new Map<string, Row[]>();
  const names = new Set<string>();
  let key: string | null = null;

  function note(
    place: ImportPlace,
    as: ImportItem['as'],
    changed: readonly string[] = [],
    rule?: Rule,
  ): void {
    const words = [...new Set(changed)].join('; ');
    const item = { ...place, what: shortened(place.what), as, ...(words !== '' && { changed: words }) };
    const row: Row = { item, ...(rule && { rule }) };
    rows.push(row);
    if (key === null) return;
    const others = known.get(key);
    if (others) others.push(row);
    else known.set(key, [row]);
  }

  /** One that is free: two rules of a kind never have the same. */
  function freeName(kind: RuleKind, wanted: string): string {
    const name = beginning(cleaned(wanted), LONGEST_NAME).trim() || kind;
    for (let number = 1; ; number++) {
      const free = number === 1 ? name : `${name} #${number}`;
      if (names.has(`${kind} ${free}`)) continue;
      names.add(`${kind} ${free}`);
      return free;
    }
  }

  const taker: Taker = {
    rule(place, kind, table, changed) {
      const named = freeName(kind, String(table.name ?? place.what));
      const whole = { ...(group !== '' && { group }), ...table, name: named };
      const defined = define(kind, whole);
      if ('rule' in defined)
        return note(place, { type: 'rule', at: 0, kind, name: named }, changed, defined.rule);
      names.delete(`${kind} ${named}`);
      taker.refuse(place, defined.fault);
    },
    variable(place, name, value, changed) {
      if (!isName(name)) return taker.refuse(place, 'its name is no name of a variable here');
      note(place, { type: 'variable', name, value }, changed);
    },
    world(place, name, values, secrets = '', changed) {
      note(place, { type: 'world', name, values, secrets }, changed);
    },
    setting(place, path, value, changed) {
      note(place, { type: 'setting', path, value }, changed);
    },
    list: note,
    script(place, source, code, changed, only) {
      note(place, { type: 'script', code, ...(only !== undefined && { only }) }, changed);
      const row = rows.at(-1) as Row;
      row.item = { ...row.item, source: beginning(source, LONGEST_SOURCE) };
    },
    refuse(place, why, source) {
      note(place, { type: 'nothing', why });
      const row = rows.at(-1) as Row;
      if (source !== undefined) row.item = { ...row.item, source: beginning(source, LONGEST_SOURCE) };
    },
    under(wanted) {
      key = wanted;
    },
    drop(wanted, why) {
      const found = (known.get(wanted) ?? []).filter(({ item }) => item.as.type !== 'nothing');
      known.delete(wanted);
      for (const row of found) {
        if (row.rule) names.delete(`${row.rule.kind} ${row.rule.name}`);
        delete row.rule;
        row.item = { ...placeOf(row.item), as: { type: 'nothing', why } };
      }
      return found.length > 0;
    },
  };

  function taken(): Taken {
    const rules: Rule[] = [];
    // What is only for a script goes with it.
    const hasScript = rows.some(({ item: { as } }) => as.type === 'script' && as.only === undefined);
    if (!hasScript) rows = rows.filter(({ item: { as } }) => as.type !== 'script');
    const items = rows.map(({ item, rule }): ImportItem => {
      if (!rule || item.as.type !== 'rule') return item;
      rules.push(rule);
      return { ...item, as: { ...item.as, at: rules.length - 1 } };
    });
    rows = [];
    known = new Map();
    return { rules, items };
  }

  return { ...taker, taken };
}

function placeOf({ line, file, what }: ImportItem): ImportPlace {
  return { line, what, ...(file !== undefined && { file }) };
}

/** In a list of names no sign of a terminal stands. */
function cleaned(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]+/g, ' ').trim();
}

/** What of a name is shown (UTF-16 units). */
const SHOWN = 70;

function shortened(what: string): string {
  const clean = cleaned(beginning(what, 10 * SHOWN));
  return clean.length > SHOWN ? `${beginning(clean, SHOWN - 1)}…` : clean;
}
