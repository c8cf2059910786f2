import { handle } from '../../../client/app/handle.ts';
import type { Effect, ProxySession } from '../../../client/state/events.ts';
import { type Fault, fault } from '../../../shared/fault.ts';
import { createPlay, type Play, type PlayOptions, throughSnapshot } from '../../support/play.ts';

const refused = fault('ECONNREFUSED', 'Cannot connect to mud.example:4000: it refuses connections.');

/** A world on screen, wide enough for every sentence; `Alpha` is connecting. */
function connecting(alpha: NonNullable<PlayOptions['worlds']>[string] = {}): Play {
  const play = createPlay({ worlds: { Alpha: alpha }, columns: 120, rows: 30 });
  play.enter('/worlds Alpha');
  return play;
}

function phase(play: Play): string {
  return play.world('Alpha').phase;
}

function linkOf(play: Play): number {
  return play.world('Alpha').link?.id ?? 0;
}

test('its attempt is told in one row of 40 columns where the address allows', () => {
  const play = createPlay({ worlds: { Alpha: { host: 'mud.example.org' } }, columns: 40 });
  play.enter('/worlds Alpha');
  expect(play.output()).toContain('% Connecting to mud.example.org:4000...');
});

test('/worlds connects and says so', () => {
  const play = connecting();
  expect(phase(play)).toBe('connecting');
  play.connect('Alpha');
  expect(phase(play)).toBe('connected');
  expect(play.output()).toEqual(['% Connecting to mud.example:4000...', '% Connected to Alpha.']);
});

test.each(['2001:db8::1', '[2001:db8::1]'])('the address %s is written with brackets', host => {
  expect(connecting({ host, port: 23 }).output()).toEqual(['% Connecting to [2001:db8::1]:23...']);
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

test('a server that does not answer is given up after 20 s at the latest, and what it says later is ignored', () => {
  const play = connecting();
  const link = linkOf(play);
  play.advance(19_999);
  expect(phase(play)).toBe('connecting');
  play.advance(1);
  expect(phase(play)).toBe('disconnected');
  expect(play.output().at(-1)).toBe('% Alpha: no answer from mud.example:4000 within 20 s; not connected.');

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
  play.advance(10_000);
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

describe('a certificate that was refused', () => {
  const details = {
    fingerprint: 'AB12',
    pins: [],
    subject: 'CN=other',
    issuer: 'CN=Authority',
    validFrom: 'then',
    validTo: 'later',
  };
  const sentence =
    'The certificate of mud.example:4000 is not trusted: it is for other.example; not connected.';
  const untrusted = fault('TLS_CERTIFICATE_UNTRUSTED', sentence, details);

  test('waits for /trust, and is not asked for again by itself', () => {
    const play = connecting({ tls: true, reconnect: 5 });
    play.close('Alpha', untrusted);
    expect(play.output().at(-1)).toContain('/trust Alpha');
    play.advance(600_000);
    expect(phase(play)).toBe('disconnected');
    play.enter('/trust');
    expect(play.asked.at(-1)).toMatchObject({ type: 'trust', world: 'Alpha', fingerprint: 'AB12' });
    play.dispatch({ type: 'trusted', world: 'Alpha', fault: null, view: 'terminal' });
    expect(phase(play)).toBe('connecting');
  });

  test('is tried again under "ca", where no pin would help', () => {
    const play = connecting({ tls: true, tls_verify: 'ca', reconnect: 5 });
    play.close('Alpha', untrusted);
    expect(phase(play)).toBe('waiting');
    play.enter('/trust');
    expect(play.output().at(-1)).toBe('% Alpha: there is no refused certificate to trust.');
  });

  test.each([
    [null, '% Alpha: its certificate is trusted from now on; connecting.'],
    [
      fault('EROFS', 'known_hosts cannot be written.'),
      '% Alpha: not trusted: known_hosts cannot be written.',
    ],
  ])('/trust answers where it was typed: %j', (failed, answer) => {
    const play = createPlay({ worlds: { Alpha: { tls: true }, Beta: {} }, columns: 120, rows: 30 });
    play.enter('/worlds Alpha');
    play.close('Alpha', untrusted);
    play.enter('/worlds Beta');
    play.enter('/trust Beta');
    expect(play.output().at(-1)).toBe('% Beta: there is no refused certificate to trust.');
    play.enter('/trust Alpha');
    const { view } = play.asked.at(-1) as { view?: string };
    play.dispatch({ type: 'trusted', world: 'Alpha', fault: failed, view });
    expect(play.output().at(-1)).toBe(answer);
  });
});

const attempts = (play: Play) => play.state.nextLink - 1;

describe('connecting again', () => {
  /** A server that refuses every attempt, for so long (ms). */
  function refusing(play: Play, time: number): void {
    const end = play.state.now + time;
    while (play.state.now < end) {
      if (phase(play) === 'connecting') play.close('Alpha', refused);
      play.advance(1000);
    }
  }

  test('waits longer and longer, up to a minute', () => {
    const play = connecting({ reconnect: 2 });
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      play.close('Alpha', refused);
      const from = play.state.now;
      while (phase(play) === 'waiting') play.advance(1000);
      waits.push((play.state.now - from) / 1000);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('waits as long as is set, if that is longer than a minute', () => {
    const play = connecting({ reconnect: 300 });
    play.close('Alpha', refused);
    play.advance(300_000);
    play.close('Alpha', refused);
    play.advance(299_999);
    expect(phase(play)).toBe('waiting');
    play.advance(1);
    expect(phase(play)).toBe('connecting');
  });

  test('says a reason once, counts the attempts in the status bar, and says when it is over', () => {
    const play = connecting({ reconnect: 2 });
    refusing(play, 120_000);
    play.reload();
    refusing(play, 120_000);
    const said = [
      '% Connecting to mud.example:4000...',
      `% Alpha: ${refused.sentence}`,
      '% Alpha: connecting again in 2 s.',
    ];
    expect(play.output()).toEqual(said);
    expect(play.status()).toMatch(/Alpha \(waiting for attempt 8\)/);
    play.enter('/connections');
    const table = play.output().slice(said.length);
    expect(table.join('\n')).toContain('waiting for attempt 8');
    while (phase(play) === 'waiting') play.advance(1000);
    play.connect('Alpha');
    expect(play.output()).toEqual([...said, ...table, '% Connected to Alpha, at attempt 8.']);
  });

  test('ends when the host is gone from the settings', () => {
    const play = connecting({ reconnect: 2 });
    play.close('Alpha', refused);
    play.state.settings.worlds.Alpha!.host = '';
    play.advance(2000);
    expect(phase(play)).toBe('disconnected');
    expect(play.output().at(-1)).toContain('no host is set');
  });

  test('says another reason', () => {
    const play = connecting({ reconnect: 1 });
    play.close('Alpha', refused);
    play.advance(1000);
    play.close('Alpha', fault('ENETUNREACH', 'Cannot connect to mud.example:4000: no network.'));
    expect(play.output().slice(-2)).toEqual([
      '% Alpha: Cannot connect to mud.example:4000: no network.',
      '% Alpha: connecting again in 2 s.',
    ]);
  });

  test('begins anew once a connection has held for a minute', () => {
    const play = connecting({ reconnect: 2 });
    refusing(play, 30_000);
    while (phase(play) !== 'connecting') play.advance(1000);
    play.connect('Alpha');
    play.receive('Alpha', 'Welcome!\n');
    play.advance(60_000);
    play.close('Alpha');
    expect(play.output().at(-1)).toBe('% Alpha: connecting again in 2 s.');
  });

  test('goes on where it was if the connection did not hold', () => {
    const play = connecting({ reconnect: 2 });
    for (const wait of [2, 4, 8]) {
      play.connect('Alpha');
      play.close('Alpha');
      expect(play.output().at(-1)).toBe(`% Alpha: connecting again in ${wait} s.`);
      play.advance(wait * 1000);
    }
  });

  const login = { reconnect: 1, auto_login: 'connect', user: 'alice', password: 'wrong' } as const;

  /** The server hangs up right behind the login. */
  function refuse(play: Play, words: string): void {
    while (phase(play) === 'waiting') play.advance(1000);
    play.connect('Alpha');
    play.advance(500);
    play.receive('Alpha', words);
    play.close('Alpha');
  }

  test('ends when the server has said the same and hung up behind three logins', () => {
    const play = connecting(login);
    for (const minute of [1, 2, 3]) {
      refuse(play, `Bad password.\r\n${minute} attempts so far.`);
      play.reload();
    }
    expect(phase(play)).toBe('disconnected');
    expect(play.output().slice(-2).join(' ')).toBe(
      '% Alpha: the server has hung up 3 times right behind the login, with "Bad password. 3 attempts so far."; not connecting again by itself. /worlds Alpha connects.',
    );
    play.advance(600_000);
    expect(play.sent('Alpha').toString()).toBe('connect alice wrong\r\n'.repeat(3));
  });

  test('does not end when it says something else each time, or the user has said something', () => {
    const play = connecting(login);
    for (const words of ['Bad password.', 'Too many players.', 'Going down.', 'Bad password.'])
      refuse(play, words);
    expect(phase(play)).toBe('waiting');
    for (let i = 0; i < 5; i++) {
      while (phase(play) === 'waiting') play.advance(1000);
      play.connect('Alpha');
      play.advance(500);
      play.enter('quit');
      play.receive('Alpha', 'Goodbye.\r\n');
      play.close('Alpha');
    }
    expect(phase(play)).toBe('waiting');
  });

  test.each([
    [{ type: 'recovered' } as const, 'the last Clay ended without hanging up'],
    [{ type: 'crashed', links: [] } as const, 'its connection did not come through the crash'],
  ])('is what a world does that a crash has cut: %j', (event, why) => {
    const play = connecting({ reconnect: 2 });
    play.connect('Alpha');
    play.dispatch(event);
    expect(play.output().slice(-2)).toEqual([
      `% Alpha: disconnected: ${why}.`,
      '% Alpha: connecting again in 2 s.',
    ]);
    const before = attempts(play);
    play.advance(2000);
    expect(attempts(play)).toBe(before + 1);
  });
});

describe('a plain world whose port wants TLS', () => {
  const ALERT = Buffer.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46);
  const hint = 'if its port wants TLS, /setup worlds.Alpha.tls on, then connect again.';

  test('is told of when the server says nothing', () => {
    const play = connecting();
    play.connect('Alpha');
    play.reload();
    play.advance(5000);
    expect(play.output().at(-1)).toBe(`% Alpha: mud.example:4000 has said nothing yet; ${hint}`);
    play.close('Alpha');
    expect(play.output().at(-1)).toBe('% Alpha: the server closed the connection.');
  });

  test('is told of when the server hangs up at the first words', () => {
    const play = connecting({ reconnect: 5 });
    play.connect('Alpha');
    play.enter('look');
    play.close('Alpha');
    expect(play.output().slice(-3).join(' ')).toContain(`It has said nothing; ${hint}`);
  });

  test('where it has no name but where it is, that is said once', () => {
    const play = createPlay({ worlds: { 'mud.example:4000': {} } });
    play.enter('/worlds mud.example:4000');
    play.advance(1);
    play.connect('mud.example:4000');
    play.advance(5000);
    const words = play.output().join(' ');
    expect(words).toContain('% mud.example:4000 has said nothing yet; if');
    play.receive('mud.example:4000', ALERT);
    expect(play.output().join(' ')).toContain('% mud.example:4000 speaks TLS, and');
  });

  test('is left when the server answers with an alert, wherever that is cut, and nothing of it is shown', () => {
    for (let cut = 0; cut <= ALERT.length; cut++) {
      const play = connecting({ reconnect: 5 });
      play.connect('Alpha');
      play.enter('look');
      if (cut > 0) play.receive('Alpha', ALERT.subarray(0, cut));
      play.reload();
      if (phase(play) === 'connected') play.receive('Alpha', ALERT.subarray(cut));
      expect(phase(play)).toBe('disconnected');
      expect(play.output().slice(2).join(' ')).toBe(
        'look % Alpha: mud.example:4000 speaks TLS, and this world does not; disconnected. /setup worlds.Alpha.tls on changes that.',
      );
    }
  });

  test('is none whose server begins with text, however long it takes', () => {
    const play = connecting();
    play.connect('Alpha');
    play.receive('Alpha', Buffer.of(0x15, 0x03, 0x41));
    play.receive('Alpha', ALERT);
    play.advance(60_000);
    expect(phase(play)).toBe('connected');
    expect(play.output().filter(row => row.includes('TLS'))).toEqual([]);
  });
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

  test('comes as often as is set, and a shorter time counts at once', () => {
    const play = connecting({ keepalive: 'custom', keepalive_command: 'time', keepalive_interval: 600 });
    play.connect('Alpha');
    play.advance(599_999);
    expect(play.sent('Alpha').toString()).toBe('');
    play.enter('/setup worlds.Alpha.keepalive_interval 30');
    expect(play.sent('Alpha').toString()).toBe('time\r\n');
    play.advance(60_000);
    expect(play.sent('Alpha').toString()).toBe('time\r\n'.repeat(3));
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
    expect(play.output()).toEqual(['% Connecting to mud.example:4000...', '% Connected to Alpha.']);
  });

  /** What a reload leaves of the time of the attempt that is under way: for name and connection, and for the handshake. */
  function timeLeft(play: Play): unknown {
    const effects: Effect[] = [];
    handle(throughSnapshot(play.state), { type: 'restored', carried: [] }, play.readChunk, effects);
    const [target] = effects.flatMap(effect => (effect.type === 'connect' ? [effect.target] : []));
    return [target?.connectTimeout, target?.handshakeTimeout];
  }

  test('does not prolong an attempt, nor its handshake', () => {
    const plain = connecting();
    const tls = connecting({ tls: true });
    const left = [0, 8000, 6000, 900].map(ms => {
      for (const play of [plain, tls]) play.advance(ms);
      for (const play of [plain, tls]) play.reload();
      return [timeLeft(plain), timeLeft(tls)];
    });
    expect(left).toEqual([
      [
        [15_000, 15_000],
        [15_000, 15_000],
      ],
      [
        [7000, 7000],
        [7000, 15_000],
      ],
      [
        [1000, 1000],
        [1000, 15_000],
      ],
      // At least enough to try.
      [
        [1000, 1000],
        [100, 15_000],
      ],
    ]);
    tls.advance(5000);
    expect(timeLeft(tls)).toEqual([10_100, 10_100]);
    plain.advance(5100);
    expect(phase(plain)).toBe('disconnected');
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

  describe('a session that is not attached, and that nobody says is over', () => {
    const silent = fault('PROXY_SILENT', 'tlsproxy does not answer.');
    const detach = (play: Play, why: Fault | null) =>
      play.dispatch({ type: 'detached', link: linkOf(play), fault: why });
    const attempts = (play: Play) => play.asked.filter(({ type }) => type === 'attach').length;
    const takenUp = (play: Play, more: Partial<ProxySession> = {}) => {
      const session = { id: 'build.1', proxy: 'build pid 7', accepted: 0, ...more };
      play.dispatch({ type: 'connected', link: linkOf(play), carrier: 'tls-proxy', session, notes: [] });
    };

    test('is asked for until the proxy answers, which is said once; what is typed meanwhile waits', () => {
      const play = proxied();
      endsFirst(play);
      for (let round = 0; round < 20; round++) {
        detach(play, silent);
        if (round === 10) play.reload([], ['Alpha']);
        play.advance(2_000);
      }
      play.enter('look');
      expect(phase(play)).toBe('connecting');
      const waits = 'tlsproxy does not answer. The connection waits';
      expect(play.output().join(' ').split(waits)).toHaveLength(2);
      expect(attempts(play)).toBeGreaterThan(20);
      takenUp(play);
      expect([phase(play), play.world('Alpha').link?.detached]).toEqual(['connected', undefined]);
    });

    test('is told of after 5 s, and no more than once, also if the answer itself takes longer', () => {
      const play = proxied();
      endsFirst(play);
      play.advance(4_999);
      expect(play.output().join(' ')).not.toContain('does not answer');
      play.advance(1);
      expect(play.output().join(' ')).toContain('tlsproxy does not answer. The connection waits');
      expect(attempts(play)).toBe(1);
      detach(play, silent);
      play.advance(2_000);
      expect(attempts(play)).toBe(2);
      play.advance(60_000);
      expect(attempts(play)).toBe(3);
      expect(play.output().join(' ').split('does not answer')).toHaveLength(2);
    });

    test('is asked for at once, without a word, if the proxy has just let go of it', () => {
      const play = proxied();
      const before = play.output();
      detach(play, null);
      expect([attempts(play), phase(play), play.output()]).toEqual([1, 'connecting', before]);
      detach(play, null);
      expect(attempts(play)).toBe(1);
      play.advance(2_000);
      expect(attempts(play)).toBe(2);
    });

    test('is over when the proxy says so, or the user', () => {
      const play = proxied();
      detach(play, silent);
      reports(play);
      expect(phase(play)).toBe('disconnected');
      const other = proxied();
      detach(other, silent);
      other.enter('/dc');
      expect(phase(other)).toBe('disconnected');
      expect(other.asked.at(-1)).toBeUndefined();
    });

    test('goes on from what the proxy still has, and it says how much is missing', () => {
      const play = proxied();
      detach(play, null);
      takenUp(play, { from: 120 });
      expect(play.world('Alpha').link?.received).toBe(120);
      expect(play.output().join(' ')).toContain('120 bytes of what the server said');
    });

    test('a proxy is known again by when it was started', () => {
      const play = proxied();
      takenUp(play, { identity: 'boot/5' });
      play.reload([], ['Alpha']);
      expect(play.asked.at(-1)).toMatchObject({ type: 'attach', identity: 'boot/5' });
    });
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

test('a world that is called as where it is does not say so twice when it cannot be reached', () => {
  const play = createPlay({ columns: 120 });
  play.enter('/connect mud.example 4000');
  play.close('mud.example:4000', refused);
  expect(play.output().at(-1)).toBe('% Cannot connect to mud.example:4000: it refuses connections.');
});
