/** Lines and prompts of the game on their way into the log: what rules make of them. */
import { type Shown, shownBy } from '../../automation/act.ts';
import { mayMention } from '../../automation/rules.ts';
import { type Asked, actingOn, candidatesFor, type Hit, valueFor } from '../../automation/run.ts';
import type { Rule, ToldBy } from '../../state/automation.ts';
import type { Line } from '../../state/log.ts';
import type { Turn } from '../../state/state.ts';
import type { Run, StyledText } from '../../state/stream.ts';
import type { World } from '../../state/world.ts';
import { meantForScripts, type Passed, passScripts } from '../scripts/lines.ts';
import { unread } from '../scrollback.ts';
import { hasMacros, passMacros } from '../tinyfugue/triggers/lines.ts';
import { addLine, complain } from '../world.ts';
import { follow } from './follow.ts';
import { fireHook, hasHook } from './hooks.ts';
import { spendSteps } from './steps.ts';
import { valueIn } from './values.ts';

/** A whole line: it goes to the log, hidden if a rule says so, and what rules say goes below it. */
export function passRules(turn: Turn, world: World, line: StyledText): void {
  const { automation, now: time } = turn.state;
  const { block, blank } = automation;
  const scripts = meantForScripts(turn, world, 'line', line.text);
  const others = scripts !== false || hasMacros(turn.state);
  // Without a rule nothing is asked, and lines are many.
  if (block.length === 0 && !blank && !others)
    return addLine(turn, world, gameLine(line.text, line.runs, time));
  const found = candidatesFor(automation, 'line', line.text, world.name);
  if (found.length === 0 && !blank && !others) {
    addLine(turn, world, gameLine(line.text, line.runs, time));
    return noteUnseen(turn, world, line.text);
  }
  const asked = asking(turn, world, line.text, line.runs);
  const { hits, told } = actingOn(automation, 'line', asked, found);
  const passed = others ? passOthers(turn, world, asked, scripts) : NOBODY;
  const isBlank = blank !== undefined && hidesBlank(turn, world, line.text);
  const all = passed.hits.length === 0 ? hits : [...hits, ...passed.hits];
  if (all.length + told.length === 0 && !passed.acts && !isBlank) {
    addLine(turn, world, gameLine(line.text, line.runs, time));
    noteUnseen(turn, world, line.text);
    return passed.finish();
  }
  const { line: shown, hidden: gagged } = passed.shown(shownBy(all, line));
  const hidden = gagged || isBlank;
  if (hits.some(({ rule }) => rule.blank)) (turn.state.automation.blank ??= {})[world.name] = MOST_BLANK;
  const { text, runs } = shown;
  const kept = gameLine(text, runs, time);
  if (hidden) kept.hidden = true;
  // With what it was: rules are made of that.
  if (text !== line.text) kept.original = { text: line.text, runs: line.runs };
  addLine(turn, world, kept);
  if (!hidden) noteUnseen(turn, world, line.text);
  followHits(turn, world, asked, hits, told);
  if (hits.length > 0) noteActed(turn, world, line.text);
  passed.finish();
}

type Fields<T> = { -readonly [Field in keyof T]: T[Field] };

/** Field by field, as runs are made (stream/text/lines.ts). */
function gameLine(text: string, runs: readonly Run[], time: number): Fields<Line> {
  const line = {} as Fields<Line>;
  line.text = text;
  line.runs = runs;
  line.time = time;
  line.kind = 'game';
  return line;
}

/** What scripts and macros do about a line. */
interface Others {
  /** Of scripts. */
  readonly hits: readonly Hit[];
  /** Whether any macro acts. */
  readonly acts: boolean;
  /** The line as they show it in the end. */
  shown(painted: Shown): Shown;
  finish(): void;
}

const NO_SCRIPT: Passed = { hits: [], finish() {} };
const NOBODY: Others = { hits: [], acts: false, shown: painted => painted, finish() {} };

function passOthers(
  turn: Turn,
  world: World,
  asked: Asked,
  meant: ReturnType<typeof meantForScripts>,
): Others {
  const scripts = meant ? passScripts(turn, world, 'line', asked, meant.found) : NO_SCRIPT;
  const macros = passMacros(turn, world, asked);
  return {
    hits: scripts.hits,
    acts: macros.acts,
    shown: macros.shown,
    finish() {
      scripts.finish();
      macros.finish();
    },
  };
}

/** A prompt, once: it stands where it is, in the styles that rules give it. */
export function passPromptRules(turn: Turn, world: World, prompt: StyledText): StyledText {
  // A blank at its end is there for the eye.
  const text = prompt.text.trimEnd();
  fireHook(turn, world, 'PROMPT', text);
  const asked = asking(turn, world, text, prompt.runs);
  const { hits, told } = actingOn(turn.state.automation, 'prompt', asked);
  const passed = passScripts(turn, world, 'prompt', asked);
  followHits(turn, world, asked, hits, told);
  passed.finish();
  if (hits.length + passed.hits.length === 0) return prompt;
  // Its text is what it is known by: it is only painted.
  const painted = [...hits, ...passed.hits].filter(({ rule }) => rule.substitute === undefined);
  return shownBy(painted, prompt).line;
}

/** What the user has typed and sent: rules may act on it, and it is as it is. */
export function passSentRules(turn: Turn, world: World, text: string): void {
  fireHook(turn, world, 'SEND', text);
  const asked = asking(turn, world, text, []);
  const { hits, told } = actingOn(turn.state.automation, 'sent', asked);
  const passed = passScripts(turn, world, 'sent', asked);
  followHits(turn, world, asked, hits, told);
  passed.finish();
}

/** What the server has told by GMCP or MSDP, `by` and under a `name`. */
export function passToldRules(turn: Turn, world: World, by: ToldBy, name: string, text: string): void {
  const { automation } = turn.state;
  if (!automation.on || automation.block.length === 0 || !mayMention(automation, by)) return;
  const meant = [by, `${by} ${name}`.toLowerCase()];
  const isMeant = ({ on = 'line' }: Rule) => meant.includes(on.toLowerCase());
  const asked = { ...asking(turn, world, `${name} ${text}`.trim(), []), isMeant };
  const { hits, told } = actingOn(automation, 'told', asked);
  followHits(turn, world, asked, hits, told);
}

function followHits(
  turn: Turn,
  world: World,
  { text }: Asked,
  hits: readonly Hit[],
  told: readonly string[],
): void {
  const lookUp = (name: string) => valueIn(turn.state, world, name);
  for (const { rule, match, gathered } of hits) {
    // Field by field: to spread it would take longer than what most rules do.
    const acted = gathered ? { rule, match, gathered, text } : { rule, match, text };
    follow(turn, world, acted, name => valueFor(match, name, gathered, lookUp));
  }
  for (const sentence of told) complain(turn, world, sentence);
}

/** A line has come to a world that nobody looks at. */
function noteUnseen(turn: Turn, world: World, text: string): void {
  const { state } = turn;
  // Nearly all lines are of a world that somebody looks at.
  if (isWatched(turn, world)) return;
  const isFirst = hasHook(state, 'ACTIVITY') && unread(world.scrollback) === 1;
  if (!isFirst && !hasHook(state, 'BGTEXT')) return;
  if (isFirst) fireHook(turn, world, 'ACTIVITY', world.name);
  fireHook(turn, world, 'BGTEXT', text);
}

/** Rules have acted on a line in a world that nobody looks at. */
function noteActed(turn: Turn, world: World, text: string): void {
  if (hasHook(turn.state, 'BGTRIG') && !isWatched(turn, world)) fireHook(turn, world, 'BGTRIG', text);
}

function isWatched({ state: { views } }: Turn, { name }: World): boolean {
  for (const id in views) if (views[id]?.current === name) return true;
  return false;
}

/** Blank lines that are hidden behind one that says so. */
const MOST_BLANK = 3;

function hidesBlank({ state }: Turn, { name }: World, text: string): boolean {
  const { blank } = state.automation;
  const left = blank?.[name];
  if (!blank || left === undefined) return false;
  if (text.trim() !== '' || left <= 1) delete blank[name];
  else blank[name] = left - 1;
  return text.trim() === '';
}

function asking(turn: Turn, world: World, text: string, runs: readonly Run[]): Asked {
  const { state } = turn;
  return {
    text,
    runs,
    world: world.name,
    now: state.now,
    lookUp: name => valueIn(state, world, name),
    spend: steps => spendSteps(turn, steps),
  };
}
