/** Faults of scripts: a sentence each, with script, function and line; and who fails too often is switched off. */
import { type MachineFault, SPENT } from '../../script/inside.ts';
import { ANONYMOUS, placeOfLoop } from '../../script/loops.ts';
import { BEFORE_SCRIPT } from '../../script/machine.ts';
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

/** What a fault says: `combat.js: ReferenceError: x is not defined, in look (line 2, column 5).` */
export function sentenceOf(of: Script, { kind, message, stack }: MachineFault): string {
  if (kind === 'endless' || (kind === 'broken' && message === SPENT)) return stoppedIn(of, stack);
  const words = printable(message)
    .slice(0, LONGEST)
    .replace(/[.\s]+$/, '');
  const place = placeIn(of, stack);
  if (place && isBehindEnd(of, place) && message.startsWith('SyntaxError'))
    return `${fileOf(of)}: ${UNFINISHED}.`;
  return `${fileOf(of)}: ${words}${place ? `,${inWords(place.name, `line ${place.line}, column ${place.column}`)}` : ''}.`;
}

type Script = Pick<Package, 'name' | 'source'>;

interface Place {
  /** '' = none. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** Nothing else was at work, and it has not called itself. */
  readonly isAlone: boolean;
}

/** What the engine names then is what stands behind a script (script/machine.ts). */
const UNFINISHED =
  'SyntaxError at its end: something is not finished there, or a bracket is missing or one too many';

function isBehindEnd({ source }: Script, { line }: Place): boolean {
  return line > source.split('\n').length;
}

/** The first place in the script itself. */
function placeIn(of: Script, stack: string): Place | null {
  const places = stack.split('\n').flatMap(one => {
    const [, name = ANONYMOUS, where, line, column] =
      /^\s*at (?:(\S+) \()?(.*?)(?::(\d+):(\d+))?\)?$/.exec(one) ?? [];
    return where === undefined ? [] : { name, where, line: Number(line), column: Number(column) };
  });
  const index = places.findIndex(({ where, line }) => where === fileOf(of) && line > 0);
  const found = places[index];
  if (!found) return null;
  const { name, line } = found;
  // What stands before the script is in its first line.
  const column = line === 1 ? found.column - BEFORE_SCRIPT.length : found.column;
  const isAgain = name !== ANONYMOUS && places.filter(one => one.name === name).length > 1;
  return { name: name.startsWith('<') ? '' : name, line, column, isAlone: index === 0 && !isAgain };
}

function inWords(name: string, where: string): string {
  if (name === '') return where === '' ? '' : ` in ${where}`;
  return ` in ${name}${where === '' ? '' : ` (${where})`}`;
}

/** Of an endless loop the engine names what stands before it. */
function stoppedIn(of: Script, stack: string): string {
  const place = placeIn(of, stack);
  const sentence = `${fileOf(of)} was stopped: no end in sight`;
  if (!place) return `${sentence}.`;
  const { name, line, isAlone } = place;
  const found = isAlone ? lineOfLoop(of.source, place) : line;
  return `${sentence}${inWords(name, found === null ? '' : `line ${found}`)}.`;
}

function lineOfLoop(source: string, { name, line, column }: Place): number | null {
  const lines = source.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const at = placeOfLoop(source, { name: name || ANONYMOUS, at: column < 0 ? null : before + column - 1 });
  return at === null ? null : source.slice(0, at).split('\n').length;
}

/** Nobody knows what is in its memory. */
function putBack({ state }: Turn, of: Package, fault: MachineFault): string {
  const since = undo(state, of, 'no end was in sight of what it did');
  return `${stoppedIn(of, fault.stack)} ${undone(of, since)}`;
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
