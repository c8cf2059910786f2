import {
  allowSounds,
  emptyStream,
  isMasked,
  optionTable,
  readData,
  receive,
  resized,
  sendGmcp,
  sendMsdp,
  sendSupports,
  switchGmcp,
} from '../../../../client/stream/stream.ts';
import {
  bytes,
  context,
  DO,
  DONT,
  feed,
  IAC,
  lines,
  notices,
  replied,
  sb,
  stateAfter,
  values,
  WILL,
  WONT,
} from '../helpers.ts';

describe('ECHO', () => {
  test('WILL masks the input, WONT unmasks it', () => {
    const state = emptyStream();
    expect(feed(state, IAC, WILL, 1)).toEqual([
      { type: 'reply', bytes: Uint8Array.of(IAC, DO, 1) },
      { type: 'mask', on: true },
    ]);
    expect(isMasked(state)).toBe(true);
    expect(feed(state, IAC, WONT, 1)).toEqual([
      { type: 'mask', on: false },
      { type: 'reply', bytes: Uint8Array.of(IAC, DONT, 1) },
    ]);
    expect(isMasked(state)).toBe(false);
  });

  test('a WONT that nobody asked for is met with silence', () => {
    expect(values(IAC, WONT, 1)).toEqual([]);
  });

  test('we do not echo', () => {
    expect(replied(values(IAC, DO, 1))).toEqual(bytes(IAC, WONT, 1));
  });
});

test('SGA and BINARY are agreed to in both directions, EOR from the server', () => {
  for (const option of [0, 3]) {
    expect(replied(values(IAC, WILL, option, IAC, DO, option))).toEqual(
      bytes(IAC, DO, option, IAC, WILL, option),
    );
  }
  expect(replied(values(IAC, WILL, 25))).toEqual(bytes(IAC, DO, 25));
});

describe('TTYPE', () => {
  const send = sb(24, 1);

  test('cycles through client, terminal and MTTS, which is repeated', () => {
    const state = emptyStream();
    expect(replied(feed(state, IAC, DO, 24))).toEqual(bytes(IAC, WILL, 24));
    expect(replied(feed(state, send))).toEqual(sb(24, 0, 'CLAY'));
    expect(replied(feed(state, send))).toEqual(sb(24, 0, 'XTERM-TRUECOLOR'));
    expect(replied(feed(state, send))).toEqual(sb(24, 0, 'MTTS 781'));
    expect(replied(feed(state, send))).toEqual(sb(24, 0, 'MTTS 781'));
  });

  test('starts again when it is agreed on again', () => {
    const state = stateAfter(IAC, DO, 24, send, send);
    expect(replied(feed(state, IAC, DONT, 24, IAC, DO, 24, send))).toEqual(
      bytes(IAC, WONT, 24, IAC, WILL, 24, sb(24, 0, 'CLAY')),
    );
  });

  test('is not sent unasked or while off', () => {
    expect(values(send)).toEqual([]);
  });

  test('the MTTS bits are those of this connection', () => {
    const state = emptyStream();
    const tls = { ...context, tls: true, environ: null, encoding: 'gbk', terminal: 'XTERM-256COLOR' };
    const received = receive(state, bytes(IAC, DO, 24, send, send, send), tls);
    expect(replied(received.values).toString('latin1')).toContain(`MTTS ${1 + 8 + 2048}`);
  });
});

describe('NAWS', () => {
  test('the size goes out when it is agreed on, and on each change', () => {
    const state = emptyStream();
    expect(replied(feed(state, IAC, DO, 31))).toEqual(bytes(IAC, WILL, 31, sb(31, 0, 120, 0, 40)));
    expect(resized(state, 120, 40)).toEqual(new Uint8Array(0));
    expect(Buffer.from(resized(state, 80, 24))).toEqual(sb(31, 0, 80, 0, 24));
  });

  test.each([
    [255, [0, 255, 255, 0, 24]],
    [256, [1, 0, 0, 24]],
    [65535, [255, 255, 255, 255, 0, 24]],
    [70000, [255, 255, 255, 255, 0, 24]],
  ])('%d columns', (columns, payload) => {
    const state = stateAfter(IAC, DO, 31);
    expect(Buffer.from(resized(state, columns, 24))).toEqual(sb(31, Uint8Array.from(payload)));
  });

  test('nothing is sent while it is off, or to a server on the wrong side', () => {
    expect(resized(emptyStream(), 80, 24)).toEqual(new Uint8Array(0));
    const state = emptyStream();
    expect(replied(feed(state, IAC, WILL, 31))).toEqual(bytes(IAC, DONT, 31));
    expect(resized(state, 80, 24)).toEqual(new Uint8Array(0));
  });
});

describe('CHARSET', () => {
  test.each([
    [WILL, DO],
    [DO, WILL],
  ])('a REQUEST is answered after either opening', (opening, agreement) => {
    const received = values(IAC, opening, 42, sb(42, 1, ';UTF-8;ISO-8859-1'));
    expect(replied(received)).toEqual(bytes(IAC, agreement, 42, sb(42, 2, 'UTF-8')));
  });

  test('the separator may be a space, names may be in any case and are sent back as offered', () => {
    expect(replied(values(IAC, WILL, 42, sb(42, 1, ' x-klingon utf-8')))).toEqual(
      bytes(IAC, DO, 42, sb(42, 2, 'utf-8')),
    );
  });

  test('what nobody can read is rejected', () => {
    expect(replied(values(IAC, WILL, 42, sb(42, 1, ';x-klingon;x-elvish')))).toEqual(
      bytes(IAC, DO, 42, sb(42, 3)),
    );
    expect(replied(values(IAC, WILL, 42, sb(42, 1)))).toEqual(bytes(IAC, DO, 42, sb(42, 3)));
  });

  test('translation tables are passed over and rejected', () => {
    const state = stateAfter(IAC, WILL, 42);
    expect(replied(feed(state, sb(42, 1, '[TTABLE]', 1, ';UTF-8')))).toEqual(sb(42, 2, 'UTF-8'));
    expect(replied(feed(state, sb(42, 4, 1, ';a;b')))).toEqual(sb(42, 5));
  });

  test('the setting of the world is preferred, then UTF-8, then what is offered first', () => {
    const chosen = (encoding: string, offers: string) =>
      replied(
        receive(emptyStream(), bytes(IAC, WILL, 42, sb(42, 1, offers)), { ...context, encoding }).values,
      )
        .subarray(7)
        .toString('latin1');
    expect(chosen('gbk', ';UTF-8;GBK')).toMatch(/^GBK/);
    expect(chosen('gbk', ';BIG5;UTF-8')).toMatch(/^UTF-8/);
    expect(chosen('gbk', ';x;KOI8-R;BIG5')).toMatch(/^KOI8-R/);
  });

  test('text after our answer is read in the agreed charset', () => {
    expect(lines(values('\xc3\xa9\n', IAC, WILL, 42, sb(42, 1, ';CP437'), '\x82\n'))).toEqual(['é', 'é']);
  });
});

describe('NEW-ENVIRON', () => {
  const start = bytes(IAC, DO, 39);

  test('SEND without a list gives everything, what the user added as USERVAR', () => {
    const received = values(start, sb(39, 1));
    const own = bytes(0, 'CLIENT_NAME', 1, 'CLAY', 0, 'CLIENT_VERSION', 1, '1.2');
    const more = bytes(
      0,
      'TERMINAL_TYPE',
      1,
      'XTERM-TRUECOLOR',
      0,
      'MTTS',
      1,
      '781',
      0,
      'CHARSET',
      1,
      'UTF-8',
    );
    expect(replied(received)).toEqual(bytes(IAC, WILL, 39, sb(39, 0, own, more, 3, 'MOOD', 1, 'calm')));
  });

  test('SEND VAR gives one variable, or nothing for one that is unknown or personal', () => {
    const state = stateAfter(start);
    expect(replied(feed(state, sb(39, 1, 0, 'CHARSET')))).toEqual(sb(39, 0, 0, 'CHARSET', 1, 'UTF-8'));
    expect(replied(feed(state, sb(39, 1, 0, 'USER', 0, 'IPADDRESS')))).toEqual(
      sb(39, 0, 0, 'USER', 0, 'IPADDRESS'),
    );
    expect(replied(feed(state, sb(39, 1, 3, 'MOOD')))).toEqual(sb(39, 0, 3, 'MOOD', 1, 'calm'));
  });

  test('marks inside names are escaped in both directions', () => {
    const state = stateAfter(start);
    expect(replied(feed(state, sb(39, 1, 3, 'A', 2, 1, 'B')))).toEqual(sb(39, 0, 3, 'A', 2, 1, 'B'));
  });

  test('it is refused when the user has switched it off', () => {
    const received = receive(emptyStream(), start, { ...context, environ: null });
    expect(replied(received.values)).toEqual(bytes(IAC, WONT, 39));
  });

  test("JavaScript's own names are unknown variables", () => {
    const state = stateAfter(start);
    expect(replied(feed(state, sb(39, 1, 0, '__proto__', 0, 'constructor')))).toEqual(
      sb(39, 0, 0, '__proto__', 0, 'constructor'),
    );
  });
});

describe('GMCP', () => {
  const hello = sb(201, 'Core.Hello {"client":"CLAY","version":"1.2"}');
  const supports = sb(201, 'Core.Supports.Set ["Char 1","Room 1"]');

  test('Hello and Supports follow the agreement at once', () => {
    expect(replied(values(IAC, WILL, 201))).toEqual(bytes(IAC, DO, 201, hello, supports));
  });

  test('the latest value of each package is kept, names in any case', () => {
    const state = stateAfter(IAC, WILL, 201);
    feed(state, sb(201, 'Char.Vitals {"hp":1}'));
    expect(feed(state, sb(201, 'char.vitals {"hp":2}'))).toEqual([
      {
        ...{ type: 'data', name: 'gmcp:char.vitals' },
        entry: { name: 'char.vitals', text: '{"hp":2}', valid: true },
      },
    ]);
    expect(readData(state.data, 'gmcp:char.vitals')).toEqual({ hp: 2 });
    expect(state.data.count).toBe(1);
  });

  test('a payload may be any JSON, absent, or stuck to the name', () => {
    const state = stateAfter(IAC, WILL, 201);
    feed(state, sb(201, 'A.Number 7'), sb(201, 'A.None'), sb(201, 'A.Stuck{"x":[1]}'));
    expect(readData(state.data, 'gmcp:a.number')).toBe(7);
    expect(readData(state.data, 'gmcp:a.none')).toBeNull();
    expect(readData(state.data, 'gmcp:a.stuck')).toEqual({ x: [1] });
    expect(readData(state.data, 'gmcp:a.unheard')).toBeUndefined();
  });

  test('what is no JSON is kept as it is and told of once', () => {
    const state = stateAfter(IAC, WILL, 201);
    expect(notices(feed(state, sb(201, 'A.B bare words')))).toEqual(['bad-json']);
    expect(notices(feed(state, sb(201, 'A.C {')))).toEqual([]);
    expect(readData(state.data, 'gmcp:a.b')).toBe('bare words');
  });

  test('hostile names harm nothing', () => {
    const state = stateAfter(IAC, WILL, 201);
    feed(state, sb(201, '__proto__ {"polluted":true}'), sb(201, 'constructor 1'), sb(201, '\x1b[2J 1'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(state.data.entries)).toEqual(['gmcp:__proto__', 'gmcp:constructor']);
  });

  test('the store is bounded in number', () => {
    const state = stateAfter(IAC, WILL, 201);
    const flood = Array.from({ length: 2000 }, (_, n) => sb(201, `A.N${n} ${n}`));
    expect(notices(feed(state, Buffer.concat(flood)))).toEqual(['data-full']);
    expect(Object.keys(state.data.entries)).toHaveLength(1024);
    expect(feed(state, sb(201, 'A.N5 "new"'))).toMatchObject([{ type: 'data', name: 'gmcp:a.n5' }]);
  });

  test('and in size', () => {
    const state = stateAfter(IAC, WILL, 201);
    const big = `"${'x'.repeat(60_000)}"`;
    for (let n = 0; n < 100; n++) feed(state, sb(201, `A.N${n} ${big}`));
    expect(state.data.size).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(state.data.count).toBeLessThan(75);
  });

  test('messages of ours go out while it is on', () => {
    expect(sendGmcp(emptyStream(), 'Core.Ping')).toEqual(new Uint8Array(0));
    expect(Buffer.from(sendGmcp(stateAfter(IAC, WILL, 201), 'Core.Ping'))).toEqual(sb(201, 'Core.Ping'));
  });

  test('Supports goes out again only if the list changed', () => {
    const state = stateAfter(IAC, WILL, 201);
    expect(sendSupports(state, ['Char 1', 'Room 1'])).toEqual(new Uint8Array(0));
    expect(Buffer.from(sendSupports(state, ['Char 1']))).toEqual(sb(201, 'Core.Supports.Set ["Char 1"]'));
  });

  test('it can be switched off and on again', () => {
    const state = stateAfter(IAC, WILL, 201);
    expect(Buffer.from(switchGmcp(state, false, context))).toEqual(bytes(IAC, DONT, 201));
    feed(state, IAC, WONT, 201);
    expect(replied(feed(state, IAC, WILL, 201))).toEqual(bytes(IAC, DONT, 201));
    expect(Buffer.from(switchGmcp(state, true, context))).toEqual(bytes(IAC, DO, 201));
    expect(replied(feed(state, IAC, WILL, 201))).toEqual(bytes(hello, supports));
  });
});

describe('MSDP', () => {
  const on = bytes(IAC, WILL, 69);

  test('is agreed to, and its variables are kept as JSON', () => {
    const state = emptyStream();
    expect(replied(feed(state, on))).toEqual(bytes(IAC, DO, 69));
    expect(feed(state, sb(69, 1, 'HEALTH', 2, '10', 1, 'NAME', 2, 'B\xc3\xb6'))).toMatchObject([
      { type: 'data', name: 'msdp:HEALTH' },
      { type: 'data', name: 'msdp:NAME' },
    ]);
    expect(readData(state.data, 'msdp:HEALTH')).toBe('10');
    expect(readData(state.data, 'msdp:NAME')).toBe('Bö');
  });

  test('arrays, tables and several values of one variable', () => {
    const state = stateAfter(on);
    feed(
      state,
      sb(
        69,
        1,
        'LIST',
        2,
        5,
        2,
        'a',
        2,
        'b',
        6,
        1,
        'ROOM',
        2,
        3,
        1,
        'VNUM',
        2,
        '6',
        1,
        'EXITS',
        2,
        3,
        1,
        'n',
        2,
        '7',
        4,
        4,
      ),
      sb(69, 1, 'MANY', 2, 'x', 2, 'y', 1, 'EMPTY', 1, 'BARE', 2),
    );
    expect(readData(state.data, 'msdp:LIST')).toEqual(['a', 'b']);
    expect(readData(state.data, 'msdp:ROOM')).toEqual({ VNUM: '6', EXITS: { n: '7' } });
    expect(readData(state.data, 'msdp:MANY')).toEqual(['x', 'y']);
    expect(readData(state.data, 'msdp:EMPTY')).toEqual([]);
    expect(readData(state.data, 'msdp:BARE')).toBe('');
  });

  test('nesting without end is cut', () => {
    const state = stateAfter(on);
    feed(state, sb(69, 1, 'DEEP', 2, Buffer.alloc(40_000, '\x05\x02')), sb(69, 1, 'NEXT', 2, 'x'));
    expect(state.data.entries['msdp:DEEP']!.valid).toBe(true);
    expect(readData(state.data, 'msdp:NEXT')).toBe('x');
  });

  test('what we send', () => {
    expect(Buffer.from(sendMsdp(stateAfter(on), 'REPORT', ['HEALTH', 'MA\x01NA']))).toEqual(
      sb(69, 1, 'REPORT', 2, 'HEALTH', 2, 'MANA'),
    );
    expect(sendMsdp(emptyStream(), 'LIST', ['COMMANDS'])).toEqual(new Uint8Array(0));
  });
});

test('MSSP is kept for /mssp', () => {
  const state = stateAfter(IAC, WILL, 70);
  feed(state, sb(70, 1, 'PLAYERS', 2, '5', 1, 'PORT', 2, '23', 2, '4000'));
  expect(readData(state.data, 'mssp:PLAYERS')).toBe('5');
  expect(readData(state.data, 'mssp:PORT')).toEqual(['23', '4000']);
});

describe('MSP', () => {
  /** A connection of a world whose sounds are on. */
  function sounding() {
    const state = emptyStream();
    allowSounds(state);
    return state;
  }

  test.each([false, true])('it is agreed to where sounds are on: %s', on => {
    const state = on ? sounding() : emptyStream();
    expect(replied(feed(state, bytes(IAC, WILL, 90)))).toEqual(bytes(IAC, on ? DO : DONT, 90));
  });

  test('sound triggers at the start of a line stay off the screen', () => {
    const state = sounding();
    const received = feed(state, '!!SOUND(hit.wav V=50 L=2)\r\n', '!!MUSIC(Off)!!SOUND(a b)Hello\r\n');
    expect(lines(received)).toEqual(['Hello']);
    expect(readData(state.data, 'msp:SOUND')).toEqual({ file: 'a' });
    expect(readData(state.data, 'msp:MUSIC')).toEqual({ file: 'Off' });
  });

  test('what another player wrote does not count, nor anything while it is off', () => {
    expect(lines(feed(sounding(), 'Bob says !!SOUND(x)\n'))).toEqual(['Bob says !!SOUND(x)']);
    expect(lines(values(IAC, WILL, 90, '!!SOUND(x)\n'))).toEqual(['!!SOUND(x)']);
  });

  test('the style of what is left is kept', () => {
    expect(feed(sounding(), '\x1b[31m!!SOUND(x)Hello \x1b[32mthere\n').slice(-1)).toEqual([
      {
        type: 'line',
        text: 'Hello there',
        runs: [
          { at: 0, style: '31' },
          { at: 6, style: '32' },
        ],
      },
    ]);
  });
});

test('the option table names the known options and shows both sides', () => {
  const table = optionTable(stateAfter(IAC, DO, 31, IAC, WILL, 1, IAC, WILL, 91, IAC, DO, 77));
  expect(table.find(row => row.name === 'NAWS')).toEqual({ name: 'NAWS', number: 31, us: 'on', him: 'off' });
  expect(table.find(row => row.name === 'ECHO')).toEqual({ name: 'ECHO', number: 1, us: 'off', him: 'on' });
  expect(table.find(row => row.name === 'MXP')).toEqual({
    name: 'MXP',
    number: 91,
    us: 'off',
    him: 'refused',
  });
  expect(table.find(row => row.number === 77)).toEqual({
    name: 'unknown',
    number: 77,
    us: 'refused',
    him: 'off',
  });
});
