/** What scripts keep, put in and written part by part: what comes out is what JSON.stringify() says of it. */
import fc from 'fast-check';
import { createMachine } from '../../client/script/machine.ts';
import { piecesOf } from '../../client/script/pieces.ts';
import { PRELUDE } from '../../client/script/prelude.ts';
import { wantsIn } from '../../client/script/protocol.ts';
import { engine } from '../support/engine.ts';

const MOMENT = { now: 1, fuel: 100_000_000, say: 2_000_000, ask: () => '["",null]' };

type Store = Parameters<typeof piecesOf>[0];

/** Puts it in, and has it written. */
function through(store: Store): string {
  const machine = createMachine(engine(), PRELUDE, MOMENT);
  machine.call(MOMENT, ['boot', '{}', 'x']);
  for (const [path, json] of piecesOf(store) ?? [])
    expect(machine.call(MOMENT, ['piece', JSON.stringify(path), json]).faults).toEqual([]);
  let text = '';
  for (let isFirst = 1; ; isFirst = 0) {
    const { text: said, faults } = machine.call(MOMENT, ['keep', isFirst]);
    expect(faults).toEqual([]);
    const [want] = wantsIn(said);
    if (want?.[0] !== 'part') throw new Error(`it has said ${said}`);
    text += want[1];
    if (want[2]) return text;
  }
}

const leaf = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 8000 }))
    .map(([text, times]) => text.repeat(times)),
);
/** Few are drawn, and they are there many times. */
const many = fc
  .tuple(fc.array(leaf, { maxLength: 5 }), fc.integer({ min: 1, max: 60 }))
  .map(([some, times]) => Array.from({ length: times }, (_, n) => ({ n, some })));
const tree = fc.oneof(leaf, many, fc.dictionary(fc.string(), fc.oneof(leaf, many), { maxKeys: 8 }));

test('a store is written as it was put in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree, { maxKeys: 8 }), given => {
      const store = JSON.parse(JSON.stringify(given)) as Store;
      expect(through(store)).toBe(JSON.stringify(store, null, 2));
    }),
    { numRuns: 30 },
  );
});

test('so is a large one', () => {
  const rooms = Array.from({ length: 4000 }, (_, n) => ({
    name: `room ${n}`,
    exits: [n + 1, n - 1],
    note: '',
  }));
  const store = {
    rooms,
    ['__proto__']: { deep: [[[rooms.slice(0, 300)]]] },
    text: '\u{1f600}\n'.repeat(30_000),
    7: null,
  };
  expect(through(store as unknown as Store)).toBe(JSON.stringify(store, null, 2));
});
