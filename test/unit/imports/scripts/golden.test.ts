/** What TinTin++ says to its commands, and what the script that Clay makes of them says: the same, but for what differs on purpose. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineAt } from '../../../../client/world/scrollback.ts';
import { createPlay } from '../../../support/play.ts';

const folder = join(__dirname, '../../../support/tintin/golden');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** Behind this stands what is typed, and what a game says: `#showme {...}`. */
const TYPED = '#nop ---- typed\n';

/** By what TinTin++ says: what Clay says instead, which may be nothing. */
function differences(): ReadonlyMap<string, string> {
  const found = read('differs.txt').matchAll(/^- (.*)\n\+ ?(.*)\n {2}\S.*$/gm);
  return new Map([...found].map(([, theirs = '', ours = '']) => [theirs, ours]));
}

function clays(name: string): { said: string[]; list: string[] } {
  const [file = '', typed = ''] = read(name).split(TYPED);
  const play = createPlay({ columns: 250, rows: 400, worlds: { Alpha: {} } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.disk.foreign = { 'cases.tin': file };
  const list = play.answer('/import tintin cases.tin');
  play.advance(300);
  for (const line of typed.trimEnd().split('\n')) {
    const [, text] = /^#showme \{(.*)\}$/.exec(line) ?? [];
    if (text !== undefined) play.receive('Alpha', `${text}\r\n`);
    else for (const one of line.split(/;(?![^{]*\})/)) play.enter(one);
  }
  play.advance(1000);
  const logs = [play.state.console, play.world('Alpha').scrollback];
  const said = logs.flatMap(log =>
    Array.from({ length: log.next }, (_, at) => lineAt(log, at, play.readChunk)?.text ?? ''),
  );
  return { said: said.filter(line => line.startsWith('GOLD ')).map(line => line.trimEnd()), list };
}

/** What is to be said, by what TinTin++ says. */
function wanted(name: string): string[] {
  const differs = differences();
  const lines = read(name).trimEnd().split('\n');
  return lines.map(line => differs.get(line) ?? line.trimEnd()).filter(line => line !== '');
}

test("what stands in players' files has the answer of TinTin++, or the one that differs on purpose", () => {
  const { said, list } = clays('players.tin');
  const golden = wanted('players.txt');
  const missed = list.slice(
    list.indexOf('% Not taken:') + 1,
    list.findIndex(line => line.startsWith('% Taken')),
  );
  expect(missed.filter(line => !line.includes('#config'))).toEqual([]);
  expect([...said].sort()).toEqual([...golden].sort());
  expect(golden.length).toBeGreaterThan(30);
});

test("fragments of people's files have the answer of TinTin++, or the one that differs on purpose", () => {
  const { said, list } = clays('fragments.tin');
  const golden = wanted('fragments.txt');
  const missed = list.slice(
    list.indexOf('% Not taken:') + 1,
    list.findIndex(line => line.startsWith('% Taken')),
  );
  expect(missed.filter(line => !line.includes('#config'))).toEqual([]);
  expect([...said].sort()).toEqual([...golden].sort());
  expect(golden.length).toBeGreaterThan(150);
});

test('each case has the answer of TinTin++, or the one that differs on purpose', () => {
  const { said, list } = clays('cases.tin');
  const golden = wanted('golden.txt');
  const missed = list.slice(list.indexOf('% Not taken:') + 1).filter(line => /^% {3}line \d+ /.test(line));
  const reasons = missed
    .slice(
      0,
      missed.findIndex(line => /line 35 /.test(line)),
    )
    .map(line => line.replace(/^.*: /, ''));
  expect(reasons.filter(why => !/sets it anew|takes it out|^#config/.test(why))).toEqual([]);
  expect([...said].sort()).toEqual([...golden].sort());
  expect(golden.length).toBeGreaterThan(170);
});
