import { maxOf, minOf, pushAll } from '../../../shared/arrays.ts';

/** More than the stack holds. */
const many = Array.from({ length: 250_000 }, (_, at) => at);

test('arrays longer than the stack are added to others', () => {
  const all = [-1];
  pushAll(all, many);
  expect([all.length, all[0], all.at(-1)]).toEqual([250_001, -1, 249_999]);
});

test('their largest and smallest numbers are found', () => {
  expect([maxOf(many), minOf(many)]).toEqual([249_999, 0]);
});

test('without a number the answers are those of Math.max() and Math.min()', () => {
  expect([maxOf([]), minOf([])]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect([maxOf([1, Number.NaN]), minOf([1, Number.NaN])]).toEqual([Number.NaN, Number.NaN]);
});
