/** A script that begins: its interpreter, what it has kept, its first run; and how it ends. */
import { currentEngine, engineOf } from '../../../script/engines.ts';
import { STEPS_A_UNIT } from '../../../script/inside.ts';
import { type Base, thaw } from '../../../script/machine.ts';
import { adoptMachine, baseOn, dropBases, machineOf } from '../../../script/machines.ts';
import type { Piece } from '../../../script/pieces.ts';
import { PRELUDE_KNOWS } from '../../../script/prelude.ts';
import { wantsIn } from '../../../script/protocol.ts';
import type { Package, Resting, WholeImage } from '../../../state/script/scripts.ts';
import type { State, Turn } from '../../../state/state.ts';
import { cancel } from '../../../state/timers.ts';
import type { Call } from '../answers.ts';
import { beginCall, count, fulfil, keepChanges, MOST_STEPS, momentOf } from '../call.ts';
import { sentenceOf } from '../faults.ts';
import { fileAfter } from '../filing.ts';
import { isTooMuch, TOO_MUCH } from '../memory.ts';
import { fileOf, noteChange, scriptsOf } from '../packages.ts';
import { forgetCounts } from '../registry.ts';
import { takeRest } from '../rest.ts';
import { setTimers } from '../timers.ts';

/** To read a character of it takes so many steps, and to begin as many as a call. */
const STEPS_A_CHARACTER = 60;

/** Its interpreter, that has run nothing yet; or why there is none. */
export function newPackage({ state }: Turn, name: string, source: string, store: string): Package | string {
  const engine = engineOf(currentEngine());
  if (!engine)
    return `${fileOf({ name })} cannot run: the engine of scripts is not there (quickjs.*.wasm beside clay.js).`;
  const base = baseOn(scriptsOf(state), engine);
  const machine = thaw(engine, base.image);
  machine.call({ now: state.now, fuel: MOST_STEPS, ask: () => '' }, ['boot', '{}', name]);
  const rest: Resting = { image: asBase(base), registered: [], timers: {}, at: state.now };
  const made: Package = {
    name,
    source,
    on: true,
    rest,
    registered: [],
    prelude: PRELUDE_KNOWS,
    faults: [],
    failed: 0,
    calls: 0,
    steps: 0,
    ...(store.trim() !== '{}' && { keeps: true as const }),
  };
  adoptMachine(made, machine, base);
  return made;
}

/** An interpreter that is as its base is: nothing of it is to be looked at yet. */
function asBase({ name, image }: Base): WholeImage {
  return { ...image, base: name, map: NO_BLOCKS, pages: NO_BLOCKS };
}

const NO_BLOCKS = new Uint8Array(0);

/** Puts in some of what it has kept. False: it cannot take it, would begin with less, and write that over the file. */
export function putIn({ state }: Turn, made: Package, [path, json]: Piece): boolean {
  const machine = machineOf(scriptsOf(state), made);
  const fuel = MOST_STEPS + json.length * STEPS_A_UNIT;
  const args = ['piece', JSON.stringify(path), json];
  return machine?.call({ now: state.now, fuel, ask: () => '' }, args).faults.length === 0;
}

/** Runs it; `code`: its source, or what has been made of that. Returns the sentence that says why it is not to take the place of the one before. */
export function begin(
  turn: Turn,
  made: Package,
  before: Package | null,
  code: string | Uint8Array,
): string | null {
  const { state } = turn;
  const call = beginCall(turn, made, turn.world);
  call.undo = [];
  const moment = momentOf(call, MOST_STEPS + made.source.length * STEPS_A_CHARACTER);
  const machine = machineOf(scriptsOf(state), made);
  if (!machine) return `${fileOf(made)} cannot run: its engine is not to be found.`;
  const answer = machine.load(moment, code, fileOf(made));
  count(turn, made, answer);
  const [fault] = answer.faults;
  if (fault) return takeBack(turn, call, sentenceOf(made, fault));
  // The one before goes, if there is one.
  const { packages, ...rest } = scriptsOf(state);
  if (isTooMuch({ ...rest, packages: { ...packages, [made.name]: made } }))
    return takeBack(turn, call, `${fileOf(made)}: ${TOO_MUCH}.`);
  if (before) removePackage(state, before);
  scriptsOf(state).packages[made.name] = made;
  noteChange();
  call.changed = true;
  keepChanges(call);
  fulfil(call, wantsIn(answer.text));
  takeRest(state, made);
  dropBases(scriptsOf(state));
  return null;
}

/** It has changed nothing: neither variables nor files, and has run no program. Returns why. */
function takeBack({ effects }: Turn, { of, undo = [] }: Call, why: string): string {
  for (const one of undo.toReversed()) one();
  for (const { number } of of.jobs ?? []) {
    const at = effects.findIndex(effect => effect.type === 'script job' && effect.number === number);
    if (at >= 0) effects.splice(at, 1);
  }
  return why;
}

/** Nothing of it is left but what it has kept on disk. */
export function removePackage(state: State, of: Package): void {
  setTimers(state, of, {});
  cancel(state, 'store', of);
  const scripts = scriptsOf(state);
  delete scripts.packages[of.name];
  noteChange();
  forgetCounts(scripts, of.name, []);
  fileAfter(state);
}
