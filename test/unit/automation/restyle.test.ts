/** A part of a line in another style: each character is asked what it looks like. */
import fc from 'fast-check';
import { restyled } from '../../../client/automation/restyle.ts';
import type { Run, StyledText } from '../../../client/state/stream.ts';

const LENGTH = 12;
const run = fc.record(
  { at: fc.nat({ max: LENGTH - 1 }), style: fc.constantFrom('', '1', '31'), link: fc.constantFrom('a', 'b') },
  { requiredKeys: ['at', 'style'] },
);
const runs = fc.uniqueArray(run, { selector: ({ at }) => at, maxLength: 6 });
const looks = ({ text, runs: all }: StyledText) =>
  [...text].map((_, at) => {
    const { style, link }: Partial<Run> = all.findLast(one => one.at <= at) ?? { style: '' };
    return { style, link };
  });

test('the part has the style, all else is as it was, and links stay', () => {
  fc.assert(
    fc.property(runs, fc.nat({ max: LENGTH }), fc.nat({ max: LENGTH }), (some, start, end) => {
      const line = { text: 'x'.repeat(LENGTH), runs: some.toSorted((one, other) => one.at - other.at) };
      const done = restyled(line, [start, end], '4');
      const wanted = looks(line).map((one, at) => (at >= start && at < end ? { ...one, style: '4' } : one));
      expect(looks(done)).toEqual(wanted);
      expect(done.runs.every(({ at }, n) => n === 0 || at > (done.runs[n - 1] as Run).at)).toBe(true);
    }),
  );
});
