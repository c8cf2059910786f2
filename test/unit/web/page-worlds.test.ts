/** What the page knows of logs, when Clay tells of them anew. */
import { addLines } from '../../../client/web/page/log/lines.ts';
import { firstWorld, takeNews, type Worlds } from '../../../client/web/page/worlds.ts';
import type { WireLine, WorldNews } from '../../../client/web/protocol.ts';

const line = (text: string): WireLine => [text, 0, 'g'];
const news = (more: Partial<WorldNews>) =>
  ({ w: 'Alpha', epoch: 7, first: 0, next: 4, seen: 0, ...more }) as WorldNews;

/** A page that has had four lines and has shown three of them. */
function page() {
  const worlds: Worlds = new Map();
  expect(takeNews(worlds, news({}))).toBe(Infinity);
  const world = worlds.get('Alpha')!;
  addLines(world.lines, 0, ['one', 'two', 'three', 'four'].map(line));
  Object.assign(world, { seen: 3, passed: 3 });
  return { worlds, world, texts: () => [...worlds.get('Alpha')!.lines.known.values()].map(([text]) => text) };
}

test('the same log goes on where it was, and what was seen here was seen', () => {
  const { worlds, world, texts } = page();
  expect(takeNews(worlds, news({ next: 6, seen: 1 }))).toBe(Infinity);
  expect(texts()).toEqual(['one', 'two', 'three', 'four']);
  expect([world.seen, world.lines.next, world.lines.have]).toEqual([3, 6, 4]);
});

test('a log that is the same up to a line keeps the lines before it: the others come again', () => {
  const { worlds, world, texts } = page();
  const { lines } = world;
  expect(
    takeNews(
      worlds,
      news({
        epoch: 9,
        next: 5,
        seen: 2,
        same: [
          [7, 2],
          [8, 2],
        ],
      }),
    ),
  ).toBe(2);
  expect(texts()).toEqual(['one', 'two']);
  expect(worlds.get('Alpha')!.lines).toBe(lines);
  expect(lines).toMatchObject({ epoch: 9, next: 5, have: 2 });
  expect([world.seen, world.passed]).toEqual([2, 2]);
  addLines(lines, 2, ['taken up again', 'three', 'four'].map(line));
  expect(texts()).toEqual(['one', 'two', 'taken up again', 'three', 'four']);
});

test('one that is the same as far as the page has had it loses nothing', () => {
  const { worlds, world, texts } = page();
  takeNews(worlds, news({ epoch: 8, next: 9, same: [[7, 6]] }));
  expect(texts()).toEqual(['one', 'two', 'three', 'four']);
  expect([world.lines.have, world.lines.next, world.seen]).toEqual([4, 9, 3]);
});

test.each<[string, Partial<WorldNews>]>([
  ['has nothing in common', { epoch: 8, same: [[7, 0]] }],
  ['does not know of it', { epoch: 8, same: [[6, 4]] }],
  ['is another one', { epoch: 8 }],
])('a log that %s is begun anew, and nothing of the old one is told of it', (_, more) => {
  const { worlds, world } = page();
  const { lines } = world;
  expect(takeNews(worlds, news({ ...more, next: 3, seen: 1 }))).toBe(0);
  expect(worlds.get('Alpha')).toBe(world);
  expect(world.lines).not.toBe(lines);
  expect(world).toMatchObject({ seen: 1, passed: 3, lines: { epoch: 8, have: 3, next: 3 } });
  expect(world.lines.known.size).toBe(0);
});

test('the first that is shown is connected, or else is to be', () => {
  const worlds: Worlds = new Map();
  takeNews(worlds, news({ w: 'Alpha', phase: 'disconnected' }));
  expect(firstWorld(worlds)).toBe('Alpha');
  takeNews(worlds, news({ w: 'Beta', phase: 'connecting' }));
  expect(firstWorld(worlds)).toBe('Beta');
  takeNews(worlds, news({ w: 'Gamma', phase: 'connected' }));
  expect(firstWorld(worlds)).toBe('Gamma');
});
