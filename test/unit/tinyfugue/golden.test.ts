/** What TinyFugue 5 says, and what Clay says: the same, but for what differs on purpose. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineAt } from '../../../client/world/scrollback.ts';
import { createPlay } from '../../support/play.ts';

/** As make.sh has it. */
process.env.TZ = 'UTC';

const folder = join(__dirname, '../../support/tinyfugue/golden');
const LIBRARY = '/usr/share/tf5/tf-lib';
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** Behind this its library is needed, which is not everywhere. */
const LIBRARY_FROM = '; -- library';

/** By what TinyFugue says: what Clay says instead. */
function differences(): ReadonlyMap<string, string> {
  const found = read('differs.txt').matchAll(/^- (.*)\n\+ (.*)\n {2}\S.*$/gm);
  return new Map([...found].map(([, theirs = '', ours = '']) => [theirs, ours]));
}

function clays(program: string): string[] {
  const files = ['lisp', 'textutil', 'stack_queue', 'stack-q', 'tr', 'factorial', 'textencode'];
  const library = files
    .map(name => `${name}.tf`)
    .filter(name => existsSync(`${LIBRARY}/${name}`))
    .map(name => [name, readFileSync(`${LIBRARY}/${name}`, 'latin1')]);
  const play = createPlay({ macros: { ...Object.fromEntries(library), 'cases.tf': program }, columns: 200 });
  play.enter('/load cases.tf');
  play.advance(100);
  const { console: log } = play.state;
  const lines = Array.from({ length: log.next }, (_, at) => lineAt(log, at, play.readChunk)?.text ?? '');
  return lines.filter(line => line.startsWith('GOLD '));
}

test('each case has the answer of TinyFugue, or the one that differs on purpose', () => {
  const hasLibrary = existsSync(`${LIBRARY}/lisp.tf`);
  const cases = read('cases.tf');
  const program = hasLibrary ? cases : cases.slice(0, cases.indexOf(LIBRARY_FROM));
  const said = clays(program);
  const differs = differences();
  const golden = read('golden.txt')
    .trimEnd()
    .split('\n')
    .map(line => differs.get(line) ?? line);
  const end = hasLibrary ? golden.length : golden.findIndex(line => line.startsWith('GOLD lisp'));
  expect(said).toEqual(golden.slice(0, end));
  expect(golden.length).toBeGreaterThan(190);
});

test('what stands in the files of players has the answer of TinyFugue', () => {
  const golden = read('players.txt').trimEnd().split('\n');
  expect(clays(read('players.tf'))).toEqual(golden);
  expect(golden.length).toBeGreaterThan(50);
});
