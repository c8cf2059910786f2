import { changeRow, type Row } from '../../../client/view/plain/row.ts';
import { teletype } from '../../support/printing.ts';

const row = (text: string, prompt = 0, cursor = text.length): Row => ({ text, prompt, cursor });

test.each([
  ['a letter typed', row('> lo', 2), row('> loo', 2), 'o'],
  ['one taken back', row('> loo', 2), row('> lo', 2), '\b \b'],
  ['one put in', row('> lk', 2, 3), row('> lok', 2, 4), 'ok\b'],
  ['the cursor to the left', row('> look', 2), row('> look', 2, 2), '\b\b\b\b'],
  ['the cursor to the right', row('> look', 2, 2), row('> look', 2), 'look'],
  ['all of it taken back', row('> look', 2), row('> ', 2), '\b\b\b\b    \b\b\b\b'],
  ['a wide character taken back', row('東'), row(''), '\b\b  \b\b'],
  ['nothing', row('> look', 2), row('> look', 2), ''],
  ['the first of it', row(''), row('> look', 2, 4), '> look\b\b'],
])('%s is no more than that', (_, last, next, expected) => {
  expect(changeRow(last, next, 40)).toEqual({ out: expected, row: next });
});

test.each([
  ['another entry of the history', row('> look', 2), row('> north', 2), '\n> north'],
  ['another prompt', row('<90hp>', 6), row('<80hp>', 6), '\n<80hp>'],
  ['another prompt before what is typed', row('<90hp>lo', 6), row('<80hp>lo', 6), '\n<80hp>lo'],
])('%s stands whole in a new row', (_, last, next, expected) => {
  expect(changeRow(last, next, 40).out).toBe(expected);
});

test('a prompt that is gone stays', () => {
  expect(changeRow(row('Name? ', 6), row(''), 40)).toEqual({ out: '', row: row('Name? ', 6) });
});

test('a row that has wrapped is never gone back in: it grows, or stands anew', () => {
  const long = 'x'.repeat(45);
  expect(changeRow(row(long), row(`${long}y`), 40).out).toBe('y');
  expect(changeRow(row(long), row(long.slice(1)), 40).out).toBe(`\n${long.slice(1)}`);
  expect(changeRow(row(long), row(long, 0, 3), 40)).toEqual({ out: '', row: row(long) });
});

test('letters and their marks are one', () => {
  const { out } = changeRow(row('e\u0301x'), row('ex'), 40);
  expect(teletype(`e\u0301x${out}`).at(-1)).toBe('ex');
});
