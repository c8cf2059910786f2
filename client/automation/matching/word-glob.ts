/**
 * Globs of TinyFugue: `*` and `?`, sets as `[a-z]` and `[^a-z]`, and words as `{one|two*}`, which nothing but blanks or an end
 * stands beside, and in which a wildcard takes no blank. `\` takes the meaning of the sign behind it.
 */
import { raise } from '../../../shared/fault.ts';
import { ANY, literal, type Node, parse } from '../../text/regexp/parse.ts';

interface Reader {
  readonly text: string;
  at: number;
}

const NO_BLANK: Node = { type: 'atom', source: '[^\\s]' };

/** What the pattern is, part by part. Throws, in one sentence, what is wrong with it. */
export function wordGlob(text: string): Node[] {
  return partsOf({ text, at: 0 }, false);
}

/** Up to the end, or in words up to `|` or `}`. */
function partsOf(reader: Reader, inWords: boolean): Node[] {
  const parts: Node[] = [];
  const { text } = reader;
  while (reader.at < text.length && !(inWords && /[|}]/.test(text[reader.at] as string))) {
    const sign = String.fromCodePoint(text.codePointAt(reader.at) as number);
    reader.at += sign.length;
    if (sign === '*') parts.push(anything(inWords ? NO_BLANK : ANY));
    else if (sign === '?') parts.push(inWords ? NO_BLANK : ANY);
    else if (sign === '[') parts.push(set(reader));
    else if (sign === '{' && !inWords) parts.push(words(reader));
    else if (sign === '\\' && reader.at < text.length) {
      const next = String.fromCodePoint(text.codePointAt(reader.at) as number);
      reader.at += next.length;
      parts.push(literal(next));
    } else parts.push(literal(sign));
  }
  return parts;
}

function anything(of: Node): Node {
  return { type: 'repeat', of, min: 0, max: Number.POSITIVE_INFINITY, greedy: true };
}

function words(reader: Reader): Node {
  const choices: Node[] = [];
  do {
    choices.push({ type: 'row', parts: partsOf(reader, true) });
  } while (reader.text[reader.at++] === '|');
  if (reader.text[reader.at - 1] !== '}') raise('PATTERN', 'a { has no } behind it');
  const parts: Node[] = [
    { type: 'place', place: 'gap' },
    { type: 'choice', choices },
    { type: 'place', place: 'gap after' },
  ];
  return { type: 'row', parts };
}

/** `[...]`, as regular expressions have them; a `\` takes the meaning of the sign behind it. */
function set(reader: Reader): Node {
  const { text } = reader;
  let end = reader.at + (text[reader.at] === '^' ? 1 : 0);
  const from = reader.at;
  do {
    if (text[end] === '\\') end++;
    end++;
    if (end > text.length) raise('PATTERN', 'a [ has no ] behind it');
  } while (text[end] !== ']');
  reader.at = end + 1;
  const inside = text
    .slice(from, end)
    .replace(/\\([a-zA-Z0-9])/g, '$1')
    .replace(/\[:/g, '\\[:');
  return parse(`[${inside}]`);
}
