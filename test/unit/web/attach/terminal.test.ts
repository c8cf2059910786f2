/** Terminals that are attached, as the client sees them: views that come and go, drawn as fast as they are swallowed. */
import fc from 'fast-check';
import { hashOf } from '../../../../client/web/login.ts';
import { masked, open, put, sentTo } from '../../../support/browsers.ts';
import { createPlay, playAlpha } from '../../../support/play.ts';
import { request, startProgram, TOKEN, terminalHello, textFrameOf } from '../../../support/programs.ts';

const drawnOn = (id: number) => ({ type: 'web painted', id, bytes: Buffer.from('a frame') }) as const;

test.each([
  ['a wrong token', request('beef')],
  ['no token', request(TOKEN).replace(/X-Clay-Token.*\r\n/, '')],
])('%s is refused, and written down', (_, bytes) => {
  const play = playAlpha();
  play.dispatch({ type: 'web admits', key: hashOf(TOKEN) });
  const id = open(play, 'attach');
  put(play, id, bytes);
  put(play, id, textFrameOf(terminalHello()));
  expect(sentTo(play, id).toString('latin1')).toMatch(/^HTTP\/1\.1 403 /);
  expect(play.asked.filter(({ type }) => type === 'web refused')).toEqual([{ type: 'web refused', id }]);
  expect(Object.keys(play.state.views)).toEqual(['terminal']);
});

test('before there is a key nobody gets in; another path, another version and what is no hello do not, either', () => {
  const play = playAlpha();
  const id = open(play, 'attach');
  put(play, id, request(TOKEN));
  expect(sentTo(play, id).toString('latin1')).toMatch(/^HTTP\/1\.1 403 /);
  play.dispatch({ type: 'web admits', key: hashOf(TOKEN) });
  const other = open(play, 'attach');
  put(play, other, request(TOKEN, '/socket'));
  expect(sentTo(play, other).toString('latin1')).toMatch(/^HTTP\/1\.1 404 /);
  const later = startProgram(play, { ...terminalHello(), v: 2 } as never);
  expect(later.closed()).toEqual({ code: 4002, why: expect.stringContaining('another build') });
  expect(startProgram(play, { t: 'taken' }).closed()?.code).toBe(1008);
  expect(Object.keys(play.state.views)).toEqual(['terminal']);
});

test('it shows the world that somebody looks at, in a size of its own, and what is typed there goes there', () => {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
  const second = startProgram(play, terminalHello());
  play.type('half of one');
  second.type('half of two');
  expect(second.heard()[0]).toEqual({ t: 'view', view: second.view, keys: 0 });
  expect(play.frame(second.view)).toMatchObject({ columns: 30 });
  expect([play.terminal.editor.text, play.state.views[second.view]?.editor.text]).toEqual([
    'half of one',
    'half of two',
  ]);
  second.type('\r');
  expect(play.sent('Alpha').toString()).toBe('half of two\r\n');
  second.say({ t: 'size', columns: 3, rows: 100_000 });
  expect(play.state.views[second.view]).toMatchObject({ columns: 3, rows: 500 });
});

test('a terminal of any size, however small, is drawn: its own, and one that is attached', () => {
  const play = playAlpha();
  const second = startProgram(play, terminalHello());
  play.receive('Alpha', 'A long line of the game, and 走る\r\nHP:50> ');
  const terminals = { terminal: play, [second.view]: second };
  for (const keys of ['half of it, and more', '\x1b\x1b', '\x1bOQ'])
    for (const [view, { type }] of Object.entries(terminals))
      for (let columns = 1; columns <= 12; columns++)
        for (let rows = 3; rows <= 6; rows++) {
          play.resize(columns, rows, view);
          type(keys);
          const frame = play.frame(view);
          expect([frame.columns, frame.rows.length]).toEqual([columns, rows]);
        }
});

test('the next piece is drawn only once the last one is swallowed', () => {
  const play = playAlpha();
  const second = startProgram(play, terminalHello());
  const tty = () => play.state.web!.browsers[second.id]!.tty!;
  expect(tty()).toMatchObject({ drawn: 1, taken: 0 });
  second.say({ t: 'taken' });
  second.say({ t: 'taken' });
  expect(tty()).toMatchObject({ drawn: 1, taken: 1 });
  play.dispatch(drawnOn(second.id));
  expect([tty().drawn, second.drawn()]).toEqual([2, 2]);
});

test('how to leave it in order is known to its program before anything is set up, and again when that changes', () => {
  const play = playAlpha({ settings: { window_title: true } });
  const second = startProgram(play, terminalHello());
  const farewells = () => second.heard().flatMap(one => (one.t === 'farewell' ? [one.text] : []));
  expect(farewells()).toEqual([expect.stringMatching(/\x1b\[\?1049l.*\x1b\[23;2t$/s)]);
  // It answers that it speaks the kitty protocol.
  second.type('\x1b[?0u\x1b[?62c');
  expect(farewells()).toEqual([expect.anything(), expect.stringMatching(/^\x1b\[=0u/)]);
});

test('Ctrl+Z and Ctrl+C twice are about this terminal alone', () => {
  const play = playAlpha();
  const second = startProgram(play, terminalHello());
  second.type('\x1a');
  expect(second.heard().at(-1)).toEqual({ t: 'suspend' });
  second.type('\x03\x03');
  expect(second.closed()).toEqual({ code: 4010, why: 'Detached: Clay goes on.' });
  expect(Object.keys(play.state.views)).toEqual(['terminal']);
  expect(play.asked.filter(({ type }) => type === 'quit' || type === 'suspend')).toEqual([]);
  play.enter('/detach');
  expect(play.output().join(' ')).toContain('/quit ends Clay');
});

test('a program that is gone takes its view along, and no timer stays', () => {
  const play = playAlpha();
  const second = startProgram(play, terminalHello());
  const { view } = second;
  second.type('\x1b');
  play.dispatch({ type: 'web closed', id: second.id });
  expect(JSON.stringify([play.state.views, play.state.timers, play.state.announced])).not.toContain(view);
});

test('after a crash it comes back to its view and its draft; one that does not is forgotten after a while', () => {
  const play = playAlpha();
  const second = startProgram(play, terminalHello());
  const { view } = second;
  second.type('half a sentence');
  play.dispatch({ type: 'crashed', links: [] });
  expect(play.state.views[view]?.editor.text).toBe('half a sentence');
  play.advance(20_000);
  const again = startProgram(play, terminalHello({ view, columns: 50 }));
  expect([again.view, play.state.views[view]?.editor.text, play.state.views[view]?.columns]).toEqual([
    view,
    'half a sentence',
    50,
  ]);
  // Nobody else gets a view that is in use.
  expect(startProgram(play, terminalHello({ view })).view).not.toBe(view);
  expect(startProgram(play, terminalHello({ view: 'terminal' })).view).not.toBe('terminal');
  play.advance(60_000);
  expect(play.state.views[view]).toBeDefined();
  play.dispatch({ type: 'crashed', links: [] });
  play.advance(31_000);
  expect(Object.keys(play.state.views)).toEqual(['terminal']);
});

test('without a terminal of its own the client shows a world that is connected', () => {
  const play = createPlay({ worlds: { Alpha: {} } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.dispatch({ type: 'view closed', view: 'terminal' });
  const only = startProgram(play, terminalHello());
  expect(play.state.views[only.view]?.current).toBe('Alpha');
});

/** What a program says from its first byte on: text half typed on it, and on the first terminal. */
const SAID = Buffer.concat([
  Buffer.from(request(TOKEN)),
  textFrameOf(terminalHello()),
  masked(2, Buffer.from('né\x1b[D')),
  textFrameOf({ t: 'taken' }),
  textFrameOf({ t: 'size', columns: 44, rows: 9 }),
  masked(2, Buffer.from('\x1b[200~pas')),
  masked(2, Buffer.from('ted\x1b[201~ and')),
]);

test('with a reload between any two bytes of either terminal both have what was typed on them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(SAID.length - 1), { maxLength: 4 }), cuts => {
      const play = playAlpha();
      play.dispatch({ type: 'web admits', key: hashOf(TOKEN) });
      const id = open(play, 'attach');
      const places = [0, ...cuts.sort((a, b) => a - b), SAID.length];
      places.slice(1).forEach((to, at) => {
        put(play, id, SAID.subarray(places[at], to));
        play.type(String(at));
        // The first byte of an arrow key, the rest behind the reload.
        play.input(Buffer.from('\x1b'));
        play.reload();
        play.input(Buffer.from('[C'));
      });
      const view = play.state.views[`attach ${id}`];
      expect(view?.editor.text).toBe('npasted andé');
      expect([view?.columns, view?.rows]).toEqual([44, 9]);
      expect(play.terminal.editor.text).toBe(
        places
          .slice(1)
          .map((_, at) => at)
          .join(''),
      );
    }),
    { numRuns: 40 },
  );
});
