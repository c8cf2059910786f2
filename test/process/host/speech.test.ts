import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { speakWords } from '../../../client/host/programs/speech.ts';
import type { Fault } from '../../../shared/fault.ts';

let directory: string;
const { PATH } = process.env;

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/clay-speech-`);
});

afterEach(() => {
  process.env.PATH = PATH;
  rmSync(directory, { recursive: true });
});

const spoken = (text: string, command = '') =>
  new Promise<Fault | null>(done => speakWords(text, command, done));

const WORDS = `'; touch $(echo x) "\`id\`" -f /etc/passwd`;

test('a command of the user gets the words on its standard input, whatever they look like', async () => {
  expect(await spoken(WORDS, `cat > "${directory}/heard"`)).toBe(null);
  expect(readFileSync(`${directory}/heard`, 'utf8')).toBe(`${WORDS}\n`);
});

test('what is installed is found, and gets options of ours alone', async () => {
  const program = `#!/bin/sh\necho "$*" > "${directory}/options"\n/bin/cat > "${directory}/heard"\n`;
  writeFileSync(`${directory}/espeak-ng`, program, { mode: 0o755 });
  process.env.PATH = directory;
  expect(await spoken('-v hi')).toBe(null);
  expect(readFileSync(`${directory}/options`, 'utf8')).toBe('--stdin\n');
  expect(readFileSync(`${directory}/heard`, 'utf8')).toBe('-v hi\n');
});

test('where there is none, and where one fails, that is a sentence', async () => {
  process.env.PATH = directory;
  expect((await spoken('hi'))?.sentence).toContain('No program speaks');
  expect((await spoken('hi', 'exit 3'))?.sentence).toBe(
    'speak_command has failed, and nothing may be heard.',
  );
  writeFileSync(`${directory}/espeak`, 'no program', { mode: 0o755 });
  expect((await spoken('hi'))?.code).toBe('SPEECH_FAILED');
});

test('one that does not read is no trouble', async () => {
  expect(await spoken('x'.repeat(1_000_000), 'exec 0<&-')).toBe(null);
});
