import type { Pager } from '../../../../client/state/dialog.ts';
import { createPlay, type Play } from '../../../support/play.ts';

/** Two worlds with some lines each; Alpha's are in its log file as well. Two older days are in the log files alone. */
function twoWorlds(): Play {
  const play = createPlay({
    worlds: { Alpha: { log: true }, Beta: {} },
    settings: { more_mode: false },
    columns: 100,
    rows: 30,
  });
  for (const name of ['Alpha', 'Beta']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  play.enter('/worlds Alpha');
  play.disk.logs['Beta/2024-01-14.log'] = 'a dragon of yesterday\nnothing\nand a dragon more\n';
  play.disk.logs['Alpha/2023-12-31.log'] = '23:59:59 the last dragon of the year\n';
  play.disk.logs['Alpha/notes.txt'] = 'dragon\n';
  play.receive('Alpha', 'A dragon roars.\nhay\nA dragon roars.\n');
  play.advance(60_000);
  play.receive('Beta', 'Bob says: a \x1b[31mred\x1b[m dragon!\n');
  play.advance(1000);
  return play;
}

const pager = (play: Play) =>
  play.terminal.dialogs.find(dialog => dialog.kind === 'pager') as Pager | undefined;
const found = (play: Play) => pager(play)?.lines.map(({ text }) => text);

const ALL = [
  '2023-12-31 23:59:59 Alpha  the last dragon of the year',
  '2024-01-14          Beta   a dragon of yesterday',
  '2024-01-14          Beta   and a dragon more',
  '2024-01-15 12:00:00 Alpha  A dragon roars.',
  '2024-01-15 12:00:00 Alpha  A dragon roars.',
  '2024-01-15 12:01:00 Beta   Bob says: a red dragon!',
];

test('/grep finds in all worlds and in the log files, each line once, oldest first', () => {
  const play = twoWorlds();
  expect(play.disk.logs['Alpha/2024-01-15.log']).toContain('A dragon roars.');
  play.enter('/grep dragon');
  expect(found(play)).toEqual(ALL);
  expect(pager(play)?.title).toBe('dragon: 6');
});

test('the matches are marked, and the colours are there', () => {
  const play = twoWorlds();
  play.enter('/grep -w beta -s dragon');
  expect(pager(play)?.lines[0]?.runs).toEqual([
    { at: 0, style: '2' },
    { at: 26, style: '' },
    { at: 38, style: '31' },
    { at: 41, style: '' },
    { at: 42, style: 'match' },
    { at: 48, style: '' },
  ]);
});

test.each([
  ['-s', ALL.slice(3)],
  ['-l -w Beta', ALL.slice(1, 3).map(line => line.replace('Beta   ', 'Beta  '))],
  [
    '-r ^a.*',
    [
      '2024-01-14          Beta   a dragon of yesterday',
      '2024-01-14          Beta   and a dragon more',
      ...ALL.slice(3, 5),
    ],
  ],
  ['-c -r ^A.*', ALL.slice(3, 5)],
  ['-e *', undefined],
])('/grep %s', (options, lines) => {
  const play = twoWorlds();
  play.enter(`/grep ${options}dragon`.replace(/(-\w|Beta)dragon/, '$1 dragon'));
  expect(found(play)).toEqual(lines);
});

test('what the user has sent is found, too', () => {
  const play = twoWorlds();
  play.enter('say where is the wyvern?');
  play.enter('/grep wyvern');
  expect(found(play)).toEqual(['2024-01-15 12:01:01 Alpha  say where is the wyvern?']);
});

test('nothing found is said; so is what is wrong', () => {
  const play = twoWorlds();
  play.enter('/grep basilisk');
  expect(play.output().at(-1)).toBe('% No lines that match "basilisk".');
  play.enter('/grep -r (');
  expect(play.output().at(-1)).toBe('% /grep: a ( has no ) behind it.');
  play.enter('/grep -w Gamma x');
  expect(play.output().at(-1)).toContain('There is no world "Gamma".');
  play.enter('/grep');
  expect(play.output().at(-1)).toBe('% Nothing was looked for yet: /grep pattern.');
});

test('Esc a in the search looks in all worlds', () => {
  const play = twoWorlds();
  play.press('F4');
  play.type('dragon');
  play.press('M-a');
  expect(found(play)).toEqual(ALL);
});

describe('when it takes long', () => {
  function long(): Play {
    const play = twoWorlds();
    play.receive('Beta', 'hay\n'.repeat(2600));
    play.advance(1000);
    return play;
  }

  test('it goes on in slices and through reloads; the bar says how far it is; whoever types keeps the keys', () => {
    const play = long();
    play.enter('/grep dragon');
    expect(play.status()).toMatch(/grep: 2 so far, in Beta/);
    play.type('still typing');
    play.reload();
    play.disk.logsSilent = true;
    play.advance(1000);
    expect(play.status()).toMatch(/grep: 3 so far, in logs/);
    // What the host was asked for is lost with the image.
    play.reload();
    play.disk.logsSilent = false;
    play.advance(1000);
    expect([pager(play), play.terminal.editor.text]).toEqual([undefined, 'still typing']);
    expect(play.output().at(-1)).toBe('% 6 lines that match "dragon": /grep shows them.');
    play.press('C-u');
    play.enter('/grep');
    expect(found(play)).toEqual(ALL);
  });

  test('/grep -q gives it up', () => {
    const play = long();
    play.enter('/grep dragon');
    play.enter('/grep -q');
    play.advance(1000);
    expect([play.terminal.grep, pager(play), play.status()]).toEqual([
      null,
      undefined,
      expect.not.stringContaining('grep'),
    ]);
  });

  test('of a world with very many matches the newest are shown, and the others have their turn', () => {
    const play = long();
    play.disk.logs['Alpha/2024-01-13.log'] = 'hay\n'.repeat(1500);
    play.enter('/grep hay');
    play.advance(1000);
    const lines = found(play)!;
    expect(pager(play)?.title).toBe('hay: 1001 (more in Beta, Alpha)');
    expect(lines.filter(line => line.includes('Beta '))).toHaveLength(500);
    expect(lines[0]).toBe('2024-01-13          Alpha  hay');
  });
});
