/**
 * Patterns of TinTin++ as patterns of rules. `%1` and its like are groups, whose numbers may stand in any order; what is in
 * braces is a regular expression; all else is text.
 */
import { pushAll } from '../../../shared/arrays.ts';
import { translateRegexp } from '../regexp.ts';
import { closingBrace } from './parse.ts';

export interface TinTinPattern {
  readonly pattern: string;
  readonly mode: 'text' | 'begins' | 'exact' | 'regexp';
  /** Capitals count. */
  readonly exact: boolean;
  /** The style that the text has, if it is a raw one that says so. */
  readonly style?: string;
  /** By TinTin++'s number: which group it is here. */
  readonly groups: ReadonlyMap<number, number>;
  readonly changed: readonly string[];
}

/** What is remembered, in the middle and at the end of a pattern, where as much as can be is taken. */
const SETS: Readonly<Record<string, string>> = {
  ...{
    w: '\\w',
    W: '\\W',
    d: '\\d',
    D: '\\D',
    s: '\\s',
    S: '\\S',
    a: '[\\s\\S]',
    A: '\\n',
    p: '[ -\\x7e]',
    P: '[^ -\\x7e]',
  },
  ...{ u: '[\\s\\S]', U: '[\\x00-\\x7f]' },
};

const COLORS_AT_END = /(?:\\(?:e|x1[bB]|033)\[[\d;]*m)+$/;

/** UTF-16 units: classes that are not closed are looked for to the end. */
const LONGEST = 2000;

interface Reader {
  at: number;
  /** Highest number so far. */
  last: number;
  groups: Map<number, number>;
  count: number;
  source: string;
  /** The same as text, as long as it is one. */
  text: string | null;
  anyCase: boolean;
  changed: string[];
  style: string | null;
}

/** The pattern; `whole`: it is all of the text, as that of an alias. Throws an Error with a reason. */
export function translatePattern(given: string, whole = false): TinTinPattern {
  if (given.length > LONGEST) throw new Error(`its pattern has more than ${LONGEST} characters`);
  const isRaw = given.startsWith('~');
  // What ends a colour at the end says nothing; what stands before it takes all the rest.
  const body = isRaw ? given.slice(1).replace(COLORS_AT_END, '') : given;
  const fromStart = body.startsWith('^') || whole;
  const reader: Reader = {
    ...{ at: body.startsWith('^') ? 1 : 0, last: 0, groups: new Map(), count: 0, source: '' },
    ...{ text: '', anyCase: false, changed: [], style: null },
  };
  const toEnd = /[^\\]\$$/.test(` ${body}`) || whole;
  const end = body.endsWith('$') && /(?:^|[^\\])\$$/.test(body) ? body.length - 1 : body.length;
  while (reader.at < end) readPart(reader, body, end, isRaw);
  const pattern = `${fromStart ? '^' : ''}${reader.source}${toEnd ? '$' : ''}`;
  const common = {
    exact: !reader.anyCase,
    groups: reader.groups,
    changed: reader.changed,
    ...(reader.style !== null && { style: reader.style }),
  };
  if (reader.source === '' && reader.style === null && !fromStart && !toEnd)
    throw new Error('its pattern is empty');
  if (reader.text === null || reader.text === '')
    return { pattern: pattern || '^', mode: 'regexp', ...common };
  const mode = fromStart ? (toEnd ? 'exact' : 'begins') : toEnd ? 'regexp' : 'text';
  return { pattern: mode === 'regexp' ? pattern : reader.text, mode, ...common };
}

function readPart(reader: Reader, body: string, end: number, isRaw: boolean): void {
  const character = body[reader.at] as string;
  if (character === '{') return readBraces(reader, body, true);
  if (character === '%') return readPercent(reader, body, end);
  if (character === '\\') return readEscape(reader, body, isRaw);
  if (/[$@&]/.test(character) && /^[A-Za-z_{]/.test(body.slice(reader.at + 1)))
    throw new Error(
      `${/^.\w*/.exec(body.slice(reader.at))?.[0]} in a pattern has no counterpart: patterns do not change`,
    );
  addText(reader, character);
  reader.at++;
}

function addText(reader: Reader, text: string): void {
  reader.source += text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  if (reader.text !== null) reader.text += text;
}

function addGroup(reader: Reader, source: string, number: number): void {
  reader.text = null;
  reader.count++;
  // The last one of a number is it.
  reader.groups.set(number, reader.count);
  reader.last = number;
  reader.source += `(${source})`;
}

function readBraces(reader: Reader, body: string, isKept: boolean): void {
  const close = closingBrace(body, reader.at);
  if (close < 0) throw new Error('a { in its pattern has no } behind it');
  const { pattern, changed, anyCase } = translateRegexp(body.slice(reader.at + 1, close));
  if (anyCase) reader.anyCase = true;
  pushAll(reader.changed, changed);
  reader.at = close + 1;
  const inner = groupsIn(pattern);
  if (!isKept) {
    reader.text = null;
    reader.source += `(?:${pattern})`;
    reader.count += inner;
    return;
  }
  addGroup(reader, pattern, reader.last + 1);
  for (let one = 0; one < inner; one++) {
    reader.count++;
    reader.last++;
    reader.groups.set(reader.last, reader.count);
  }
}

/** Groups that are remembered within a regular expression. */
function groupsIn(pattern: string): number {
  const bare = pattern.replace(/\\[\s\S]|\[\^?\]?[^\]]*\]/g, '_');
  return (bare.match(/\((?!\?)|\(\?<\w/g) ?? []).length;
}

function readPercent(reader: Reader, body: string, end: number): void {
  const rest = body.slice(reader.at + 1, end);
  const [, isUnkept, number] = /^(!?)(\d{1,2})?/.exec(rest) ?? [];
  const at = reader.at;
  const length = 1 + (isUnkept?.length ?? 0);
  const isLast = (taken: number) => at + taken >= end;
  const put = (source: string, taken: number, as = reader.last + 1) => {
    reader.at = at + taken;
    if (!isUnkept) return addGroup(reader, source, as);
    reader.text = null;
    reader.source += `(?:${source})`;
  };
  if (number !== undefined) {
    const taken = length + number.length;
    return put(isLast(taken) ? '.*' : '.*?', taken, Number(number));
  }
  const letter = rest[isUnkept?.length ?? 0] ?? '';
  if (letter === '{') {
    reader.at = at + length;
    return readBraces(reader, body, false);
  }
  const taken = length + 1;
  if (letter === '*') return put(isLast(taken) ? '.*' : '.*?', taken);
  if (letter === '?') return put('.?', taken);
  if (letter === '.') return put('.', taken);
  if (letter === '+') return readRange(rest.slice(length), put, taken, isLast);
  if (letter === 'i' || letter === 'I') {
    if (letter === 'i') reader.anyCase = true;
    reader.at = at + taken;
    return;
  }
  if (letter === 'c') {
    reader.at = at + taken;
    return;
  }
  if (letter === '%') {
    addText(reader, '%');
    reader.at = at + taken;
    return;
  }
  if (Object.hasOwn(SETS, letter)) return put(`${SETS[letter]}${isLast(taken) ? '*' : '*?'}`, taken);
  addText(reader, '%');
  reader.at++;
}

/** `%+`, `%+3..5d`: one or more, or so many of a kind. */
function readRange(
  rest: string,
  put: (source: string, taken: number) => void,
  taken: number,
  isLast: (taken: number) => boolean,
): void {
  const [range = '', low, high = '', letter = ''] = /^(\d+)\.\.(\d*)([A-Za-z]?)/.exec(rest) ?? [];
  const set = letter === '' ? '.' : SETS[letter];
  if (low === undefined || set === undefined) return put(isLast(taken) ? '.+' : '.+?', taken);
  const all = taken + range.length;
  put(`${set}{${low},${high}}${isLast(all) ? '' : '?'}`, all);
}

const RAW = /^\\(?:e|x1[bB]|033)\[([\d;]*)m/;
const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', e: '\x1b', a: '\x07' };

function readEscape(reader: Reader, body: string, isRaw: boolean): void {
  const raw = RAW.exec(body.slice(reader.at));
  if (raw && isRaw) return readStyle(reader, raw[0].length, raw[1] as string);
  const hex = /^\\x([\da-fA-F]{2})/.exec(body.slice(reader.at));
  if (hex) {
    addText(reader, String.fromCharCode(Number.parseInt(hex[1] as string, 16)));
    reader.at += hex[0].length;
    return;
  }
  const letter = body[reader.at + 1] ?? '\\';
  addText(reader, ESCAPED[letter] ?? letter);
  reader.at += 2;
}

/** A colour of the text: the first one is the style of what matches; one that ends it says nothing. */
function readStyle(reader: Reader, length: number, codes: string): void {
  reader.at += length;
  const style = codes.replace(/^0+;?|;0+$/g, '');
  if (style === '') return;
  if (reader.style === null) reader.style = style;
  else if (reader.style !== style)
    reader.changed.push('of the colours in the pattern the first one is asked for');
}
