/** What the endurance run lets pass on a screen in motion, and what it finds. */
import { begin, emptyLedger } from '../ledger.ts';
import { commandText, lineText, promptText } from '../lines.ts';
import { wrongRows } from './rows.ts';

const COLUMNS = 60;
const ledger = emptyLedger('Alpha');
begin(ledger).last = 9;

/** In pieces of the screen's width, as a word that is too long is wrapped. */
const wrapped = (text: string) => text.match(new RegExp(`.{1,${COLUMNS}}`, 'gsu')) ?? [];
const line = (number: number) => wrapped(lineText('Alpha', number, false));
const wrong = (...rows: (string | readonly string[])[]) => wrongRows(rows.flat(), [ledger]);

test('whole lines in order are right, whatever Clay says between them', () => {
  expect(wrong(line(2), line(3), '% Clay says something.', line(4))).toBeNull();
  expect(wrong('rest of a line above', line(2), promptText('Alpha', 3), line(4))).toBeNull();
});

test('a line may be cut by the end of its connection, and have what was typed in it or behind it', () => {
  const [command, rest] = [commandText('Alpha', 1, 'tty2'), lineText('Alpha', 2, false).slice(20)];
  const start = lineText('Alpha', 2, false).slice(0, 20);
  expect(wrong(start, line(3))).toBeNull();
  expect(wrong(start, '% The server closed the connection.', line(2))).toBeNull();
  expect(wrong(start + command, rest, command, line(3))).toBeNull();
  expect(wrong(`${promptText('Alpha', 2)} ${command}`, line(3))).toBeNull();
  const answered = `${promptText('Alpha', 2)}${command}`;
  expect(wrong(line(1), answered, line(3), line(4), answered, line(5))).toBeNull();
  expect(wrong(line(1), answered, line(4))).toBe('Alpha: 4 stands behind 1');
});

test('behind the last one the beginning of another may stand, and nowhere else', () => {
  for (const end of ['A', 'Alpha', 'Alpha 000', 'Alpha 0000004 v']) {
    expect(wrong(line(2), line(3), end)).toBeNull();
    expect(wrong(line(2), line(3), end, '% The server closed the connection.')).toBeNull();
    expect(wrong(line(2), end, line(3))).toContain('garbled');
  }
  expect(wrong(line(2), line(3), 'Alphb')).toContain('garbled');
});

test('below the line that splits a screen the newest stand once more', () => {
  expect(wrong(line(2), line(3), '─'.repeat(COLUMNS), line(2))).toBeNull();
});

test('lines that are missing, doubled, garbled or of nobody are found', () => {
  expect(wrong(line(2), line(4))).toBe('Alpha: 4 stands behind 2');
  expect(wrong(line(2), line(2))).toBe('Alpha: 2 stands behind 2');
  expect(wrong(line(3), line(2))).toBe('Alpha: 2 stands behind 3');
  expect(wrong(line(2), lineText('Alpha', 3, false).replace(' v ', ' v x'), line(4))).toContain('garbled');
  expect(wrong(line(2), line(2).at(-1)!, line(3))).toContain('garbled');
  expect(wrong('Beta 0000001 v a b')).toContain('garbled');
  expect(wrong(lineText('Beta', 1, true))).toContain('not of the world');
});
