/**
 * What the game has said, marked inside a text: each ASCII character stands there as another one of a private area, one for one,
 * so that places and lengths stay what they are. A mark means nothing but its character: to whoever reads a program it is no
 * sign, no blank, no letter of a name. So a capture can be evaluated as often as a program wants, and never acts.
 */
const BASE = 0xf680;
const HAS_MARK = /[\uf680-\uf6ff]/;

/** What is marked, what is behind the marks, and what stands for a mark that the game has said (UTF-16 units). */
const ASCII = 0x80;
const BEHIND = BASE + ASCII;
const UNKNOWN = 0xfffd;

/** The text as something the game has said. Unit by unit: a replace() with a function takes several times as long where it is a whole file. */
export function marked(text: string): string {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < units.length; at++) {
    const unit = text.charCodeAt(at);
    units[at] = unit < ASCII ? BASE + unit : unit < BASE || unit >= BEHIND ? unit : UNKNOWN;
  }
  return textOf(units);
}

/** As one reads it. */
export function revealed(text: string): string {
  if (!HAS_MARK.test(text)) return text;
  const units = new Uint16Array(text.length);
  for (let at = 0; at < units.length; at++) {
    const unit = text.charCodeAt(at);
    units[at] = unit < BASE || unit >= BEHIND ? unit : unit - BASE;
  }
  return textOf(units);
}

function textOf({ buffer }: Uint16Array): string {
  return Buffer.from(buffer).toString('utf16le');
}

/** Without what must not be printed among what the game has said; of each other sign the place stays. */
export function printableMarked(text: string): string {
  return text.replace(/[\uf680-\uf69f\uf6ff]/g, '');
}

export function hasMarks(text: string): boolean {
  return HAS_MARK.test(text);
}

export function isMark(sign: string): boolean {
  return sign >= '\uf680' && sign <= '\uf6ff';
}

/** The text, with as much of it marked as there is of the other one, sign by sign: for what changes no places. */
export function markedLike(text: string, other: string): string {
  if (!hasMarks(other)) return text;
  return text.length === other.length
    ? Array.from({ length: text.length }, (_, at) =>
        isMark(other[at] as string) ? marked(text[at] as string) : text[at],
      ).join('')
    : marked(text);
}

/** A blank, also one that the game has said. */
export const BLANK = '[ \\t\uf6a0\uf689]';
/** What is no blank. */
export const WORD = '[^ \\t\uf6a0\uf689]+';
