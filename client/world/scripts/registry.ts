/** What scripts register: checked as rules are, and filed where lines find it. */
import { define } from '../../automation/define.ts';
import { encodeRules, ruleKey, rulesOf } from '../../automation/rules.ts';
import { parseKey } from '../../settings/keys/names.ts';
import type { Rule } from '../../state/automation.ts';
import { type Package, type Registration, type Scripts, scriptEvents } from '../../state/script/scripts.ts';

/** Of one package: more is a mistake. */
export const MOST_REGISTERED = 2000;

/** What a trigger can be about. */
const KINDS: readonly string[] = ['line', 'prompt', 'both', 'sent'];

type Spec = Readonly<Record<string, unknown>> & { readonly kind: Registration['kind'] };

/** Registers it. Returns the sentence that says why it is not. */
export function register(of: Package, id: number, spec: Spec): string | null {
  if (of.registered.length >= MOST_REGISTERED)
    return `a script has ${MOST_REGISTERED} triggers and the like at most`;
  const made = registrationOf(of, id, spec);
  if (typeof made === 'string') return made;
  // Another list: what is derived from the old one is not for this.
  of.registered = [...of.registered, made];
  return null;
}

export function unregister(scripts: Scripts | undefined, of: Package, id: number): void {
  of.registered = of.registered.filter(one => one.id !== id);
  const rule = { name: ruleName(of.name, id) };
  delete scripts?.rules.counts[ruleKey({ ...rule, kind: 'trigger' })];
  delete scripts?.aliases.counts[ruleKey({ ...rule, kind: 'alias' })];
}

/** What has been counted of rules of the package that there are no more: the next of such a number is another one. */
export function forgetCounts({ rules, aliases }: Scripts, name: string, left: readonly Registration[]): void {
  const ids = new Set(left.map(({ id }) => id));
  for (const { counts } of [rules, aliases])
    for (const key of Object.keys(counts)) {
      const owner = ownerOf({ name: key.slice(key.indexOf(' ') + 1) });
      if (owner.name === name && !ids.has(owner.id)) delete counts[key];
    }
}

function registrationOf({ name }: Package, id: number, { kind, ...spec }: Spec): Registration | string {
  const { worlds } = spec;
  const own = Array.isArray(worlds) ? { worlds: worlds.map(String) } : {};
  if (kind === 'hook') return hookOf(id, String(spec.event), own);
  if (kind === 'key') {
    const key = parseKey(String(spec.key));
    return key === null ? `there is no key ${String(spec.key)}` : { id, kind, key };
  }
  if (kind === 'command') {
    const command = String(spec.command).replace(/^\//, '').toLowerCase();
    return /^[a-z][\w-]*$/.test(command) ? { id, kind, command } : `${command} is no name of a command`;
  }
  if (kind === 'export') {
    const exported = String(spec.export);
    return /^[A-Za-z_]\w{0,63}$/.test(exported)
      ? { id, kind, name: exported }
      : `${exported} is no name that rules could call it by`;
  }
  const { patterns, ...rest } = spec;
  const table = {
    ...rest,
    name: ruleName(name, id),
    pattern: undefined,
    patterns,
    body: kind === 'alias' ? '/' : undefined,
  };
  const given = Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined));
  if (spec.on !== undefined && !KINDS.includes(String(spec.on)))
    return `on is one of ${KINDS.join(', ')}, not ${String(spec.on)}`;
  const defined = define(kind === 'alias' ? 'alias' : 'trigger', given);
  return 'fault' in defined ? defined.fault : { id, kind, rule: defined.rule, ...own };
}

function hookOf(id: number, event: string, own: Pick<Registration, 'worlds'>): Registration | string {
  const known = scriptEvents.find(one => one === event);
  return known
    ? { id, kind: 'hook', event: known, ...own }
    : `there is no event ${event}: there are ${scriptEvents.join(', ')}`;
}

/** A rule of a script is known by these two. */
export function ruleName(name: string, id: number): string {
  return `${name} ${id}`;
}

export interface Owner {
  /** Of the package. */
  readonly name: string;
  readonly id: number;
}

/** By rule: derived, for each line may ask. */
const owners = new WeakMap<Pick<Rule, 'name'>, Owner>();

/** Whose rule it is. */
export function ownerOf(rule: Pick<Rule, 'name'>): Owner {
  const known = owners.get(rule);
  if (known) return known;
  const [name = '', id] = rule.name.split(' ');
  const made = { name, id: Number(id) };
  owners.set(rule, made);
  return made;
}

/** Files the triggers and aliases of all packages anew, as far as they have changed. */
export function fileRules(scripts: Scripts): void {
  for (const [into, kind] of [
    ['rules', 'trigger'],
    ['aliases', 'alias'],
  ] as const) {
    const all = Object.values(scripts.packages).flatMap(({ registered }) =>
      registered.flatMap(one => (one.kind === kind && one.rule ? [one.rule] : [])),
    );
    const automation = scripts[into];
    const known = rulesOf(automation);
    if (known.all.length === all.length && all.every((rule, at) => rule === known.all[at])) continue;
    automation.block = all.length === 0 ? new Uint8Array(0) : encodeRules(all, known);
  }
}
