/** What comes up by itself: the first page of somebody without a world, and a certificate that was refused. */
import { fault } from '../../../../shared/fault.ts';
import { createPlay, type Play, type PlayOptions } from '../../../support/play.ts';

const all = (play: Play) => play.screen().join('\n');
const words = (play: Play) => all(play).replace(/[│┃]/g, ' ').split(/\s+/).join(' ');
const kinds = (play: Play) => play.terminal.dialogs.map(({ kind }) => kind);

function first(options: PlayOptions = {}): Play {
  const play = createPlay({ columns: 80, rows: 24, ...options });
  // The greeting of a start is the first line; what the test's own start has said is put away.
  play.state.welcome = true;
  return play;
}

describe('the first page', () => {
  test.each([
    [80, 24, ['Enter', '/demo', '/help', 'Three ways to begin', 'C L A Y']],
    [40, 10, ['Enter', '/demo', '/help']],
    [40, 6, []],
    [200, 60, ['Enter', '/demo', '/help', 'Three ways to begin', 'C L A Y']],
  ] as const)('at %i x %i', (columns, rows, told) => {
    const play = first({ columns, rows });
    expect(play.screen()).toHaveLength(rows);
    for (const text of told) expect(all(play)).toContain(text);
    for (const row of play.screen()) expect(row.length).toBeLessThanOrEqual(columns);
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
  });

  test('stands in the middle of a wide screen', () => {
    const row = first({ columns: 200, rows: 60 })
      .screen()
      .find(text => text.includes('/demo'));
    expect(row?.search(/\S/)).toBeGreaterThan(60);
  });

  test('takes no keys: what is typed goes where it always went, and the first answer takes its place', () => {
    const play = first();
    play.type('hel');
    expect([play.terminal.editor.text, all(play)]).toEqual(['hel', expect.stringContaining('/demo')]);
    play.type('lo\r');
    expect(all(play)).toContain('not sent: hello');
    expect(all(play)).not.toContain('Three ways to begin');
    play.enter('');
    expect(kinds(play)).toEqual([]);
  });

  test('Enter asks four questions, and the last one connects', () => {
    const play = first();
    play.enter('');
    expect(words(play)).toContain('Four questions, and you are playing.');
    play.type('Home\rmud.example.org 4000\r\r\r');
    expect([play.terminal.current, play.world('Home').phase]).toEqual(['Home', 'connecting']);
    expect(all(play)).not.toContain('Three ways to begin');
  });

  test('is for those who have no world, and not for who has named one', () => {
    expect(all(first({ worlds: { Alpha: {} } }))).not.toContain('Three ways to begin');
    const named = createPlay({ columns: 80, rows: 24 });
    named.dispatch({ type: 'started', notices: [], worlds: ['127.0.0.1:4000'], welcome: true });
    expect([named.state.welcome, named.terminal.current]).toEqual([undefined, '127.0.0.1:4000']);
  });

  test('/demo starts the demo, once', () => {
    const play = first();
    play.enter('/demo');
    expect(play.asked.at(-1)).toEqual({ type: 'start demo' });
    play.dispatch({ type: 'demo', port: 4000, tlsPort: null });
    play.connect('Demo');
    play.enter('/demo');
    expect(play.asked.filter(({ type }) => type === 'start demo')).toHaveLength(1);
  });
});

describe('a certificate that was refused', () => {
  const print = (digit: string) => digit.repeat(64);
  const changed = fault(
    'TLS_CERTIFICATE_CHANGED',
    'The certificate of mud.example:4000 has changed; not connected.',
    {
      ...{ fingerprint: print('B'), pins: [print('A')], subject: 'CN=new', issuer: 'CN=Authority' },
      ...{ validFrom: 'then', validTo: 'later' },
    },
  );

  function refused(options: PlayOptions = {}, typed = ''): Play {
    const worlds = { Alpha: { tls: true }, Beta: {} };
    const play = createPlay({ worlds, columns: 80, rows: 24, ...options });
    play.enter('/worlds Alpha');
    play.type(typed);
    play.close('Alpha', changed);
    return play;
  }

  test('is shown with both fingerprints, each in one row of 80 columns, and why', () => {
    const play = refused();
    expect(kinds(play)).toEqual(['certificate']);
    for (const text of [`old: sha256:${print('A')}`, `new: sha256:${print('B')}`])
      expect(all(play)).toContain(text);
    expect(words(play)).toContain('has changed; not connected.');
    expect(words(play)).toContain('subject CN=new, issuer CN=Authority, valid from then to later');
    const before = play.frame();
    play.reload();
    expect(play.frame()).toEqual(before);
  });

  test.each([
    [40, 10],
    [40, 6],
    [200, 60],
  ])('at %i x %i all of it can be read, and the buttons reached', (columns, rows) => {
    const play = refused({ columns, rows });
    const seen = new Set<string>();
    play.press('PageUp');
    play.press('PageUp');
    play.press('PageUp');
    for (let page = 0; page < 12; page++) {
      for (const word of words(play).split(' ')) seen.add(word);
      play.press('PageDown');
    }
    expect([...seen]).toEqual(expect.arrayContaining(['subject', 'CN=Authority,', 'listening.', '/trust']));
    play.press('Tab');
    play.press('Enter');
    expect(play.asked.at(-1)).toMatchObject({ type: 'trust', world: 'Alpha', fingerprint: print('B') });
  });

  test.each(['Enter', 'Esc'])('%s refuses, and /trust is still there', key => {
    const play = refused();
    play.press(key);
    play.advance(1000);
    expect([kinds(play), play.asked.filter(({ type }) => type === 'trust')]).toEqual([[], []]);
    play.enter('/trust');
    expect(play.asked.at(-1)).toMatchObject({ type: 'trust', fingerprint: print('B') });
  });

  test('what is typed goes into the input line, whole, and puts it away', () => {
    const play = refused();
    play.type('/trust\r');
    expect(kinds(play)).toEqual([]);
    expect(play.asked.at(-1)).toMatchObject({ type: 'trust', world: 'Alpha' });
    expect(play.terminal.editor.text).toBe('');
  });

  test('it waits for what is half typed, and for its world to be on screen', () => {
    const half = refused({}, 'half a li');
    expect([kinds(half), half.terminal.editor.text]).toEqual([[], 'half a li']);
    half.type('ne\r');
    expect(kinds(half)).toEqual(['certificate']);

    const play = createPlay({ worlds: { Alpha: { tls: true }, Beta: {} }, columns: 80, rows: 24 });
    play.enter('/worlds -b Alpha');
    play.enter('/worlds Beta');
    play.close('Alpha', changed);
    expect(kinds(play)).toEqual([]);
    play.press('C-Up');
    expect([play.terminal.current, kinds(play)]).toEqual(['Alpha', ['certificate']]);
  });

  test('decided in another view it says so', () => {
    const play = refused();
    const other = play.openView('other', 80, 24);
    play.enter('/trust Alpha', other.id);
    play.dispatch({ type: 'trusted', world: 'Alpha', fault: null, view: other.id });
    expect(words(play)).toContain('This is decided already.');
  });
});
