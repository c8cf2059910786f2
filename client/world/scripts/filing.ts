/**
 * Triggers and aliases of scripts, filed where lines find them: at once, where a call has registered few; else in turns of
 * their own, for which lines of the game wait. Whatever asks before that has the rest of it done.
 */
import type { Steps } from '../../automation/block.ts';
import { encodeRules, encodingRules, preparing, type Rules, rulesOf } from '../../automation/rules.ts';
import type { Rule } from '../../state/automation.ts';
import type { Scripts } from '../../state/script/scripts.ts';
import type { State, Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import { createFiling } from '../rules/filing.ts';
import { registeredOf } from './carried/packed.ts';

const SETS = [
  ['rules', 'trigger'],
  ['aliases', 'alias'],
] as const;
type Filed = (typeof SETS)[number];
type Blocks = Record<Filed[0], Uint8Array>;

/** So many that a call has registered are filed at once: some milliseconds. */
const FEW = 50;

/** Behind a change of what scripts have registered; `registered`: so many are new. */
export function fileAfter(state: State, registered = 0): void {
  const { scripts } = state;
  if (!scripts) return;
  if (!scripts.stale && registered <= FEW) return fileChanged(scripts);
  scripts.stale = true;
  scripts.changes = (scripts.changes ?? 0) + 1;
  schedule(state, 'filing', null, 0);
}

/** As far as they have changed. */
function fileChanged(scripts: Scripts): void {
  for (const set of SETS) {
    const [all, known] = [rulesIn(scripts, set), rulesOf(scripts[set[0]])];
    if (!isSame(all, known))
      scripts[set[0]].block = all.length === 0 ? new Uint8Array(0) : encodeRules(all, known);
  }
}

function rulesIn({ packages }: Scripts, [, kind]: Filed): Rule[] {
  const all: Rule[] = [];
  for (const of of Object.values(packages))
    for (const one of registeredOf(of)) if (one.kind === kind && one.rule) all.push(one.rule);
  return all;
}

function isSame(all: readonly Rule[], known: Rules): boolean {
  return known.count === all.length && all.every((rule, at) => rule === known.at(at));
}

/** What the scripts have registered, in force: something asks. */
export function filedScripts(scripts: Scripts): Scripts {
  if (scripts.stale) putInForce(scripts);
  return scripts;
}

/** What is done of it already is not done again. */
function putInForce(scripts: Scripts): void {
  const { rules, aliases } = inTurns.restOf(scripts);
  delete scripts.stale;
  scripts.rules.block = rules;
  scripts.aliases.block = aliases;
}

/** Files what is new in steps, and makes it ready for the next line. */
function* filing(scripts: Scripts): Steps<Blocks> {
  const blocks: Blocks = { rules: scripts.rules.block, aliases: scripts.aliases.block };
  for (const set of SETS) {
    const [name] = set;
    // Behind a reload they are not decoded yet.
    yield* preparing(blocks[name]);
    const [all, known] = [rulesIn(scripts, set), rulesOf(scripts[name])];
    yield;
    if (!isSame(all, known))
      blocks[name] = all.length === 0 ? new Uint8Array(0) : yield* encodingRules(all, known);
    yield* preparing(blocks[name]);
  }
  return blocks;
}

const inTurns = createFiling(filing, 20);

/** Some of it, and when all is done, that it is. */
export function fileSomeOfScripts(turn: Pick<Turn, 'state' | 'effects'>): void {
  const { scripts } = turn.state;
  if (scripts?.stale) goOn(turn, scripts, inTurns.someOf(scripts));
}

function goOn({ state, effects }: Pick<Turn, 'state' | 'effects'>, scripts: Scripts, isDone: boolean): void {
  if (isDone) effects.push({ type: 'file scripts', changes: scripts.changes ?? 0 });
  else schedule(state, 'filing', null, 0);
}

/** They are in force from now on, if nothing has been registered or removed since. */
export function onScriptsFiled({ state: { scripts } }: Turn, changes: number): void {
  if (scripts?.stale && scripts.changes === changes) putInForce(scripts);
}

/** Another image was at it, and may have crashed with all of it ready. */
export function resumeFiling(state: State): void {
  if (state.scripts?.stale) schedule(state, 'filing', null, 0);
}

/** Whether there is so much to be filed that lines of the game wait for it. */
export function areScriptsFiling({ scripts, automation }: State): boolean {
  return scripts?.stale === true && automation.on;
}

/** Before a line of the game. False: the line waits. */
export function scriptsFiledBeforeLine(turn: Turn): boolean {
  const { scripts } = turn.state;
  if (!scripts) return true;
  const isLong = areScriptsFiling(turn.state);
  if (isLong) goOn(turn, scripts, inTurns.someForLine(scripts));
  else inTurns.awaitedNoMore(scripts);
  return !isLong;
}
