import { fault } from '../../../shared/fault.ts';
import { createPlay, type Play, type PlayOptions } from '../../support/play.ts';

const refused = fault('ECONNREFUSED', 'Cannot connect to mud.example:4000: it refuses connections.');

/** A world on screen, wide enough for every sentence; `Alpha` is connecting. */
function connecting(alpha: NonNullable<PlayOptions['worlds']>[string] = {}): Play {
  const play = createPlay({ worlds: { Alpha: alpha }, columns: 120 });
  play.enter('/worlds Alpha');
  return play;
}

function phase(play: Play): string {
  return play.world('Alpha').phase;
}

function linkOf(play: Play): number {
  return play.world('Alpha').link?.id ?? 0;
}

test('/worlds connects and says so', () => {
  const play = connecting();
  expect(phase(play)).toBe('connecting');
  play.connect('Alpha');
  expect(phase(play)).toBe('connected');
  expect(play.output()).toEqual(['% Connecting to mud.example:4000 ...', '% Connected to Alpha.']);
});

test('an address of IPv6 is written with brackets', () => {
  expect(connecting({ host: '2001:db8::1', port: 23 }).output()).toEqual([
    '% Connecting to [2001:db8::1]:23 ...',
  ]);
});

test('a world without a host says what is missing', () => {
  const play = connecting({ host: '' });
  expect(phase(play)).toBe('idle');
  expect(play.output()).toEqual(['% Alpha: no host is set in settings.toml; not connected.']);
});

test('a server that refuses is named with the reason', () => {
  const play = connecting();
  play.close('Alpha', refused);
  expect(phase(play)).toBe('disconnected');
  expect(play.output().at(-1)).toBe('% Alpha: Cannot connect to mud.example:4000: it refuses connections.');
});

test('a server that does not answer is given up after 15 s, and what it says later is ignored', () => {
  const play = connecting();
  const link = linkOf(play);
  play.advance(14_999);
  expect(phase(play)).toBe('connecting');
  play.advance(1);
  expect(phase(play)).toBe('disconnected');
  expect(play.output().at(-1)).toBe('% Alpha: no answer from mud.example:4000 within 15 s; not connected.');

  const before = JSON.stringify(play.state);
  play.dispatch({ type: 'connected', link, carrier: 'tcp', session: null, notes: [] });
  play.dispatch({ type: 'received', link, bytes: Buffer.from('too late\n') });
  play.dispatch({ type: 'written', link, bytes: 3 });
  play.dispatch({ type: 'closed', link, fault: refused });
  expect(JSON.stringify(play.state)).toBe(before);
});

test('events of a link that was given up do not touch the next one', () => {
  const play = connecting();
  const old = linkOf(play);
  play.enter('/dc');
  play.enter('/connect');
  play.dispatch({ type: 'connected', link: old, carrier: 'tcp', session: null, notes: [] });
  play.dispatch({ type: 'closed', link: old, fault: null });
  expect(phase(play)).toBe('connecting');
  play.connect('Alpha');
  expect(phase(play)).toBe('connected');
});

test.each(['/dc', '/disconnect Alpha', '\x03'])('%j gives up connecting', keys => {
  const play = connecting();
  play.type(keys === '\x03' ? keys : `${keys}\r`);
  expect(phase(play)).toBe('disconnected');
  expect(play.output().at(-1)).toBe('% Alpha: gave up connecting.');
  play.advance(60_000);
  expect(play.output().at(-1)).toBe('% Alpha: gave up connecting.');
});

test('a lost connection comes back after the time that is set, and waits again if it cannot', () => {
  const play = connecting({ reconnect: 5 });
  play.connect('Alpha');
  play.close('Alpha');
  expect(phase(play)).toBe('waiting');
  expect(play.output().slice(-2)).toEqual([
    '% Alpha: the server closed the connection.',
    '% Alpha: connecting again in 5 s.',
  ]);
  play.advance(5000);
  expect(phase(play)).toBe('connecting');
  play.close('Alpha', refused);
  expect(phase(play)).toBe('waiting');
  play.reload();
  play.advance(5000);
  play.connect('Alpha');
  expect(phase(play)).toBe('connected');
});

test('/disconnect ends the waiting', () => {
  const play = connecting({ reconnect: 5 });
  play.connect('Alpha');
  play.close('Alpha', fault('ECONNRESET', 'The connection to mud.example:4000 was lost: reset.'));
  play.enter('/dc');
  expect(play.output().at(-1)).toBe('% Alpha: will not connect again by itself.');
  play.advance(60_000);
  expect(phase(play)).toBe('disconnected');
});

test('the user who hangs up is not connected again', () => {
  const play = connecting({ reconnect: 5 });
  play.connect('Alpha');
  play.enter('/dc');
  play.advance(60_000);
  expect(phase(play)).toBe('disconnected');
  expect(play.output().at(-1)).toBe('% Alpha: disconnected.');
});

test('words without a line end are a line of the log once the connection is over', () => {
  const play = connecting();
  play.connect('Alpha');
  play.receive('Alpha', 'The connection wil');
  play.close('Alpha');
  expect(play.output().slice(-2)).toEqual([
    'The connection wil',
    '% Alpha: the server closed the connection.',
  ]);
});

test('a new connection starts without the half sequences and the password prompt of the last one', () => {
  const play = connecting();
  play.connect('Alpha');
  play.receive('Alpha', Buffer.from('Password: \xff\xfb\x01\x1b[31mno\xff\xfa', 'latin1'));
  play.close('Alpha');
  expect(play.terminal.editor.masked).toBe(false);
  play.enter('/connect');
  play.connect('Alpha');
  play.receive('Alpha', 'plain\n');
  expect(
    play
      .frame()
      .rows.flat()
      .find(span => span.text === 'plain')?.style,
  ).toBe('');
});

describe('keepalive', () => {
  const FOUR_MINUTES = 4 * 60_000;

  test.each([
    ['nop', '', '\xff\xf1'],
    ['generic', '', 'help commands ##_idler_message_##\r\n'],
    ['custom', 'time', 'time\r\n'],
    ['none', '', ''],
  ] as const)('%s, after four minutes of silence', (keepalive, keepalive_command, sent) => {
    const play = connecting({ keepalive, keepalive_command });
    play.connect('Alpha');
    play.advance(FOUR_MINUTES - 1);
    expect(play.sent('Alpha').length).toBe(0);
    play.advance(1);
    expect(play.sent('Alpha').toString('latin1')).toBe(sent);
  });

  test('what the user sends puts it off, a reload does not', () => {
    const play = connecting({ keepalive: 'custom', keepalive_command: 'time' });
    play.connect('Alpha');
    play.advance(60_000);
    play.enter('look');
    play.reload();
    play.advance(FOUR_MINUTES - 1);
    expect(play.sent('Alpha').toString()).toBe('look\r\n');
    play.advance(1);
    expect(play.sent('Alpha').toString()).toBe('look\r\ntime\r\n');
  });

  test('a clock that is put back does not put it off for hours', () => {
    const play = connecting({ keepalive: 'custom', keepalive_command: 'time' });
    play.connect('Alpha');
    play.world('Alpha').lastSent += 3_600_000;
    play.advance(FOUR_MINUTES);
    play.world('Alpha').lastSent -= 3_600_000;
    play.advance(FOUR_MINUTES);
    expect(play.sent('Alpha').toString()).toBe('time\r\n');
  });
});

describe('a reload', () => {
  test('makes an attempt that was under way once more, without another word', () => {
    const play = connecting();
    const link = linkOf(play);
    play.reload();
    expect(linkOf(play)).not.toBe(link);
    play.connect('Alpha');
    expect(play.output()).toEqual(['% Connecting to mud.example:4000 ...', '% Connected to Alpha.']);
  });

  test('says of a connection that had ended before it that it has ended, and connects again where it should', () => {
    const play = connecting({ reconnect: 5 });
    play.connect('Alpha');
    play.receive('Alpha', Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join(''));
    play.reload([], ['Alpha']);
    expect(play.status()).not.toContain('More');
    expect(play.output().slice(-2)).toEqual([
      '% Alpha: the server closed the connection.',
      '% Alpha: connecting again in 5 s.',
    ]);
    expect(phase(play)).toBe('waiting');
  });

  /** Alpha as a session of the proxy. */
  function proxied(): Play {
    const play = connecting();
    const session = { id: 'build.1', proxy: 'build pid 7', accepted: 0 };
    const link = linkOf(play);
    play.dispatch({ type: 'connected', link, carrier: 'tls-proxy', session, notes: [] });
    return play;
  }

  const gone = fault('PROXY_GONE', 'tlsproxy is gone; the connections it held are lost.');
  const reports = (play: Play) =>
    play.dispatch({ type: 'closed', link: play.world('Alpha').link!.id, fault: gone });

  const reloads = (play: Play) => play.reload();

  test.each([
    ['before it', [reports, reloads]],
    ['after it', [reloads, reports]],
    ['after it, of a socket that had ended before it', [endsFirst, reports]],
    ['after a second one', [endsFirst, reloads, reports]],
  ])('a proxy that is gone is told of in the same words: %s', (_moment, steps) => {
    const play = proxied();
    for (const step of steps) step(play);
    expect(phase(play)).toBe('disconnected');
    expect(play.output().at(-1)).toBe(`% Alpha: connection lost: ${gone.sentence}`);
  });

  function endsFirst(play: Play): void {
    play.reload([], ['Alpha']);
    expect(phase(play)).toBe('connecting');
    expect(play.asked.at(-1)).toMatchObject({ type: 'attach', session: 'build.1', holder: 'build pid 7' });
  }

  test('a proxy that does not let a session be taken up is what is named, not the server', () => {
    const play = proxied();
    endsFirst(play);
    play.advance(15_000);
    expect(phase(play)).toBe('disconnected');
    expect(play.output().at(-1)).toBe('% Alpha: connection lost: tlsproxy does not answer.');
  });

  test('marks a world disconnected whose connection did not come along, with nothing pending', () => {
    const play = connecting();
    play.connect('Alpha');
    play.receive('Alpha', Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join(''));
    expect(play.status()).toContain('More');
    play.reload(['Alpha']);
    expect(phase(play)).toBe('disconnected');
    expect(play.status()).not.toContain('More');
    expect(play.output().at(-1)).toBe(
      '% Alpha: disconnected: its connection did not come through the reload; /worlds Alpha connects again.',
    );
  });

  test('is silent about worlds that came along', () => {
    const play = connecting();
    play.connect('Alpha');
    const before = play.screen();
    play.reload();
    expect(play.screen()).toEqual(before);
  });
});
