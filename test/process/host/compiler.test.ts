/** Long scripts, read by a child: what it answers, and what there is where it cannot be had. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCompiler } from '../../../client/host/script/compiler.ts';
import { createMachine } from '../../../client/script/machine.ts';
import { PRELUDE } from '../../../client/script/prelude.ts';
import type { Event } from '../../../client/state/events.ts';
import { engine } from '../../support/engine.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const PROGRAM = resolve(__dirname, '../../../dist/compiler.js');
const MOMENT = { now: 0, fuel: 2_000_000, ask: () => '["",null]' };

type Compiled = Extract<Event, { type: 'script compiled' }>;

function compiled(source: string, program = PROGRAM, patience?: number): Promise<Compiled> {
  engine();
  return new Promise(answer => {
    const compile = createCompiler(
      program,
      temporaryDirectory(),
      event => answer(event as Compiled),
      patience,
    );
    compile({ type: 'compile script', id: 7, name: 'long', source });
  });
}

test('what it answers runs as its source would, and places in it are told by their lines', async () => {
  const { id, name, code, fault } = await compiled('let n = 6;\nclay.echo(String(n * 7));\nnothing.here();');
  expect([id, name, fault]).toEqual([7, 'long', null]);
  const asked: string[] = [];
  const machine = createMachine(engine(), PRELUDE, MOMENT);
  const ask = (question: string) => {
    asked.push(question);
    return '["",null]';
  };
  const { faults } = machine.load({ ...MOMENT, ask }, code!, 'long.js');
  expect(asked).toEqual(['["echo","42","",""]']);
  expect(faults[0]?.stack).toContain('long.js:3');
});

test('a mistake is told with its line', async () => {
  const { code, fault } = await compiled('let n = 6;\nlet = = 7;');
  expect(code).toBeNull();
  expect(fault?.message).toContain('SyntaxError');
  expect(fault?.stack).toContain('long.js:2');
});

test('one that is not there, says nonsense, or hangs answers nothing: the script is read by the client', async () => {
  const directory = temporaryDirectory();
  const programOf = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    chmodSync(path, 0o700);
    return path;
  };
  const nothing = { type: 'script compiled', id: 7, name: 'long', code: null, fault: null };
  expect(await compiled('1', join(directory, 'none.js'))).toEqual(nothing);
  expect(await compiled('1', programOf('talks.js', 'console.log("hello")'))).toEqual(nothing);
  expect(await compiled('1', programOf('hangs.js', 'setInterval(() => {}, 1000)'), 300)).toEqual(nothing);
});
