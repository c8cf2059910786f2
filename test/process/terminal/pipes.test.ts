/** Standard input that is no terminal: how it is over. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBundled } from '../../support/bundled.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const READER = `
  import { openInput } from './client/terminal/pipes.ts';
  const say = text => process.stdout.write(text + '\\n');
  const buffer = Buffer.alloc(4);
  const input = openInput({ buffer, callback: (count, bytes) => say(String(bytes.subarray(0, count))) });
  for (const how of ['end', 'error']) input.on(how, () => say(how));
  input.resume();
`;

/** What it says, with this as standard input. */
function read(from: string): string[] {
  const { stdout, status } = runBundled(READER, [], `exec < '${from}'`);
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

test('a file is read piece by piece, to its end', () => {
  const file = join(temporaryDirectory(), 'input');
  writeFileSync(file, 'look|north');
  expect(read(file)).toEqual(['look', '|nor', 'th', 'end']);
});

test('what cannot be read is an error, and not its end', () => {
  expect(read(temporaryDirectory())).toEqual(['error']);
});
