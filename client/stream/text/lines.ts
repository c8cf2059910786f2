/** Lines put together from pieces of styled text; a piece holds no control characters. */
import type { LineState, Run } from '../../state/stream.ts';
import { fitted, isAscii, textWidth } from '../../text/width.ts';
import { receiveMcp } from '../mcp/mcp.ts';
import { give, giveLine, notice, type Pipeline } from '../pipeline.ts';
import { cut, silence } from '../telnet/msp.ts';
import { CELL, RUN } from '../work.ts';

/** A dozen screens: nobody reads a longer line, and a screen, a log and a search must each cope with the longest. */
export const MAX_LINE = 64 * 1024;
/** So many weigh as much as the longest line: a colour for each cell of a screen of 100 × 40. */
export const MAX_RUNS = 4 * 1024;
/** UTF-16 units of the links of its runs, for whoever writes each of them out: a reload does. */
const MAX_LINKED = 1024 * 1024;
/** What stands before a line that begins like a message of MCP and is none: `#$"`. */
const QUOTE = 3;
/** Nobody takes back a character so far out, and each costs a copy of the line. */
const MAX_ERASABLE = 1024;

/** UTF-16 units of a line whose cells are counted: nobody lines anything up further out. */
const MAX_MEASURED = 1024;
/** Columns that what moves the cursor leads to: more than any screen that a game is drawn for. */
const MAX_COLUMN = 256;
/** The cursor is where the text ends, or at the beginning of the line behind a carriage return. */
const NOWHERE = -1;

export function emptyLine(): LineState {
  return { text: '', runs: [], style: '', link: '', linked: 0, end: '', column: NOWHERE, touched: false };
}

/**
 * Appends a piece in the current style. A carriage return before it was a restart of the line, a cursor that was moved on
 * from there one of the line behind that column.
 */
export function print(pipeline: Pipeline, piece: string): void {
  const { line, ansi } = pipeline.state;
  if (isMoved(line)) fillUp(pipeline);
  else if (line.end === 'cr') eraseLine(line);
  line.end = '';
  line.touched = true;
  ansi.home = false;
  if ((ansi.style !== line.style || ansi.link !== line.link) && isFullOfRuns(pipeline)) breakLine(pipeline);
  let rest = piece;
  while (line.text.length + rest.length > MAX_LINE) rest = rest.slice(fill(pipeline, rest));
  append(pipeline, rest);
}

function isFullOfRuns({ state: { line, ansi } }: Pipeline): boolean {
  return line.runs.length === MAX_RUNS || (line.linked ?? 0) + ansi.link.length > MAX_LINKED;
}

/** Prints as much as the line takes, without tearing a surrogate pair, and breaks it. */
function fill(pipeline: Pipeline, text: string): number {
  let count = MAX_LINE - pipeline.state.line.text.length;
  if (count > 0 && (text.charCodeAt(count) & 0xfc00) === 0xdc00) count--;
  if (count > 0) append(pipeline, text.slice(0, count));
  breakLine(pipeline);
  return count;
}

function append(pipeline: Pipeline, text: string): void {
  const { line, ansi } = pipeline.state;
  if (ansi.style !== line.style || ansi.link !== line.link) {
    const { style, link } = ansi;
    line.style = style;
    line.link = link;
    if (link !== '') line.linked = (line.linked ?? 0) + link.length;
    pipeline.work += RUN;
    line.runs.push(runOf(line.text.length, style, link));
  }
  line.text += text;
}

/**
 * Field by field: of objects that a literal makes V8 finds out whether they get old, and where it has counted those of the lines that
 * are still open alone, all that come later are old from the start. Then they are collected late and dear, for as long as Clay runs.
 */
function runOf(at: number, style: string, link: string): Run {
  const run = {} as { -readonly [Field in keyof Run]: Run[Field] };
  run.at = at;
  run.style = style;
  if (link !== '') run.link = link;
  return run;
}

/** The column that comes next, in cells: what lines up on a terminal does so here. */
export function columnOf(pipeline: Pipeline): number {
  const { line } = pipeline.state;
  if (isMoved(line)) return line.column!;
  return line.end === 'cr' ? 0 : widthOf(pipeline);
}

function widthOf(pipeline: Pipeline): number {
  const { text } = pipeline.state.line;
  if (text.length > MAX_MEASURED || isAscii(text)) return text.length;
  pipeline.work += CELL * text.length;
  return textWidth(text);
}

/** Whether the cursor was moved on from where the text ends, or from a carriage return. */
export function isMoved(line: LineState): boolean {
  return (line.column ?? NOWHERE) !== NOWHERE;
}

/**
 * The cursor goes to a column; a move back is none, unless it is to the beginning. It writes nothing, as on a terminal: a
 * line that ends there has no blanks behind its text.
 */
export function moveTo(pipeline: Pipeline, column: number): void {
  const { line, ansi } = pipeline.state;
  if (column > MAX_COLUMN) return;
  if (column <= 0) returnCarriage(line);
  else if (line.end === 'cr' || column > widthOf(pipeline)) line.column = column;
  ansi.home = false;
}

export function returnCarriage(line: LineState): void {
  line.end = 'cr';
  line.column = NOWHERE;
}

/** What stands behind the cursor is no more, and blanks, without a style, lead to it. */
function fillUp(pipeline: Pipeline): void {
  const { line, ansi } = pipeline.state;
  const column = line.column!;
  eraseBehind(pipeline);
  line.end = '';
  line.column = NOWHERE;
  const count = column - widthOf(pipeline);
  if (count <= 0) return;
  const { style, link } = ansi;
  ansi.style = '';
  ansi.link = '';
  print(pipeline, ' '.repeat(count));
  ansi.style = style;
  ansi.link = link;
  pipeline.work += count;
}

/** Erases from the cursor on: there is something behind a carriage return only. */
export function eraseBehind(pipeline: Pipeline): void {
  const { line } = pipeline.state;
  if (line.end !== 'cr') return;
  if (!isMoved(line)) {
    eraseLine(line);
    return;
  }
  const kept = fitted(line.text, line.column!).length;
  // What takes no cells of its own is looked at, too.
  pipeline.work += CELL * (kept + 1);
  if (kept < line.text.length) keep(line, kept);
}

function breakLine(pipeline: Pipeline): void {
  notice(pipeline, 'line-too-long', 'the server sent a line that is too long; it is shown in pieces.');
  endLine(pipeline);
}

/** The line is complete, with whatever it holds. */
export function endLine(pipeline: Pipeline): void {
  emit(pipeline, 'line');
}

/** GA or EOR: what stands there is a prompt. */
export function endPrompt(pipeline: Pipeline): void {
  if (pipeline.state.line.text !== '') emit(pipeline, 'prompt');
  pipeline.state.line.end = '';
  pipeline.state.line.column = NOWHERE;
}

function emit(pipeline: Pipeline, type: 'line' | 'prompt'): void {
  const { line, options } = pipeline.state;
  const { text, runs } = line;
  options.replied = 0;
  line.text = '';
  line.runs = [];
  line.style = '';
  line.link = '';
  line.linked = 0;
  line.end = '';
  line.column = NOWHERE;
  line.touched = true;
  const fate = receiveMcp(pipeline, text);
  if (fate === 'hidden') return;
  const shown = fate === 'quoted' ? cut(text, runs, QUOTE) : silence(pipeline, text, runs);
  if (shown !== null) giveLine(pipeline, { type, text: shown.text, runs: shown.runs });
}

/** Back to an empty line. */
export function eraseLine(line: LineState): void {
  line.text = '';
  line.runs = [];
  line.style = '';
  line.link = '';
  line.linked = 0;
  line.column = NOWHERE;
  line.touched = true;
}

/** Backspace: takes the last character off, or a cursor that was moved on a column back. */
export function eraseLast(pipeline: Pipeline): void {
  const { line } = pipeline.state;
  if (isMoved(line)) {
    const column = line.column! - 1;
    line.column = line.end === 'cr' || column > widthOf(pipeline) ? column : NOWHERE;
    return;
  }
  const { length } = line.text;
  if (length === 0 || length > MAX_ERASABLE || line.end === 'cr') return;
  const isPair = (line.text.charCodeAt(length - 1) & 0xfc00) === 0xdc00;
  keep(line, length - (isPair ? 2 : 1));
}

/** The first `length` units of its text, with the styles that these have. */
function keep(line: LineState, length: number): void {
  line.touched = true;
  line.text = line.text.slice(0, length);
  while (line.runs.length > 0 && line.runs.at(-1)!.at >= line.text.length) line.runs.pop();
  line.style = line.runs.at(-1)?.style ?? '';
  line.link = line.runs.at(-1)?.link ?? '';
}

/** A blank page; the unfinished line is not lost by it. */
export function clearPage(pipeline: Pipeline): void {
  if (pipeline.state.line.text !== '') endLine(pipeline);
  give(pipeline, { type: 'clear' });
}
