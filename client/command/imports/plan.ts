/** What an import would change here, item by item: what is new, what is there already, what differs and stays. */
import type { Steps } from '../../automation/block.ts';
import { ruleKey, rulesOf } from '../../automation/rules.ts';
import { valueAt } from '../../settings/path.ts';
import { isSame } from '../../settings/rules/change.ts';
import type { Automation, Rule } from '../../state/automation.ts';
import type { Found, ImportItem } from '../../state/imports/found.ts';
import { defaultSettings, defaultWorld, type WorldSettings } from '../../state/settings.ts';
import type { State, Turn } from '../../state/state.ts';
import { variable } from '../../world/rules/values.ts';

/** `taken`: it is new; `replaced`: it was another one here; `there`: it is here just so; `refused`: it becomes nothing. */
export type Fate = 'taken' | 'replaced' | 'there' | 'refused';

export interface Planned {
  readonly item: ImportItem;
  readonly fate: Fate;
  /** What it becomes, or why it becomes nothing. */
  readonly words: string;
  readonly rule?: Rule;
}

/** Items between two rests. */
const AT_ONCE = 100;

/** `force`: what differs here is put in place of it. */
export function* planning(
  { state, commandNamed }: Pick<Turn, 'state' | 'commandNamed'>,
  { rules, items }: Found,
  force: boolean,
  /** What its script would be, and what is there by its name. */
  script: { readonly text: string | null; readonly here: string | undefined },
): Steps<Planned[]> {
  const { all } = rulesOf({ block: rules });
  const here = yield* rulesHere(state.automation);
  const known = fateOf(script.here, script.here === script.text, force);
  const plan: Planned[] = [];
  for (const [at, item] of items.entries()) {
    if (at % AT_ONCE === 0) yield;
    const { as } = item;
    // A command that there is is nothing to tell.
    if (as.type === 'script' ? as.only !== undefined : as.type === 'command' && commandNamed?.(`/${as.name}`))
      continue;
    plan.push(
      as.type === 'script'
        ? { item, ...worded(known, known === 'refused' ? 'its script' : `${item.what}, in its script`) }
        : planItem(state, item, all, here, force),
    );
  }
  return plan;
}

/** Whether it would be planned so now: of what is no rule, a game or the user may have set another one meanwhile. */
export function isStillSo(state: State, plan: readonly Planned[], force: boolean): boolean {
  return plan.every(
    ({ item, fate }) =>
      !VALUES.has(item.as.type) || planItem(state, item, NO_RULES, NONE_HERE, force).fate === fate,
  );
}

const VALUES: ReadonlySet<ImportItem['as']['type']> = new Set(['variable', 'world', 'setting']);
const NO_RULES: readonly Rule[] = [];
const NONE_HERE: ReadonlyMap<string, Rule> = new Map();

/** Rules of before between two rests. */
const HERE_AT_ONCE = 1000;

/** Those that there are, by their keys. */
export function* rulesHere(automation: Automation): Steps<Map<string, Rule>> {
  const here = new Map<string, Rule>();
  for (const rule of rulesOf(automation).all) {
    here.set(ruleKey(rule), rule);
    if (here.size % HERE_AT_ONCE === 0) yield;
  }
  return here;
}

function planItem(
  state: State,
  item: ImportItem,
  rules: readonly Rule[],
  here: ReadonlyMap<string, Rule>,
  force: boolean,
): Planned {
  const { as } = item;
  if (as.type === 'script') throw new Error('scripts are planned as a whole');
  switch (as.type) {
    case 'nothing':
      return { item, fate: 'refused', words: as.why };
    case 'command':
      return { item, fate: 'refused', words: 'there is no such command here' };
    case 'macro':
      return { item, fate: 'taken', words: as.name };
    case 'run':
      return { item, fate: 'taken', words: `runs ${item.what}` };
    case 'rule': {
      const rule = rules[as.at] as Rule;
      const known = here.get(ruleKey(rule));
      const fate = fateOf(known, known !== undefined && isSame(known, rule), force);
      return { item, rule, ...worded(fate, `${as.kind} ${as.name}`) };
    }
    case 'variable': {
      const known = variable(state.automation, '', as.name);
      return { item, ...worded(fateOf(known, known === as.value, force), `variable ${as.name}`) };
    }
    case 'world': {
      const known = Object.hasOwn(state.settings.worlds, as.name)
        ? state.settings.worlds[as.name]
        : undefined;
      const isLike = known !== undefined && hasValues(known, as.values);
      return { item, ...worded(fateOf(known, isLike, force), `world ${as.name}`) };
    }
    case 'setting': {
      const now = valueAt(state.settings, as.path);
      const isUsual = now === undefined || isSame(now, valueAt(defaultSettings(), as.path));
      const fate = isSame(now, as.value) ? 'there' : isUsual ? 'taken' : fateOf(now, false, force);
      return { item, ...worded(fate, `setting ${as.path.join('.')}`) };
    }
  }
}

function fateOf(known: unknown, isSo: boolean, force: boolean): Fate {
  if (known === undefined) return 'taken';
  if (isSo) return 'there';
  return force ? 'replaced' : 'refused';
}

function worded(fate: Fate, name: string): { fate: Fate; words: string } {
  if (fate !== 'refused') return { fate, words: name };
  return { fate, words: `${name} is another one here, and stays; /import -f takes that of the file` };
}

function hasValues(world: WorldSettings, values: Partial<WorldSettings>): boolean {
  const wanted = { ...defaultWorld(), ...values };
  return Object.keys(values).every(key =>
    isSame(world[key as keyof WorldSettings], wanted[key as keyof WorldSettings]),
  );
}
