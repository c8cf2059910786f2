/** Control characters as one may see them: ␛ for an Escape. */

const CONTROL = /[\0-\x09\x0b-\x1f\x7f]/g;
const FIRST_PICTURE = 0x2400;
const PICTURE_OF_DELETE = 0x2421;

/** The text with a picture of a cell in place of each control character. */
export function pictured(text: string): string {
  return text.replace(CONTROL, char =>
    String.fromCharCode(char === '\x7f' ? PICTURE_OF_DELETE : FIRST_PICTURE + char.charCodeAt(0)),
  );
}
