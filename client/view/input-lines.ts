/**
 * The input lines of a view: for each world a draft, apart from it what is typed while the server echoes, what has gone to
 * the server key by key, and a command begun by Esc /. One of them has the keys; the others are put aside, and none is ever taken for another. So what was
 * typed for one world, or before a password was asked for, is never sent as that password.
 */
import { emptyEditor, insertText } from '../editor/editor.ts';
import { keepKill } from '../editor/kill-ring.ts';
import type { InputMemory, State } from '../state/state.ts';
import type { Editor, HistoryFind, Span } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { rowSpans } from '../text/wrap.ts';
import { worldNamed, worldOn } from '../world/audience.ts';
import { isCharmode } from '../world/charmode/mode.ts';
import { isHeld } from '../world/login/masking.ts';
import { signedLabel } from './sign.ts';

type Kind = 'draft' | 'secret' | 'command' | 'answer' | 'keys';

/** The line that answers a dialog where there is no screen. */
const ANSWER = 'answer ';

const COMMAND_PROMPT = signedLabel('Command: ');

/** Gives the keys to the line that is meant now, and forgets half a password that nobody asks for any more. */
export function settleInput(state: State, view: View): void {
  const world = worldOn(state, view);
  // A build before had one line for all worlds: a password, or a draft that goes from world to world until it is sent.
  if (view.line === null && view.editor.masked) view.line = lineName('secret', world);
  if (view.line !== null && isOver(state, view.line)) keepShown(state, view, view.line, view.editor);
  const line = lineMeant(state, view);
  const goesAlong = view.line === null && isInUse(view.editor) && isOf(line, 'draft');
  if (line !== view.line && !goesAlong) changeLine(view, world, line);
  view.editor.masked = isHidden(state, line) || (view.plain?.asking?.secret ?? false);
  for (const [name, editor] of Object.entries(view.aside)) {
    if (isOver(state, name)) forgetLine(state, view, name);
    else if (isOf(name, 'secret')) editor.masked = isHidden(state, name);
  }
  // Half an answer to what is not asked any more.
  if (!view.plain?.asking && view.aside[ANSWER]) delete view.aside[ANSWER];
}

/** Esc /: an empty command line, whatever is being typed. */
export function beginCommand(state: State, view: View): void {
  if (inCommandLine(view)) return;
  const world = worldOn(state, view);
  changeLine(view, world, lineName('command', world));
  insertText(view.editor, '/');
}

/** Returns whether a command begun by Esc / is being typed. */
export function inCommandLine({ line }: View): boolean {
  return line !== null && isOf(line, 'command');
}

/** Returns whether each key goes to the server at once: what stands in the input is there already. */
export function inKeys({ line }: View): boolean {
  return line !== null && isOf(line, 'keys');
}

/** Returns what stands before the input: the prompt of the game, or Clay's own. */
export function promptOf(
  state: State,
  view: View,
): { readonly spans: readonly Span[]; readonly isOwn: boolean } {
  if (view.plain?.asking) return { spans: [{ text: view.plain.asking.prompt, style: '' }], isOwn: true };
  const { find } = view.editor;
  if (find) return { spans: findLabel(find), isOwn: true };
  if (inCommandLine(view)) return { spans: COMMAND_PROMPT, isOwn: true };
  const prompt = worldOn(state, view)?.prompt;
  return { spans: prompt ? rowSpans(prompt, 0, prompt.text.length) : [], isOwn: false };
}

/** What is searched for in the history; what is found stands behind it. */
function findLabel({ pattern, isMissing }: HistoryFind): readonly Span[] {
  if (pattern === '') return signedLabel('History: ');
  return signedLabel(`History "${pattern}"${isMissing ? ', no other' : ''}: `);
}

/** Puts text aside as the draft of a world that is asked for a password now, behind the draft that is there. */
export function putAside(view: View, world: World, text: string): void {
  const editor = (view.aside[lineName('draft', world)] ??= emptyEditor());
  editor.cursor = editor.text.length;
  insertText(editor, editor.text === '' ? text : `\n${text}`);
}

/** What was shown while the server echoed is no password: it is the draft when that ends, and the kill ring gets the one put aside. */
function keepShown(memory: InputMemory, view: View, line: string, editor: Editor): void {
  if (!isOf(line, 'secret') || editor.masked || editor.text === '') return;
  const draft = `draft ${worldOf(line)}`;
  const older = view.aside[draft];
  if (older) keepKill(memory, { text: older.text, pasted: older.pasted });
  delete view.aside[draft];
  if (view.line === line) view.line = draft;
  else view.aside[draft] = editor;
}

function lineMeant(state: State, view: View): string {
  if (view.plain?.asking) return ANSWER;
  const world = worldOn(state, view);
  const command = lineName('command', world);
  // One that was sent, or of which nothing is left, is over.
  const isOpen = view.line === command ? view.editor.text !== '' : view.aside[command] !== undefined;
  if (isOpen) return command;
  if (world && !view.plain && isCharmode(state, world)) return lineName('keys', world);
  return lineName(world && isHeld(state, world) ? 'secret' : 'draft', world);
}

function changeLine(view: View, world: World | null, line: string): void {
  const { editor } = view;
  const name = view.line ?? lineName('draft', world);
  if (name !== line && isInUse(editor)) view.aside[name] = editor;
  view.editor = view.aside[line] ?? emptyEditor();
  delete view.aside[line];
  view.line = line;
}

/** Something stands there, or would while the history is browsed. */
function isInUse({ text, draft }: Editor): boolean {
  return text !== '' || draft !== '';
}

function worldOf(line: string): string {
  return line.slice(line.indexOf(' ') + 1);
}

/** Stars stand for it, unless the user wants to see what is typed there. */
function isHidden(state: State, line: string): boolean {
  const world = isOf(line, 'secret') ? worldNamed(state, worldOf(line)) : null;
  return world !== null && !world.maskLifted;
}

/** The world is gone, or no longer asks for what this password was for. */
function isOver(state: State, line: string): boolean {
  const name = worldOf(line);
  const world = worldNamed(state, name);
  if (line === ANSWER) return false;
  if (isOf(line, 'keys')) return !world || !isCharmode(state, world);
  if (isOf(line, 'secret')) return !world?.masked || line !== lineName('secret', world);
  return !world && name !== '';
}

/** What was no password can be had back. */
function forgetLine(memory: InputMemory, view: View, line: string): void {
  const editor = view.aside[line];
  delete view.aside[line];
  if (editor) keepShown(memory, view, line, editor);
  if (editor && !isOf(line, 'secret') && !isOf(line, 'keys'))
    keepKill(memory, { text: editor.text, pasted: editor.pasted });
}

/** The names of lines that were asked for last: at each event some are, mostly of the same world. */
const lastNames = new Map<Kind, { readonly world: string; readonly echoes: number; readonly line: string }>();

function lineName(kind: Kind, of: World | null): string {
  const world = of?.name ?? '';
  const echoes = of?.echoes ?? 0;
  const last = lastNames.get(kind);
  if (last?.world === world && last.echoes === echoes) return last.line;
  // Half a password is for the echo that it was begun in, however quickly the next one comes.
  const line = `${kind}${kind === 'secret' ? echoes : ''} ${world}`;
  lastNames.set(kind, { world, echoes, line });
  return line;
}

function isOf(line: string, kind: Kind): boolean {
  return line.startsWith(kind);
}
