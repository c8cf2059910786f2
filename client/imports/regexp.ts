/**
 * Regular expressions of other clients, in the words that are understood here (text/regexp/parse.ts). What has no counterpart
 * stays, and is refused with its reason when the rule is defined.
 */

export interface Translated {
  readonly pattern: string;
  /** What of it had to be said otherwise. */
  readonly changed: readonly string[];
  /** `(?i)` stands at its beginning. */
  readonly anyCase: boolean;
}

/** Of PCRE and of Rust's, outside a class and inside one. */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ h: '[ \\t]', H: '[^ \\t]', R: '\\n', A: '^', z: '$', Z: '$', e: '\\x1b', a: '\\x07' },
  E: '',
};
const IN_CLASS: Readonly<Record<string, string>> = { h: ' \\t', e: '\\x1b', a: '\\x07' };
const CLASSES: Readonly<Record<string, string>> = {
  '[:xdigit:]': '0-9A-Fa-f',
  '[:blank:]': ' \\t',
  '[:cntrl:]': '\\x00-\\x1f\\x7f',
  '[:print:]': ' -\\x7e\\u{a0}-\\u{10ffff}',
  '[:graph:]': '!-\\x7e\\u{a1}-\\u{10ffff}',
  '[:ascii:]': '\\x00-\\x7f',
};

const TOKEN =
  /\\Q([\s\S]*?)(?:\\E|$)|\\x\{([\da-fA-F]{1,6})\}|\\([\s\S])|(\[:\^?\w+:\])|(\(\?#[^)]*\))|(\(\?P?<\w+>|\(\?'(\w+)')|(\[\^?\]?)|([\s\S])/g;

/** Throws an Error with what cannot be said here. */
export function translateRegexp(given: string): Translated {
  const [, flags = '', rest = given] = /^\(\?([a-z]+)\)([\s\S]*)$/.exec(given) ?? [];
  if (/[^ismux]/.test(flags) || flags.includes('x'))
    throw new Error(`(?${flags}) has no counterpart in patterns here`);
  checkPossessive(rest);
  const changed: string[] = [];
  let isInClass = false;
  const pattern = rest.replace(
    TOKEN,
    (
      whole,
      literal?: string,
      hex?: string,
      letter?: string,
      name?: string,
      comment?: string,
      group?: string,
      quoted?: string,
      opening?: string,
      other?: string,
    ) => {
      if (literal !== undefined) return literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      if (hex !== undefined) return `\\u{${hex}}`;
      if (comment !== undefined) return '';
      if (letter !== undefined) return escaped(letter, isInClass, whole);
      if (name !== undefined) return isInClass ? classOf(name) : whole;
      if (group !== undefined && !isInClass)
        return quoted === undefined ? group.replace('?P<', '?<') : `(?<${quoted}>`;
      if (opening !== undefined) {
        if (isInClass) return opening.replace(/\[/g, '\\[');
        isInClass = true;
        return opening;
      }
      if (other === ']' && isInClass) isInClass = false;
      return whole;
    },
  );
  if (pattern !== rest && !/^[\s\S]*\(\?P</.test(rest))
    changed.push('its pattern is said in the words of patterns here');
  return { pattern, changed, anyCase: flags.includes('i') };
}

function escaped(letter: string, isInClass: boolean, whole: string): string {
  if (letter === 'K') throw new Error('\\K, which forgets what was matched before, has no counterpart');
  if (letter === 'G') throw new Error('\\G has no counterpart in patterns here');
  const table = isInClass ? IN_CLASS : ESCAPES;
  return Object.hasOwn(table, letter) ? (table[letter] as string) : whole;
}

function classOf(name: string): string {
  if (name.startsWith('[:^')) throw new Error(`${name} has no counterpart in patterns here`);
  return CLASSES[name] ?? name;
}

/** A repeat that gives nothing back, a group that does not, and patterns that call themselves. */
function checkPossessive(pattern: string): void {
  const bare = pattern.replace(/\\[\s\S]|\[\^?\]?[^\]]*\]/g, '_');
  const possessive = /(?:[*+?]|\{\d+(?:,\d*)?\})\+/.exec(bare)?.[0];
  if (possessive) throw new Error(`${possessive}, which gives nothing back, has no counterpart`);
  if (bare.includes('(?>')) throw new Error('(?>…), which gives nothing back, has no counterpart');
  if (/\(\?(?:R|\d+|&\w+|P>\w+)\)/.test(bare))
    throw new Error('a pattern that calls itself has no counterpart');
  if (/\(\?\(/.test(bare)) throw new Error('a condition within a pattern has no counterpart');
  if (/\(\?[a-z-]+[:)]/.test(bare))
    throw new Error('capitals that count in a part of a pattern only have no counterpart');
}
