/** Attributes of text: `BCred,Cbgblue` as SGR parameters, and `@{…}` inside a text as styles of its parts. */
import { raise } from '../../shared/fault.ts';
import type { Run } from '../state/stream.ts';
import type { Value } from '../state/tinyfugue/tinyfugue.ts';
import { applySgr } from '../stream/text/sgr.ts';

/** A text and its styles. */
export interface Styled {
  readonly text: string;
  readonly runs: readonly Run[];
}

/** What attributes say beside a style. */
export interface Attributes {
  /** SGR parameters; '' = none. */
  readonly style: string;
  readonly gag: boolean;
  readonly bell: boolean;
  /** What was there before goes. */
  readonly exclusive: boolean;
  /** Inside a text: what stands before it there goes. */
  readonly none: boolean;
  /** Attributes that there are not. */
  readonly unknown: readonly string[];
}

const CODES: Readonly<Record<string, string>> = {
  u: '4',
  r: '7',
  B: '1',
  d: '2',
  f: '5',
  i: '3',
};
/** Those that a variable says, and what it is if nothing has set it. */
const NAMED: Readonly<Record<string, readonly [variable: string, usual: string]>> = {
  h: ['hiliteattr', 'B'],
  E: ['error_attr', ''],
  W: ['warning_attr', ''],
};
/** They say nothing about the looks: none, exclusive, gag, bell, and what history, log and activity are to do. */
const SILENT = 'nxgbGLA';
const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The colour of a name: `red`, `brightred`, `bgred`, `rgb520`, `gray12`, `0` to `255`. */
function colorCode(name: string): string | null {
  const [, ground, rest = ''] = /^(bg)?(.*)$/i.exec(name) ?? [];
  const isBack = ground !== undefined;
  const wide = isBack ? '48;5;' : '38;5;';
  const [, bright, plain = ''] = /^(bright|gray(?=$))?(.*)$/i.exec(rest) ?? [];
  const at = COLORS.indexOf(plain.toLowerCase());
  if (at >= 0) return String((isBack ? 40 : 30) + at + (bright ? 60 : 0));
  if (/^gr[ae]y$/i.test(rest)) return isBack ? '100' : '90';
  const [, red = '', green = '', blue = ''] = /^rgb([0-5])([0-5])([0-5])$/i.exec(rest) ?? [];
  if (red !== '') return `${wide}${16 + 36 * Number(red) + 6 * Number(green) + Number(blue)}`;
  const grey = /^gr[ae]y(\d\d?)$/i.exec(rest)?.[1];
  if (grey !== undefined && Number(grey) < 24) return `${wide}${232 + Number(grey)}`;
  const number = /^\d{1,3}$/.test(rest) ? Number(rest) : -1;
  if (number >= 0 && number < 8) return String((isBack ? 40 : 30) + number);
  return number >= 0 && number < 256 ? `${wide}${number}` : null;
}

const NONE = { style: '' } as const;

/** Each `C` takes a name up to a comma. */
const ATTRIBUTE = /C([^,;]*)|([^,\s])/g;

/** The value of a variable; undefined: it has none. */
export type LookUp = (variable: string) => Value | undefined;

/** `lookUp`: for those that a variable says. */
export function attributesOf(text: string, lookUp: LookUp = () => undefined): Attributes {
  return read(text, lookUp);
}

/** Null: in what a variable says they say nothing. */
function read(text: string, lookUp: LookUp | null): Attributes {
  const codes: string[] = [];
  const unknown: string[] = [];
  let letters = '';
  for (const [, color, letter] of text.matchAll(ATTRIBUTE)) {
    if (color !== undefined) {
      const code = colorCode(color);
      if (code === null) unknown.push(`C${color}`);
      else codes.push(code);
    } else if (letter !== undefined && Object.hasOwn(CODES, letter)) codes.push(CODES[letter] as string);
    else if (letter !== undefined && Object.hasOwn(NAMED, letter)) {
      const [variable, usual] = NAMED[letter] as (typeof NAMED)[string];
      const { style } = lookUp ? read(String(lookUp(variable) ?? usual), null) : NONE;
      if (style !== '') codes.push(style);
    } else if (letter !== undefined && SILENT.includes(letter)) letters += letter;
    else if (letter !== undefined) unknown.push(letter);
  }
  return {
    style: codes.join(';'),
    gag: letters.includes('g'),
    bell: letters.includes('b'),
    exclusive: letters.includes('x'),
    none: letters.includes('n'),
    unknown,
  };
}

/** Several of them as one: each letter once, and of each ground the last colour. `BCred,u,Cblue` is `BuCblue`. */
export function added(text: string): string {
  const letters = new Set<string>();
  const colours = new Map<string, string>();
  for (const [whole, colour, letter] of text.matchAll(ATTRIBUTE)) {
    if (letter !== undefined) letters.add(letter);
    else colours.set(/^bg/i.test(colour ?? '') ? 'back' : 'fore', whole);
  }
  if (letters.size + colours.size > 1) letters.delete('n');
  return [...letters].join('') + [...colours.values()].join(',');
}

/** Of what `-P` says a part: a group, what stands left of the match or right of it, and its attributes. */
export interface Part {
  readonly of: number | 'L' | 'R';
  readonly attributes: string;
}

/** `1Cred;RCblue`. */
export function partsOf(text: string): Part[] {
  return text.split(';').map(one => {
    const [, of = '', attributes = ''] = /^([LR]|\d*)(.*)$/s.exec(one) ?? [];
    return { of: of === 'L' || of === 'R' ? of : Number(of), attributes };
  });
}

const INLINE = /@(@|\{([^{}]*)\})/g;

/** The text with the styles that stand in it as `@{…}`; `@@` is an `@`. */
export function styledOf(text: string, style: string, isInline: boolean, lookUp?: LookUp): Styled {
  const first: Run[] = style === '' ? [] : [{ at: 0, style }];
  if (!isInline) return { text, runs: first };
  const runs: Run[] = [...first];
  let shown = '';
  let at = 0;
  let inside = NOTHING;
  for (const found of text.matchAll(INLINE)) {
    shown += text.slice(at, found.index);
    at = found.index + found[0].length;
    if (found[1] === '@') {
      shown += '@';
      continue;
    }
    inside = addedTo(inside, attributesOf(found[2] as string, lookUp));
    const now = laid(style, inside);
    if (runs.at(-1)?.at === shown.length) runs.pop();
    if ((runs.at(-1)?.style ?? '') !== now) runs.push({ at: shown.length, style: now });
  }
  return { text: shown + text.slice(at), runs };
}

type Look = Pick<Attributes, 'style' | 'exclusive'>;
const NOTHING: Look = { style: '', exclusive: false };

/** These attributes on top of a style. */
export function laid(style: string, { style: more, exclusive }: Look): string {
  const below = exclusive ? '' : style;
  return more === '' ? below : applySgr(below, more);
}

/** What stands inside a text adds up until an `n`; an `x` takes away what the line has, for as long. */
function addedTo(before: Look, more: Attributes): Look {
  const { style, exclusive } = more.none ? NOTHING : before;
  return { style: laid(style, { ...more, exclusive: false }), exclusive: exclusive || more.exclusive };
}

/** Throws, as this command, which attributes there are not; `isInline`: in the text as well. */
export function checkAttributes(command: string, attributes: string, text: string, isInline: boolean): void {
  const inside = isInline ? [...text.matchAll(INLINE)].map(([, , one = '']) => one) : [];
  const [unknown] = [attributes, ...inside].flatMap(one => attributesOf(one).unknown);
  if (unknown !== undefined) raise('TF', `${command}: there is no attribute "${unknown}"`);
  if (isInline && text.replace(INLINE, '').includes('@{')) raise('TF', `${command}: @{ without a }`);
}

/** Without them. */
export function stripped(text: string): string {
  return styledOf(text, '', true).text;
}
