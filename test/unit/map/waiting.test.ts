/** Rooms that are told of while a map is under work, and files that are imported. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readForeign } from '../../../client/host/map/foreign.ts';
import { createMaps } from '../../../client/host/map/maps.ts';
import type { Event } from '../../../client/state/events.ts';
import { memoryFile } from '../../support/maps.ts';

test('rooms that come faster than the map takes them wait up to a bound, which is said once', () => {
  const files: Record<string, string> = {};
  const [events, work]: [Event[], (() => void)[]] = [[], []];
  const maps = createMaps(
    name => memoryFile(files, name),
    () => {
      throw new Error('none');
    },
    event => void events.push(event),
    one => void work.push(one),
  );
  const tell = (id: number) =>
    maps({
      ...{ type: 'map note', map: 'a', world: 'Alpha' },
      room: { id: `${id}`, name: 'Room', area: '', exits: {} },
    });
  for (let id = 0; id < 2100; id++) tell(id);
  for (let one = work.shift(); one; one = work.shift()) one();
  expect(files.a?.trim().split('\n').slice(1)).toHaveLength(2001);
  expect(events).toEqual([
    {
      ...{ type: 'map told', world: 'Alpha', asked: 0 },
      answer: {
        kind: 'fault',
        sentence: 'The map cannot be written: rooms are told of faster than it takes them.',
      },
    },
  ]);
});

describe('a file that is imported', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'clay-map-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function read(file: string): { text: string | Uint8Array; steps: number } {
    const work = readForeign(home, file);
    for (let steps = 0; ; steps++) {
      const next = work.next();
      if (next.done) return { text: next.value, steps };
    }
  }

  test('is read in pieces, whose letters stay whole', () => {
    const text = `x${'\u00e4'.repeat(1024 * 1024)}`;
    writeFileSync(join(home, 'a.map'), text);
    const { text: got, steps } = read('a.map');
    expect(got === text).toBe(true);
    expect(steps).toBeGreaterThanOrEqual(4);
  });

  test('that is no text, or no file, is refused', () => {
    writeFileSync(join(home, 'a.map'), 'R\0');
    expect(() => read('a.map')).toThrow('it is neither text nor a map');
    expect(() => read('.')).toThrow('it is no file');
  });
});
