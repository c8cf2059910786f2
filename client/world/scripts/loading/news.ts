/** What is new in a script that was loaded again. */
import type { Package, Registration } from '../../../state/script/scripts.ts';
import { registeredOf } from '../carried/packed.ts';

/** What there is now and was not before, and the other way round. */
export function whatIsNew(now: Package, before: Package | null): string {
  if (!before) return listOf(kindsOf(registeredOf(now), ''));
  const [here, gone] = [keysOf(now), keysOf(before)];
  return listOf([...kindsOf(without(here, gone), '+'), ...kindsOf(without(gone, here), '-')]);
}

function listOf(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

interface Keyed {
  readonly kind: Registration['kind'];
  readonly key: string;
}

function keysOf(of: Package): Keyed[] {
  return registeredOf(of).map(one => ({ kind: one.kind, key: keyOf(one) }));
}

/** All of it but its number, which the name of its rule has, too. As text: to take thousands of them apart is felt. */
function keyOf({ rule, worlds, event, key, command, name, kind }: Registration): string {
  if (!rule) return JSON.stringify([kind, worlds, event, key, command, name]);
  const text = JSON.stringify(rule).replace(`"name":${JSON.stringify(rule.name)}`, '');
  return `${kind} ${JSON.stringify(worlds)} ${text}`;
}

/** Those of the first that the second lacks, one for one. */
function without(all: readonly Keyed[], others: readonly Keyed[]): Keyed[] {
  const left = new Map<string, number>();
  for (const { key } of others) left.set(key, (left.get(key) ?? 0) + 1);
  return all.filter(({ key }) => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

const PLURALS: Readonly<Record<Registration['kind'], string>> = {
  ...{
    trigger: 'triggers',
    alias: 'aliases',
    wait: 'waits',
    hook: 'hooks',
    key: 'keys',
    command: 'commands',
    export: 'exports',
  },
};

function kindsOf(all: readonly Pick<Keyed, 'kind'>[], sign: string): string[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return kinds.map(kind => {
    const { length } = all.filter(one => one.kind === kind);
    return `${sign}${length} ${length === 1 ? kind : PLURALS[kind]}`;
  });
}
