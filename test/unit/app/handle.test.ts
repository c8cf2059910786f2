import { handle } from '../../../client/app/handle.ts';
import type { Effect } from '../../../client/state/events.ts';
import { searchOf } from '../../../client/view/dialog/stack.ts';
import { fault } from '../../../shared/fault.ts';
import { createPlay, NOON, playAlpha } from '../../support/play.ts';

const DO_NAWS = Buffer.of(255, 253, 31);
const naws = (columns: number, rows: number) => Buffer.of(255, 250, 31, 0, columns, 0, rows, 255, 240);

test('the servers learn the size of the output area when asked, and each change of it once', () => {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
  play.receive('Alpha', DO_NAWS);
  expect(play.sent('Alpha').subarray(3)).toEqual(naws(40, 8));
  const before = play.sent('Alpha').length;
  play.resize(80, 24);
  play.resize(80, 24);
  play.enter('/setup input_height 5');
  play.type('a line that goes on and on '.repeat(10));
  play.resize(80, 20);
  expect(play.sent('Alpha').subarray(before)).toEqual(Buffer.concat([naws(80, 22), naws(80, 18)]));
});

test('a world that has not asked is told nothing', () => {
  const play = playAlpha();
  play.resize(80, 24);
  expect(play.sent('Alpha').length).toBe(0);
});

test('tags on screen are not the servers\u2019 concern', () => {
  const play = playAlpha();
  play.receive('Alpha', DO_NAWS);
  const before = play.sent('Alpha').length;
  play.press('F2');
  expect(play.sent('Alpha').length).toBe(before);
});

test('an Escape alone is one after 50 ms; before that it may be the start of more', () => {
  const play = playAlpha();
  play.press('F4');
  play.press('Esc');
  play.advance(49);
  expect(searchOf(play.terminal)).not.toBeNull();
  play.type('[A');
  play.advance(100);
  expect(searchOf(play.terminal)).not.toBeNull();
  play.press('Esc');
  play.reload();
  play.advance(50);
  expect(searchOf(play.terminal)).toBeNull();
});

test('the clock ticks on the minute', () => {
  const play = createPlay({ now: NOON + 12_345 });
  expect(play.state.timers.clock).toBe(NOON + 60_000);
  play.advance(60_000);
  expect(play.state.timers.clock).toBe(NOON + 120_000);
});

test('a notice is shown where the user is looking', () => {
  const play = playAlpha();
  play.dispatch({ type: 'notice', text: 'Not reloaded: the disk is full.\nTry again.' });
  expect(play.output()).toEqual(['% Not reloaded: the disk is full.', '% Try again.']);
});

test('events of worlds and links that are no more change nothing', () => {
  const play = playAlpha();
  const before = JSON.stringify(play.state);
  play.dispatch({ type: 'received', link: 99, bytes: Buffer.from('hello\n') });
  play.dispatch({ type: 'closed', link: 99, fault: null });
  play.dispatch({ type: 'logged', world: 'Gone', path: 'Gone/x.log', size: 1 });
  play.dispatch({ type: 'log failed', world: 'Gone', from: 0, fault: fault('X', 'x') });
  play.dispatch({ type: 'password', world: 'Gone', password: 'x' });
  play.dispatch({ type: 'spilled', offset: 12_345 });
  play.dispatch({ type: 'tick' });
  expect(JSON.stringify(play.state)).toBe(before);
});

test('a fault in one world\u2019s timer leaves the other worlds\u2019 for the next tick', () => {
  const play = createPlay({ worlds: { Alpha: { log: true }, Beta: { log: true } } });
  for (const name of ['Alpha', 'Beta']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
    play.receive(name, 'line\n');
  }
  const { state } = play;
  state.now += 100;
  // What no longer is where the log says.
  play.world('Alpha').log.cursor = -1;
  const effects: Effect[] = [];
  expect(() => handle(state, { type: 'tick' }, play.readChunk, effects)).toThrow(TypeError);
  play.world('Alpha').log.on = false;
  handle(state, { type: 'tick' }, play.readChunk, effects);
  expect(effects).toMatchObject([{ type: 'log', world: 'Beta', text: 'line\n' }]);
});

test('what was said before a fault of Clay is shown and logged', () => {
  const play = createPlay({ worlds: { Alpha: { log: true } } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  const { link, scrollback } = play.world('Alpha');
  link!.outbox.push = () => {
    throw new TypeError('broken');
  };
  // A line, then a question that cannot be answered.
  const bytes = Buffer.from('line\n\xff\xfd\x06', 'latin1');
  expect(() => handle(play.state, { type: 'received', link: link!.id, bytes }, play.readChunk, [])).toThrow(
    TypeError,
  );
  expect(scrollback.open.at(-1)?.text).toBe('line');
  expect(play.terminal.viewports.Alpha?.shown).toBe(scrollback.next);
  expect('log Alpha' in play.state.timers).toBe(true);
});

test('a demo that has started is connected on both ports, and nothing of it is saved', () => {
  const play = createPlay({ columns: 80 });
  play.dispatch({ type: 'demo', port: 4001, tlsPort: 4002 });
  play.connect('Demo TLS');
  play.connect('Demo');
  expect(play.terminal.current).toBe('Demo');
  play.enter('/log on');
  expect(play.asked).toEqual([]);
});

test('the worlds of the command line: the first is on screen, the others connect behind it', () => {
  const play = createPlay({ worlds: { Alpha: {}, 'Two Words': {} }, columns: 80 });
  play.dispatch({ type: 'started', notices: ['Mind the step.'], worlds: ['alpha', 'two words', 'nobody'] });
  expect([play.terminal.current, play.world('Alpha').phase, play.world('Two Words').phase]).toEqual([
    'Alpha',
    'connecting',
    'connecting',
  ]);
  expect(play.output()).toEqual([
    '% Connecting to mud.example:4000...',
    '% There is no world "nobody". /worlds lists them, /addworld makes one.',
    '% Mind the step.',
  ]);
});

test.each([
  [false, 'with /setup tls_proxy on it would not.'],
  [true, 'it does not go through the proxy, as the next one does (tls_proxy is on).'],
])('what a reload will cut is told, and what helps: tls_proxy = %s', (tls_proxy, hint) => {
  const play = playAlpha({ columns: 140, settings: { tls_proxy } });
  Object.assign(play.world('Alpha').link!, { carrier: 'tls-direct' });
  play.press('C-r');
  expect(play.output().at(-1)).toBe(`% Alpha: the reload cuts this TLS connection; ${hint}`);
  play.reload(['Alpha']);
  expect(play.output().join(' ')).toContain(
    tls_proxy ? 'tls_proxy is on, and keeps' : '/setup tls_proxy on keeps',
  );
});

test('what was entered is saved before it ends the client, which saves what is not saved yet', () => {
  const play = playAlpha();
  const effects: Effect[] = [];
  handle(play.state, { type: 'input', bytes: Buffer.from('look\r/quit\r') }, play.readChunk, effects);
  const kinds = effects.map(({ type }) => type).filter(type => type === 'quit' || type === 'save history');
  expect(kinds).toEqual(['save history', 'quit']);
});

test.each(['/quit', '/QUIT -a', '/quit -k'])(
  '%s is in no history: the first Up of the next start brings what was done',
  line => {
    const play = playAlpha();
    play.enter('look');
    play.enter(line);
    expect([play.state.history.at(-1), play.state.unsavedHistory.includes(line)]).toEqual(['look', false]);
  },
);
