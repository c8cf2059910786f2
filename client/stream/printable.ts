/**
 * What must not be printed: C0, DEL, C1, and the format characters that reorder, join or hide text on a
 * terminal (bidi marks, embeddings and isolates, line and paragraph separators, invisible operators). Joiners
 * that scripts and emoji need (U+200C, U+200D, variation selectors) are left alone.
 */
export const SPECIAL =
  /[\0-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Text from a server as it may stand in a sentence of ours. */
export function printable(text: string): string {
  return text.replace(SPECIAL, '');
}
