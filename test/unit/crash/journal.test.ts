import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Packr } from 'msgpackr/pack';
import { createJournal, hasInputAfter, readJournal } from '../../../client/crash/journal.ts';
import { createReadBuffer } from '../../../client/crash/read-buffer.ts';
import type { Event } from '../../../client/state/events.ts';
import { defaultSettings, defaultWorld } from '../../../client/state/settings.ts';
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
  const readBuffer = createReadBuffer(NO_ADDON, fail);
  const journal = createJournal(
    () => stem,
    0,
    readBuffer,
    () => lost.push('lost'),
  );
  return { stem, journal, lost, readBuffer };
}

const texts = (events: readonly { event: Event }[]) =>
  events.map(({ event }) => (event.type === 'input' ? Buffer.from(event.bytes).toString() : event.type));

test('what was recorded is read in order, with its time; of the last one it is not known whether it was done', () => {
  const { stem, journal } = started();
  expect(journal.isWhole()).toBe(false);
  const first = journal.cut();
  journal.record(typed('a'), 100);
  journal.record(tick, 101);
  journal.mark();
  journal.record(typed('b'), 200);
  const { done, last } = readJournal(stem, first)!;
  expect([texts(done), texts([last!])]).toEqual([['a', 'tick'], ['b']]);
  expect(done.map(({ now }) => now)).toEqual([100, 101]);
  journal.mark();
  expect(texts(readJournal(stem, first)!.done)).toEqual(['a', 'tick', 'b']);
});

test('what a server has sent is as it was, and nothing of it is kept', () => {
  const { stem, journal } = started();
  const first = journal.cut();
  const lent = Buffer.alloc(70_000);
  const sent = [0, 1, 31, 255, 256, 65_535, 70_000].map(length => Buffer.alloc(length, `${length} bytes`));
  for (const bytes of sent) {
    bytes.copy(lent);
    journal.record({ type: 'received', link: 3, bytes: lent.subarray(0, bytes.length) }, 5);
    journal.mark();
    lent.fill(0);
  }
  const { done } = readJournal(stem, first)!;
  expect(done).toEqual(sent.map(bytes => ({ now: 5, event: { type: 'received', link: 3, bytes } })));
});

test('a checkpoint that did not get to the disk leaves the journal before it in use', () => {
  const { stem, journal } = started();
  const first = journal.cut();
  journal.record(typed('a'), 1);
  journal.mark();
  const second = journal.cut();
  journal.record(typed('b'), 2);
  journal.mark();
  expect(texts(readJournal(stem, first)!.done)).toEqual(['a', 'b']);
  expect(texts(readJournal(stem, second)!.done)).toEqual(['b']);
  journal.drop(second);
  expect(readdirSync(join(stem, '..'))).toEqual([`client-7.${second}.tape`]);
  journal.remove();
  expect(readdirSync(join(stem, '..'))).toEqual([]);
});

test('a record that was never finished is none, wherever the end is', () => {
  const { stem, journal } = started();
  const number = journal.cut();
  journal.record(typed('whole'), 1);
  journal.mark();
  journal.record(typed('torn'), 2);
  const file = `${stem}.${number}.tape`;
  const { length } = readFileSync(file);
  for (let size = length - 1; size > length - 12; size--) {
    truncateSync(file, size);
    const { done, last } = readJournal(stem, number)!;
    expect([texts(done), last]).toEqual([['whole'], null]);
  }
  appendFileSync(file, Buffer.alloc(2));
  expect(texts(readJournal(stem, number)!.done)).toEqual(['whole']);
});

test('events of other clients are theirs', () => {
  const { stem, journal } = started();
  const other = createJournal(
    () => `${stem}7`,
    0,
    createReadBuffer(NO_ADDON, fail),
    () => {},
  );
  other.cut();
  other.record(typed('theirs'), 1);
  other.mark();
  const number = journal.cut();
  journal.record(typed('ours'), 1);
  journal.mark();
  expect(texts(readJournal(stem, number)!.done)).toEqual(['ours']);
});

test('an event with another one behind it was done, marked or not', () => {
  const { stem, journal } = started();
  const number = journal.cut();
  journal.record(typed('a'), 1);
  journal.record(typed('b'), 1);
  journal.record(typed('c'), 1);
  const { done, last } = readJournal(stem, number)!;
  expect([texts(done), texts([last!])]).toEqual([['a', 'b'], ['c']]);
});

test('no journal is not an empty one', () => {
  const { stem, journal } = started();
  expect(readJournal(stem, 0)).toBeNull();
  expect(readJournal(stem, journal.cut())).toEqual({ done: [], last: null, isDamaged: false });
});

test('what was typed is taken from the readBuffer once it is recorded, and found behind the place where it was empty', () => {
  const { stem, journal, readBuffer } = started();
  const number = journal.cut();
  const places = [{ file: number, size: 0 }];
  for (const text of ['a', 'longer']) {
    readBuffer.terminal.set(Buffer.from(text));
    journal.record(typed(text), 1);
    expect(readBuffer.terminal.every(byte => byte === 0xff)).toBe(true);
    places.push({ file: number, size: journal.size() });
    journal.record(tick, 1);
    journal.mark();
  }
  expect(places.map(place => hasInputAfter(stem, place))).toEqual([true, true, false]);
  const next = journal.cut();
  journal.record(typed('b'), 2);
  expect(places.map(place => hasInputAfter(stem, place))).toEqual([true, true, true]);
  expect(hasInputAfter(stem, { file: next, size: journal.size() })).toBe(false);
});

test('wherever a byte is changed, what comes before it is read, and nothing behind it is taken for what it is not', () => {
  const { stem, journal } = started();
  const number = journal.cut();
  const recorded = ['one', 'two', 'three'];
  for (const text of recorded) {
    journal.record(typed(text), 1);
    journal.mark();
  }
  const file = `${stem}.${number}.tape`;
  const whole = readFileSync(file);
  for (let at = 4; at < whole.length; at++) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x20, at);
    writeFileSync(file, bytes);
    const { done, last } = readJournal(stem, number)!;
    const read = texts(last ? [...done, last] : done);
    expect([at, read]).toEqual([at, recorded.slice(0, read.length)]);
  }
});

test('a record that was cut off ends it, if another file follows: events between would be missing', () => {
  const { stem, journal } = started();
  const first = journal.cut();
  journal.record(typed('one'), 1);
  journal.mark();
  journal.record(typed('two'), 1);
  const file = `${stem}.${first}.tape`;
  truncateSync(file, readFileSync(file).length - 1);
  expect(readJournal(stem, first)!.isDamaged).toBe(false);
  journal.cut();
  journal.record(typed('three'), 1);
  const { done, isDamaged } = readJournal(stem, first)!;
  expect([texts(done), isDamaged]).toEqual([['one'], true]);
});

test('what a build before has written, without checksums, is read', () => {
  const { stem } = started();
  const record = new Packr({ useRecords: false }).pack([5, typed('old')]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(record.length, 0);
  writeFileSync(`${stem}.1.tape`, Buffer.concat([length, record, Buffer.alloc(4)]));
  expect(texts(readJournal(stem, 1)!.done)).toEqual(['old']);
});

test('a file that has gone is missed; the next one is where the directory is by then', () => {
  let stem = join(temporaryDirectory(), 'client-7');
  const journal = createJournal(
    () => stem,
    0,
    createReadBuffer(NO_ADDON, fail),
    () => {},
  );
  expect(journal.isThere()).toBe(true);
  const first = journal.cut();
  expect(journal.isThere()).toBe(true);
  rmSync(`${stem}.${first}.tape`);
  expect(journal.isThere()).toBe(false);
  stem = join(temporaryDirectory(), 'client-7');
  const next = journal.cut();
  expect([journal.isThere(), existsSync(`${stem}.${next}.tape`)]).toEqual([true, true]);
});

test('settings of many worlds are as they were, and the names of their fields stand there once', () => {
  const { stem, journal } = started();
  const first = journal.cut();
  const worlds = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [`World ${n}`, { ...defaultWorld(), host: `mud${n}`, port: n }]),
  );
  const settings = { ...defaultSettings(), worlds };
  const event: Event = { type: 'settings read', asked: true, file: { id: '7', settings, warnings: ['x'] } };
  journal.record(event, 100);
  journal.record(event, 200);
  journal.mark();
  const { done } = readJournal(stem, first)!;
  expect(done).toEqual([
    { now: 100, event },
    { now: 200, event },
  ]);
  const bytes = readFileSync(`${stem}.${first}.tape`);
  expect(bytes.toString('latin1').split('reconnect').length).toBeLessThan(10);
});
