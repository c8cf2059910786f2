import { fold } from '../../../client/automation/matching/fold.ts';

/** Characters of one UTF-16 unit that have another case, or are another case of one. */
const cased = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).filter(
  one => one.toLowerCase() !== one || one.toUpperCase() !== one,
);

test('what a pattern takes for the same is folded to the same, for every character', () => {
  const all = cased.join('');
  const wrong = cased.filter(one => {
    const same = all.match(new RegExp(`\\u{${one.charCodeAt(0).toString(16)}}`, 'giu')) ?? [];
    return same.some(other => fold(other) !== fold(one));
  });
  expect(wrong).toEqual([]);
});

test('places stay, and so does what has no case', () => {
  expect(fold('İSTANBUL, STRAẞE 東京 😀')).toHaveLength('İSTANBUL, STRAẞE 東京 😀'.length);
  expect(fold('Kelvin K, long ſ')).toBe('kelvin k, long s');
  expect(fold('x'.repeat(20_000))).toBe('x'.repeat(20_000));
});
