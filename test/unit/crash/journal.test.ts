import { appendFileSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createTape, hasInputBehind, readTape } from '../../../client/crash/journal.ts';
import { createIntake } from '../../../client/crash/read-buffer.ts';
import type { Event } from '../../../client/state/events.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const NO_ADDON = { unavailable: 'a unit test' };
const fail = (error: unknown) => {
  throw error;
};
const tick: Event = { type: 'tick' };
const typed = (text: string): Event => ({ type: 'input', bytes: Buffer.from(text) });

function started() {
  const stem = join(temporaryDirectory(), 'client-7');
  const lost: string[] = [];
  const intake = createIntake(NO_ADDON, fail);
  const tape = createTape(stem, 0, intake, () => lost.push('lost'));
  return { stem, tape, lost, intake };
}

const texts = (events: readonly { event: Event }[]) =>
  events.map(({ event }) => (event.type === 'input' ? Buffer.from(event.bytes).toString() : event.type));

test('what was recorded is read in order, with its time; of the last one it is not known whether it was done', () => {
  const { stem, tape } = started();
  expect(tape.isWhole()).toBe(false);
  const first = tape.cut();
  tape.record(typed('a'), 100);
  tape.record(tick, 101);
  tape.mark();
  tape.record(typed('b'), 200);
  const { done, last } = readTape(stem, first)!;
  expect([texts(done), texts([last!])]).toEqual([['a', 'tick'], ['b']]);
  expect(done.map(({ now }) => now)).toEqual([100, 101]);
  tape.mark();
  expect(texts(readTape(stem, first)!.done)).toEqual(['a', 'tick', 'b']);
});

test('a checkpoint that did not get to the disk leaves the tape before it in use', () => {
  const { stem, tape } = started();
  const first = tape.cut();
  tape.record(typed('a'), 1);
  tape.mark();
  const second = tape.cut();
  tape.record(typed('b'), 2);
  tape.mark();
  expect(texts(readTape(stem, first)!.done)).toEqual(['a', 'b']);
  expect(texts(readTape(stem, second)!.done)).toEqual(['b']);
  tape.drop(second);
  expect(readdirSync(join(stem, '..'))).toEqual([`client-7.${second}.tape`]);
  tape.remove();
  expect(readdirSync(join(stem, '..'))).toEqual([]);
});

test('a record that was never finished is none, wherever the end is', () => {
  const { stem, tape } = started();
  const number = tape.cut();
  tape.record(typed('whole'), 1);
  tape.mark();
  tape.record(typed('torn'), 2);
  const file = `${stem}.${number}.tape`;
  const { length } = readFileSync(file);
  for (let size = length - 1; size > length - 12; size--) {
    truncateSync(file, size);
    const { done, last } = readTape(stem, number)!;
    expect([texts(done), last]).toEqual([['whole'], null]);
  }
  appendFileSync(file, Buffer.alloc(2));
  expect(texts(readTape(stem, number)!.done)).toEqual(['whole']);
});

test('events of other clients are theirs', () => {
  const { stem, tape } = started();
  const other = createTape(`${stem}7`, 0, createIntake(NO_ADDON, fail), () => {});
  other.cut();
  other.record(typed('theirs'), 1);
  other.mark();
  const number = tape.cut();
  tape.record(typed('ours'), 1);
  tape.mark();
  expect(texts(readTape(stem, number)!.done)).toEqual(['ours']);
});

test('an event with another one behind it was done, marked or not', () => {
  const { stem, tape } = started();
  const number = tape.cut();
  tape.record(typed('a'), 1);
  tape.record(typed('b'), 1);
  tape.record(typed('c'), 1);
  const { done, last } = readTape(stem, number)!;
  expect([texts(done), texts([last!])]).toEqual([['a', 'b'], ['c']]);
});

test('no tape is not an empty one', () => {
  const { stem, tape } = started();
  expect(readTape(stem, 0)).toBeNull();
  expect(readTape(stem, tape.cut())).toEqual({ done: [], last: null });
});

test('what was typed is taken from the intake once it is recorded, and found behind the place where it was empty', () => {
  const { stem, tape, intake } = started();
  const number = tape.cut();
  const places = [{ file: number, size: 0 }];
  for (const text of ['a', 'longer']) {
    intake.terminal.set(Buffer.from(text));
    tape.record(typed(text), 1);
    expect(intake.terminal.every(byte => byte === 0xff)).toBe(true);
    places.push({ file: number, size: tape.size() });
    tape.record(tick, 1);
    tape.mark();
  }
  expect(places.map(place => hasInputBehind(stem, place))).toEqual([true, true, false]);
  const next = tape.cut();
  tape.record(typed('b'), 2);
  expect(places.map(place => hasInputBehind(stem, place))).toEqual([true, true, true]);
  expect(hasInputBehind(stem, { file: next, size: tape.size() })).toBe(false);
});
