/** Faults of scripts: a sentence each, with script, function and line; and who fails too often is switched off. */
import { type MachineFault, SPENT } from '../../script/inside.ts';
import { dropMachine } from '../../script/machines.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import { printable } from '../../stream/printable.ts';
import { registeredAtRest, registeredOf } from './carried/packed.ts';
import { fileAfter } from './filing.ts';
import { putBackJobs } from './jobs/begin.ts';
import { TOO_MUCH } from './memory.ts';
import { fileOf, noteChange } from './packages.ts';
import { forgetCounts } from './registry.ts';
import { setTimers } from './timers.ts';

/** So many within so many ms are enough. */
const STRIKES = 3;
const WITHIN = 60_000;
/** UTF-16 units of what a script says of a fault. */
const LONGEST = 500;

/** What there is to say of the faults of a call, and what becomes of the package. */
export function blame(turn: Turn, of: Package, faults: readonly MachineFault[]): string[] {
  const { state } = turn;
  const broken = faults.find(({ kind }) => kind === 'broken');
  of.failed += faults.length;
  if (broken) return [putBack(turn, of, broken)];
  const said = faults.map(fault => sentenceOf(of, fault));
  of.faults = [...of.faults.filter(at => state.now - at < WITHIN), ...faults.map(() => state.now)].slice(
    -STRIKES,
  );
  if (of.faults.length < STRIKES) return said;
  of.faults = [];
  of.stopped = `it failed ${STRIKES} times within a minute`;
  return [...said, `${fileOf(of)} is off, for ${of.stopped}: ${again(of)}`];
}

/** The same of a line that the user has typed: nothing counts against the script, unless its memory is broken by it. */
export function excuse(turn: Turn, of: Package, faults: readonly MachineFault[]): string[] {
  if (faults.some(({ kind }) => kind === 'broken')) return blame(turn, of, faults);
  return faults.map(fault => sentenceOf(of, fault));
}

/** What a fault says: `combat.js: ReferenceError: x is not defined, in look (line 2).` */
export function sentenceOf(of: Pick<Package, 'name'>, { kind, message, stack }: MachineFault): string {
  const place = placeOf(fileOf(of), stack);
  if (kind === 'endless' || (kind === 'broken' && message === SPENT))
    return `${fileOf(of)} was stopped: no end in sight${place}.`;
  const words = printable(message)
    .slice(0, LONGEST)
    .replace(/[.\s]+$/, '');
  return `${fileOf(of)}: ${words}${place && `,${place}`}.`;
}

/** The first place in the script itself. */
function placeOf(file: string, stack: string): string {
  for (const line of stack.split('\n')) {
    const [, name = '<>', where, at] = /^\s*at (?:(\S+) \()?(.*):(\d+):\d+\)?$/.exec(line) ?? [];
    if (where !== file) continue;
    return name.startsWith('<') ? ` in line ${at}` : ` in ${name} (line ${at})`;
  }
  return '';
}

/** Nobody knows what is in its memory. */
function putBack({ state }: Turn, of: Package, fault: MachineFault): string {
  const since = undo(state, of, 'no end was in sight of what it did');
  return `${fileOf(of)} was stopped: no end in sight${placeOf(fileOf(of), fault.stack)}. ${undone(of, since)}`;
}

/** All scripts together would use more memory than there is for them, by what it has just taken. */
export function outgrow({ state }: Turn, of: Package): string {
  const since = undo(state, of, TOO_MUCH);
  return `${fileOf(of)} was stopped: ${TOO_MUCH}. ${undone(of, since)}`;
}

function undone(of: Package, since: string): string {
  return `What it changed since ${since} is undone. ${again(of)}`;
}

/** It is what it was when it was last looked at, and off. Returns when that was. */
function undo(state: State, of: Package, why: string): string {
  const { rest } = of;
  dropMachine(of);
  of.registered = [...registeredAtRest(rest)];
  delete of.packed;
  delete of.hears;
  noteChange();
  setTimers(state, of, rest.timers);
  putBackJobs(state, of, rest.jobs ?? []);
  if (state.scripts) {
    forgetCounts(state.scripts, of.name, registeredOf(of));
    fileAfter(state);
  }
  of.stopped = why;
  // Its memory knows nothing of that any more.
  if (of.saving) of.unsaved = true;
  delete of.saving;
  return new Date(rest.at).toTimeString().slice(0, 8);
}

function again({ name }: Package): string {
  return `/scripts on ${name} runs it again.`;
}
