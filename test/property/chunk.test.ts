import fc from 'fast-check';
import { unpack } from 'msgpackr/unpack';
import type { Line } from '../../client/state/log.ts';
import type { Run } from '../../client/state/stream.ts';
import { packColumns } from '../../client/world/chunks/pack.ts';
import { decodeChunk, encodeChunk } from '../../client/world/scrollback.ts';

const length = fc.oneof(
  fc.nat(40),
  fc.constantFrom(31, 32, 127, 128, 255, 256, 65_535, 65_536, 70_000, 200_000),
);
const text = fc
  .tuple(fc.constantFrom('x', 'é', '漢', '😀', ' '), length)
  .map(([character, count]) => character.repeat(Math.ceil(count / character.length)));
const run = fc.record(
  { at: fc.oneof(fc.nat(300), fc.nat(70_000)), style: fc.oneof(fc.constant('1;38;5;9'), text), link: text },
  { requiredKeys: ['at', 'style'] },
);
const original = fc.record({
  text: fc.string().map(value => value.replaceAll('\n', '')),
  runs: fc.array(run, { maxLength: 3 }),
});
const line = fc.record(
  {
    text: fc.oneof({ weight: 4, arbitrary: fc.string() }, text).map(value => value.replaceAll('\n', '')),
    runs: fc.array(run, { maxLength: 30 }),
    time: fc.oneof(fc.constant(0), fc.integer({ min: 1.7e12, max: 1.9e12 })),
    kind: fc.constantFrom('game', 'clay', 'again'),
    original,
  },
  { requiredKeys: ['text', 'runs', 'time', 'kind'] },
) as fc.Arbitrary<Line>;

/** An empty link is none. */
function plain({ runs, original, ...rest }: Line): Line {
  return {
    ...rest,
    runs: runs.map(plainRun),
    ...(original && { original: { ...original, runs: original.runs.map(plainRun) } }),
  };
}

const plainRun = ({ at, style, link }: Run): Run => (link ? { at, style, link } : { at, style });

test('what is packed is what MessagePack reads, whatever the lengths', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), lines => {
      expect(decodeChunk(encodeChunk(lines))).toEqual(lines.map(plain));
    }),
    { numRuns: 60 },
  );
});

test('a chunk has the form that builds before read', () => {
  const lines: Line[] = [
    { text: 'a', runs: [], time: 1_700_000_000_000, kind: 'game' },
    { text: 'bc', runs: [{ at: 1, style: '31' }], time: 1_700_000_000_001, kind: 'clay' },
  ];
  expect(unpack(packColumns(lines, 'gc'))).toEqual([
    [1_700_000_000_000, 1_700_000_000_001],
    'gc',
    'a\nbc',
    [0, [1, '31', '']],
  ]);
});
