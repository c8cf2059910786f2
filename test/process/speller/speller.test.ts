/** The program `speller`, with a dictionary of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryHome } from '../../support/temporary.ts';

const PROGRAM = resolve(__dirname, '../../../dist/speller.js');
const DICPATH = resolve(__dirname, '../../support/dictionary');

function start() {
  const own = join(temporaryHome().home, 'words');
  const child = spawn(process.execPath, [PROGRAM, own], {
    env: { ...process.env, DICPATH },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let id = 0;
  return {
    own,
    child,
    async ask(question: object): Promise<Record<string, unknown>> {
      child.stdin.write(`${JSON.stringify({ id: ++id, languages: 'xx_XX', ...question })}\n`);
      const { id: answered, ...rest } = JSON.parse((await lines.next()).value as string);
      expect(answered).toBe(id);
      return rest;
    },
  };
}

test('it knows which words are wrong, and what could have been meant', async () => {
  const { ask, child, own } = start();
  const words = ['kill', 'the', 'dragons', 'drgon', 'Sword', 'straße', 'zorkmid'];
  expect(await ask({ words })).toEqual({ wrong: ['drgon', 'zorkmid'] });
  expect(await ask({ suggest: 'drgon' })).toEqual({ suggestions: ['dragon'] });
  writeFileSync(own, 'Zorkmid\n');
  expect(await ask({ words })).toEqual({ wrong: ['drgon'] });
  appendFileSync(own, 'drgon\n');
  expect(await ask({ languages: 'yy', words: ['x'] })).toEqual({
    fault: expect.stringContaining('There is no dictionary yy in '),
  });
  expect(await ask({ languages: '../xx_XX', words: ['x'] })).toEqual({
    fault: expect.stringContaining('There is no dictionary'),
  });
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a pipe in place of the words is told and not waited for', async () => {
  const { ask, child, own } = start();
  execFileSync('mkfifo', [own]);
  expect(await ask({ words: ['drgon'] })).toEqual({ fault: `${own} is not a file` });
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
