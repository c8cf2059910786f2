/** #action, #alias, #gag, #highlight, #substitute, #ticker, #macro, #event of TinTin++ as rules. */
import { pushAll } from '../../../shared/arrays.ts';
import { keyLabel } from '../../settings/keys/names.ts';
import type { ImportPlace } from '../../state/imports/found.ts';
import { emptyKeys, flushKeys, readKeys } from '../../terminal/keys.ts';
import type { Taker } from '../taker.ts';
import type { Aliases } from './aliases.ts';
import { type BodyContext, linesOfBody, type Piece, translateBody } from './body.ts';
import { styleOfColor } from './colors.ts';
import { argumentsOf, commandsOf } from './parse.ts';
import { type TinTinPattern, translatePattern } from './pattern.ts';
import { translateText } from './text.ts';

/** What commands know of their file. */
export interface TinTin {
  readonly sign: string;
  readonly taker: Taker;
  readonly sessions: Set<string>;
  /** Functions of the file, by their names. */
  readonly functions: Set<string>;
  /** Aliases of the file, and those of them that no rule can be. */
  readonly aliases: Aliases;
  /** What is left for a script (UTF-16 units). */
  readonly room: { left: number };
  /** The class that is open; '' = none. */
  open: string;
  groupOf(name: string): string;
}

/** Does what one command says. Throws an Error with a reason. */
export type Define = (tintin: TinTin, place: ImportPlace, rest: string) => void;

/** TinTin++'s priorities go from 0, which is first, past 5, which is usual. */
const USUAL_PRIORITY = 5;

/**
 * Ours: higher is first. Of actions TinTin++ does the first that matches and no other, so they stand below all that has to be
 * asked in any case: what hides and paints, and rules of one's own.
 */
function priorityOf(text: string | undefined, isAction: boolean): { priority?: number } {
  const given = text === undefined || text.trim() === '' ? USUAL_PRIORITY : Number(text);
  if (!(given >= 0 && given <= 1000)) throw new Error(`${text} is no priority from 0 to 1000`);
  if (isAction) return { priority: -Math.round(given * 100) - 100 };
  return given === USUAL_PRIORITY ? {} : { priority: Math.round((USUAL_PRIORITY - given) * 10) };
}

function groupTable({ open, groupOf }: TinTin): { group?: string } {
  return open === '' ? {} : { group: groupOf(open) };
}

function patternTable({ pattern, mode, exact, style }: TinTinPattern): Record<string, unknown> {
  return { pattern, mode, ...(exact && { case: true }), ...(style !== undefined && { style }) };
}

function contextOf(
  tintin: TinTin,
  changed: string[],
  group: (number: number) => string | null,
  inCondition: (number: number) => string | null,
  /** Its words are as if they were typed: they may be aliases. */
  typed = false,
): BodyContext {
  const { sign, sessions, groupOf, aliases } = tintin;
  const isAlias = (word: string, later: boolean) =>
    (typed && !later ? aliases.scripted : aliases.all).has(word);
  return {
    sign,
    sessions,
    groupOf,
    isAlias,
    group,
    groupInCondition: inCondition,
    note: one => changed.push(one),
  };
}

/** `%1` of a pattern here; `%0` is what has matched. */
function groupsOf({ groups }: TinTinPattern) {
  const numberOf = (number: number) => (number === 0 ? 0 : (groups.get(number) ?? null));
  return {
    inText(number: number) {
      const group = numberOf(number);
      return group === null ? null : `$${group}`;
    },
    inCondition(number: number) {
      const group = numberOf(number);
      if (group === 0) throw new Error('#if: %0, all that has matched, is no value in conditions');
      return group === null ? null : String(group);
    },
  };
}

export function keyOf(kind: string, pattern: string): string {
  return `${kind} ${pattern}`;
}

const action: Define = (tintin, place, rest) => {
  const [pattern = '', body = '', priority] = argumentsOf(rest, 3, 1);
  if (body.trim() === '') throw new Error('it does nothing');
  const translated = translatePattern(pattern);
  const changed = [...translated.changed];
  const { inText, inCondition } = groupsOf(translated);
  const pieces = translateBody(body, contextOf(tintin, changed, inText, inCondition));
  const table = { ...patternTable(translated), ...priorityOf(priority, true), ...groupTable(tintin) };
  redefine(tintin, keyOf('action', pattern), place);
  if (pieces.length === 0) throw new Error('it does nothing');
  const last = pieces.at(-1);
  if (last && last.when.length > 0) changed.push('other rules are asked as well where it has matched');
  for (const piece of pieces) {
    const isEnd = piece === last && piece.when.length === 0;
    tintin.taker.rule(
      place,
      'trigger',
      { name: pattern, ...table, ...pieceTable(piece), ...(isEnd && { fall: false }) },
      changed,
    );
  }
};

function pieceTable({ when, lines, gag, bell }: Piece): Record<string, unknown> {
  const condition = when.length === 1 ? when[0] : when.map(one => `(${one})`).join(' & ');
  return {
    ...(when.length > 0 && { when: condition }),
    ...(gag && { gag }),
    ...(bell && { bell }),
    ...(lines.length > 0 && { body: lines.join(';') }),
  };
}

/** What was defined before under the same pattern goes. */
export function redefine({ taker }: TinTin, key: string, { line }: ImportPlace): void {
  taker.drop(key, `line ${line} has another one in its place`);
  taker.under(key);
}

const alias: Define = (tintin, place, rest) => {
  const [given = '', body = '', priority] = argumentsOf(rest, 3, 1);
  if (given === '' || body.trim() === '') throw new Error('it does nothing');
  const changed: string[] = [];
  const isWord = /^[^\s%{}\\^$~]+$/.test(given);
  const isWords = isWord || /^[^%{}\\^$~]+$/.test(given);
  const translated = isWords ? null : translatePattern(given, true);
  if (translated) pushAll(changed, translated.changed);
  const simple = (number: number) => (number === 0 ? '$*' : `$${number}`);
  // Of several words all that stands behind them is a group, and with the blank before it another one.
  const behind = (number: number) => {
    if (number > 1) throw new Error(`%${number} of an alias of several words has no counterpart`);
    return '$2';
  };
  const group = translated ? groupsOf(translated).inText : isWord ? simple : behind;
  const conditions = () => {
    throw new Error('#if stands where rules have no condition');
  };
  let done = linesOfBody(body, contextOf(tintin, changed, group, conditions, true), 0);
  if (done === '') throw new Error('it does nothing');
  // As TinTin++ does it: what is typed behind it goes along.
  if (isWords && !/(?:^|[^%])%\d/.test(body) && takesMore(body, tintin.sign)) done += isWord ? ' $*' : '$1';
  redefine(tintin, keyOf('alias', given), place);
  const pattern = isWord
    ? {}
    : isWords
      ? { pattern: `^${given.replace(/[.*+?()[\]|/]/g, '\\$&')}(\\s+(.*))?$`, mode: 'regexp', case: true }
      : patternTable({
          ...(translated as TinTinPattern),
          mode: 'regexp',
          pattern: regexpOf(translated as TinTinPattern),
        });
  const table = {
    name: given,
    ...pattern,
    ...priorityOf(priority, false),
    ...groupTable(tintin),
    body: done,
  };
  tintin.taker.rule(place, 'alias', table, changed);
};

/** Words for the game at the end, which go on with what is typed behind the alias. */
function takesMore(body: string, sign: string): boolean {
  return commandsOf(body).at(-1)?.startsWith(sign) === false;
}

/** An alias is asked by a regular expression. */
function regexpOf({ pattern, mode }: TinTinPattern): string {
  return mode === 'regexp' ? pattern : `^${pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`;
}

const gag: Define = (tintin, place, rest) => {
  const [pattern = '', priority] = argumentsOf(rest, 2);
  const translated = translatePattern(pattern);
  redefine(tintin, keyOf('gag', pattern), place);
  const table = {
    ...patternTable(translated),
    ...priorityOf(priority, false),
    ...groupTable(tintin),
    gag: true,
  };
  tintin.taker.rule(place, 'trigger', { name: pattern, ...table }, translated.changed);
};

const highlight: Define = (tintin, place, rest) => {
  const [pattern = '', color = '', priority] = argumentsOf(rest, 3);
  const translated = translatePattern(pattern);
  const hilite = styleOfColor(color);
  if (hilite === null)
    throw new Error(color === '' ? 'it has no colour' : `${color} is no colour that is known here`);
  redefine(tintin, keyOf('highlight', pattern), place);
  const table = {
    ...patternTable(translated),
    ...priorityOf(priority, false),
    ...groupTable(tintin),
    hilite,
  };
  tintin.taker.rule(place, 'trigger', { name: pattern, ...table }, translated.changed);
};

const substitute: Define = (tintin, place, rest) => {
  const [pattern = '', words = '', priority] = argumentsOf(rest, 3);
  const translated = translatePattern(pattern);
  const changed = [...translated.changed];
  const { inText } = groupsOf(translated);
  const where = { group: inText, note: (one: string) => void changed.push(one), depth: 0, isBody: false };
  const text = translateText(words, where);
  redefine(tintin, keyOf('substitute', pattern), place);
  const table = {
    ...patternTable(translated),
    ...priorityOf(priority, false),
    ...groupTable(tintin),
    substitute: text,
  };
  tintin.taker.rule(place, 'trigger', { name: pattern, ...table }, changed);
};

/** Of what happens by itself there are no arguments. */
const noGroups = () => null;

function laterLines(tintin: TinTin, body: string, changed: string[], typed = false): string {
  const lines = linesOfBody(body, contextOf(tintin, changed, noGroups, noGroups, typed), 0);
  if (lines === '') throw new Error('it does nothing');
  return lines;
}

const ticker: Define = (tintin, place, rest) => {
  const [name = '', body = '', given = '60'] = argumentsOf(rest, 3, 1);
  const changed: string[] = [];
  const lines = laterLines(tintin, body, changed);
  const every = Number(given);
  if (!(every > 0)) throw new Error(`${given} is no number of seconds`);
  if (every < 0.1) changed.push('it comes every 0.1 seconds, not more often');
  redefine(tintin, keyOf('ticker', name), place);
  const table = { name, every: Math.max(0.1, every), ...groupTable(tintin), body: lines };
  tintin.taker.rule(place, 'timer', table, changed);
};

const delay: Define = () => {
  throw new Error('a delay that begins as the file is read is for that one time; /delay does it');
};

const macro: Define = (tintin, place, rest) => {
  const [sequence = '', body = ''] = argumentsOf(rest, 2);
  const changed: string[] = [];
  const lines = laterLines(tintin, body, changed, true);
  const key = keyOfSequence(sequence);
  if (key === null) throw new Error(`${sequence} is no key that has a name here`);
  redefine(tintin, keyOf('macro', key), place);
  tintin.taker.rule(
    place,
    'bind',
    { name: keyLabel(key), key: keyLabel(key), ...groupTable(tintin), body: lines },
    changed,
  );
};

/** `\eOP`, `\C-b`, `\cb`, `^[OP`, or the name of a key: what it is called inside. */
export function keyOfSequence(text: string): string | null {
  const named = /^\s*(F\d{1,2})\s*$/i.exec(text)?.[1];
  if (named !== undefined) return named.toUpperCase();
  const bytes = text
    .trim()
    .replace(/\\C-(.)|\\c(.)/g, (_, one?: string, other?: string) => controlOf(one ?? (other as string)))
    .replace(/\\M-|\\e|\\E|\^\[|\\x1[bB]|\\033/g, '\x1b')
    .replace(/\^([A-Z@\\\]_])/g, (_, letter: string) => controlOf(letter))
    .replace(/\\x([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (bytes === '' || bytes.length > 20) return null;
  const state = emptyKeys();
  const keys = [...readKeys(state, Buffer.from(bytes)), ...flushKeys(state)];
  const [key] = keys;
  return keys.length === 1 && key?.type === 'key' ? key.name : null;
}

function controlOf(letter: string): string {
  return String.fromCharCode(letter.toUpperCase().charCodeAt(0) & 0x1f);
}

const EVENTS: Readonly<Record<string, string>> = {
  ...{ 'SESSION CONNECTED': 'CONNECT', 'SESSION DISCONNECTED': 'DISCONNECT', 'SESSION TIMED OUT': 'CONFAIL' },
  ...{ 'SESSION ACTIVATED': 'WORLD', 'PROGRAM START': 'START', 'SCREEN RESIZE': 'RESIZE' },
  ...{ 'RECEIVED PROMPT': 'PROMPT', 'SCREEN FOCUS': 'FOCUS', 'SCREEN UNFOCUS': 'BLUR' },
};
const CLOCKS: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3600, DAY: 86_400 };

const event: Define = (tintin, place, rest) => {
  const [given = '', body = ''] = argumentsOf(rest, 2);
  const name = given.trim().toUpperCase();
  const changed: string[] = [];
  const clock = CLOCKS[name];
  if (clock !== undefined) {
    changed.push('it is a timer, and goes by no clock');
    const lines = laterLines(tintin, body, changed);
    return tintin.taker.rule(
      place,
      'timer',
      { name, every: clock, ...groupTable(tintin), body: lines },
      changed,
    );
  }
  const gmcp = /^IAC SB GMCP(?: (\S+))?(?: IAC SE)?$/i.exec(given.trim());
  const event_ = gmcp ? 'GMCP' : EVENTS[name];
  if (event_ === undefined) throw new Error(`there is nothing here that happens as ${name} does`);
  const group = (number: number) => (gmcp && number === 0 ? '$1' : null);
  const pieces = translateBody(
    body,
    contextOf(tintin, changed, group, () => null),
  );
  if (pieces.some(piece => piece.gag || piece.bell)) throw new Error('#gag and #bell are for lines');
  redefine(tintin, keyOf('event', name), place);
  const pattern = gmcp
    ? { pattern: `^${(gmcp[1] ?? '\\S+').replace(/\./g, '\\.')} (.*)$`, mode: 'regexp' }
    : {};
  for (const piece of pieces)
    tintin.taker.rule(
      place,
      'hook',
      { name, event: event_, ...pattern, ...groupTable(tintin), ...pieceTable(piece) },
      changed,
    );
};

export const definitions: Readonly<Record<string, Define>> = {
  ...{ action, alias, gag, highlight, substitute, ticker, delay, macro, event },
};
