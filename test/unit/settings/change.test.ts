/** However a setting is changed, it is in force, and in settings.toml unless its world is not. */
import { valueAt } from '../../../client/settings/path.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const wide = { columns: 160, rows: 60, settings: { more_mode: false } } as const;
const GMCP = '\xc9';

/** All edits of the file that were asked for. */
function edits(play: Play): (readonly [path: string, value: unknown])[] {
  return play.asked.flatMap(effect =>
    effect.type === 'save settings'
      ? effect.edits.map(({ path, value }) => [path.join('.'), value] as const)
      : [],
  );
}

describe('at once on a live connection', () => {
  test('gmcp, by /setup as by /gmcp', () => {
    const play = playAlpha(wide);
    const sent = () => play.sent('Alpha').toString('latin1');
    play.receive('Alpha', Buffer.from(`\xff\xfb${GMCP}`, 'latin1'));
    play.enter('/setup worlds.Alpha.gmcp off');
    expect(sent()).toMatch(new RegExp(`\xff\xfe${GMCP}$`));
    play.receive('Alpha', Buffer.from(`\xff\xfc${GMCP}`, 'latin1'));
    play.enter('/gmcp on');
    expect(sent()).toMatch(new RegExp(`\xff\xfd${GMCP}$`));
    expect(edits(play)).toEqual([
      ['worlds.Alpha.gmcp', false],
      ['worlds.Alpha.gmcp', true],
    ]);
  });

  test('encoding, in both directions', () => {
    const play = playAlpha(wide);
    play.enter('/setup worlds.Alpha.encoding latin1');
    play.receive('Alpha', Buffer.from('caf\xe9\n', 'latin1'));
    expect(play.output().at(-1)).toBe('café');
    play.enter('thé');
    expect(play.sent('Alpha').toString('latin1')).toBe('thé\r\n');
  });

  test('log, by /setup as by /log', () => {
    const play = playAlpha(wide);
    play.enter('/setup worlds.Alpha.log on');
    play.receive('Alpha', 'kept\n');
    play.advance(200);
    play.enter('/log off');
    play.receive('Alpha', 'not kept\n');
    play.advance(200);
    expect(Object.values(play.disk.logs)).toEqual(['kept\n']);
    expect(play.state.settings.worlds.Alpha?.log).toBe(false);
  });

  test('more_mode: what is paused goes on', () => {
    const play = playAlpha({ columns: 40, rows: 12 });
    play.receive('Alpha', Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join(''));
    expect(play.status()).toContain('More');
    play.enter('/setup more_mode off');
    expect(play.status()).not.toContain('More');
  });
});

describe('reconnect, while a world waits', () => {
  function waiting(): Play {
    const play = playAlpha({ ...wide, worlds: { Alpha: { reconnect: 60 } } });
    play.close('Alpha');
    return play;
  }

  test('is waited for anew', () => {
    const play = waiting();
    play.enter('/setup worlds.Alpha.reconnect 10');
    play.advance(9_999);
    expect(play.world('Alpha').phase).toBe('waiting');
    play.advance(1);
    expect(play.world('Alpha').phase).toBe('connecting');
  });

  test('0 ends the wait', () => {
    const play = waiting();
    play.enter('/setup worlds.Alpha.reconnect 0');
    play.advance(600_000);
    expect(play.world('Alpha').phase).toBe('disconnected');
  });
});

describe('worlds of this run only', () => {
  test('are not written down, nor what is set for them', () => {
    const play = createPlay(wide);
    play.enter('/connect mud.example 23');
    play.enter('/setup worlds.mud.example:23.encoding latin1');
    play.enter('/log on');
    play.dispatch({ type: 'demo', port: 1, tlsPort: 2 });
    expect(edits(play)).toEqual([]);
    expect(valueAt(play.state.settings, ['worlds', 'mud.example:23', 'encoding'])).toBe('latin1');
    expect(Object.keys(play.state.settings.worlds)).toEqual(['mud.example:23', 'Demo TLS', 'Demo']);
  });

  test('/addworld writes them down with all that was set for them', () => {
    const play = createPlay(wide);
    play.enter('/connect mud.example 23');
    play.enter('/setup worlds.mud.example:23.encoding latin1');
    play.enter('/addworld mud.example:23 mud.example 24');
    expect(edits(play)).toEqual([
      ['worlds.mud.example:23.host', 'mud.example'],
      ['worlds.mud.example:23.port', 24],
      ['worlds.mud.example:23.encoding', 'latin1'],
      ['worlds.mud.example:23.tls', false],
    ]);
    play.enter('/log on');
    expect(edits(play).at(-1)).toEqual(['worlds.mud.example:23.log', true]);
  });

  test('/connect to a world of the file by its name is no world of this run', () => {
    const play = createPlay({ ...wide, worlds: { 'mud.example:23': { host: 'mud.example', port: 23 } } });
    play.enter('/connect mud.example 23');
    expect(play.state.temporary).toEqual([]);
  });
});

test('all rows that the dialog has changed are one edit of the file', () => {
  const play = createPlay(wide);
  play.enter('/setup');
  play.type(' \x1b[B ');
  play.press('Enter');
  expect(play.asked).toEqual([
    {
      type: 'save settings',
      edits: [
        { id: 1, path: ['more_mode'], value: true },
        { id: 2, path: ['tls_proxy'], value: true },
      ],
    },
  ]);
  play.enter('/setup');
  play.press('Enter');
  expect(play.asked).toHaveLength(1);
  expect(play.output().at(-1)).toBe('% No setting was changed.');
});
