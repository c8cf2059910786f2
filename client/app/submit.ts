/** What becomes of a line that is entered. */
import { noteEntered } from '../command/automation/macro.ts';
import { namesCommand, runCommandLine, runLine } from '../command/run.ts';
import { dropHistory, type EditResult, offerAgain } from '../editor/editor.ts';
import { asOneCommand, commandsIn } from '../editor/separator.ts';
import { isStarting } from '../state/start/starting.ts';
import type { Turn } from '../state/state.ts';
import { schedule } from '../state/timers.ts';
import type { Entering, View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { inCommandLine, putAside } from '../view/input-lines.ts';
import { giveInputRowsBack } from '../view/layout.ts';
import { paneOn } from '../view/panes.ts';
import { acted } from '../view/viewport.ts';
import { measureFor } from '../view/widths.ts';
import { worldOn } from '../world/audience.ts';
import { withoutPassword } from '../world/login/by-hand.ts';
import { asksPassword, isMasked } from '../world/login/masking.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { hasEffort, spendOnLine } from './typing/effort.ts';

const PASTED_COMMAND = 'What is pasted is text and never a command: type the / yourself to run it.';
const NO_CHARACTER = 'That key stands for no character; nothing was inserted.';

/** A turn in which somebody acts. */
export interface ActingTurn extends Turn {
  readonly view: View;
}

/** On behalf of a view, and of the world that is on it now; what is measured is measured for it. */
export function acting(turn: Turn, view: View): ActingTurn {
  measureFor(view, turn.state);
  return { ...turn, view, world: worldOn(turn.state, view) };
}

/** What has come of an edit beside another text. */
export function entered(turn: ActingTurn, { submitted, quoted, refused, isNoCharacter }: EditResult): void {
  if (isNoCharacter) complainHere(turn, NO_CHARACTER);
  if (refused) complainHere(turn, `The input line is full: ${refused} characters were not taken.`);
  if (submitted !== undefined) submit(turn, submitted);
  if (quoted) explainQuoted(turn, submitted ?? '');
}

/** Settings that are secrets, also where the command is abbreviated: the history is a file. */
const SECRET = /^\/{1,2}s\w*\s+(\S*(password(_command)?|\.proxy)|proxy)\s/im;

/** Whether it sets what is nobody's to see. */
export function isSecretCommand(line: string): boolean {
  return SECRET.test(line);
}

/** What ends Clay: the first Up of the next start, and Enter, are not to end that one. */
const END = /^\/quit(?:\s|$)/i;

function submit(turn: ActingTurn, text: string): void {
  const { state, view } = turn;
  const { masked } = view.editor;
  const run = inCommandLine(view) ? runCommandLine : runLine;
  const lines = commandsOf(turn, text, run === runLine && !masked);
  // Behind a separator, too.
  const isSecret = lines.some(isSecretCommand) || (run === runLine && hasPassword(turn, lines));
  if (isSecret) {
    dropHistory(state, text);
    noteSecret(state);
  }
  if (!masked && lines.some(line => END.test(line))) dropHistory(state, text);
  giveInputRowsBack(view);
  acted(paneOn(state, view));
  if (run === runLine && !masked && !isSecret && isToKeep(turn, text)) offerAgain(view.editor, text);
  const how = run === runCommandLine ? 'command' : masked ? 'masked' : isSecret ? 'secret' : null;
  (view.entering ??= []).push({ lines, next: 0, how });
  enterWaiting(turn);
}

/** Does what was entered, as far as the turn has time for it; the rest waits, with what is typed behind it. At a start all of it does. */
export function enterWaiting(turn: ActingTurn): void {
  const { view } = turn;
  if (isStarting(turn.state)) return;
  for (let first = view.entering?.[0]; first; first = view.entering?.[0]) {
    if (!enterLines(turn, first)) return void schedule(turn.state, 'keys', view, 0);
    // What was entered behind it by its own commands is in the same list.
    view.entering?.shift();
    if (view.entering?.length === 0) delete view.entering;
  }
}

/** False: there is more than there is time for. */
function enterLines(turn: ActingTurn, entering: Entering): boolean {
  const { view } = turn;
  const { lines, how } = entering;
  const isOpen = how === null || how === 'secret';
  const run = how === 'command' ? runCommandLine : runLine;
  while (entering.next < lines.length) {
    if (!hasEffort(turn)) return false;
    const line = lines[entering.next] as string;
    const now = acting(turn, view);
    // A line before it has put another world on screen, which asks for a password.
    if (isOpen && now.world && isMasked(now.state, now.world)) {
      keepLines(now, now.world, lines.slice(entering.next));
      return true;
    }
    if (how === null && !isPrivate(now, line)) noteEntered(now, line);
    // Before it is done: what fails on it is not to be done once more.
    entering.next++;
    spendOnLine(turn, line);
    run(now, line);
  }
  return true;
}

/** A paste that ends with a line end is so many lines, not one more. */
function commandsOf({ state }: ActingTurn, text: string, mayBeCut: boolean): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return mayBeCut ? lines.flatMap(line => commandsIn(line, state.settings.command_separator)) : lines;
}

/** With `keep_sent`: what was sent to a game. */
function isToKeep({ state, view, world }: ActingTurn, text: string): boolean {
  return state.settings.keep_sent && world !== null && !view.plain && !/^\/|\n/.test(text) && text !== '';
}

/** Whether one of the lines answers a prompt that asks for a password in words, or has one in it, on its way to the world. */
export function hasPassword({ state, world }: Turn, lines: readonly string[]): boolean {
  if (!world) return false;
  const [first = ''] = lines;
  const isAnswer = !namesCommand(first) && asksPassword(state, world);
  return isAnswer || lines.some(line => withoutPassword(line, world.greeting) !== line);
}

/** A password that is not hidden, maybe, or a login in one line. */
function isPrivate({ state, world }: ActingTurn, line: string): boolean {
  return world !== null && (asksPassword(state, world) || withoutPassword(line, world.greeting) !== line);
}

function keepLines(turn: ActingTurn, world: World, lines: readonly string[]): void {
  const sign = turn.state.settings.command_separator;
  putAside(turn.view, world, lines.map(line => asOneCommand(line, sign)).join('\n'));
  sayHere(
    turn,
    `${world.name}: not sent, because the server hides what is typed: it is in the input when that ends.`,
  );
}

/** Whoever pastes a command out of a manual wonders why nothing happens. */
function explainQuoted(turn: ActingTurn, typed: string): void {
  if (!typed.includes('\n') && namesCommand(typed.slice(1))) sayHere(turn, PASTED_COMMAND);
}
