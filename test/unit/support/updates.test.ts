import { createUpdates } from '../../support/updates.ts';

const [BEGIN, END] = ['\x1b[?2026h', '\x1b[?2026l'];

/** The pieces that come of each chunk. */
function piecesOf(...chunks: string[]): string[][] {
  const updates = createUpdates();
  return chunks.map(chunk => updates.take(Buffer.from(chunk)).map(String));
}

test('an update is one piece, wherever it is cut, and what is not in one is given at once', () => {
  const text = `before${BEGIN}drawn${END}`;
  for (let cut = 0; cut <= text.length; cut++) {
    const [first, second] = piecesOf(text.slice(0, cut), text.slice(cut)) as [string[], string[]];
    expect([...first, ...second].join('')).toBe(text);
    const draws = [...first, ...second].filter(piece => piece.includes('draw'));
    expect(draws).toEqual([expect.stringContaining(`${BEGIN}drawn${END}`)]);
    if (cut >= 6) expect(first.join('').startsWith('before')).toBe(true);
  }
});

test('of several each is a piece, with the modes that are set behind it', () => {
  const [one, two] = [`\x18\x1b\\${BEGIN}one${END}\x1b[?1000l`, `${BEGIN}two${END}\x1b=`];
  const three = `\x18\x1b\\${BEGIN}three${END}`;
  expect(piecesOf(one + two + three + BEGIN)).toEqual([[one, two, three]]);
});

test('what puts the terminal in order before an update waits with it', () => {
  expect(piecesOf(`text\x18\x1b\\\x1b[r${BEGIN}ha`, `lf${END}`)).toEqual([
    ['text'],
    [`\x18\x1b\\\x1b[r${BEGIN}half${END}`],
  ]);
  expect(piecesOf('\x18\x1b\\\x1b[?1049l')).toEqual([['\x18\x1b\\\x1b[?1049l']]);
});

test('one whose end never comes is there at the end', () => {
  const updates = createUpdates();
  expect(updates.take(Buffer.from(`${BEGIN}half`))).toEqual([]);
  expect(updates.rest().map(String)).toEqual([`${BEGIN}half`]);
  expect(updates.rest()).toEqual([]);
});
