import { takeRange } from '../../../../client/command/searching/range.ts';
import { NOON, type Play, playAlpha } from '../../../support/play.ts';

// What is shown again is not recalled: one play does for all.
let play: Play;
beforeAll(() => {
  play = talk();
});

/** One line a minute: `line 1` at 12:00 … `line 120` at 13:59; every tenth is about a troll. Now it is 14:00. */
function talk(): Play {
  const play = playAlpha({
    worlds: { Alpha: {}, Beta: {} },
    settings: { more_mode: false },
    rows: 40,
    columns: 80,
  });
  for (let i = 1; i <= 120; i++) {
    play.receive('Alpha', i % 10 === 0 ? `a troll (${i})\n` : `line ${i}\n`);
    play.advance(60_000);
  }
  return play;
}

/** Where many are shown; those of Clay's own with their mark. */
function boxed(lines: readonly { readonly text: string }[]): string[] {
  const isOwn = (text: string) => text.startsWith('Recalled') || text === 'End of recall.';
  return lines.map(({ text }) => (isOwn(text) ? `% ${text}` : text));
}

/** The lines that are shown, without the first and the last one. */
function recalled(line: string): string[] {
  play.enter(line);
  const box = play.terminal.dialogs.at(-1);
  if (box?.kind === 'pager') play.type('q');
  const rows = box?.kind === 'pager' ? boxed(box.lines) : play.output();
  const start = rows.findLastIndex(row => row.startsWith('% Recalled'));
  return rows.slice(start + 1, rows.lastIndexOf('% End of recall.'));
}

test.each<[string, string[]]>([
  ['/recall 3', ['line 118', 'line 119', 'a troll (120)']],
  ['/recall /2 troll', ['a troll (110)', 'a troll (120)']],
  ['/recall 12 troll', ['a troll (110)', 'a troll (120)']],
  ['/recall -2', ['line 119']],
  ['/recall 13:00-13:02', ['line 61', 'line 62', 'line 63']],
  ['/recall 13:58-', ['line 119', 'a troll (120)']],
  ['/recall -12:01', ['line 1', 'line 2']],
  ['/recall 0:02', ['line 119', 'a troll (120)']],
  ['/recall -t 12:09', []],
  ['/recall -t 12:10-12:10', ['12:10:00 line 11']],
  ['/recall -v 3', []],
  ['/recall -v 3 line', ['a troll (120)']],
  ['/recall -r ^a.*\\(1[12]', ['a troll (110)', 'a troll (120)']],
  ['/recall -mregexp \\(5', ['a troll (50)']],
  ['/recall -e (50)', ['a troll (50)']],
  ['/recall -c TROLL', []],
  ['/recall -B1 -A1 (50)', ['line 49', 'a troll (50)', 'line 51']],
  ['/recall -A 2 /1 (50)', ['a troll (50)', 'line 51', 'line 52']],
  ['/recall -C1 /2 (1?0)', ['line 109', 'a troll (110)', 'line 111', '--', 'line 119', 'a troll (120)']],
  [
    '/recall -C5 /2 troll',
    [...around(110, 5), ...around(120, 5)].filter((row, at, all) => all.indexOf(row) === at),
  ],
  ['/recall -- 5)', []],
  ['/recall -w Alpha 1', ['a troll (120)']],
])('%s', (line, rows) => {
  if (rows.length > 0) expect(recalled(line)).toEqual(rows);
  else {
    play.enter(line);
    const box = play.terminal.dialogs.at(-1);
    if (box?.kind === 'pager') play.type('q');
    const last = box?.kind === 'pager' ? boxed(box.lines).at(-1) : play.output().at(-1);
    expect(last).toMatch(/^% (No lines|End of recall)/);
  }
});

function around(middle: number, by: number): string[] {
  const rows = Array.from({ length: 2 * by + 1 }, (_, i) => middle - by + i).filter(i => i <= 120);
  return rows.map(i => (i % 10 === 0 ? `a troll (${i})` : `line ${i}`));
}

test('lines have their numbers, and are recalled by them', () => {
  const [row] = recalled('/recall # 1') as [string];
  const number = Number(/^(\d+): a troll/.exec(row)?.[1]);
  expect(recalled(`/recall ${number - 1}-${number}`)).toEqual(['line 119', 'a troll (120)']);
  expect(recalled(`/recall -n ${number}-`)).toEqual([row]);
});

test('another world says which, and shows it where one is', () => {
  play.enter('/worlds -l Beta');
  expect(recalled('/recall -w alpha /1 (50)')).toEqual(['a troll (50)']);
  expect(play.output()).toContain('% Recalled one line of Alpha that matches "(50)":');
  play.enter('/worlds -l Alpha');
});

test('what was sent, and what Clay has said', () => {
  play.enter('say hello there');
  expect(recalled('/recall -i 1')).toEqual(['say hello there']);
  play.enter('/find nothing of the kind');
  play.enter('/recall -ql kind');
  expect(play.output().at(-1)).toBe('% No line here matches "nothing of the kind".');
});

test('-q leaves the lines before and behind out', () => {
  const before = play.output().filter(row => row.startsWith('% Recalled')).length;
  play.enter('/recall -q /1 (70)');
  expect(play.output().at(-1)).toBe('a troll (70)');
  expect(play.output().filter(row => row.startsWith('% Recalled')).length).toBeLessThanOrEqual(before);
});

test('colours stay behind the time', () => {
  play.receive('Alpha', '\x1b[32mgreen grass\n');
  play.enter('/recall -t /1 grass');
  const row = play.frame().rows.findLast(spans => spans.some(({ text }) => text === 'green grass'));
  expect(row).toEqual([
    { text: '14:00:00 ', style: 'quiet' },
    { text: 'green grass', style: '32' },
  ]);
});

test.each([
  ['/recall -x a', '/recall: there is no option -x.'],
  ['/recall -A x', '/recall: -A wants a number, not "x".'],
  ['/recall -C', '/recall: -C wants a value.'],
  ['/recall -r (', '/recall: a ( has no ) behind it.'],
  ['/recall -w Nowhere', 'There is no world "Nowhere".'],
])('%s', (line, sentence) => {
  play.enter(line);
  expect(play.output().at(-1)).toContain(`% ${sentence}`);
});

const at = (hours: number, minutes: number, day = 15) => new Date(2024, 0, day, hours, minutes).getTime();

test.each([
  ['10:00-11:30', { since: at(10, 0), until: at(11, 31) - 1 }],
  // At noon: what is to come was yesterday.
  ['22:00-23:00', { since: at(22, 0, 14), until: at(23, 1, 14) - 1 }],
  ['22:00-01:00', { since: at(22, 0, 14), until: at(1, 1) - 1 }],
  ['10:00-14:00', { since: at(10, 0), until: at(14, 1) - 1 }],
  ['1:30', { since: at(10, 30) }],
  ['2024-01-10', { since: at(0, 0, 10), until: at(0, 0, 11) - 1 }],
  ['/7', { matches: 7 }],
  ['-7', { among: 1, skip: 6 }],
  ['7', { among: 7 }],
  ['7-9', { from: 6, to: 8 }],
  ['7th', {}],
  ['2024-13-45', {}],
])('the range %s at noon', (text, wishes) => {
  expect(takeRange(`${text} orc`, NOON)).toEqual({
    wishes,
    rest: Object.keys(wishes).length === 0 ? `${text} orc` : 'orc',
  });
});
