/** Engines on disk: a script goes on with the file that it was started on, also where the next build has another one. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { engineSoon, provideEngines } from '../../../client/host/script/engines.ts';
import { builtBase, currentEngine, engineOf, findEnginesWith } from '../../../client/script/engines.ts';
import { ENGINE, provideEngine } from '../../support/engine.ts';
import { playAlpha } from '../../support/play.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { until } from '../../support/tls-world.ts';

const BYTES = readFileSync(resolve(__dirname, `../../../dist/quickjs.${ENGINE}.wasm`));

/** A build with an engine of its own: the same with a section of no meaning behind it. */
function buildWith(letter: number): { directory: string; id: string } {
  const directory = temporaryDirectory();
  const bytes = Buffer.concat([BYTES, Buffer.from([0, 2, 1, letter])]);
  const id = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(directory, `quickjs.${id}.wasm`), bytes);
  return { directory, id };
}

/** New scripts run on the engine of the build. */
function start(home: string, build: { directory: string; id: string }): void {
  provideEngines(home, build.directory);
  const found = (id: string) => {
    for (const path of [join(home, 'engines'), build.directory])
      if (readdirSync(path).includes(`quickjs.${id}.wasm`))
        return readFileSync(join(path, `quickjs.${id}.wasm`));
    return null;
  };
  findEnginesWith(found, build.id);
}

afterAll(provideEngine);

test('two builds with two engines: the script goes on with the first, which the profile has kept, and a new one has the second', () => {
  const home = temporaryDirectory();
  mkdirSync(join(home, 'engines'));
  const [first, second] = [buildWith(97), buildWith(98)];
  provideEngines(home, first.directory);
  expect(engineOf(first.id)?.id).toBe(first.id);
  const kept = join(home, 'engines', `quickjs.${first.id}.wasm`);
  expect(createHash('sha256').update(readFileSync(kept)).digest('hex')).toBe(first.id);
  start(home, first);
  const source = `let n = 0; clay.trigger('tick', () => clay.send('n' + ++n));`;
  // The host of a play has one engine: that of this test is put in its place.
  const play = playAlpha();
  start(home, first);
  play.disk.scripts.old = source;
  play.enter('/load old');
  play.receive('Alpha', 'tick\r\n');
  rmSync(first.directory, { recursive: true });
  start(home, second);
  expect(currentEngine()).toBe(second.id);
  play.reload();
  play.disk.scripts.young = source;
  play.enter('/load young');
  play.receive('Alpha', 'tick\r\n');
  expect(play.sent('Alpha').toString()).toBe('n1\r\nn2\r\nn1\r\n');
  const engines = Object.values(play.state.scripts?.packages ?? {}).map(of => of.rest.image.engine);
  expect(engines).toEqual([first.id, second.id]);
});

test('what has been copied since the start is looked through first', () => {
  const home = temporaryDirectory();
  const [started, copied] = [buildWith(100), buildWith(101)];
  let copy: string | null = null;
  provideEngines(home, () => copy, started.directory);
  expect(engineOf(copied.id)).toBeNull();
  expect(builtBase(copied.id)).toBeNull();
  copy = copied.directory;
  rmSync(started.directory, { recursive: true });
  expect(engineOf(copied.id)?.id).toBe(copied.id);
});

test('a file that is not what it is called is no engine', () => {
  const home = temporaryDirectory();
  const { directory, id } = buildWith(99);
  writeFileSync(join(directory, `quickjs.${id}.wasm`), BYTES);
  provideEngines(home, directory);
  expect(engineOf(id)).toBeNull();
});

test('what a killed client has left of an engine goes when one is kept; that of one that runs stays', async () => {
  const [home, build] = [temporaryDirectory(), buildWith(99)];
  const ended = spawnSync('true').pid;
  const kept = join(home, 'engines', `quickjs.${build.id}.wasm`);
  mkdirSync(join(home, 'engines'));
  for (const pid of [ended, process.ppid]) writeFileSync(`${kept}.${pid}.new`, 'half of it');
  writeFileSync(join(home, 'engines', 'mine.new'), '');
  provideEngines(home, build.directory);
  expect(await engineSoon(build.id)).not.toBeNull();
  await until(() => existsSync(kept));
  expect(readdirSync(join(home, 'engines')).sort()).toEqual(
    ['mine.new', `quickjs.${build.id}.wasm`, `quickjs.${build.id}.wasm.${process.ppid}.new`].sort(),
  );
});
