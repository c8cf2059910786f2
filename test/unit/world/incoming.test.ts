import { deflateSync } from 'node:zlib';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const IAC = 255;
const GA = Buffer.of(IAC, 249);
const ECHO_ON = Buffer.of(IAC, 251, 1);
const ECHO_OFF = Buffer.of(IAC, 252, 1);
const START_MCCP2 = Buffer.of(IAC, 251, 86, IAC, 250, 86, IAC, 240);

function inputRow(play: Play): string | undefined {
  return play.screen().at(-1);
}

test('text without a line end is shown at once, and goes to the input when it stays alone', () => {
  const play = playAlpha();
  play.receive('Alpha', 'Name: ');
  expect([play.output(), inputRow(play)]).toEqual([['Name:'], '']);
  play.advance(299);
  expect(inputRow(play)).toBe('');
  play.advance(1);
  expect([play.output(), inputRow(play)]).toEqual([[], 'Name:']);
  play.type('bob');
  expect(inputRow(play)).toBe('Name: bob');
});

test('a packet that is late completes the line after all', () => {
  const play = playAlpha();
  play.receive('Alpha', 'You are ');
  play.advance(300);
  play.receive('Alpha', 'dead.\r\n');
  expect([play.output(), inputRow(play)]).toEqual([['You are dead.'], '']);
});

test('telnet commands behind a prompt leave it where it is', () => {
  const play = playAlpha();
  play.receive('Alpha', 'Name: ');
  play.advance(200);
  play.receive('Alpha', Buffer.of(IAC, 241));
  play.advance(100);
  expect(inputRow(play)).toBe('Name:');
  play.receive('Alpha', Buffer.of(IAC, 241));
  expect(inputRow(play)).toBe('Name:');
});

test('a prompt that ends with GA is at the input at once, and until the user answers', () => {
  const play = playAlpha();
  play.receive('Alpha', Buffer.concat([Buffer.from('50hp> '), GA]));
  expect([play.output(), inputRow(play)]).toEqual([[], '50hp>']);
  play.receive('Alpha', 'A troll comes in.\r\n');
  expect([play.output(), inputRow(play)]).toEqual([['50hp>', 'A troll comes in.'], '50hp>']);
  play.enter('flee');
  expect(inputRow(play)).toBe('');
});

test('a password is shown as stars and remembered nowhere', () => {
  const play = playAlpha();
  play.receive('Alpha', Buffer.concat([Buffer.from('Password: '), ECHO_ON]));
  play.advance(300);
  play.type('hunter2');
  expect(inputRow(play)).toBe('Password: *******');
  play.enter('');
  play.receive('Alpha', Buffer.concat([ECHO_OFF, Buffer.from('\r\nWelcome!\r\n')]));
  expect(play.sent('Alpha').toString('latin1')).toContain('hunter2\r\n');
  expect(play.state.history).not.toContain('hunter2');
  expect(play.screen().join('\n')).not.toContain('hunter2');
  expect(play.terminal.editor.masked).toBe(false);
});

test.each(['//secret', '/quit', '/worlds'])('a password may look like %j', password => {
  const play = playAlpha();
  play.receive('Alpha', ECHO_ON);
  play.enter(password);
  expect(play.sent('Alpha').toString('latin1')).toMatch(new RegExp(`${password}\r\n$`));
  expect(play.asked).toEqual([]);
});

test('Tab completes no password', () => {
  const play = playAlpha();
  play.receive('Alpha', 'The secretary smiles.\n');
  play.receive('Alpha', ECHO_ON);
  play.type('secr\t\r');
  expect(play.sent('Alpha').toString('latin1')).toMatch(/secr\r\n$/);
});

test('a bell rings, also in the background', () => {
  const play = playAlpha({ worlds: { Alpha: {}, Beta: {} } });
  play.enter('/worlds Beta');
  play.receive('Alpha', '\x07');
  expect(play.asked).toEqual([{ type: 'bell', view: 'terminal' }]);
});

test.each([
  ['all', 2],
  ['screen', 1],
  ['none', 0],
] as const)('bells of a read are one, and by bell = %s those of two worlds are %d', (bell, rung) => {
  const play = createPlay({ worlds: { Alpha: {}, Beta: {} }, settings: { bell } });
  for (const name of ['Alpha', 'Beta']) {
    play.enter(`/worlds ${name}`);
    play.connect(name);
  }
  for (const name of ['Alpha', 'Beta']) play.receive(name, '\x07'.repeat(5000));
  expect(play.asked.filter(({ type }) => type === 'bell')).toHaveLength(rung);
});

test('what grows too fast is worked off in slices, and the server waits meanwhile', () => {
  const play = playAlpha({ settings: { more_mode: false } });
  const line = `${'x'.repeat(98)}\r\n`;
  play.receive('Alpha', Buffer.concat([START_MCCP2, deflateSync(line.repeat(8000))]));
  const { link, scrollback } = play.world('Alpha');
  expect(link?.held).toBe(true);
  expect(scrollback.next - scrollback.first).toBeLessThan(5000);

  play.receive('Alpha', 'plain again\r\n');
  play.type('typing goes first');
  play.reload();
  expect(play.terminal.editor.text).toBe('typing goes first');
  play.advance(0);
  expect(play.world('Alpha').link?.held).toBe(false);
  const { first, next } = play.world('Alpha').scrollback;
  expect(next - first).toBe(8001);
  expect(play.output().at(-1)).toBe('plain again');
});

test('bytes that come while others wait are kept as they were, whatever becomes of the buffer', () => {
  const play = playAlpha({ settings: { more_mode: false } });
  play.receive('Alpha', Buffer.concat([START_MCCP2, deflateSync('x\n'.repeat(20_000))]));
  const link = play.world('Alpha').link?.id as number;
  // A read that was under way when reading was stopped; the play wipes the buffer afterwards.
  play.dispatch({ type: 'received', link, bytes: Buffer.from('last\r\n') });
  play.advance(0);
  expect(play.output().at(-1)).toBe('last');
});

test('a server that asks and reads no answer is told about once, and the user can still send', () => {
  const worlds = { Alpha: { environ: { MOOD: 'x'.repeat(10_000) } } };
  const play = playAlpha({ columns: 120, rows: 300, worlds });
  play.receive('Alpha', Buffer.of(IAC, 253, 39));
  play.stall('Alpha');
  const question = Buffer.of(IAC, 250, 39, 1, IAC, 240, 10);
  play.receive('Alpha', Buffer.concat(Array.from({ length: 200 }, () => question)));
  play.advance(0);
  const told = play.output().filter(row => row.startsWith('%'));
  expect(told.at(-1)).toBe(
    '% Alpha: the server asks without reading the answers; they are dropped until it does.',
  );
  expect(told.filter(row => row.includes('asks without reading'))).toHaveLength(1);
  play.enter('look');
  play.flow('Alpha');
  expect(play.sent('Alpha').length).toBeLessThan(600_000);
  expect(play.sent('Alpha').toString('latin1')).toMatch(/look\r\n$/);
});

describe('a server that asks more than it is answered', () => {
  const ON = Buffer.of(IAC, 253, 39, IAC, 253, 24);
  const environ = (payload: Buffer) =>
    Buffer.concat([Buffer.of(IAC, 250, 39, 1), payload, Buffer.of(IAC, 240)]);
  const told = (play: Play) => play.output().filter(row => row.startsWith('%'));

  test('5,000 bare VARs are one question', () => {
    const play = playAlpha({ columns: 120 });
    play.receive('Alpha', ON);
    const before = play.sent('Alpha').length;
    for (let n = 0; n < 20; n++) play.receive('Alpha', environ(Buffer.alloc(5000)));
    play.advance(0);
    expect(play.sent('Alpha').length - before).toBeLessThan(64 * 1024);
    expect(told(play)).toEqual([]);
  });

  test('that it does not read is said of none that reads', () => {
    const play = playAlpha({ columns: 120, settings: { more_mode: false } });
    play.receive('Alpha', ON);
    const question = Buffer.concat([environ(Buffer.alloc(0)), Buffer.from('\n')]);
    const bomb = deflateSync(Buffer.alloc(question.length * 8000, question));
    play.receive('Alpha', Buffer.concat([START_MCCP2, bomb]));
    play.advance(0);
    // More than 512 KiB, all of it taken.
    expect(play.sent('Alpha').length).toBeGreaterThan(760_000);
    expect(told(play)).toEqual([]);
  });

  test('nor of one that has not yet read what the user has typed', () => {
    const play = playAlpha({ columns: 120 });
    play.receive('Alpha', ON);
    play.stall('Alpha');
    for (let n = 0; n < 60; n++) play.enter('x'.repeat(10_000));
    play.enter('/flush');
    play.receive('Alpha', Buffer.concat([environ(Buffer.alloc(0)), Buffer.from('text\n')]));
    expect(told(play)).toEqual([]);
    play.flow('Alpha');
    expect(play.sent('Alpha').toString('latin1')).toMatch(/CLIENT_NAME/);
  });
});

describe('a connection that ends while bytes wait', () => {
  const LINES = 12_000;
  const bomb = Buffer.concat([START_MCCP2, deflateSync('line\n'.repeat(LINES - 1).concat('last\n'))]);

  function ended(): Play {
    const play = playAlpha({ columns: 100, settings: { more_mode: false } });
    play.receive('Alpha', bomb);
    play.close('Alpha');
    return play;
  }

  test('is closed when they are worked off, slice by slice', () => {
    const play = ended();
    const after = play.world('Alpha').scrollback.next;
    expect(after).toBeLessThan(5000);
    expect(play.world('Alpha').phase).toBe('connected');
    play.advance(0);
    expect(play.world('Alpha')).toMatchObject({ phase: 'disconnected', link: null });
    expect(play.output().slice(-2)).toEqual(['last', '% Alpha: the server closed the connection.']);
  });

  test('also over a reload in the midst of it', () => {
    const play = ended();
    play.reload([], ['Alpha']);
    expect(play.world('Alpha').phase).toBe('connected');
    play.advance(0);
    expect(play.output().slice(-2)).toEqual(['last', '% Alpha: the server closed the connection.']);
    expect(play.output().filter(row => row === 'last')).toHaveLength(1);
  });

  test('or at the reload itself', () => {
    const play = playAlpha({ columns: 100, settings: { more_mode: false } });
    play.receive('Alpha', bomb);
    play.reload([], ['Alpha']);
    play.advance(0);
    expect(play.output().slice(-2)).toEqual(['last', '% Alpha: the server closed the connection.']);
  });

  test('and why it failed is said then', () => {
    const play = playAlpha({ columns: 100, settings: { more_mode: false } });
    play.receive('Alpha', bomb);
    play.close('Alpha', { code: 'ECONNRESET', sentence: 'the connection was reset.' });
    play.advance(0);
    expect(play.output().at(-1)).toBe('% Alpha: connection lost: the connection was reset.');
  });

  test('the user may hang up before', () => {
    const play = ended();
    play.enter('/disconnect');
    play.advance(0);
    expect(play.world('Alpha').link).toBeNull();
    expect(play.output().at(-1)).toBe('% Alpha: disconnected.');
  });
});
