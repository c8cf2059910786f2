/** Triggers and hooks of macros: which of them act, and what they do. */
import { type Asked, actingOn, candidatesFor, type Hit } from '../../../automation/run.ts';
import type { Automation, Rule } from '../../../state/automation.ts';
import type { State, Turn } from '../../../state/state.ts';
import type { Macro, TinyFugue } from '../../../state/tinyfugue/tinyfugue.ts';
import type { World } from '../../../state/world.ts';
import { libraryMacro } from '../../../tinyfugue/library/table.ts';
import { evaluateNow } from '../../../tinyfugue/machine.ts';
import { marked, markedLike } from '../../../tinyfugue/marks.ts';
import { matchesText } from '../../../tinyfugue/patterns.ts';
import type { Host } from '../../../tinyfugue/threads.ts';
import { isTrue } from '../../../tinyfugue/values.ts';
import { complain } from '../../world.ts';
import { drawn } from '../chance.ts';
import type { Hands, LineAtHand } from '../job.ts';
import { start } from '../run.ts';
import { dropMacro, findMacro, keepShots, worldType } from '../store.ts';
import { fileSoon } from '../threads.ts';
import { globalOf } from '../variables.ts';
import { fileMacros, macroOfRule, rulesForHook } from './filing.ts';
import type { Painter } from './paint.ts';

/** Whether there is any macro at all. */
export function hasMacros({ tinyfugue }: State): boolean {
  return tinyfugue !== undefined && (tinyfugue.rules.block.length > 0 || tinyfugue.stale === true);
}

/** What they make of a line. */
export interface Acted {
  /** Those that act, in their order. */
  readonly acting: readonly Painter[];
  readonly line: LineAtHand;
  /** How many bodies were run that are not quiet. */
  readonly count: number;
  /** Says what they have said. */
  finish(): void;
}

/** The text is for none. */
export const NOTHING: Acted = { acting: [], line: {}, count: 0, finish() {} };

/** Has all act that the text is for; `event`: it is what a hook is told. `said`: the text with what the game has said marked in it; '' = nothing is. */
export function actOn(
  turn: Turn,
  hands: Hands,
  world: World | null,
  asked: Omit<Asked, 'isMeant'>,
  event: string | null,
  said = '',
): Acted {
  const { state } = turn;
  if (!state.automation.on || !hasMacros(state)) return NOTHING;
  const rules = event === null ? fileMacros(state)?.rules : rulesForHook(state, event);
  const tinyfugue = state.tinyfugue as TinyFugue;
  const set = event === null ? 'line' : 'hook';
  const candidates = rules ? candidatesFor(rules, set, asked.text, asked.world) : [];
  // Nearly all lines are for none, and each thing that is made for one is felt.
  if (candidates.length === 0) return NOTHING;
  const isMeant = (rule: Rule) =>
    (event === null || rule.event === `tf ${event}`) && isWanted(turn, world, macroOfRule(tinyfugue, rule));
  const found = actingOn(rules as Automation, set, { ...asked, isMeant }, candidates);
  if (found.hits.length + found.told.length === 0) return NOTHING;
  const later: (() => void)[] = found.told.map(sentence => () => complain(turn, world, sentence));
  const line: LineAtHand = {};
  const acting: Painter[] = [];
  let count = 0;
  for (const hit of found.hits) {
    const macro = macroOfRule(tinyfugue, hit.rule);
    if (!macro) continue;
    acting.push({ macro, hit });
    if (act(turn, hands, world, macro, hit, event, said, line, later) && !macro.quiet) count++;
  }
  return {
    acting,
    line,
    count,
    finish() {
      for (const one of later) one();
    },
  };
}

/** `-T` and `-E`: whether it is asked at all. */
function isWanted(turn: Turn, world: World | null, macro: Macro | null): boolean {
  if (!macro) return false;
  const { type, condition } = macro;
  const own = worldType(turn.state, world?.name ?? '');
  if (type && !matchesText(own, type.text, type.matching)) return false;
  return condition === undefined || holds(turn, world, condition);
}

/** A condition only looks at things: what would do something does nothing. */
function holds({ state }: Turn, world: World | null, condition: string): boolean {
  const host: Host = {
    now: state.now,
    macro: name => findMacro(state, name) ?? libraryMacro(name),
    global: name => globalOf(state, world, name),
    setGlobal: () => null,
    random: () => drawn(state),
    echo() {},
    complain() {},
    say: () => false,
    command: () => undefined,
    ask: (_, name) => (name === 'fg_world' || name === 'world_info' ? (world?.name ?? '') : undefined),
    quote: () => 0,
    loaded() {},
    noCommand() {},
  };
  const thread = {
    id: 0,
    frames: [],
    world: world?.name ?? '',
    view: '',
    author: 'rule',
    result: 0,
    steps: 0,
  } as const;
  try {
    return isTrue(evaluateNow({ ...thread, frames: [] }, host, condition));
  } catch {
    // One that cannot be read holds for nothing.
    return false;
  }
}

/** Whether it has a body and that is run: chance and shots are of its body alone. */
function act(
  turn: Turn,
  hands: Hands,
  world: World | null,
  macro: Macro,
  { match }: Hit,
  event: string | null,
  said: string,
  line: LineAtHand,
  later: (() => void)[],
): boolean {
  const tinyfugue = turn.state.tinyfugue as TinyFugue;
  if (macro.chance !== undefined && drawn(turn.state) * 100 >= macro.chance) return false;
  if (macro.shots !== undefined) {
    if (macro.shots <= 1) {
      dropMacro(tinyfugue, macro);
      fileSoon(turn);
    } else keepShots(tinyfugue, macro, macro.shots - 1);
  }
  if (macro.body === '') return false;
  const isRegexp = (event === null ? macro.trigger : macro.hook?.pattern)?.matching === 'regexp';
  // What the user has typed, or a program says by itself, is theirs; anything else the game has said.
  const text = event === 'SEND' ? markedLike(match.text, said) : marked(match.text);
  start(
    turn,
    hands,
    world,
    {
      kind: 'body',
      text: macro.body,
      locals: {},
      name: macro.name || `#${macro.number}`,
      raw: text.trim(),
      ...(isRegexp && { match: { text, slots: match.slots } }),
    },
    { author: 'rule', line, later },
  );
  return true;
}

/** `/trigger -n`: those that would act, and nothing is done. */
export function wouldAct(turn: Turn, world: World | null, text: string, event: string | null): Macro[] {
  return wouldActOn(turn, world, text, event).map(({ macro }) => macro);
}

/** The same, with what they find in the text. */
export function wouldActOn(turn: Turn, world: World | null, text: string, event: string | null): Painter[] {
  const tinyfugue = fileMacros(turn.state);
  if (!tinyfugue) return [];
  const isMeant = (rule: Rule) =>
    (event === null || rule.event === `tf ${event}`) && isWanted(turn, world, macroOfRule(tinyfugue, rule));
  const copy = { ...tinyfugue.rules, counts: structuredClone(tinyfugue.rules.counts) };
  const asked = { text, world: world?.name ?? '', now: turn.state.now, lookUp: () => '', isMeant };
  return actingOn(copy, event === null ? 'line' : 'hook', asked).hits.flatMap(hit => {
    const macro = macroOfRule(tinyfugue, hit.rule);
    return macro ? [{ macro, hit }] : [];
  });
}
