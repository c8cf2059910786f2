import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchLogs } from '../../../../client/host/profile/log-search.ts';
import type { LogPlace } from '../../../../client/state/grep.ts';
import type { Pattern } from '../../../../client/state/view.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'clay-logs-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(home, 'logs', path, '..'), { recursive: true });
  writeFileSync(join(home, 'logs', path), text);
}

/** All that is found, with the places, by asking again and again. */
async function all(
  text: string,
  kind: Pattern['kind'] = 'wild',
  only = '',
): Promise<{ found: string[]; asked: number; faults: string[] }> {
  const found: string[] = [];
  const faults: string[] = [];
  let asked = 0;
  let from: LogPlace | null = { world: '', day: '', end: null };
  while (from) {
    const pattern: Pattern = { text, kind, exact: false };
    const answer = await searchLogs(home, { type: 'search logs', view: 'v', id: 1, pattern, only, from });
    expect(answer.from).toEqual(from);
    for (const line of answer.found)
      found.push(`${answer.place?.world} ${answer.place?.day} ${line.time}${line.time && ' '}${line.text}`);
    if (answer.fault) faults.push(answer.fault.sentence);
    from = answer.next && (JSON.parse(JSON.stringify(answer.next)) as LogPlace);
    asked++;
  }
  return { found, asked, faults };
}

test('without log files there is nothing to find', async () => {
  expect(await all('x')).toEqual({ found: [], asked: 1, faults: [] });
});

test('worlds by name, the newest day first, the last line first', async () => {
  write('Beta/2026-01-02.log', 'one troll\n');
  write('A/B/2026-01-02.log', 'a troll with a slash\n');
  write('Alpha/2026-01-01.log', '10:00:00 troll 1\nno\n10:00:01 troll 2\nhalf a troll');
  write('Alpha/2026-01-02.log', 'troll 3\n');
  write('Alpha/notes.log', 'troll\n');
  expect((await all('troll')).found).toEqual([
    'A/B 2026-01-02 a troll with a slash',
    'Alpha 2026-01-02 troll 3',
    'Alpha 2026-01-01 half a troll',
    'Alpha 2026-01-01 10:00:01 troll 2',
    'Alpha 2026-01-01 10:00:00 troll 1',
    'Beta 2026-01-02 one troll',
  ]);
  expect((await all('^troll 1', 'regexp', 'Alpha')).found).toEqual(['Alpha 2026-01-01 10:00:00 troll 1']);
});

test('long files are looked through a piece at a time, no line missed or twice, whatever it is cut by', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${'é'.repeat(i % 40)} line ${i}.`);
  lines[5] = `${'ü'.repeat(65_000)} line 5.`;
  write('Alpha/2026-01-01.log', `${lines.join('\n')}\n`);
  const { found, asked } = await all('line ?5.');
  expect(found.map(line => /line (\d+)/.exec(line)![1])).toEqual([
    '95',
    '85',
    '75',
    '65',
    '55',
    '45',
    '35',
    '25',
    '15',
  ]);
  expect(asked).toBeGreaterThan(4);
  expect((await all('line 5.')).found).toHaveLength(1);
});

test('a line longer than any that Clay writes is looked at in parts', async () => {
  write('Alpha/2026-01-01.log', `${'x'.repeat(600_000)}\nneedle\n`);
  expect((await all('needle')).found).toHaveLength(1);
});

test('what cannot be read is passed over, and told', async () => {
  mkdirSync(join(home, 'logs/Alpha'), { recursive: true });
  writeFileSync(join(home, 'logs/Alpha/2026-01-03.log'), 'troll\n');
  // A directory of that name has nothing to read.
  mkdirSync(join(home, 'logs/Alpha/2026-01-02.log'));
  const { found } = await all('troll');
  expect(found).toEqual(['Alpha 2026-01-03 troll']);
});
