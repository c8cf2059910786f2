/** What the status bar says of worlds and connections, and what of it goes on narrow screens. */
import type { Span } from '../../../client/state/terminal.ts';
import { noteReload } from '../../../client/view/status/reloaded.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

/** The spans of the bar, by their text without blanks. */
function styleOf(play: Play, text: string): string | undefined {
  const rows = play.frame().rows;
  const bar = rows[rows.length - 2] as readonly Span[];
  return bar.find(span => span.text.trim() === text)?.style;
}

const WIDE = { columns: 80 };

describe('signs', () => {
  test('each state of a connection has its sign, and its colour', () => {
    const play = createPlay({ worlds: { Alpha: { reconnect: 30 } }, ...WIDE });
    play.enter('/worlds Alpha');
    expect([play.status(), styleOf(play, '○')]).toEqual([
      expect.stringMatching(/^ ○ Alpha \(connecting\) /),
      'barWarn',
    ]);
    play.connect('Alpha');
    expect([play.status(), styleOf(play, '●')]).toEqual([expect.stringMatching(/^ ● Alpha {3}/), 'barGood']);
    play.close('Alpha');
    expect([play.status(), styleOf(play, '○')]).toEqual([
      expect.stringMatching(/^ ○ Alpha \(waiting\) 30 s /),
      'barWarn',
    ]);
    play.enter('/dc');
    expect([play.status(), styleOf(play, '○')]).toEqual([
      expect.stringMatching(/^ ○ Alpha \(disconnected\) /),
      'barBad',
    ]);
  });

  test.each([
    ['ca', 'TLS'],
    ['pinned', 'TLS pinned'],
    ['first-sight', 'TLS pinned'],
    ['unchecked', 'TLS unverified'],
  ] as const)('a connection with TLS whose trust is "%s" says %s, over a reload as well', (trust, sign) => {
    for (const carrier of ['tls-direct', 'tls-proxy'] as const) {
      const play = createPlay({ worlds: { Alpha: { tls: true } }, ...WIDE });
      play.enter('/worlds Alpha');
      const link = play.world('Alpha').link!.id;
      play.dispatch({ type: 'connected', link, carrier, session: null, notes: [], trust });
      expect(play.status()).toMatch(new RegExp(` ${sign} {2}12:00$`));
      play.reload();
      expect(play.status()).toMatch(new RegExp(` ${sign} {2}12:00$`));
    }
  });

  test('where it is not known who vouches for a server, the sign says so', () => {
    const play = createPlay({ worlds: { Alpha: { tls: true } }, ...WIDE });
    play.enter('/worlds Alpha');
    const link = play.world('Alpha').link!.id;
    play.dispatch({ type: 'connected', link, carrier: 'tls-proxy', session: null, notes: [] });
    expect(play.status()).toMatch(/ TLS \? {2}12:00$/);
  });

  test('a log file, and one that cannot be written', () => {
    const play = createPlay({ worlds: { Alpha: { log: true } }, ...WIDE });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    expect(play.status()).toMatch(/ log {2}12:00$/);
    play.disk.logFault = { code: 'ENOSPC', sentence: 'the disk is full.' };
    play.receive('Alpha', 'a line\n');
    play.advance(5000);
    expect(play.status()).toMatch(/ log! {2}12:00$/);
  });

  test('a server that is slow to answer says how slow, until it is quicker', () => {
    const play = playAlpha(WIDE);
    play.enter('look');
    play.advance(499);
    play.receive('Alpha', 'A room.\r\n');
    expect(play.status()).toMatch(/^ ● Alpha {10,}12:00$/);
    play.enter('look');
    play.advance(1234);
    play.receive('Alpha', 'A room.\r\n');
    expect(play.status()).toMatch(/ 1\.2 s {2}12:00$/);
    play.reload();
    expect(play.status()).toMatch(/ 1\.2 s {2}12:00$/);
    play.receive('Alpha', 'unasked\r\n');
    expect(play.status()).toMatch(/ 1\.2 s {2}12:00$/);
    play.enter('look');
    play.receive('Alpha', 'A room.\r\n');
    expect(play.status()).toMatch(/^ ● Alpha {10,}12:00$/);
  });

  test('what comes a minute later is no answer', () => {
    const play = playAlpha(WIDE);
    play.enter('afk');
    play.advance(61_000);
    play.receive('Alpha', 'Somebody shouts.\r\n');
    expect(play.world('Alpha').link).not.toHaveProperty('latency');
  });
});

describe('the countdown to the next attempt', () => {
  const waiting = () => {
    const play = createPlay({ worlds: { Alpha: { reconnect: 3 } }, ...WIDE });
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    play.close('Alpha');
    return play;
  };

  test('counts seconds, over a reload as well', () => {
    const play = waiting();
    expect(play.status()).toContain('(waiting) 3 s');
    play.advance(999);
    expect(play.status()).toContain('(waiting) 3 s');
    play.advance(1);
    expect(play.status()).toContain('(waiting) 2 s');
    play.reload();
    play.advance(1000);
    expect(play.status()).toContain('(waiting) 1 s');
    play.advance(1000);
    expect(play.status()).toContain('(connecting)');
    expect(play.state.timers).not.toHaveProperty('countdown');
  });

  test('has no timer while it is not shown', () => {
    const play = waiting();
    expect(play.state.timers).toHaveProperty('countdown', play.state.now + 1000);
    play.enter('/connect other.example 4000');
    expect(play.terminal.current).not.toBe('Alpha');
    expect(play.state.timers).not.toHaveProperty('countdown');
    play.enter('/worlds -b Alpha');
    expect(play.state.timers).not.toHaveProperty('countdown');
  });
});

describe('the worlds with something unread', () => {
  const NAMES = { Alpha: {}, Beta: {}, Gamma: { highlight: ['dragon'] }, Delta: {} };
  const all = () => {
    const play = createPlay({ worlds: NAMES, ...WIDE });
    for (const name of Object.keys(NAMES)) {
      play.enter(`/worlds ${name}`);
      play.connect(name);
    }
    play.enter('/worlds Alpha');
    return play;
  };

  test('stand in the order of their importance: a word of yours, what the game said, what Clay said', () => {
    const play = all();
    play.close('Delta');
    play.advance(1000);
    play.receive('Beta', 'Somebody arrives.\r\n');
    play.advance(1000);
    play.receive('Gamma', 'A room.\r\n');
    expect(play.status()).toMatch(/^ ● Alpha {2}\(Activity: 3\) 2:Beta 3:Gamma 4:Delta /);
    play.receive('Gamma', 'A dragon arrives.\r\n');
    expect(play.status()).toMatch(/^ ● Alpha {2}\(Activity: 3\) !3:Gamma 2:Beta 4:Delta /);
    expect(styleOf(play, '!3:Gamma')).toBe('barNews');
    play.reload();
    expect(play.status()).toMatch(/^ ● Alpha {2}\(Activity: 3\) !3:Gamma 2:Beta 4:Delta /);
  });

  test('what was read is no news any more', () => {
    const play = all();
    play.receive('Gamma', 'A dragon arrives.\r\n');
    play.enter('/worlds Gamma');
    play.enter('/worlds Alpha');
    play.receive('Gamma', 'A room.\r\n');
    expect(play.status()).toMatch(/^ ● Alpha {2}\(Activity: 1\) 3:Gamma /);
  });

  test('a word that comes up in the middle of a flood is found', () => {
    const play = all();
    play.receive('Gamma', `${'x\r\n'.repeat(150)}A dragon arrives.\r\n${'y\r\n'.repeat(99)}`);
    expect(play.status()).toContain('(Activity: 1) !3:Gamma ');
  });

  test('as many of their names as there is room for', () => {
    const play = all();
    for (const name of ['Beta', 'Gamma', 'Delta']) play.receive(name, 'A room.\r\n');
    play.resize(40, 12);
    expect(play.status()).toBe(' ● Alpha  (Activity: 3) 2:Beta 3  12:00');
    play.resize(34, 12);
    expect(play.status()).toBe(' ● Alpha  (Activity: 3) 2 3 12:00');
  });
});

describe('after a reload', () => {
  const reloaded = (to: string, settings = {}) => {
    const play = playAlpha({ ...WIDE, settings });
    noteReload(play.state, to, play.state.now);
    return play;
  };

  test('the bar names both builds for two seconds', () => {
    const play = reloaded('1.2.4');
    expect(play.status()).toMatch(/^ ● Alpha {5,}reloaded 1\.2\.3 → 1\.2\.4 {2}12:00$/);
    play.advance(1999);
    expect(play.status()).toContain('reloaded');
    play.advance(1);
    expect(play.status()).toMatch(/^ ● Alpha {10,}12:00$/);
    expect(play.state).not.toHaveProperty('reloaded');
  });

  test('two seconds are the same after the clock was put on in the gap', () => {
    const play = playAlpha(WIDE);
    noteReload(play.state, '1.2.4', play.state.now + 700);
    play.advance(2600);
    expect(play.status()).toContain('reloaded');
    play.advance(100);
    expect(play.status()).not.toContain('reloaded');
  });

  test('one version is one word, and so is a narrow bar', () => {
    expect(reloaded('1.2.3').status()).toMatch(/ {5,}reloaded {2}12:00$/);
    const play = reloaded('1.2.4');
    play.resize(30, 12);
    expect(play.status()).toBe(' ● Alpha      reloaded  12:00');
    play.resize(20, 12);
    expect(play.status()).toBe(' ● Alpha      12:00');
  });

  test('nothing is said where that is not wanted', () => {
    expect(reloaded('1.2.4', { reload_sign: false }).status()).not.toContain('reloaded');
  });
});

describe('while a new build is tried, and that takes long', () => {
  const slow = (settings = {}) => {
    const play = playAlpha({ ...WIDE, settings });
    play.dispatch({ type: 'trial', isSlow: true });
    return play;
  };

  test.each([true, false])(
    'the bar says so, and nothing of it stays in the output; reload_sign = %s',
    reload_sign => {
      const play = slow({ reload_sign });
      expect(play.status()).toMatch(/^ ● Alpha {5,}Trying the new build \.\.\. {2}12:00$/);
      expect(play.output()).toEqual([]);
      play.dispatch({ type: 'trial', isSlow: false });
      expect(play.status()).toMatch(/^ ● Alpha {10,}12:00$/);
      expect(play.output()).toEqual([]);
      expect(play.state).not.toHaveProperty('trying');
    },
  );

  test('a narrow bar has a word of it', () => {
    const play = slow();
    play.resize(30, 12);
    expect(play.status()).toMatch(/^ ● Alpha {3,}Trying {2}12:00$/);
  });

  test('another image does not try it any more', () => {
    const play = slow();
    play.reload();
    expect(play.status()).not.toContain('Trying');
  });
});

/** What docs/manual.md says of narrow screens. */
test.each([
  [80, ' ● Discworld-of-the-many  (Activity: 1) 2:Beta              TLS MCCP log  12:00'],
  [62, ' ● Discworld-of-the-many  (Activity: 1) 2:Beta TLS log  12:00'],
  [58, ' ● Discworld-of-the-many  (Activity: 1) 2:Beta TLS  12:00'],
  [54, ' ● Discworld-of-the-many  (Activity: 1) 2  TLS  12:00'],
  [47, ' ● Discworld-of-the-many  (Activity: 1)  12:00'],
  [40, ' ● Discworld-of-t…  (Activity: 1) 12:00'],
  [30, ' ● Discworld-of-the-ma… 12:00'],
  [20, ' Discworld-o… 12:00'],
])('a bar of %i columns', (columns, bar) => {
  const name = 'Discworld-of-the-many';
  const play = createPlay({ worlds: { [name]: { tls: true, log: true }, Beta: {} }, columns, rows: 10 });
  play.enter(`/worlds ${name}`);
  const link = play.world(name).link!.id;
  const carrier = 'tls-direct';
  play.dispatch({ type: 'connected', link, carrier, session: null, notes: [], trust: 'ca' });
  // MCCP: the beginning of a compressed stream.
  play.receive(name, Uint8Array.of(255, 251, 86));
  play.receive(name, Uint8Array.of(255, 250, 86, 255, 240, 0x78, 0x9c));
  play.enter('/worlds -b Beta');
  play.connect('Beta');
  play.receive('Beta', 'A room.\r\n');
  expect(play.status()).toBe(bar);
});

test('a tenth world has no number, and none but its own', () => {
  const names = Array.from({ length: 11 }, (_, index) => `W${index + 1}`);
  const play = createPlay({ worlds: Object.fromEntries(names.map(name => [name, {}])), ...WIDE });
  for (const name of ['W10', 'W9']) {
    play.enter(`/worlds -b ${name}`);
    play.connect(name);
    play.receive(name, 'A room.\r\n');
    play.advance(10);
  }
  expect(play.status()).toMatch(/^ Clay {2}\(Activity: 2\) W10 9:W9 /);
});
