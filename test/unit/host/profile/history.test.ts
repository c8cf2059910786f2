import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { firstKept, overlap } from '../../../../client/editor/history.ts';
import { appendHistory, loadHistory } from '../../../../client/host/profile/history.ts';
import { completed } from '../../../../client/snapshot/migrate.ts';
import type { Snapshot } from '../../../../client/snapshot/snapshot.ts';
import { fault } from '../../../../shared/fault.ts';
import { createPlay } from '../../../support/play.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

function profile(content?: string) {
  const home = temporaryDirectory();
  const file = join(home, 'history');
  if (content !== undefined) writeFileSync(file, content, { mode: 0o600 });
  return { home, file, text: () => readFileSync(file, 'utf8') };
}

test('damaged lines are skipped, and what equals the entry before', () => {
  const { home } = profile('"say \\"hi\\""\nnot JSON\n42\n"two\\nlines"\n"two\\nlines"\n"torn');
  expect(loadHistory(home).history).toEqual(['say "hi"', 'two\nlines']);
});

test('there is none yet, or something else is in its place: typing works without', () => {
  expect(loadHistory(profile().home).history).toEqual([]);
  const { home, file } = profile();
  mkdirSync(file);
  expect(loadHistory(home).history).toEqual([]);
  expect(() => appendHistory(home, ['look'], false)).toThrow();
});

test('two clients append to one file, in the order of what was entered', () => {
  const { home, file } = profile();
  appendHistory(home, ['one'], false);
  appendHistory(home, ['two'], false);
  appendHistory(home, ['three', 'four'], false);
  expect(loadHistory(home).history).toEqual(['one', 'two', 'three', 'four']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('what follows half a line of a crash of the computer is whole', () => {
  const { home } = profile('"one"\n"tor');
  appendHistory(home, ['two'], false);
  expect(loadHistory(home).history).toEqual(['one', 'two']);
});

test('what is appended once more is there once', () => {
  const { home, text } = profile();
  appendHistory(home, ['one', 'two'], false);
  appendHistory(home, ['one', 'two'], true);
  appendHistory(home, ['two', 'three'], true);
  appendHistory(home, ['four'], true);
  expect(text()).toBe('"one"\n"two"\n"three"\n"four"\n');
});

test('the same input in a row of its own is no repetition', () => {
  const { home } = profile('"north"\n"look"\n');
  appendHistory(home, ['north'], true);
  expect(loadHistory(home).history).toEqual(['north', 'look', 'north']);
});

test('what a client did not know to be in the file is there once after its end', () => {
  const { home } = profile('"one"\n"two"\n');
  expect(loadHistory(home, { unsavedHistory: ['two', 'three'] }).history).toEqual(['one', 'two', 'three']);
});

test('a file that has grown long is written anew with the newest', () => {
  const { home, file } = profile();
  const entry = 'x'.repeat(8000);
  for (let i = 0; i < 600; i++) appendFileSync(file, `"${i} ${entry}"\n`);
  const loaded = loadHistory(home);
  expect(loaded.history.at(-1)).toBe(`599 ${entry}`);
  expect(statSync(file).size).toBeLessThan(1_100_000);
  expect(loadHistory(home)).toEqual(loaded);
});

test('what is longer than an input is passed over, with its world, and takes none of the others with it', () => {
  const long = JSON.stringify('x'.repeat(5 * 1024 * 1024));
  const { home, text } = profile(`"look"\n{"world":"Alpha"}\n"north"\n${long}\n{"world":"Beta"}\n`);
  const there = { history: ['look', 'north'], historyWorlds: ['Alpha', null] };
  expect(loadHistory(home)).toEqual(there);
  expect(text()).toBe('"look"\n{"world":"Alpha"}\n"north"\n');
  expect(loadHistory(home)).toEqual(there);
});

test('where it was entered stands behind an entry; builds before pass over it, and what they have written is read', () => {
  const { home, text } = profile('"of before"\n');
  appendHistory(home, ['look', 'look', '/quit', 'north'], false, ['Alpha', 'Beta', '', null]);
  expect(text()).toBe(
    '"of before"\n"look"\n{"world":"Alpha"}\n"look"\n{"world":"Beta"}\n"/quit"\n{"world":""}\n"north"\n',
  );
  expect(loadHistory(home)).toEqual({
    history: ['of before', 'look', 'look', '/quit', 'north'],
    historyWorlds: [null, 'Alpha', 'Beta', '', null],
  });
  appendHistory(home, ['/quit', 'north', 'south'], true, ['', null, 'Alpha']);
  expect(loadHistory(home, undefined, 2)).toEqual({
    history: ['north', 'south'],
    historyWorlds: [null, 'Alpha'],
  });
});

test('a world that belongs to no entry is nobody\u2019s', () => {
  const { home } = profile('{"world":"A"}\n"one"\n{"world":5}\n{"world":"B"}\n"two"\nnull\n{"world":"C"}\n');
  expect(loadHistory(home)).toEqual({ history: ['one', 'two'], historyWorlds: [null, null] });
});

test('law: appended in any pieces, each maybe twice, the list is in the file once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.boolean())), pieces => {
      const all = pieces.map(([text], at) => `${at} ${text}`);
      const entries = all.slice(firstKept(all));
      let there: string[] = [];
      for (const [at, [, again]] of pieces.entries()) {
        const unsaved = entries.slice(at, at + (again ? 2 : 1));
        there = [...there, ...unsaved.slice(overlap(there, unsaved))];
      }
      expect(there.slice(0, entries.length)).toEqual(entries);
    }),
  );
});

describe('in the client', () => {
  test('what is entered is saved at once, and once', () => {
    const play = createPlay();
    play.enter('/version');
    expect(play.disk.history).toEqual(['/version']);
    play.enter('/version');
    play.enter('/worlds -l');
    expect(play.disk.history).toEqual(['/version', '/worlds -l']);
    expect(play.state.unsavedHistory).toEqual([]);
  });

  test('what could not be saved goes with the next one, or after a reload', () => {
    const play = createPlay();
    play.disk.historyFault = fault('FULL', 'the disk is full');
    play.enter('/version');
    play.enter('/worlds -l');
    play.reload();
    expect(play.disk.history).toEqual([]);
    play.disk.historyFault = null;
    play.reload();
    expect(play.disk.history).toEqual(['/version', '/worlds -l']);
    play.enter('/connections');
    expect(play.disk.history).toEqual(['/version', '/worlds -l', '/connections']);
  });

  test('an input that is handled once more after a crash is in the file once', () => {
    const play = createPlay();
    const event = { type: 'input', bytes: Buffer.from('/version\r/worlds -l\r') } as const;
    const before = structuredClone(play.state);
    play.dispatch({ ...event, bytes: Buffer.from(event.bytes) });
    Object.assign(play.state, before);
    play.dispatch({ type: 'again', event });
    expect(play.disk.history).toEqual(['/version', '/worlds -l']);
  });

  test('a build that wrote the history at its end only has not written what its client reloads with', () => {
    const play = createPlay();
    play.disk.history = ['one'];
    play.state.history = ['one', 'two'];
    const snapshot = { state: structuredClone(play.state) } as Snapshot;
    Reflect.deleteProperty(snapshot.state, 'unsavedHistory');
    expect(completed(snapshot).state.unsavedHistory).toEqual(['one', 'two']);
    Object.assign(play.state, snapshot.state);
    play.reload();
    expect(play.disk.history).toEqual(['one', 'two']);
  });

  test.each(['/setup worlds.A.password pw', '/setu worlds.A.password_command pw', '//setup web.password pw'])(
    '%s is a secret and in no history',
    line => {
      const play = createPlay();
      play.enter(line);
      expect([play.state.history, play.disk.history]).toEqual([[], []]);
    },
  );
});
