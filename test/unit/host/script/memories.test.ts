import { existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Memories, openMemories } from '../../../../client/host/script/memories.ts';
import { machineOf, prepareMachine } from '../../../../client/script/machines.ts';
import { readMemoriesWith } from '../../../../client/script/stored.ts';
import type { Image, StoredImage } from '../../../../client/state/script/scripts.ts';
import type { State } from '../../../../client/state/state.ts';
import { imagesIn } from '../../../../client/world/scripts/carried/stored.ts';
import { playAlpha } from '../../../support/play.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

const COUNTING = `let n = 0; clay.trigger('count', () => clay.send('n' + ++n));`;
const QUIET = `clay.trigger('never', () => clay.send('x'));`;

function storing() {
  const play = playAlpha({ scripts: { count: COUNTING, quiet: QUIET } });
  const directory = temporaryDirectory();
  const pathOf = (where: string, number: number) => join(where, `${number}.memories`);
  const memories = openMemories(pathOf);
  const store = () => memories.stored(play.state, directory);
  return { play, directory, pathOf, memories, store };
}

function imageOf({ scripts }: State, name: string): Image {
  return scripts!.packages[name]!.rest.image;
}

/** Whether it is read as it was. */
function reads(memories: Pick<Memories, 'read'>, image: Image, before: Image): boolean {
  const { map, pages } = before as Extract<Image, { pages: Uint8Array }>;
  const read = memories.read(image as StoredImage);
  return read !== null && Buffer.compare(read.pages, pages) === 0 && Buffer.compare(read.map, map) === 0;
}

test('a memory is written once, and what has not run since is not written again', () => {
  const { play, memories, store, directory } = storing();
  const first = store();
  const size = memories.written();
  expect(statSync(join(directory, '1.memories'))).toMatchObject({ size, mode: 0o100600 });
  expect(imageOf(first, 'count')).not.toHaveProperty('pages');
  expect(reads(memories, imageOf(first, 'count'), imageOf(play.state, 'count'))).toBe(true);
  store();
  expect(memories.written()).toBe(0);
  play.receive('Alpha', 'count\r\n');
  const second = store();
  expect(imageOf(second, 'quiet')).toEqual(imageOf(first, 'quiet'));
  expect(imageOf(second, 'count')).not.toEqual(imageOf(first, 'count'));
  const { map, pages } = (imageOf(second, 'count') as StoredImage).stored;
  expect(memories.written()).toBe(map + pages);
});

test('the running state keeps what it has, and all can be had with the rest', () => {
  const { play, memories, store } = storing();
  store();
  expect(imageOf(play.state, 'count')).toHaveProperty('pages');
  const whole = memories.whole(store());
  for (const name of ['count', 'quiet'])
    expect(reads(memories, imageOf(store(), name), imageOf(whole, name))).toBe(true);
});

test('a file that has grown too long is followed by another, and is there until nothing says any more that it is', () => {
  const { play, memories, store, directory } = storing();
  let state = store();
  for (let n = 0; memories.newest()?.number === 1; n++) {
    if (n > 200) throw new Error('it grows without end');
    play.receive('Alpha', 'count\r\n');
    state = store();
  }
  expect(memories.carried().map(({ name }) => name)).toEqual(['script memories 1', 'script memories 2']);
  // Whatever is alive is in the new one, which is as long as that.
  expect((imageOf(state, 'quiet') as StoredImage).stored.file).toBe(2);
  expect(reads(memories, imageOf(state, 'quiet'), imageOf(play.state, 'quiet'))).toBe(true);
  memories.settle(2);
  expect(readdirSync(directory)).toEqual(['2.memories']);
  expect(memories.carried()).toHaveLength(1);
});

test('another image goes on with the file by its descriptor', () => {
  const { play, memories, store, directory, pathOf } = storing();
  const state = store();
  const file = memories.newest()!;
  const next = openMemories(pathOf, [file]);
  expect(reads(next, imageOf(state, 'count'), imageOf(play.state, 'count'))).toBe(true);
  // What it was told by the file needs not to be read for the next snapshot.
  expect(next.stored(state, directory).scripts).toEqual(state.scripts);
  expect(next.written()).toBe(0);
  next.remove();
  expect(readdirSync(directory)).toEqual([]);
});

test('what is damaged or cut short is not taken for a memory', () => {
  const { memories, store, directory } = storing();
  const image = imageOf(store(), 'count') as StoredImage;
  const path = join(directory, '1.memories');
  truncateSync(path, image.stored.at + 10);
  expect(memories.read(image)).toBeNull();
  writeFileSync(path, Buffer.alloc(4 * 1024 * 1024));
  expect(memories.read(image)).toBeNull();
  expect(memories.read({ ...image, stored: { ...image.stored, file: 7 } })).toBeNull();
});

test('what cannot be written, or has no directory, stays in the state', () => {
  const { play, memories, directory } = storing();
  for (const where of [null, join(directory, 'not there')]) {
    const state = memories.stored(play.state, where);
    expect(imageOf(state, 'count')).toEqual(imageOf(play.state, 'count'));
  }
  expect(memories.carried()).toEqual([]);
});

test('a file that is not where it belongs is followed by one that is, with all that is alive', () => {
  const { memories, store, directory, pathOf, play } = storing();
  store();
  expect(memories.isThere()).toBe(true);
  const elsewhere = temporaryDirectory();
  memories.renew();
  const state = memories.stored(play.state, elsewhere);
  expect(reads(memories, imageOf(state, 'quiet'), imageOf(play.state, 'quiet'))).toBe(true);
  memories.settle(2);
  expect(existsSync(pathOf(directory, 1))).toBe(false);
  truncateSync(pathOf(elsewhere, 2));
  expect(memories.isThere()).toBe(true);
  memories.remove();
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a file that was cut short loses nothing of scripts that run: all of them are written anew', () => {
  const { play, memories, store, directory } = storing();
  const cut = (number: number) => truncateSync(join(directory, `${number}.memories`), 100);
  const areRead = (state: State) =>
    imagesIn(state).map(image => memories.read(image as StoredImage) !== null);
  store();
  cut(1);
  play.receive('Alpha', 'count\r\n');
  const second = store();
  expect(areRead(second)).toEqual([true, true, true]);
  // The state that another image has read: it says where they are, and the scripts are awake.
  readMemoriesWith(memories.read);
  machineOf(second.scripts!, second.scripts!.packages.count!);
  expect(prepareMachine(second.scripts!, second.scripts!.packages.quiet!)).toBe('is ready');
  cut(2);
  const third = memories.stored(second, directory);
  expect(areRead(third)).toEqual([true, true, true]);
  readMemoriesWith(() => null);
});
