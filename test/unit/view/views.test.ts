/** Two terminals of different size on the same state. */
import fc from 'fast-check';
import { unread } from '../../../client/world/scrollback.ts';
import { oneOf } from '../../support/arbitrary.ts';
import { createPlay, type Play, type PlayOptions, playAlpha } from '../../support/play.ts';

const SECOND = 'attach 2';

/** Alpha is on both: on the terminal, 40 x 12, and on a second one, 24 x 8. */
function both(options: PlayOptions = {}): Play {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} }, ...options });
  play.openView(SECOND, 24, 6);
  play.enter('/worlds Alpha', SECOND);
  return play;
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`);

function lines(play: Play, from: number, to: number): void {
  play.receive('Alpha', `${numbered(from, to).join('\r\n')}\r\n`);
}

test('each has its own size: the same line is wrapped as each of them needs', () => {
  const play = both();
  play.receive('Alpha', 'a long line that is wider than the second one\r\n');
  expect(play.output().slice(-2)).toEqual(['a long line that is wider than the', 'second one']);
  expect(play.output(SECOND).slice(-3)).toEqual(['a long line that is', 'wider than the second', 'one']);
  expect([play.frame().columns, play.frame().rows.length]).toEqual([40, 10]);
  expect([play.frame(SECOND).columns, play.frame(SECOND).rows.length]).toEqual([24, 6]);
});

test('each has its own place: one is scrolled back, the other follows, and each pauses at its own screenful', () => {
  const play = both();
  lines(play, 1, 8);
  expect(play.status()).not.toContain('More');
  expect(play.status(SECOND)).toContain('More 0004');
  play.input(Buffer.from('\t'), SECOND);
  expect(play.status(SECOND)).toContain('More 0001');
  lines(play, 9, 10);
  play.press('Tab PageUp');
  expect(play.output()).toEqual(numbered(1, 8));
  const before = play.screen();
  play.input(Buffer.from('\t'), SECOND);
  expect(play.output(SECOND)).toEqual(numbered(7, 10));
  expect(play.screen()).toEqual(before);
});

test('typing in one leaves the draft of the other alone, and both have one history', () => {
  const play = both();
  play.type('half a sentence');
  play.enter('look', SECOND);
  expect([play.terminal.editor.text, play.state.views[SECOND]?.editor.text]).toEqual(['half a sentence', '']);
  expect(play.sent('Alpha').toString()).toBe('look\r\n');
  play.input(Buffer.from('\x1b[A'), SECOND);
  expect(play.state.views[SECOND]?.editor.text).toBe('look');
  play.press('Up');
  expect(play.terminal.editor.text).toBe('look');
});

test('a command acts on the world of its view, and its answer stands there', () => {
  const play = both();
  play.enter('/worlds Beta', SECOND);
  play.enter('/disconnect', SECOND);
  expect([play.world('Alpha').phase, play.world('Beta').phase]).toEqual(['connected', 'disconnected']);
  expect(play.output(SECOND).join(' ')).toContain('gave up connecting');
  expect(play.output().join(' ')).not.toContain('gave up connecting');
  expect([play.terminal.current, play.state.views[SECOND]?.current]).toEqual(['Alpha', 'Beta']);
});

test('a dialog is open on the view that opened it', () => {
  const play = both();
  play.enter('/setup');
  expect(play.screen().join()).toContain('Settings');
  expect(play.screen(SECOND).join()).not.toContain('Settings');
  play.enter('north', SECOND);
  expect(play.sent('Alpha').toString()).toBe('north\r\n');
});

test('what one has shown is read: it is no activity for the other', () => {
  const play = both();
  play.resize(40, 6, SECOND);
  play.enter('/worlds Beta', SECOND);
  play.connect('Beta');
  play.receive('Beta', 'seen at once\r\n');
  expect(unread(play.world('Beta').scrollback)).toBe(0);
  expect(play.status()).not.toContain('Activity');
  play.enter('/worlds Alpha', SECOND);
  play.receive('Beta', 'not seen\r\n');
  expect([play.status().includes('(Activity: 1)'), play.status(SECOND).includes('(Activity: 1)')]).toEqual([
    true,
    true,
  ]);
});

test('the server is told the size of the view that types to it', () => {
  const play = both();
  const naws = () =>
    play
      .sent('Alpha')
      .toString('latin1')
      .match(/\xff\xfa\x1f[^\xff]+\xff\xf0/g) ?? [];
  play.receive('Alpha', Buffer.from('\xff\xfd\x1f', 'latin1'));
  expect(naws().at(-1)).toBe('\xff\xfa\x1f\x00\x18\x00\x04\xff\xf0');
  play.enter('look');
  expect(naws().at(-1)).toBe('\xff\xfa\x1f\x00\x28\x00\x08\xff\xf0');
  const count = naws().length;
  play.resize(30, 6, SECOND);
  expect(naws()).toHaveLength(count);
  play.resize(50, 10);
  expect(naws().at(-1)).toBe('\xff\xfa\x1f\x00\x32\x00\x08\xff\xf0');
  play.enter('north', SECOND);
  expect(naws().at(-1)).toBe('\xff\xfa\x1f\x00\x1e\x00\x04\xff\xf0');
});

test('a view that is closed leaves nothing behind: worlds, logs and the other one go on', () => {
  const play = both();
  play.enter('look', SECOND);
  // An Escape that waits for what may follow.
  play.input(Buffer.from('\x1b'), SECOND);
  play.dispatch({ type: 'view closed', view: SECOND });
  expect(JSON.stringify([play.state.timers, play.state.announced])).not.toContain(SECOND);
  play.input(Buffer.from('late keys'), SECOND);
  play.dispatch({ type: 'view closed', view: SECOND });
  lines(play, 1, 3);
  expect(play.output()).toEqual(['look', ...numbered(1, 3)]);
  play.enter('north');
  expect(play.sent('Alpha').toString()).toBe('look\r\nnorth\r\n');
});

test('without any view lines are kept and logged, and nothing is lost on the one that comes later', () => {
  const play = createPlay({ worlds: { Alpha: { log: true } } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.dispatch({ type: 'view closed', view: 'terminal' });
  play.dispatch({ type: 'notice', text: 'said to nobody' });
  lines(play, 1, 3);
  play.advance(1000);
  expect(Object.values(play.disk.logs).join('')).toBe('line 1\nline 2\nline 3\n');
  play.openView(SECOND, 40, 10);
  play.enter('/worlds Alpha', SECOND);
  expect(play.output(SECOND).slice(-3)).toEqual(numbered(1, 3));
});

/** Keys that change what a view shows, and nothing that is shared. */
const LOOKING = ['\x1b[5~', '\x1b[6~', '\t', '\x1bj', 'draft', '\x7f', '\x1b[D', '\x1bOQ\x1bOQ'];

test('whatever is done on the second one, and with reloads in between, the first one shows what it would show alone', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('second' as const), keys: oneOf(LOOKING) }),
    fc.record({ kind: fc.constant('first' as const), keys: oneOf(LOOKING) }),
    fc.record({ kind: fc.constant('lines' as const), count: fc.integer({ min: 1, max: 15 }) }),
    fc.record({ kind: fc.constant('resize' as const), columns: fc.integer({ min: 10, max: 60 }) }),
    fc.record({ kind: fc.constant('reload' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), steps => {
      const alone = playAlpha();
      const beside = both({ worlds: { Alpha: {} } });
      // The way there said as much in both.
      for (const play of [alone, beside]) play.enter('/flush');
      let number = 0;
      for (const one of steps) {
        for (const play of [alone, beside]) {
          if (one.kind === 'first') play.input(Buffer.from(one.keys));
          if (one.kind === 'lines') lines(play, number + 1, number + one.count);
          if (one.kind === 'reload') play.reload();
        }
        if (one.kind === 'lines') number += one.count;
        if (one.kind === 'second') beside.input(Buffer.from(one.keys), SECOND);
        if (one.kind === 'resize') beside.resize(one.columns, 8, SECOND);
        expect(beside.screen()).toEqual(alone.screen());
      }
    }),
    { numRuns: 40 },
  );
});
