/** A script goes on with the engine that it was started on, whatever the next build has. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeBase } from '../../../client/script/base-file.ts';
import { builtBase, findEnginesWith } from '../../../client/script/engines.ts';
import { readMemoriesWith } from '../../../client/script/stored.ts';
import { ENGINE, engine, provideEngine } from '../../support/engine.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const DIST = resolve(__dirname, '../../../dist');
const BYTES = readFileSync(`${DIST}/quickjs.${ENGINE}.wasm`);
/** The same with a section of no meaning behind it: another file, and so another engine. */
const OTHER = 'e'.repeat(64);
const OTHER_BYTES = Buffer.concat([BYTES, Buffer.from([0, 2, 1, 120])]);

afterAll(provideEngine);

/** The next build has the other engine; `has`: those that are to be found. */
function nextBuild(has: Readonly<Record<string, Uint8Array>>): void {
  findEnginesWith(id => has[id] ?? null, OTHER);
}

function counting(): Play {
  const play = playAlpha({
    columns: 120,
    rows: 20,
    scripts: { count: `let n = 0; clay.trigger('tick', () => clay.send('n' + ++n));` },
  });
  play.receive('Alpha', 'tick\r\n');
  return play;
}

const text = (play: Play) => play.output().join(' ').replaceAll(/\s+/g, ' ');

test('it goes on with its own, which /scripts says, until it is loaded anew', () => {
  const play = counting();
  nextBuild({ [ENGINE]: BYTES, [OTHER]: OTHER_BYTES });
  play.reload();
  play.receive('Alpha', 'tick\r\n');
  expect(play.sent('Alpha').toString()).toBe('n1\r\nn2\r\n');
  expect(play.state.scripts?.packages.count?.rest.image.engine).toBe(ENGINE);
  expect(play.answer('/scripts').join(' ')).toContain(`${ENGINE.slice(0, 8)} of a build before`);
  play.enter('/load count');
  expect(play.state.scripts?.packages.count?.rest.image.engine).toBe(OTHER);
  play.receive('Alpha', 'tick\r\n');
  expect(play.sent('Alpha').toString()).toBe('n1\r\nn2\r\nn1\r\n');
});

test('where its engine is not to be found it is off, which is said', () => {
  provideEngine();
  const play = counting();
  // What is loaded stays so for as long as an image lives.
  const { packages } = play.state.scripts!;
  play.reload();
  const of = play.state.scripts!.packages.count!;
  expect(packages.count).not.toBe(of);
  Object.assign(of.rest.image, { engine: 'f'.repeat(64) });
  play.receive('Alpha', 'tick\r\n');
  expect(text(play)).toContain(
    'count.js is off: its engine is not to be found. /load count starts it anew on another one.',
  );
});

test('where its memory is not to be found it is off, which is said', () => {
  provideEngine();
  const play = counting();
  play.reload();
  readMemoriesWith(() => null);
  play.receive('Alpha', 'tick\r\n');
  expect(text(play)).toContain('count.js is off: its memory is not to be found. /load count starts it anew.');
  play.enter('/load count');
  play.receive('Alpha', 'tick\r\n');
  expect(play.sent('Alpha').toString()).toBe('n1\r\nn1\r\n');
});

test('what interpreters begin as is in a file of the build, the same to the byte as one that is made here', () => {
  provideEngine();
  const built = builtBase(ENGINE);
  expect(built).toEqual(makeBase(engine()));
  expect(builtBase(OTHER)).toBeNull();
});
