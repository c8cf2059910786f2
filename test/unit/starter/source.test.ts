import fc from 'fast-check';
import { hidden, LINES_BEFORE, sourceOf, wrapped } from '../../../client/starter/source.ts';

/** As the starter has it: of a whole clay.js, without its last part. */
function readBack(text: string): string {
  const body = text.slice(text.indexOf('\n') + 1).replace('\n// the starter', '\nreturn program;');
  return sourceOf((new Function(body)() as () => void).toString());
}

test('any bundle is compiled as it was written', () => {
  const piece = fc.constantFrom('*/', '/*', '*', '/', '~', '`', "'", '\\', '\n', 'a', '});', '${');
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 40 }), bundle => {
      fc.pre(!bundle.includes('*/'));
      expect(readBack(hidden(bundle, '// the starter', 1))).toBe(wrapped(bundle));
    }),
  );
});

test('what would end the comment is not let in', () => {
  expect(() => hidden('a */ b', '', 1)).toThrow('the bundle has */ in it');
});

test('a line of the bundle is the line of the file that it stands in', () => {
  const lines = hidden('first\nsecond', '// the starter', 1).split('\n');
  expect(lines[LINES_BEFORE]).toBe(wrapped('first\nsecond').split('\n')[0]);
  expect(lines[0]).toBe('#!/usr/bin/env node');
});
