/** The engine of scripts, made ready beside everything else. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { provideEngines } from '../../../client/host/script/engines.ts';
import { createPreparing } from '../../../client/host/script/prepare.ts';
import { makeBase } from '../../../client/script/base-file.ts';
import { findBaseWith, isLoaded } from '../../../client/script/engines.ts';
import { warming } from '../../../client/script/warming.ts';
import type { Event } from '../../../client/state/events.ts';
import { BASE, ENGINE, engine, provideEngine, withoutMemory } from '../../support/engine.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { until } from '../../support/tls-world.ts';

const DIST = resolve(__dirname, '../../../dist');

afterAll(provideEngine);

function fails(error: unknown): never {
  throw error;
}

test('it is loaded, goes the ways of scripts in turns of its own, and is kept in the profile', async () => {
  const [home, build] = [temporaryDirectory(), temporaryDirectory()];
  copyFileSync(`${DIST}/quickjs.${ENGINE}.wasm`, `${build}/quickjs.${ENGINE}.wasm`);
  copyFileSync(`${DIST}/quickjs.${BASE}.base`, `${build}/quickjs.${BASE}.base`);
  provideEngines(home, build);
  findBaseWith(() => readFileSync(`${build}/quickjs.${BASE}.base`), BASE);
  let turns = 0;
  const events: Event[] = [];
  const said = new Promise<void>(done => {
    const prepare = createPreparing(
      event => {
        events.push(event);
        if (events.length === 2) done();
      },
      fails,
      step => {
        turns++;
        setImmediate(step);
      },
    );
    expect(isLoaded(ENGINE)).toBe(false);
    prepare(ENGINE);
    // Asked for again while it is under way, it is answered once; and each time from then on.
    prepare(ENGINE);
    void until(() => events.length === 1).then(() => prepare(ENGINE));
  });
  await said;
  expect(events).toEqual([1, 2].map(() => ({ type: 'engine ready', engine: ENGINE })));
  expect(isLoaded(ENGINE)).toBe(true);
  expect(turns).toBeGreaterThan(3);
  const kept = join(home, 'engines', `quickjs.${ENGINE}.wasm`);
  await until(() => existsSync(kept));
  expect(createHash('sha256').update(readFileSync(kept)).digest('hex')).toBe(ENGINE);
  expect(readdirSync(join(home, 'engines'))).toHaveLength(1);
});

test('one that is not to be had is told of as well: whoever needs it finds that out', async () => {
  provideEngines(temporaryDirectory(), temporaryDirectory());
  const missing = 'f'.repeat(64);
  const event = await new Promise<Event>(done => createPreparing(done, fails)(missing));
  expect(event).toEqual({ type: 'engine ready', engine: missing });
  expect(isLoaded(missing)).toBe(false);
});

test('one that is broken is told of likewise', async () => {
  const build = temporaryDirectory();
  const bytes = Buffer.from('no engine');
  const id = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(`${build}/quickjs.${id}.wasm`, bytes);
  provideEngines(temporaryDirectory(), build);
  const noted: unknown[] = [];
  const event = await new Promise<Event>(done => createPreparing(done, error => noted.push(error))(id));
  expect(event).toEqual({ type: 'engine ready', engine: id });
  expect(noted).toHaveLength(1);
  // An exception that nobody catches comes now, and fails the test.
  await new Promise(setImmediate);
  expect(isLoaded(id)).toBe(false);
});

test('where there is no memory for it that is noted, and whoever waits for it goes on', async () => {
  provideEngine();
  const noted: unknown[] = [];
  const noRoom = withoutMemory();
  const event = await new Promise<Event>(done => createPreparing(done, error => noted.push(error))(ENGINE));
  noRoom.mockRestore();
  expect(event).toEqual({ type: 'engine ready', engine: ENGINE });
  expect(noted.map(String)).toEqual([expect.stringContaining('Out of memory')]);
});

test('nothing of what is tried then fails', () => {
  const base = { name: 'base', image: makeBase(engine()) };
  const answers = [...warming(engine(), base)].filter(answer => answer !== null);
  expect(answers).toHaveLength(3);
  for (const { faults } of answers) expect(faults).toEqual([]);
});
