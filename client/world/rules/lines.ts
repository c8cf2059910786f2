/** Lines and prompts of the game on their way into the log: what rules make of them. */
import { shownBy, type Wish, wishesOf } from '../../automation/act.ts';
import { actingOn, type Hit } from '../../automation/run.ts';
import type { Turn } from '../../state/state.ts';
import type { StyledText } from '../../state/stream.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { addLine, complain } from '../world.ts';
import { valueIn } from './values.ts';

/** A whole line: it goes to the log, hidden if a rule says so, and what rules say goes below it. */
export function passRules(turn: Turn, world: World, line: StyledText): void {
  const time = turn.state.now;
  const { hits, told } = actingOn(turn.state.automation, 'line', line.text, world.name, time);
  if (hits.length === 0 && told.length === 0) {
    addLine(turn, world, { text: line.text, runs: line.runs, time, kind: 'game' });
    return;
  }
  const { line: shown, hidden } = shownBy(hits, line);
  const { text, runs } = shown;
  addLine(turn, world, { text, runs, time, kind: 'game', ...(hidden && { hidden: true }) });
  follow(turn, world, hits, told);
}

/** A prompt, once: it stands where it is, in the styles that rules give it. */
export function passPromptRules(turn: Turn, world: World, prompt: StyledText): StyledText {
  const { hits, told } = actingOn(turn.state.automation, 'prompt', prompt.text, world.name, turn.state.now);
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

/** What is for the eye is done at once, the rest when all bytes of the event are worked off. */
function grant(turn: Turn, world: World, wish: Wish): void {
  if (wish.type === 'echo') echo(turn, world, wish.text);
  else if (wish.type === 'bell') ring(turn);
  else if (wish.type === 'send') turn.deeds.push({ type: 'send', world: world.name, text: wish.text });
  else turn.deeds.push({ type: 'run', world: world.name, line: wish.text });
}

const ECHO_STYLE = '36';

/** A line that a rule says; it is not the game's. */
export function echo(turn: Turn, world: World, text: string): void {
  const runs = [{ at: 0, style: ECHO_STYLE }];
  addLine(turn, world, { text: printable(text), runs, time: turn.state.now, kind: 'again' });
}

function ring({ state, effects }: Turn): void {
  for (const { kind, id } of Object.values(state.views))
    if (kind === 'terminal') effects.push({ type: 'bell', view: id });
}
