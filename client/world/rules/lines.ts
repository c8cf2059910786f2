/** Lines and prompts of the game on their way into the log: what rules make of them. */
import { shownBy, wishesOf } from '../../automation/act.ts';
import { actingOn, type Hit } from '../../automation/run.ts';
import type { Turn } from '../../state/state.ts';
import type { StyledText } from '../../state/stream.ts';
import type { World } from '../../state/world.ts';
import { unread } from '../scrollback.ts';
import { addLine, complain } from '../world.ts';
import { fireHook, hasHook } from './hooks.ts';
import { valueIn } from './values.ts';
import { grant } from './wishes.ts';

/** A whole line: it goes to the log, hidden if a rule says so, and what rules say goes below it. */
export function passRules(turn: Turn, world: World, line: StyledText): void {
  const time = turn.state.now;
  const { hits, told } = actingOn(turn.state.automation, 'line', line.text, world.name, time);
  if (hits.length === 0 && told.length === 0) {
    addLine(turn, world, { text: line.text, runs: line.runs, time, kind: 'game' });
    return noteActivity(turn, world);
  }
  const { line: shown, hidden } = shownBy(hits, line);
  const { text, runs } = shown;
  addLine(turn, world, { text, runs, time, kind: 'game', ...(hidden && { hidden: true }) });
  if (!hidden) noteActivity(turn, world);
  follow(turn, world, hits, told);
}

/** A prompt, once: it stands where it is, in the styles that rules give it. */
export function passPromptRules(turn: Turn, world: World, prompt: StyledText): StyledText {
  // A blank at its end is there for the eye.
  const text = prompt.text.trimEnd();
  fireHook(turn, world, 'PROMPT', text);
  const { hits, told } = actingOn(turn.state.automation, 'prompt', text, world.name, turn.state.now);
  if (hits.length === 0 && told.length === 0) return prompt;
  follow(turn, world, hits, told);
  // Its text is what it is known by: it is only painted.
  const painted = hits.filter(({ rule }) => rule.substitute === undefined);
  return shownBy(painted, prompt).line;
}

function follow(turn: Turn, world: World, hits: readonly Hit[], told: readonly string[]): void {
  for (const hit of hits)
    for (const wish of wishesOf(hit, name => valueIn(turn.state, world, name))) grant(turn, world, wish);
  for (const sentence of told) complain(turn, world, sentence);
}

/** Something unread has come to a world that nobody looks at. */
function noteActivity(turn: Turn, world: World): void {
  if (unread(world.scrollback) !== 1 || !hasHook(turn.state, 'ACTIVITY')) return;
  const isSeen = Object.values(turn.state.views).some(({ current }) => current === world.name);
  if (!isSeen) fireHook(turn, world, 'ACTIVITY', world.name);
}
