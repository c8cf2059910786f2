/** How lines stand in their rows: a hanging indent, tags of the game left out. What is counted is what is drawn. */
import type { Settings } from '../../../client/state/settings.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const LONG = 'one two three four five six seven eight nine ten eleven twelve';

function playing(settings: Partial<Settings>, alpha = {}): Play {
  return playAlpha({ columns: 20, rows: 7, settings, worlds: { Alpha: alpha } });
}

test('wrap_indent moves in every row of a line but the first, and more-mode counts what is drawn', () => {
  const play = playing({ wrap_indent: 4 });
  play.receive('Alpha', `${LONG}\n`);
  const rows = ['one two three four', '    five six seven', '    eight nine ten', '    eleven twelve'];
  expect(play.output()).toEqual(rows);
  // One row is left of the five: the next line is as tall as the first one and has to wait.
  play.receive('Alpha', `${LONG}\n`);
  expect(play.status()).toContain('More');
  play.reload();
  play.press('Tab');
  expect(play.output().slice(-4)).toEqual(rows);
});

test('scrolling goes by the rows that are drawn', () => {
  const play = playing({ wrap_indent: 4, more_mode: false });
  play.receive('Alpha', `${LONG}\n${LONG}\n`);
  play.press('PageUp');
  const back = play.output();
  expect(back[0]).toBe('one two three four');
  play.resize(30, 7);
  play.resize(20, 7);
  expect(play.output()).toEqual(back);
});

test('half of a narrow screen is for the text, however much is set', () => {
  const play = playing({ wrap_indent: 40 });
  play.receive('Alpha', 'one two three four five\n');
  expect(play.output()).toEqual(['one two three four', '          five']);
});

test('an own line keeps its sign at the end of a row that goes on, and is moved in as well', () => {
  const play = playing({ wrap_indent: 2 });
  play.enter('/nonsense');
  const [, first, second] = play.frame().rows.filter(row => row.some(({ text }) => text.trim() !== ''));
  const width = (row = first) => (row ?? []).map(({ text }) => text).join('').length;
  expect([first?.at(-1)?.style, width(first)]).toEqual(['faultSign', 20]);
  expect(second?.[0]?.text).toBe('  ');
  expect(width(second)).toBeLessThanOrEqual(20);
});

describe('tags of the game', () => {
  const said = '[chat:] Bob says hello to you all\n[tell(Ann)] hi\n[not a tag] x\n  [chat:] y\n';

  test('are shown as they are', () => {
    const play = playing({}, {});
    play.receive('Alpha', said);
    expect(play.output().join('\n')).toContain('[chat:] Bob says\nhello to you all\n[tell(Ann)] hi');
  });

  test('are left out by hide_tags of the world, for F2 to show', () => {
    const play = playing({}, { hide_tags: true });
    play.receive('Alpha', said);
    const bare = ['Bob says hello to', 'you all', 'hi', '[not a tag] x', '  [chat:] y'];
    expect(play.output()).toEqual(bare);
    expect(play.status()).not.toContain('More');
    play.press('F2');
    expect(play.output().join(' ')).toContain('< [tell(Ann)]');
    play.press('F2');
    play.reload();
    expect(play.output()).toEqual(bare);
  });

  test('a line that is nothing but its tag is a blank row', () => {
    const play = playing({}, { hide_tags: true });
    play.receive('Alpha', 'one\n[chat:] \ntwo\n');
    expect(play.screen().slice(2, 5)).toEqual(['one', '', 'two']);
  });
});
