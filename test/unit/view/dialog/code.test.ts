/** A code for cameras, as of /web: where the screen has room for it, all of it is seen at once. */
import { playAlpha } from '../../../support/play.ts';

const LINK = 'http://127.0.0.1:9000/';
const SECRET = 'x'.repeat(22);

/** So many rows, as wide as two of their height. */
const codeOf = (rows: number) => Array.from({ length: rows }, () => '#'.repeat(2 * rows - 1));

/** What is seen of the box: rows of the code, and whether the link is there, and the words. */
function seen(size: { columns: number; rows: number }, code: readonly string[]) {
  const play = playAlpha(size);
  const address = LINK;
  play.dispatch({ type: 'web invited', view: 'terminal', role: 'play', address, secret: SECRET, code });
  const screen = play.screen();
  return {
    code: screen.filter(row => row.includes('######')).length,
    link: screen.some(row => row.includes(LINK)),
    words: screen.some(row => row.includes('One browser may play')),
  };
}

test.each([
  ['a link to this machine, at 80x24', 17, { code: 17, link: true, words: true }],
  ['a longer one', 19, { code: 19, link: true, words: false }],
  ['one longer still: the code comes first', 20, { code: 20, link: false, words: false }],
])('%s', (_, rows, expected) => {
  expect(seen({ columns: 80, rows: 24 }, codeOf(rows))).toEqual(expected);
});

test('on a large screen with all that is said', () => {
  expect(seen({ columns: 80, rows: 40 }, codeOf(17))).toEqual({ code: 17, link: true, words: true });
});

test.each([
  [40, 10],
  [30, 40],
])('at %dx%d, where it has no room, the link and the words come first', (columns, rows) => {
  expect(seen({ columns, rows }, codeOf(17))).toMatchObject({ link: true, words: true });
});
