/**
 * compose(state, view) → what is to be printed next on a view without a screen: lines of its log as they come, what stands
 * in the queue between them, and last the prompt with what is typed. A function of the state, which also says what was
 * printed so far: so nothing is printed twice, whatever reloads come in between.
 */
import type { Line, ReadChunk } from '../../state/log.ts';
import type { State } from '../../state/state.ts';
import type { Plain, Print, Printed, Span } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import { logOn } from '../../world/audience.ts';
import { MARK } from '../../world/lines/own.ts';
import { lineAt } from '../../world/scrollback.ts';
import { promptOf } from '../input-lines.ts';
import { isOwn } from '../sign.ts';
import { measureFor } from '../widths.ts';
import { atWords, printable, printedLine } from './line.ts';
import { changeRow, EMPTY_ROW, NEWLINE, type Row } from './row.ts';

/** Lines at a time: the terminal has to take them before the next ones. */
const MOST_LINES = 1000;
/** UTF-16 units at a time, and one line more. */
const MOST_UNITS = 256 * 1024;
/** Lines that were entered and did not come back as lines of the log: with /setup echo off none does. */
const MOST_TYPED = 20;
/** Lines of a world that are printed when one comes to it: who wants more has /recall. */
const MOST_UNSEEN = 100;

export interface Composed {
  readonly text: string;
  /** How many of the queue are in it. */
  readonly items: number;
  readonly printed: Printed;
  /** There is more to print. */
  readonly isMore: boolean;
}

export interface Paper {
  /** SGR parameters as the terminal can show them; '' = as usual. */
  style(style: string): string;
  /** Whatever stands in the last row, it stands in a new one: something else may have been written. */
  readonly fresh?: boolean;
  /** Nothing is printed after it. */
  readonly last?: boolean;
}

/** null: there is nothing to print. */
export function compose(state: State, view: View, readChunk: ReadChunk, paper: Paper): Composed | null {
  const { plain } = view;
  if (!plain) return null;
  measureFor(view, state);
  const work = begin(state, view, plain, readChunk, paper);
  if (paper.fresh && work.row.text !== '') endRow(work);
  const isMore = !printAll(work);
  if (!isMore && paper.last) endLast(work);
  else if (!isMore) showInput(work);
  const { out, items, row, log, next, typed, answered } = work;
  const printed: Printed = {
    ...{ log, next, row: row.text, prompt: row.prompt, cursor: row.cursor, typed },
    ...(answered !== '' && { answered }),
  };
  const isSame = out === '' && items === 0 && log === plain.printed.log && row.text === plain.printed.row;
  return isSame && row.cursor === plain.printed.cursor ? null : { text: out, items, printed, isMore };
}

/** What is being put together. */
interface Work {
  readonly state: State;
  readonly view: View;
  readonly plain: Plain;
  readonly readChunk: ReadChunk;
  readonly paper: Paper;
  out: string;
  lines: number;
  items: number;
  row: Row;
  log: string | null;
  readonly next: Record<string, number>;
  typed: string[];
  answered: string;
}

function begin(state: State, view: View, plain: Plain, readChunk: ReadChunk, paper: Paper): Work {
  const { row, prompt, cursor, log, next, typed, answered = '' } = plain.printed;
  const known = Object.entries(next).filter(([name]) => name === '' || Object.hasOwn(state.worlds, name));
  return {
    ...{ state, view, plain, readChunk, paper, out: '', lines: 0, items: 0 },
    ...{ row: { text: row, prompt, cursor }, log, next: Object.fromEntries(known) },
    ...{ typed: [...typed], answered },
  };
}

/** Lines and what is queued, in order. False: there is more. */
function printAll(work: Work): boolean {
  const { view, plain } = work;
  const current = view.current ?? '';
  if (work.log === null) arrive(work, current);
  for (const item of plain.queue) {
    // What was said in another log was said before one came here.
    if (item.log === current && work.log === current && !printLines(work, item.at)) return false;
    printItem(work, item);
    work.items++;
  }
  if (work.log !== current) arrive(work, current);
  return printLines(work, logOn(work.state, view).next);
}

function printItem(work: Work, { text, typed }: Print): void {
  if (typed === undefined) return printText(work, text);
  const isThere = work.row.text !== '' && text.startsWith(work.row.text);
  if (work.row.text !== '' && !isThere) endRow(work);
  work.answered = isThere ? work.row.text.slice(0, work.row.prompt) : '';
  work.out += text.slice(isThere ? work.row.text.length : 0) + NEWLINE;
  work.row = EMPTY_ROW;
  const lines = typed.split('\n').map(line => line.trim().replace(/^\/\//, '/'));
  work.typed = [...work.typed, ...lines.filter(line => line !== '')].slice(-MOST_TYPED);
}

/** Another log: says which one; what was not printed of it follows. */
function arrive(work: Work, current: string): void {
  const { state, view, next } = work;
  const scrollback = logOn(state, view);
  if (work.log !== null) printText(work, current === '' ? `${MARK}No world.` : `${MARK}World ${current}:`);
  const known = next[current];
  // One that was removed and made anew begins anew.
  const from = known === undefined || known > scrollback.next ? scrollback.first : known;
  const left = scrollback.next - MOST_UNSEEN;
  next[current] = Math.max(from, scrollback.first, left);
  if (from < left) printText(work, `${MARK}${left - from} older lines are not printed: /recall shows them.`);
  work.log = current;
}

/** Lines of the log on the view, before number `end`. False: not all of them. */
function printLines(work: Work, end: number): boolean {
  const { state, view, next, readChunk } = work;
  const current = view.current ?? '';
  const scrollback = logOn(state, view);
  let at = Math.max(next[current] ?? scrollback.first, scrollback.first);
  const stop = Math.min(end, scrollback.next);
  for (; at < stop && work.lines < MOST_LINES && work.out.length < MOST_UNITS; at++) {
    const line = lineAt(scrollback, at, readChunk);
    if (line) printLine(work, line);
    work.lines++;
  }
  next[current] = at;
  return at >= stop;
}

function printLine(work: Work, line: Line): void {
  const isAnswered = line.text !== '' && line.text === work.answered;
  work.answered = '';
  const { state, view, paper } = work;
  // A rule hides it; F2 shows it all the same.
  if (line.hidden && !state.settings.show_tags) return;
  if (isTyped(work, line) || isAnswered) return;
  const { spans, text } = printedLine(state, view, line);
  const { row } = work;
  // A prompt that has become a line of the log, by itself or with its answer, stands there already.
  const isPrompt = row.text !== '' && line.text === row.text.slice(0, row.prompt);
  const goesOn = row.text !== '' && row.prompt === row.text.length && text.startsWith(row.text);
  if (row.text !== '' && !goesOn) endRow(work);
  if (isPrompt && !goesOn) return;
  const whole = isOwn(line) ? inRows(work, spans) : spans;
  work.out += (goesOn ? text.slice(row.text.length) : styled(whole, paper)) + NEWLINE;
  work.row = EMPTY_ROW;
}

/** What the user has typed stands on the terminal: it is not printed as a line, too. */
function isTyped(work: Work, { kind, text, sent }: Line): boolean {
  const said = sent === undefined ? (kind === 'clay' ? text.slice(MARK.length) : null) : text.slice(sent);
  const at = said === null ? -1 : work.typed.indexOf(said.trim());
  if (at >= 0) work.typed = work.typed.slice(at + 1);
  return at >= 0;
}

function styled(spans: readonly Span[], { style: shown }: Paper): string {
  return spans
    .map(({ text, style }) => {
      const pen = shown(style);
      return pen === '' ? text : `\x1b[0;${pen}m${text}\x1b[m`;
    })
    .join('');
}

function printText(work: Work, text: string): void {
  if (work.row.text !== '') endRow(work);
  work.out += styled(inRows(work, [{ text: printable(text), style: '' }]), work.paper) + NEWLINE;
}

/** What Clay says itself. A program reads lines, a terminal has rows. */
function inRows({ view, plain }: Work, spans: readonly Span[]): readonly Span[] {
  return plain.input === 'keys' ? atWords(spans, view.columns) : spans;
}

function endRow(work: Work): void {
  work.out += NEWLINE;
  work.row = EMPTY_ROW;
}

/** What comes after Clay begins in a row of its own. */
function endLast(work: Work): void {
  if (work.row.text !== '') endRow(work);
}

/** The prompt, and what is typed if nobody else shows it. */
function showInput(work: Work): void {
  const { state, view, plain } = work;
  const { editor } = view;
  const prompt = printable(
    promptOf(state, view)
      .spans.map(({ text }) => text)
      .join(''),
  );
  const isShown = plain.input === 'keys' && !editor.masked;
  const input = isShown ? inOneRow(editor.text) : '';
  const cursor = prompt.length + (isShown ? editor.cursor : 0);
  const next = { text: prompt + input, prompt: prompt.length, cursor };
  const { out, row } = changeRow(work.row, next, view.columns);
  work.out += out;
  work.row = row;
}

/** Several lines of input; as many characters, so that offsets stay what they are. */
function inOneRow(text: string): string {
  return printable(text.replaceAll('\n', '|'));
}

/** What stands in the last row: the prompt, and what is typed if that is to be seen. */
export function plainRow(state: State, view: View): string {
  const { masked, text } = view.editor;
  const prompt = promptOf(state, view).spans.map(({ text }) => text);
  return prompt.join('') + (masked ? '' : inOneRow(text));
}
