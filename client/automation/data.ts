/**
 * Data in the line of a command that a rule runs. What is filled in stands there in characters that no command takes for a
 * blank, an option, a separator or a name of its own: halves of surrogate pairs without the other half, which no text has.
 * Whoever forgets to ask for the text has something unreadable, and never something that acts.
 */
import { printable } from '../stream/printable.ts';

/** Blanks beyond ASCII, as `\s` has them. */
const BLANKS = [
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a,
  0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
];
const BASE = 0xdc00;
const ASCII = 0x80;

const DATA = /[\u{dc00}-\u{dc92}]/gu;
/** Data, and the signs before it that would make a pair with the first one of what it is put in. */
const DATA_RUN = /(?<![$\\])([$\\]*)([\u{dc00}-\u{dc92}][^\0-\x7f]*)/gu;

/** A value as it may be filled in: one line without anything that a terminal or a server would take for a sign to it. */
export function clean(value: string): string {
  if (PLAIN.test(value)) return value;
  return printable(value.replace(/[\r\n]+/g, ' ')).replace(/\p{Surrogate}/gu, '\ufffd');
}

const PLAIN = /^[ -~]*$/;

/** The text as data. */
export function asData(text: string): string {
  return text.replace(/[\0-\x7f]|\s/g, sign => {
    const unit = sign.charCodeAt(0);
    return String.fromCharCode(BASE + (unit < ASCII ? unit : ASCII + BLANKS.indexOf(unit)));
  });
}

/** With the data in it as text. */
export function revealed(text: string): string {
  return text.replace(DATA, sign => textOf(sign));
}

function textOf(sign: string): string {
  const at = sign.charCodeAt(0) - BASE;
  return String.fromCharCode(at < ASCII ? at : (BLANKS[at - ASCII] as number));
}

export function hasData(text: string): boolean {
  return text.search(DATA) >= 0;
}

/** What may stand in a body as it is, among words; blanks alone would be no line, or uncover a `/`. */
const HARMLESS = /^(?=.*\S)[^$;\\/"{}\n]*$/;
/** A body that has commands in it, or signs that data might stand behind. */
const DELICATE = /(?:^|[;\n])\s*\/|[$\\{]/;

/** A body, or another text that is filled in later, with the data in it as such: `${"hi;/quit"}`. */
export function keptBody(text: string): string {
  if (!hasData(text)) return text;
  const isDelicate = DELICATE.test(text);
  return text.replace(DATA_RUN, (_, before: string, run: string) => {
    const data = revealed(run);
    if (!isDelicate && HARMLESS.test(data)) return before + data;
    // As they will be read: of two dollars one is left.
    return quoted(before.replace(/\$\$/g, () => '$') + data);
  });
}

/** The text as a body has it that means nothing but this. */
export function quoted(text: string): string {
  return `\${"${text.replace(/["\\}]/g, '\\$&')}"}`;
}
