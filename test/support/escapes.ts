/** What stands in the bytes that a program writes to its terminal, apart from text. */

/**
 * All that Clay itself writes: cursor and erasing (H G K X), margins (r), colours (m), reverse index, links to pages
 * and mail addresses, its modes, and what puts a terminal in order before a repaint.
 */
const OWN = new RegExp(
  [
    '\\x1b\\[(?:\\d+(?:;\\d+)?)?[HGKXr]',
    '\\x1b\\[[\\d;:]*m',
    '\\x1bM',
    '\\x1b\\]8;(?:id=[0-9a-z]+)?;(?:(?:https?|mailto|ftps?|gopher|gemini):[\\x21-\\x7e]*)?\\x1b\\\\',
    '\\x1b\\[\\?(?:2026|25|7|1049|2004|1000|1004|1006|1007)[hl]',
    '\\x1b\\[\\?1007[sr]',
    // The one question that a terminal is asked, and the keypad as it was.
    '\\x1b\\[\\?u\\x1b\\[c',
    '\\x1b[=>]',
    '\\x1b\\]52;c;[A-Za-z0-9+/]*=*\\x1b\\\\',
    '\\x18\\x1b\\\\\\x1b\\[r\\x1b\\[\\?6l\\x1b\\[4l\\x0f\\x1b\\(B',
    '[\\r\\n]',
  ].join('|'),
  'g',
);

/** Once, at the start, the terminal is Clay's, and no reload makes it so again. */
const ONCE = ['\x1b[?1049h', '\x1b[?2004h'];

/** Control characters and sequences that are not Clay's own, each with what stands around it. */
export function foreignControls(raw: Buffer): string[] {
  const text = raw.toString('utf8').replace(OWN, '');
  const foreign = [...text.matchAll(/[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g)].map(
    ({ index }) => JSON.stringify(text.slice(Math.max(0, index - 20), index + 30)),
  );
  const repeated = ONCE.filter(mode => raw.indexOf(mode) !== raw.lastIndexOf(mode));
  return [...foreign, ...repeated.map(mode => `more than once: ${JSON.stringify(mode)}`)];
}
