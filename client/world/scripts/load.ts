/** Scripts that are loaded, in place of what they were before; and taken out again. */
import { currentEngine, engineOf } from '../../script/engines.ts';
import { STEPS_A_UNIT } from '../../script/inside.ts';
import { thaw } from '../../script/machine.ts';
import { adoptMachine, baseOn, dropBases, machineOf } from '../../script/machines.ts';
import { wantsIn } from '../../script/protocol.ts';
import type { Package, Registration, Resting } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import { cancel } from '../../state/timers.ts';
import { complainHere, sayHere } from '../world.ts';
import { beginCall, count, fulfil, keepChanges, MOST_STEPS, momentOf } from './call.ts';
import { sentenceOf } from './faults.ts';
import { fileOf, packageNamed, scriptsOf } from './packages.ts';
import { fileRules, forgetCounts } from './registry.ts';
import { takeRest } from './rest.ts';
import { LONGEST_STORE } from './store.ts';
import { setTimers } from './timers.ts';

/** To read a character of it takes so many steps, and to begin as many as a call. */
const STEPS_A_CHARACTER = 60;
/** UTF-16 units: longer ones would keep typing waiting while they are read. */
export const LONGEST_SCRIPT = 256 * 1024;

/** Runs the script in an interpreter of its own, in place of what it was before. `store`: what it has kept, as JSON; `asked`: somebody waits. */
export function loadScript(turn: Turn, name: string, source: string, store: string, asked: boolean): void {
  const file = fileOf({ name });
  if (source.length > LONGEST_SCRIPT)
    return complainHere(turn, `${file} is longer than ${LONGEST_SCRIPT / 1024} KiB: it is not loaded.`);
  if (!isStore(store))
    return complainHere(
      turn,
      `${name}.json is no JSON object: ${file} is not loaded, or it would write over it.`,
    );
  if (store.trimEnd().length > LONGEST_STORE)
    return complainHere(
      turn,
      `${name}.json is longer than ${LONGEST_STORE / 1024} KiB: ${file} is not loaded.`,
    );
  const { state } = turn;
  const before = packageNamed(state, name);
  const made = newPackage(turn, name, source, store);
  if (typeof made === 'string')
    return complainHere(turn, `${made} ${before ? 'It stays as it was.' : 'It is not loaded.'}`);
  const fault = begin(turn, made, before);
  if (fault !== null)
    return complainHere(turn, `${fault} ${before ? 'It stays as it was.' : 'It is not loaded.'}`);
  if (asked) sayHere(turn, `${file} is loaded${whatIsNew(made, before)}.`);
}

/** What a script has kept is an object. */
function isStore(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function newPackage({ state }: Turn, name: string, source: string, store: string): Package | string {
  const engine = engineOf(currentEngine());
  if (!engine)
    return `${fileOf({ name })} cannot run: the engine of scripts is not there (quickjs.*.wasm beside clay.js).`;
  const base = baseOn(scriptsOf(state), engine);
  const machine = thaw(engine, base.image);
  const fuel = MOST_STEPS + store.length * STEPS_A_UNIT;
  const { faults } = machine.call({ now: state.now, fuel, ask: () => '' }, ['boot', store, name]);
  // It would begin with nothing, and write that over the file.
  if (faults.length > 0) return `${name}.json is more than ${fileOf({ name })} can read.`;
  const rest: Resting = { image: machine.freeze(base), registered: [], timers: {}, at: state.now };
  const made: Package = {
    name,
    source,
    on: true,
    rest,
    registered: [],
    faults: [],
    failed: 0,
    calls: 0,
    steps: 0,
    ...(store.trim() !== '{}' && { keeps: true as const }),
  };
  adoptMachine(made, machine, base);
  return made;
}

/** Runs it. Returns the sentence that says why it is not to take the place of the one before. */
function begin(turn: Turn, made: Package, before: Package | null): string | null {
  const { state } = turn;
  const call = beginCall(turn, made);
  const moment = momentOf(call, MOST_STEPS + made.source.length * STEPS_A_CHARACTER);
  const answer = machineOf(scriptsOf(state), made)!.load(moment, made.source, fileOf(made));
  count(turn, made, answer);
  const [fault] = answer.faults;
  if (fault) return sentenceOf(made, fault);
  if (before) removePackage(state, before);
  scriptsOf(state).packages[made.name] = made;
  call.changed = true;
  keepChanges(call);
  fulfil(call, wantsIn(answer.text));
  takeRest(state, made);
  dropBases(scriptsOf(state));
  return null;
}

/** Nothing of it is left but what it has kept on disk. */
export function removePackage(state: State, of: Package): void {
  setTimers(state, of, {});
  cancel(state, 'store', of);
  const scripts = scriptsOf(state);
  delete scripts.packages[of.name];
  forgetCounts(scripts, of.name, []);
  fileRules(scripts);
}

/** What there is now and was not before, and the other way round. */
function whatIsNew(now: Package, before: Package | null): string {
  const [here, gone] = [keysOf(now), before ? keysOf(before) : []];
  const parts = [...kindsOf(without(here, gone), before ? '+' : ''), ...kindsOf(without(gone, here), '-')];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

interface Keyed {
  readonly kind: Registration['kind'];
  readonly key: string;
}

function keysOf({ registered }: Package): Keyed[] {
  return registered.map(({ id: _, rule, ...one }) => {
    const { name: __, ...rest } = rule ?? { name: '' };
    return { kind: one.kind, key: JSON.stringify({ ...one, ...rest }) };
  });
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

function kindsOf(all: readonly Keyed[], sign: string): string[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return kinds.map(kind => {
    const { length } = all.filter(one => one.kind === kind);
    return `${sign}${length} ${length === 1 ? kind : PLURALS[kind]}`;
  });
}
