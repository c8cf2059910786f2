/** /setup: every setting with all that is said of it, by keys and by mouse, on every size of screen; forms in general. */

import { clientSchema } from '../../../../client/settings/schema.ts';
import type { SettingsDialog } from '../../../../client/state/dialog.ts';
import { textWidth } from '../../../../client/text/width.ts';
import { wrap } from '../../../../client/text/wrap.ts';
import { padded, paragraph } from '../../../../client/view/dialog/box/cells.ts';
import { settingsForm } from '../../../../client/view/dialog/settings/setup.ts';
import { type Play, type PlayOptions, playAlpha } from '../../../support/play.ts';

function settings(options: PlayOptions = {}): Play {
  const play = playAlpha({ columns: 80, rows: 24, ...options });
  play.enter('/setup');
  return play;
}

const form = (play: Play) => (play.terminal.dialogs[0] as SettingsDialog).form;
const all = (play: Play) => play.screen().join('\n');
/** The words on the screen, without the frame. */
const words = (play: Play) => all(play).replace(/[│┃]/g, ' ').split(/\s+/).join(' ');

function goTo(play: Play, key: string): void {
  for (let i = 0; i <= clientSchema.length && form(play).focus !== key; i++) play.press('Down');
}

function click(play: Play, text: string, within = 0): void {
  const row = play.screen().findIndex(one => one.includes(text));
  const column = (play.screen()[row] as string).indexOf(text) + within;
  play.type(`\x1b[<0;${column + 1};${row + 1}M\x1b[<0;${column + 1};${row + 1}m`);
}

test('it floats over the game, which goes on underneath', () => {
  const play = playAlpha({ columns: 100, rows: 24 });
  play.enter('/setup');
  play.receive('Alpha', `${'x'.repeat(99)}\n`.repeat(20));
  expect(play.screen().slice(0, 20).join('').match(/x/g)?.length).toBeGreaterThan(300);
  expect(all(play)).toContain('> More Mode');
});

test.each([
  [80, 24],
  [40, 10],
  [40, 8],
  [40, 6],
  [200, 60],
  [30, 5],
])('at %i x %i the row that has the keys is seen, whichever it is', (columns, rows) => {
  const play = settings({ columns, rows });
  for (const { key } of clientSchema) {
    const { cursor } = play.frame();
    expect([form(play).focus, play.screen()[cursor!.row]]).toEqual([key, expect.stringContaining('> ')]);
    expect(play.frame().rows).toHaveLength(rows);
    play.press('Down');
  }
});

test('the description of the row with the keys is seen whole', () => {
  const play = settings();
  const seen = new Set<string>();
  for (const { key, help } of clientSchema) {
    goTo(play, key);
    if (words(play).toLowerCase().includes(help.toLowerCase())) seen.add(key);
  }
  expect([...seen].sort()).toEqual(clientSchema.map(({ key }) => key).sort());
  play.resize(40, 10);
  goTo(play, 'more_mode');
  expect(words(play)).toContain('pause when a screenful has gone by unread. By default: on.');
  play.resize(40, 6);
  goTo(play, 'tls_proxy_keep');
  play.press('F1');
  expect(words(play)).toContain('seconds that tlsproxy holds a session which no client has taken up');
  play.type('q');
  expect(form(play).focus).toBe('tls_proxy_keep');
});

test('End goes to the last setting', () => {
  const play = settings();
  play.press('End');
  expect(form(play).focus).toBe(clientSchema.at(-1)?.key);
});

test('the first screen has descriptions, whole, below their rows', () => {
  const play = settings();
  for (const { help } of clientSchema.slice(0, 6)) expect(words(play)).toContain(help);
  expect(words(play)).toContain('By default: on. [ Save ]');
  const frame = play.frame();
  play.reload();
  expect(play.frame()).toEqual(frame);
});

describe('a number', () => {
  test.each([
    ['digits take the place of what is selected', '120', '120'],
    ['Home and Delete edit it', ['Home', 'Delete'], '6400'],
    ['Left and a digit edit it', ['Left', '1'], '864010'],
    ['End and a digit add to it', ['End', '1'], '864001'],
    ['Backspace takes all that is selected', ['Backspace', '7'], '7'],
    ['plus and minus count', ['+', '+', '-'], '86401'],
    ['letters are no digits', ['5', 'x', '0'], '5'],
  ])('%s', (_, keys, value) => {
    const play = settings();
    goTo(play, 'tls_proxy_keep');
    for (const key of typeof keys === 'string' ? [keys] : keys) {
      if (key.length > 1 && !/^\d/.test(key)) play.press(key);
      else play.type(key);
    }
    expect(form(play).values.tls_proxy_keep).toBe(value);
  });

  test('Enter takes it and goes on, and one that may not be is told there', () => {
    const play = settings({ columns: 40, rows: 8 });
    goTo(play, 'tls_proxy_keep');
    play.type('5\r');
    expect(words(play)).toContain('tls_proxy_keep is a whole number from 60 to 2592000, not 5.');
    play.reload();
    expect([form(play).focus, words(play)]).toEqual(['tls_proxy_keep', expect.stringContaining('not 5.')]);
    play.press('C-u');
    play.type('600\r');
    expect([form(play).focus, form(play).fault]).toEqual(['tls_proxy_buffer', null]);
  });

  test('what is wrong keeps all of it from being saved, from wherever one saves', () => {
    const play = settings();
    goTo(play, 'tls_proxy_keep');
    play.type('5');
    play.press('M-s');
    expect([form(play).focus, play.asked]).toEqual(['tls_proxy_keep', []]);
    expect(words(play)).toContain('not 5.');
    play.type('\x15');
    play.press('Esc');
    play.advance(60);
    expect([play.terminal.dialogs, play.state.settings.tls_proxy_keep]).toEqual([[], 86_400]);
  });
});

describe('the mouse', () => {
  test('a click switches a toggle, and on a button presses it', () => {
    const play = settings();
    click(play, 'TLS Proxy  ');
    expect([form(play).focus, form(play).values.tls_proxy]).toEqual(['tls_proxy', 'true']);
    click(play, '[ Save ]', 3);
    expect([play.state.settings.tls_proxy, play.terminal.dialogs]).toEqual([true, []]);
  });

  test('a click in a number puts the cursor there', () => {
    const play = settings();
    play.type('proxy keep');
    click(play, '86400', 2);
    play.type('7');
    expect(form(play).values.tls_proxy_keep).toBe('867400');
  });

  test('the wheel scrolls, what is clicked on stays where it is, and outside nothing happens', () => {
    const play = settings();
    play.type('\x1b[<65;30;9M'.repeat(14));
    expect(all(play)).toContain('Bell');
    const row = play.screen().findIndex(one => one.includes('  Bell'));
    click(play, 'Bell');
    expect([form(play).values.bell, play.screen().findIndex(one => one.includes('> Bell'))]).toEqual([
      'screen',
      row,
    ]);
    const before = structuredClone(form(play));
    play.type('\x1b[<0;1;22M');
    expect(form(play)).toEqual(before);
  });

  test('a click on a hint is its key', () => {
    const play = settings();
    click(play, 'Esc: leave');
    expect(play.terminal.dialogs).toEqual([]);
  });
});

describe('the filter', () => {
  test('takes what is typed anywhere but in a field, and narrows the rows down', () => {
    const play = settings();
    play.type('relo');
    expect([form(play).focus, form(play).values.filter]).toEqual(['filter', 'relo']);
    expect(all(play)).toMatch(/TLS Proxy /);
    expect(all(play)).not.toContain('More Mode');
    play.press('Enter Space');
    expect(form(play).values.tls_proxy).toBe('true');
    play.press('Up C-u');
    expect(all(play)).toContain('More Mode');
  });

  test('says that there is nothing, and saves what it hides all the same', () => {
    const play = settings();
    play.press('Space');
    play.type('/nothing of the kind');
    expect(words(play)).toContain(
      'No setting here has this in its name or its description. Those of a world: /worlds -e.',
    );
    play.press('M-s');
    expect(play.state.settings.more_mode).toBe(false);
  });
});

describe('TLS Proxy', () => {
  test('says what it does, and how many worlds it concerns now', () => {
    const play = settings({ worlds: { Alpha: {}, Beta: { tls: true }, Gamma: { tls: true } } });
    goTo(play, 'tls_proxy');
    expect(words(play)).toContain('It concerns 2 TLS worlds (Beta, Gamma), from the next connection on.');
    play.press('Space M-s');
    expect(play.output().join(' ')).toContain(
      'Saved. TLS Proxy: true. It concerns 2 TLS worlds (Beta, Gamma)',
    );
  });

  test('without such worlds it says so', () => {
    const play = settings();
    goTo(play, 'tls_proxy');
    expect(words(play)).toContain('No world has TLS now');
  });
});

test('another size, and back, and a reload at each leave it as it is', () => {
  const play = settings();
  goTo(play, 'input_height');
  play.type('1');
  const frame = play.frame();
  for (const [columns, rows] of [
    [40, 6],
    [200, 60],
    [40, 10],
    [80, 24],
  ] as const) {
    play.resize(columns, rows);
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
  }
  expect(play.frame()).toEqual(frame);
});

test('what the schema says of each setting is put into rows once, not with each frame', () => {
  const play = settings();
  const rows = () => {
    const dialog = play.terminal.dialogs[0] as SettingsDialog;
    return settingsForm.describe(play.state, play.terminal, dialog).rows.slice(1);
  };
  const [before, after] = [rows(), rows()];
  const same = before.filter((row, at) => row === after[at]);
  // One says how many worlds it is about, which changes.
  expect(same).toHaveLength(clientSchema.length - 1);
  expect(before.find(row => !same.includes(row))).toMatchObject({ id: 'tls_proxy' });
});

test.each([10, 11, 12, 30])('texts that fit are laid out in %i cells as those that do not', columns => {
  for (const text of [
    '',
    'a b',
    'ten letter',
    'eleven lett ',
    'twelve lette',
    'two\nlines here',
    'müsste so',
    '東京 ist',
  ]) {
    const slow = text.split('\n').flatMap(line => {
      const starts = wrap(line, columns);
      return starts.map((start, row) => line.slice(start, starts[row + 1] ?? line.length).trimEnd());
    });
    expect(paragraph(text, columns)).toEqual(slow);
    expect(textWidth(padded(text.replace('\n', ' '), columns))).toBe(columns);
  }
});
