/**
 * Prompts: what stands before the input, and when it goes to the log. One rule, whether GA or EOR marks a prompt or
 * quiet tells it: once it is answered, replaced, followed by a line, or the connection has ended, it is done. It is then
 * a line of the log, unless it equals the prompt before it, and what comes next starts a line.
 *
 * Functions called while a read is worked off look at values alone, never at the pipeline's state: that is ahead of
 * them, by as much as happened to come in one read.
 */
import type { Turn } from '../state/state.ts';
import type { StyledText } from '../state/stream.ts';
import { cancel, isScheduled, schedule } from '../state/timers.ts';
import type { World } from '../state/world.ts';
import { endText, partial } from '../stream/stream.ts';
import { addSent } from './lines/sent.ts';
import { passPromptRules } from './rules/lines.ts';
import { addLine, noPrompts, streamContext } from './world.ts';

/** Unterminated text is a prompt once it has been quiet for this long (ms): longer than a packet is late. */
export const QUIET = 300;
/** A text that is longer (UTF-16 units) is a page, not a prompt that comes again. */
const LONGEST = 4096;

/** GA or EOR: the text before the mark is a prompt, in place of the one before. */
export function markPrompt(turn: Turn, world: World, prompt: StyledText): void {
  closePrompt(turn, world);
  keepMarked(turn, world);
  const isKnown = world.prompts.asked === prompt.text;
  delete world.prompts.asked;
  world.prompt = isKnown ? prompt : passPromptRules(turn, world, prompt);
  Object.assign(world.prompts, { kept: false, opened: '', ending: true, answered: false });
}

/** Unterminated text has been quiet: it stands as a prompt, unless the user has answered it already. */
export function openPrompt(turn: Turn, world: World): void {
  const { prompts } = world;
  if (prompts.answered) return endUnmarked(turn, world, takeSaid(world));
  keepMarked(turn, world);
  if (!world.promptOpen) prompts.behind = world.prompt;
  const text = partial(world.stream);
  prompts.opened = text.text;
  prompts.doubtful = false;
  const shown = isRepeated(text.text, prompts.last) ? firstOf(text, prompts.last.length) : text;
  world.prompt = prompts.asked === shown.text ? shown : passPromptRules(turn, world, shown);
  prompts.asked = shown.text;
  world.promptOpen = true;
}

/** The unterminated text has changed or is a line: what stands at the input is the marked prompt again, if there is one. */
export function closePrompt(turn: Turn, world: World): void {
  for (const said of takeSaid(world)) addSent(turn, world, said);
  const { prompts } = world;
  // Field by field: this is done for every line.
  prompts.answered = false;
  prompts.looked = false;
  prompts.doubtful = false;
  if (!world.promptOpen) return;
  world.prompt = prompts.behind;
  prompts.behind = null;
  world.promptOpen = false;
}

/** The server is heard again, whose words may have waited somewhere: half a line has been quiet for no time at all. */
export function listenAnew(turn: Turn, world: World): void {
  world.prompts.looked = false;
  if (isScheduled(turn.state, 'prompt', world)) schedule(turn.state, 'prompt', world, QUIET);
}

/** A line has come. Returns false if it is but the line end of the prompt that is done. */
export function passPrompt(turn: Turn, world: World, line: StyledText): boolean {
  closePrompt(turn, world);
  keepMarked(turn, world);
  const { prompts } = world;
  const isEnd = prompts.ending && line.text === '';
  if (line.text !== '' && line.text === prompts.opened) remember(world, line.text);
  if (prompts.asked) delete prompts.asked;
  prompts.opened = '';
  prompts.ending = false;
  return !isEnd;
}

/** A blank page: a prompt that is not in the log yet belongs to the page before. */
export function turnPage(turn: Turn, world: World): void {
  for (const said of takeSaid(world)) addSent(turn, world, said);
  keepMarked(turn, world);
  world.prompts.ending = false;
}

/**
 * A line was sent: what the server waited with is answered. While it echoes, it sends the line end itself. `said` is what
 * is to be shown of the line, behind the prompt; '' = nothing.
 */
export function answerPrompt(turn: Turn, world: World, said = ''): void {
  delete world.prompts.asked;
  const isBehindMarked = said !== '' && !world.promptOpen && world.prompt !== null;
  if (isBehindMarked) answerMarked(turn, world, world.prompt, said);
  else keepMarked(turn, world);
  if (world.promptOpen) world.prompts.behind = null;
  else world.prompt = null;
  if (world.masked) return;
  const left = said === '' || isBehindMarked ? [] : [said];
  const { text } = partial(world.stream);
  const isPrompt = world.promptOpen && !world.prompts.doubtful;
  if (isPrompt || isLikeLast(text, world.prompts.last))
    return endUnmarked(turn, world, [...takeSaid(world), ...left]);
  if (text === '') for (const line of left) addSent(turn, world, line);
  else if (left.length > 0) world.prompts.said = [...(world.prompts.said ?? []), ...left];
  world.prompts.answered = text !== '';
  if (world.prompts.doubtful) schedule(turn.state, 'prompt', world, QUIET);
}

/** The connection is over: its last words are lines. */
export function endPrompts(turn: Turn, world: World): void {
  keepMarked(turn, world);
  const rest = partial(world.stream);
  const [said, ...more] = takeSaid(world);
  if (said !== undefined) addSent(turn, world, said, rest, true);
  else if (world.promptOpen) keep(turn, world, rest);
  else if (rest.text !== '') addGameLine(turn, world, rest);
  for (const line of more) addSent(turn, world, line);
  forgetPrompts(world);
}

/** What stood there is not to be seen again. */
export function forgetPrompts(world: World): void {
  world.prompt = null;
  world.promptOpen = false;
  world.prompts = noPrompts();
}

/** Unterminated text is done; the first line that was said stands behind it. */
function endUnmarked(turn: Turn, world: World, [said, ...more]: readonly string[]): void {
  const { prompts } = world;
  keepMarked(turn, world);
  closePrompt(turn, world);
  cancel(turn.state, 'prompt', world);
  const text = endText(world.stream, streamContext(turn.state, world));
  prompts.opened = '';
  if (text) prompts.ending = true;
  if (said !== undefined) answerUnmarked(turn, world, text, said);
  else if (text && !isRepeated(text.text, prompts.last)) keep(turn, world, text);
  for (const line of more) addSent(turn, world, line);
}

function answerUnmarked(turn: Turn, world: World, text: StyledText | null, said: string): void {
  const { last } = world.prompts;
  const isAgain = text !== null && isRepeated(text.text, last);
  const isNew = text !== null && !isAgain && isWorthKeeping(text, last);
  if (isNew) remember(world, text.text);
  addSent(turn, world, said, (isAgain ? firstOf(text, last.length) : text) ?? undefined, isNew);
}

/** The marked prompt and what was said to it share a row, be it in the log already or not. */
function answerMarked(turn: Turn, world: World, prompt: StyledText | null, said: string): void {
  const { prompts } = world;
  const isNew = prompt !== null && !prompts.kept && isWorthKeeping(prompt, prompts.last);
  if (isNew) remember(world, prompt.text);
  addSent(turn, world, said, prompt ?? undefined, isNew);
  prompts.kept = true;
}

/** What was said while it was not known to what: the caller shows it. */
function takeSaid({ prompts }: World): readonly string[] {
  const { said } = prompts;
  if (!said) return [];
  delete prompts.said;
  return said;
}

/** The marked prompt goes to the log, once. */
function keepMarked(turn: Turn, world: World): void {
  const { prompts } = world;
  const marked = world.promptOpen ? prompts.behind : world.prompt;
  if (marked && !prompts.kept) keep(turn, world, marked);
  prompts.kept = true;
}

function keep(turn: Turn, world: World, prompt: StyledText): void {
  if (!isWorthKeeping(prompt, world.prompts.last)) return;
  remember(world, prompt.text);
  addGameLine(turn, world, prompt);
}

function isWorthKeeping({ text }: StyledText, last: string): boolean {
  return text.trim() !== '' && text !== last;
}

function remember({ prompts }: World, text: string): void {
  prompts.last = text.length > LONGEST ? '' : text;
}

function addGameLine(turn: Turn, world: World, { text, runs }: StyledText): void {
  addLine(turn, world, { text, runs, time: turn.state.now, kind: 'game' });
}

// ---------------------------------------------------------------- the prompt that is known

/** The prompt, once or several times in a row: the answers to several empty lines. */
function isRepeated(text: string, last: string): boolean {
  if (last === '' || text.length % last.length !== 0) return false;
  return text.length <= LONGEST && text === last.repeat(text.length / last.length);
}

/** Of what has not been quiet yet, only what looks like the prompt before it is one for certain: it may be half a line. */
function isLikeLast(text: string, last: string): boolean {
  if (text === '' || last === '' || text.length > LONGEST) return false;
  return isRepeated(text, last) || withoutNumbers(text) === withoutNumbers(last);
}

/** Prompts differ in hit points. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '0');
}

function firstOf({ text, runs }: StyledText, count: number): StyledText {
  return { text: text.slice(0, count), runs: runs.filter(({ at }) => at < count) };
}
