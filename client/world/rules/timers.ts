/** Timers of the user's: bodies that are run at their times, which stand in the state and go through reloads and crashes. */
import { type Wish, wishesOf, wishesOfBody } from '../../automation/act.ts';
import { mayMention, ruleKey, rulesBy, rulesOf } from '../../automation/rules.ts';
import { count, isArmed } from '../../automation/run.ts';
import type { Automation, Rule, RuleTimer } from '../../state/automation.ts';
import type { State, Turn } from '../../state/state.ts';
import { cancel, dueTime, schedule } from '../../state/timers.ts';
import type { World } from '../../state/world.ts';
import { attendedView, worldOn } from '../audience.ts';
import { complain, findWorld } from '../world.ts';
import { followAll } from './follow.ts';
import { valueIn } from './values.ts';

/** Timers at most: nobody keeps so many in mind. */
const MOST_TIMERS = 500;

export function timersOf({ automation }: State): readonly RuleTimer[] {
  return Object.values(automation.timers ?? {});
}

/** Starts it, in place of the one of its name; `after`: ms until it acts for the first time. False: there are too many. */
export function startTimer({ state }: Turn, timer: RuleTimer, after: number): boolean {
  const { automation } = state;
  automation.timers ??= {};
  if (!Object.hasOwn(automation.timers, timer.name) && Object.keys(automation.timers).length >= MOST_TIMERS)
    return false;
  automation.timers[timer.name] = timer;
  schedule(state, 'rule', timer, after);
  return true;
}

/** False: there is none of this name. */
export function stopTimer({ state }: Turn, name: string): boolean {
  const { timers } = state.automation;
  if (!timers || !Object.hasOwn(timers, name)) return false;
  delete timers[name];
  cancel(state, 'rule', { name });
  return true;
}

/** The beat of the game: it is told so long (ms) before it comes. */
export const TICK = 'tick';
export const TICK_WARNING = 5000;

/** Until the timer acts, or the beat comes; undefined: none of this name runs. */
export function secondsLeft(state: State, name: string): number | undefined {
  const timer = state.automation.timers?.[name];
  if (!timer) return undefined;
  const left = timerDue(state, name) - state.now;
  return Math.max(0, Math.ceil((name === TICK ? (left + TICK_WARNING) % timer.every : left) / 1000));
}

/** When it acts next (Unix ms). */
export function timerDue(state: State, name: string): number {
  return dueTime(state, 'rule', { name }) ?? state.now;
}

/** Its time has come, `late` ms ago: what was missed is done once, and the times after it are what they were. */
export function onTimer(turn: Turn, name: string, late: number): void {
  const { state } = turn;
  const timer = state.automation.timers?.[name];
  if (!timer) return;
  const world = worldFor(turn, timer);
  // A rule has shots for what it does: while it is off, or without its world, it has as many left.
  const isShot = !timer.kept || (world !== undefined && armedRule(state, name) !== null);
  const isLast = isShot && timer.left === 1;
  if (isShot && timer.left !== null) timer.left--;
  if (isLast) stopTimer(turn, name);
  else schedule(state, 'rule', timer, timer.every - (timer.every > 0 ? late % timer.every : 0));
  // What is off keeps its times.
  if (!state.automation.on) return;
  if (world !== undefined) runBody(turn, timer, world);
  else if (isLast)
    complain(
      turn,
      onScreen(state),
      `The timer ${timer.name} did nothing: no world is called ${timer.world} yet.`,
    );
}

/** undefined: there is none of that name; null: it is of the one on screen, and none is. */
function worldFor({ state }: Turn, { world }: RuleTimer): World | null | undefined {
  return world === '' ? onScreen(state) : findWorld(state, world);
}

function onScreen(state: State): World | null {
  const view = attendedView(state);
  return view && worldOn(state, view);
}

function runBody(turn: Turn, { name: called, body, kept }: RuleTimer, world: World | null): void {
  const { state } = turn;
  const lookUp = (one: string) => valueIn(state, world, one);
  const wishes = kept ? wishesOfKept(state, called, lookUp) : wishesOfBody(body, null, lookUp);
  followAll(turn, world, wishes, 'rule');
}

function wishesOfKept(state: State, name: string, lookUp: (name: string) => string): Wish[] {
  const rule = armedRule(state, name);
  if (!rule) return [];
  count(state.automation, rule, state.now, 0);
  return wishesOf({ rule, match: null }, lookUp);
}

/** The rule of the timer if it acts now. */
function armedRule({ automation, now }: State, name: string): Rule | null {
  const rule = keptRules(automation).get(name);
  return automation.on && rule && isArmed(automation, rule, rule.world ?? '', now) ? rule : null;
}

function keptRules(automation: Automation): ReadonlyMap<string, Rule> {
  return rulesBy(rulesOf(automation), 'timer', ({ name }) => name);
}

/** Has those timers run that automation.toml says: what has not changed keeps its times. */
export function syncTimers(turn: Turn): void {
  const { automation } = turn.state;
  const running = timersOf(turn.state).filter(({ kept }) => kept);
  // Nothing is decoded where there are none.
  if (running.length === 0 && (automation.block.length === 0 || !mayMention(automation, 'timer'))) return;
  const rules = keptRules(automation);
  for (const { name } of running) if (!rules.has(name)) stopTimer(turn, name);
  for (const rule of rules.values()) {
    const timer = timerOf(automation, rule);
    const known = running.find(({ name }) => name === rule.name);
    const isSame =
      known && known.every === timer.every && known.world === timer.world && known.left === timer.left;
    if (timer.left === 0 || isSame) continue;
    if (!startTimer(turn, timer, timer.every))
      complain(turn, null, `The timer ${rule.name} does not run: there are too many.`);
  }
}

function timerOf({ counts }: Automation, rule: Rule): RuleTimer {
  const hits = counts[ruleKey(rule)]?.hits ?? 0;
  return {
    name: rule.name,
    world: rule.world ?? '',
    body: rule.body ?? '',
    every: Math.round((rule.every ?? 0) * 1000),
    left: rule.shots === undefined ? null : Math.max(0, rule.shots - hits),
    kept: true,
  };
}
