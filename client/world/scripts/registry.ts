/** What scripts register: checked as rules are, and filed where lines find it. */
import { define } from '../../automation/define.ts';
import { ruleKey } from '../../automation/rules.ts';
import { parseKey } from '../../settings/keys/names.ts';
import type { Rule } from '../../state/automation.ts';
import { type Package, type Registration, type Scripts, scriptEvents } from '../../state/script/scripts.ts';
import { registeredOf } from './carried/packed.ts';
import { noteChange } from './packages.ts';

/** Of one package: more is a mistake. */
export const MOST_REGISTERED = 2000;

/** What a trigger can be about. */
const KINDS: readonly string[] = ['line', 'prompt', 'both', 'sent'];

type Spec = Readonly<Record<string, unknown>> & { readonly kind: Registration['kind'] };

/** What one call registers: a list of its own, once it has registered anything. */
export interface Registering {
  list: Registration[] | null;
}

/** Registers it. Returns the sentence that says why it is not. */
export function register(of: Package, id: number, spec: Spec, during: Registering): string | null {
  const registered = registeredOf(of);
  if (registered.length >= MOST_REGISTERED)
    return `a script has ${MOST_REGISTERED} triggers and the like at most`;
  const made = registrationOf(of, id, spec);
  if (typeof made === 'string') return made;
  noteChange();
  if (during.list === registered) during.list.push(made);
  // Another list: what is derived from the old one is not for this. One a call, for a copy for each of thousands is felt.
  else of.registered = during.list = [...registered, made];
  return null;
}

export function unregister(scripts: Scripts | undefined, of: Package, id: number): void {
  of.registered = registeredOf(of).filter(one => one.id !== id);
  noteChange();
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

function registrationOf({ name }: Package, id: number, spec: Spec): Registration | string {
  const { kind, worlds } = spec;
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
  if (spec.on !== undefined && !KINDS.includes(String(spec.on)))
    return `on is one of ${KINDS.join(', ')}, not ${String(spec.on)}`;
  const defined = define(kind === 'alias' ? 'alias' : 'trigger', tableOf(spec, ruleName(name, id)));
  return 'fault' in defined ? defined.fault : { id, kind, rule: defined.rule, ...own };
}

const OWN: readonly string[] = ['kind', 'name', 'pattern', 'body'];

/** As a rule is written. Filled key by key, for there are thousands. */
function tableOf(spec: Spec, name: string): Record<string, unknown> {
  // No key is the prototype's: each is looked at.
  const table: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(spec))
    if (!OWN.includes(key) && spec[key] !== undefined) table[key] = spec[key];
  table.name = name;
  if (spec.kind === 'alias') table.body = '/';
  return table;
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
