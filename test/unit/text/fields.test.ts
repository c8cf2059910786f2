/** Format strings with fields. */
import fc from 'fast-check';
import { formatFault, parseFormat } from '../../../client/text/fields.ts';

test('a format is units: a field, and the words before it', () => {
  expect(parseFormat('{world} hp {a|gauge:10:b}  x:{c}/{d}, end')).toEqual([
    { gap: 0, pieces: [{ name: 'world', gauge: null }] },
    { gap: 1, pieces: ['hp', ' ', { name: 'a', gauge: { width: 10, full: 'b' } }] },
    { gap: 2, pieces: ['x:', { name: 'c', gauge: null }, '/', { name: 'd', gauge: null }, ',', ' ', 'end'] },
  ]);
});

test('text alone, braces, and nothing', () => {
  expect(parseFormat('just {{text}}')).toEqual([{ gap: 0, pieces: ['just', ' ', '{text}'] }]);
  expect(parseFormat('')).toEqual([]);
  expect(parseFormat('   ')).toEqual([]);
});

test.each([
  ['{world', 'has a { at character 1 that is not closed'],
  ['{world {state}', 'has a { at character 1 that is not closed'],
  ['a } b', 'has a } at character 3 that closes nothing'],
  ['ab {}', 'has a field without a name at character 4'],
  ['{a|bar:3}', 'has "|bar:3" at character 1; only |gauge:10:field is known'],
  ['{a|gauge:0:b}', 'has a gauge at character 1 that is not |gauge:WIDTH:FIELD, with a width from 1 to 60'],
  ['{a|gauge:5}', 'has a gauge at character 1 that is not |gauge:WIDTH:FIELD, with a width from 1 to 60'],
  ['x'.repeat(1001), 'has more than 1000 characters'],
  ['a\u001b[31m', 'contains a control character'],
])('%j is refused: it %s', (format, fault) => {
  expect(formatFault(format)).toBe(fault);
});

test('whatever is written, it is a format or has a mistake, and all its text is in its units', () => {
  const format = fc.string({ unit: fc.constantFrom('{', '}', ' ', 'a', '|', 'gauge:3:b', 'ü', '世') });
  fc.assert(
    fc.property(format, text => {
      const fault = formatFault(text);
      const units = parseFormat(text);
      if ('fault' in units) return expect(units.fault).toBe(fault);
      const plain = units.flatMap(({ pieces }) => pieces.filter(piece => typeof piece === 'string')).join('');
      const outside = text.replace(/\{\{|\}\}|\{[^}]*\}/g, found => (found[0] === found[1] ? found[0]! : ''));
      expect(plain.replaceAll(' ', '')).toBe(outside.replaceAll(' ', ''));
    }),
  );
});
