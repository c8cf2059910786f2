import type { Settings } from '../../../client/state/settings.ts';
import { unread } from '../../../client/world/scrollback.ts';
import { createPlay, type Play } from '../../support/play.ts';

/** Four worlds, the first three connected; Alpha is on screen. */
function four(world_switching: Settings['world_switching'] = 'unseen_first'): Play {
  const worlds = { Alpha: {}, Beta: {}, Gamma: {}, Delta: {} };
  const play = createPlay({ worlds, settings: { world_switching } });
  for (const name of ['Gamma', 'Beta', 'Alpha']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  for (const name of ['Gamma', 'Beta', 'Alpha']) play.enter(`/worlds ${name}`);
  return play;
}

/** Where each of the keys leads. */
function visits(play: Play, keys: string): (string | null)[] {
  return keys.split(' ').map(key => {
    play.press(key);
    return play.terminal.current;
  });
}

test('Ctrl+Down and Ctrl+Up go round the active worlds by name', () => {
  const play = four();
  expect(visits(play, 'C-Down C-Down C-Down')).toEqual(['Beta', 'Gamma', 'Alpha']);
  expect(visits(play, 'C-Up C-Up')).toEqual(['Gamma', 'Beta']);
});

test('unseen_first: the world that has waited longest comes first', () => {
  const play = four();
  play.receive('Gamma', 'psst\n');
  play.advance(10);
  play.receive('Beta', 'hey\n');
  expect(play.status()).toContain('(Activity: 2)');
  expect(visits(play, 'C-Down C-Up C-Up')).toEqual(['Gamma', 'Beta', 'Alpha']);
  expect(play.status()).not.toContain('Activity');
});

test('alphabetical: lines or not, the order is by name', () => {
  const play = four('alphabetical');
  play.receive('Gamma', 'psst\n');
  expect(visits(play, 'C-Down C-Down C-Down')).toEqual(['Beta', 'Gamma', 'Alpha']);
});

test('Esc w goes to the world that has waited longest, or says that there is none', () => {
  const play = four('alphabetical');
  play.receive('Gamma', 'psst\n');
  expect(visits(play, 'M-w M-w')).toEqual(['Gamma', 'Gamma']);
  expect(play.output().at(-1)).toBe('% No world has unseen lines.');
});

test('a world whose connection is gone is active as long as it has something to show', () => {
  const play = four();
  play.close('Beta');
  expect(unread(play.world('Beta').scrollback)).toBe(1);
  expect(visits(play, 'C-Down C-Down C-Down C-Down')).toEqual(['Beta', 'Gamma', 'Alpha', 'Gamma']);
});

test('with no active world the keys do nothing', () => {
  const play = createPlay({ worlds: { Alpha: {} } });
  expect(visits(play, 'C-Up C-Down')).toEqual([null, null]);
});

test('keys that follow in the same read belong to the world that came on screen', () => {
  const play = four();
  play.receive('Beta', Buffer.of(255, 251, 1));
  play.type('\x1b[1;5Bsecret\r');
  expect(play.sent('Beta').toString('latin1')).toContain('secret\r\n');
  expect(play.state.history).not.toContain('secret');
});

test('Alt with a digit goes to the world with that number, connected or not, as the list of worlds has them', () => {
  const play = four();
  expect(visits(play, 'M-2 M-4 M-1 M-3')).toEqual(['Beta', 'Delta', 'Alpha', 'Gamma']);
  play.press('M-7');
  expect(play.terminal.current).toBe('Gamma');
  expect(play.output().join('\n')).toContain('There is no world with the number 7.');
  play.resize(80, 24);
  play.press('F3');
  expect(play.screen().join('\n')).toMatch(/1 +Alpha.*\n.*2 +Beta.*\n.*3 +\* Gamma.*\n.*4 +Delta/);
});

test('Esc 0 and F7 go back to the world before, and there again, also after a reload', () => {
  const play = four();
  expect(visits(play, 'M-2 M-3 M-0 F7')).toEqual(['Beta', 'Gamma', 'Beta', 'Gamma']);
  play.reload();
  expect(visits(play, 'M-0')).toEqual(['Beta']);
});

test('where no other world was on screen, going back says so', () => {
  const play = createPlay({ worlds: { Alpha: {} } });
  play.press('M-0');
  expect(play.output()).toContain('% No other world was on screen before.');
});

test('Shift+Up and Shift+Down go through all worlds by their numbers', () => {
  const play = four();
  play.receive('Gamma', 'psst\n');
  expect(visits(play, 'S-Down S-Down S-Down S-Down S-Up')).toEqual([
    'Beta',
    'Gamma',
    'Delta',
    'Alpha',
    'Delta',
  ]);
});

test('Esc a goes through what is unseen and back to where it began, also over a reload', () => {
  const play = four('alphabetical');
  play.receive('Gamma', 'psst\n');
  play.advance(10);
  play.receive('Beta', 'hey\n');
  expect(visits(play, 'M-a')).toEqual(['Gamma']);
  play.reload();
  expect(visits(play, 'M-a M-a M-a')).toEqual(['Beta', 'Alpha', 'Alpha']);
  expect(play.output().join('\n')).toContain('% No world has unseen lines.');
});

test('another way to a world ends the round of Esc a', () => {
  const play = four('alphabetical');
  play.receive('Gamma', 'psst\n');
  expect(visits(play, 'M-a M-2 M-a')).toEqual(['Gamma', 'Beta', 'Beta']);
});

test.each([
  ['C-Up', 'C-Down'],
  ['M-Up', 'M-Down'],
  ['F5', 'F6'],
])('%s and %s are a pair for the active worlds', (previous, next) => {
  const play = four();
  expect(visits(play, `${next} ${next} ${previous}`)).toEqual(['Beta', 'Gamma', 'Beta']);
});

test('the world before that is gone is no place to go back to', () => {
  const play = four();
  play.press('M-4');
  play.press('M-1');
  play.enter('/unworld Delta');
  play.press('M-0');
  expect(play.terminal.current).toBe('Alpha');
});
