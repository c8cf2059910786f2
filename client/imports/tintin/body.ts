/**
 * What actions, aliases and the like do, as rules do it: lines of a body, in as many rules as there are conditions.
 */
import { translateCondition } from './condition.ts';
import { commandName } from './names.ts';
import { argumentsOf, commandsOf, shownText, splitCommand } from './parse.ts';
import { translateText, type Where } from './text.ts';

/** A part that one rule does, if all of its conditions hold. */
export interface Piece {
  readonly when: readonly string[];
  readonly lines: string[];
  gag?: true;
  bell?: true;
}

export interface BodyContext {
  readonly sign: string;
  /** The group of rules of a class of this file. */
  groupOf(name: string): string;
  /** Sessions of the file, which are worlds here. */
  readonly sessions: ReadonlySet<string>;
  /** What a rule would send as it is, and TinTin++ would not: the names of aliases. `later`: what is typed is no matter any more. */
  isAlias(word: string, later: boolean): boolean;
  group(number: number): string | null;
  /** How an argument is called in a condition; null: it is none there. */
  groupInCondition(number: number): string | null;
  note(changed: string): void;
}

/** Copies of a line that `#10 north` may be; more want /repeat. */
const MOST_COPIES = 20;
/** Bodies within bodies. */
const DEEPEST = 5;
/** Pieces that a body may come to, and lines of one. */
const MOST_PIECES = 20;
const MOST_LINES = 200;

/** Throws an Error with a reason. */
export function translateBody(body: string, context: BodyContext): Piece[] {
  const pieces: Piece[] = [];
  addCommands(pieces, body, [], context, 0);
  return pieces.filter(({ lines, gag, bell }) => lines.length > 0 || gag || bell);
}

/** As one text, where there are no conditions. Throws an Error with a reason. */
export function linesOfBody(body: string, context: BodyContext, depth: number): string {
  const pieces: Piece[] = [];
  addCommands(pieces, body, [], context, depth);
  const [only = { when: [], lines: [] }, ...others] = pieces;
  if (others.length > 0 || only.when.length > 0) throw new Error('#if stands where rules have no condition');
  if (only.gag || only.bell) throw new Error('#gag and #bell are for what happens at once');
  return only.lines.join(';');
}

function addCommands(
  pieces: Piece[],
  body: string,
  when: readonly string[],
  context: BodyContext,
  depth: number,
): void {
  if (depth > DEEPEST) throw new Error(`more than ${DEEPEST} bodies stand within each other`);
  /** Conditions of the #if before, none of which holds where #else does. */
  let chain: string[] | null = null;
  for (const command of commandsOf(body)) {
    const split = splitCommand(command, context.sign);
    const name = split && commandName(split.name);
    if (split && (name === 'if' || name === 'elseif' || name === 'else')) {
      chain = addCondition(pieces, name, split.rest, chain, when, context, depth);
      continue;
    }
    chain = null;
    addCommand(pieceFor(pieces, when), command, context, depth, pieces, when);
  }
}

/** The one that is filled now, if its conditions are the same. */
function pieceFor(pieces: Piece[], when: readonly string[]): Piece {
  const last = pieces.at(-1);
  if (last && last.lines.length >= MOST_LINES) throw new Error(`more than ${MOST_LINES} commands`);
  if (last && last.when.join(' & ') === when.join(' & ')) return last;
  if (pieces.length >= MOST_PIECES) throw new Error(`more than ${MOST_PIECES} conditions`);
  const made = { when, lines: [] };
  pieces.push(made);
  return made;
}

function addCondition(
  pieces: Piece[],
  name: 'if' | 'elseif' | 'else',
  rest: string,
  chain: readonly string[] | null,
  when: readonly string[],
  context: BodyContext,
  depth: number,
): string[] {
  if (name !== 'if' && !chain) throw new Error(`#${name} has no #if before it`);
  const before = name === 'if' ? [] : [...(chain ?? [])];
  const none = before.map(one => `!(${one})`);
  if (name === 'else') {
    addCommands(pieces, argumentsOf(rest, 1)[0] ?? '', [...when, ...none], context, depth);
    return before;
  }
  const [condition = '', yes = '', no] = argumentsOf(rest, 3, 1);
  const translated = translateCondition(condition, context.groupInCondition);
  addCommands(pieces, yes, [...when, ...none, translated], context, depth);
  if (no !== undefined) addCommands(pieces, no, [...when, ...none, `!(${translated})`], context, depth);
  return [...before, translated];
}

type Act = (piece: Piece, rest: string, context: BodyContext, depth: number) => void;

function addCommand(
  piece: Piece,
  command: string,
  context: BodyContext,
  depth: number,
  pieces: Piece[],
  when: readonly string[],
): void {
  const split = splitCommand(command, context.sign);
  if (!split) {
    const [word = ''] = /^\S+/.exec(command) ?? [];
    if (context.isAlias(word, depth > 0)) throw new Error(`it says ${word}, which is an alias`);
    // A backslash at the start sends the line as it is.
    piece.lines.push(words(command.replace(/^\\(?=[^A-Za-z])/, ''), context, depth));
    return;
  }
  if (/^\d+$/.test(split.name) || commandName(split.name) === 'repeat')
    return repeat(split, context, depth, pieces, when);
  if (context.sessions.has(split.name)) {
    const text = argumentsOf(split.rest, 1)[0] ?? '';
    if (text.startsWith(context.sign))
      throw new Error(`${context.sign}${split.name} with a command has no counterpart`);
    piece.lines.push(`/send -w ${quotedName(split.name)} ${textOf(text, context, depth)}`);
    return;
  }
  const name = commandName(split.name);
  const act = name !== null && Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
  if (!act) throw new Error(`#${name ?? split.name} in a body has no counterpart in rules`);
  act(piece, split.rest, context, depth);
}

function repeat(
  { name, rest }: { name: string; rest: string },
  context: BodyContext,
  depth: number,
  pieces: Piece[],
  when: readonly string[],
): void {
  const [count = '', body = ''] = /^\d+$/.test(name) ? [name, argumentsOf(rest, 1)[0]] : argumentsOf(rest, 2);
  if (!/^\d+$/.test(count) || Number(count) > MOST_COPIES)
    throw new Error(`#${count} is more than ${MOST_COPIES} times, or a number that is not known yet`);
  if (/^\s*#(?:\d|rep)/i.test(body ?? '')) throw new Error('a repeat within a repeat has no counterpart');
  for (let one = 0; one < Number(count); one++) addCommands(pieces, body ?? '', when, context, depth);
}

/** A body that a command has, for later: as one argument. */
function laterBody(body: string, context: BodyContext, depth: number): string {
  const lines = linesOfBody(body, context, depth + 1);
  if (lines.replace(/\$\{"[^"]*"\}/g, '').includes('\\;'))
    throw new Error('a delay of several commands within a delay has no counterpart');
  return lines.replace(/;/g, '\\;');
}

function textOf(text: string, context: BodyContext, depth: number): string {
  const where: Where = { group: context.group, note: context.note, depth, isBody: true };
  return translateText(text, where).trim();
}

function words(text: string, context: BodyContext, depth: number): string {
  const translated = textOf(text, context, depth);
  return translated.startsWith('/') ? `/${translated}` : translated;
}

export function quotedName(name: string): string {
  return /\s/.test(name) ? `"${name}"` : name;
}

function nameOf(text: string): string {
  const flat = /^([A-Za-z_]\w*)((?:\[[\w{}]*\])*)$/.exec(text.trim());
  if (!flat) throw new Error(`${text.trim().slice(0, 20)} is no name of a variable here`);
  return [flat[1], ...[...(flat[2] ?? '').matchAll(/\w+/g)].map(([key]) => key)].join('_');
}

const ACTS: Readonly<Record<string, Act>> = {
  nop() {
    // A comment.
  },
  showme(piece, rest, context, depth) {
    const [text = '', row] = shownText(rest);
    if (row !== undefined) context.note('#showme shows in the output, not in a row');
    piece.lines.push(`/echo ${textOf(text, context, depth)}`);
  },
  echo(piece, rest, context, depth) {
    const [text = '', ...values] = argumentsOf(rest, 20);
    if (values.length > 0 || /%[-\d]*[a-zA-Z]/.test(text))
      throw new Error('#echo with a format has no counterpart');
    piece.lines.push(`/echo ${textOf(text, context, depth)}`);
  },
  send(piece, rest, context, depth) {
    const [text = ''] = argumentsOf(rest, 1);
    if (/(?<!\\)(?:\\\\)*\\$/.test(text)) throw new Error('a backslash leaves its line open');
    piece.lines.push(words(text, context, depth));
  },
  variable(piece, rest, context, depth) {
    const [name = '', value = ''] = argumentsOf(rest, 2);
    if (value.includes('{'))
      throw new Error(`#variable ${name}: a table that is made in a body has no counterpart`);
    piece.lines.push(`/set ${nameOf(name)} ${textOf(value, context, depth)}`);
  },
  unvariable(piece, rest) {
    piece.lines.push(`/unset ${nameOf(argumentsOf(rest, 1)[0] ?? '')}`);
  },
  delay(piece, rest, context, depth) {
    const [first = '', second = '', third] = argumentsOf(rest, 3, 1);
    const [name, body, seconds] = third === undefined ? ['', second, first] : [first, second, third];
    if (!/^\s*[\d.]+\s*$/.test(seconds)) throw new Error(`#delay ${seconds}: its time is not known yet`);
    const what = laterBody(body, context, depth);
    const named = name === '' ? '' : `-n "${name.replace(/["\s;$\\]+/g, ' ').trim()}" `;
    piece.lines.push(`/delay ${named}${atLeast(Number(seconds))} ${what}`);
  },
  undelay(piece, rest) {
    piece.lines.push(`/timers -d ${plainName(argumentsOf(rest, 1)[0] ?? '')}`);
  },
  ticker(piece, rest, context, depth) {
    const [name = '', body = '', seconds = '60'] = argumentsOf(rest, 3, 1);
    if (!/^\s*[\d.]+\s*$/.test(seconds)) throw new Error(`#ticker ${seconds}: its time is not known yet`);
    const what = laterBody(body, context, depth);
    piece.lines.push(`/repeat -n "${plainName(name)}" ${atLeast(Number(seconds))} i ${what}`);
  },
  unticker(piece, rest) {
    piece.lines.push(`/timers -d ${plainName(argumentsOf(rest, 1)[0] ?? '')}`);
  },
  bell(piece, _rest, _context, depth) {
    if (depth > 0) throw new Error('#bell later has no counterpart');
    piece.bell = true;
  },
  line(piece, rest, _context, depth) {
    const [what = ''] = argumentsOf(rest, 2);
    if (depth > 0 || !'gag'.startsWith(what.toLowerCase()) || what === '')
      throw new Error(`#line ${what} has no counterpart`);
    piece.gag = true;
  },
  class(piece, rest, context) {
    const [name = '', what = ''] = argumentsOf(rest, 2);
    if (what.toLowerCase() !== 'kill')
      throw new Error(`#class {${name}} {${what}} in a body has no counterpart`);
    context.note('#class kill switches the group off');
    piece.lines.push(`/group ${plainName(context.groupOf(name))} off`);
  },
  zap(piece) {
    piece.lines.push('/disconnect');
  },
};

/** Nothing in a name means anything in a body. */
function plainName(name: string): string {
  if (/[%$@;\\"]/.test(name)) throw new Error(`${name.slice(0, 20)}: its name is not known yet`);
  return name.trim();
}

/** What a timer takes (seconds). */
function atLeast(seconds: number): number {
  return Math.max(0.1, seconds);
}
