import { createPlay, playAlpha } from '../../support/play.ts';

test('what is typed goes out at once', () => {
  const play = playAlpha();
  play.enter('look');
  expect(play.sent('Alpha').toString()).toBe('look\r\n');
  expect(play.world('Alpha').link).toMatchObject({ outbox: [], inFlight: 0 });
});

test('one write is under way at a time; the rest waits and goes out together', () => {
  const play = playAlpha();
  play.stall('Alpha');
  for (const word of ['one', 'two', 'three']) play.enter(word);
  expect(play.world('Alpha').link?.inFlight).toBe(5);
  play.take('Alpha', 5);
  expect(play.sent('Alpha').toString()).toBe('one\r\n');
  expect(play.world('Alpha').link?.inFlight).toBe(12);
  play.flow('Alpha');
  expect(play.sent('Alpha').toString()).toBe('one\r\ntwo\r\nthree\r\n');
});

test('a reload sends again what the kernel has not taken, and nothing else', () => {
  const play = playAlpha();
  play.stall('Alpha');
  for (const word of ['one', 'two', 'three']) play.enter(word);
  play.take('Alpha', 3);
  play.reload();
  play.take('Alpha', 4);
  play.reload();
  play.enter('four');
  play.flow('Alpha');
  expect(play.sent('Alpha').toString()).toBe('one\r\ntwo\r\nthree\r\nfour\r\n');
});

test('a server that does not read is told of, once a megabyte waits', () => {
  const play = playAlpha({ settings: { more_mode: false } });
  play.stall('Alpha');
  const long = 'x'.repeat(300_000);
  for (const name of ['a', 'b', 'c', 'd']) play.input(Buffer.from(`\x1b[200~${name}${long}\x1b[201~\r`));
  expect(play.output().slice(-3).join(' ')).toContain('read the last megabyte; try again later.');
  play.flow('Alpha');
  play.enter('again');
  expect(play.sent('Alpha').toString()).toBe(`a${long}\r\nb${long}\r\nc${long}\r\nagain\r\n`);
});

// Copied for each line, what waits would take minutes.
test('a pasted book of short lines is queued without a pause', () => {
  const play = playAlpha();
  const book = 'n\n'.repeat(50_000);
  play.stall('Alpha');
  play.input(Buffer.from(`\x1b[200~${book}\x1b[201~\r`));
  play.flow('Alpha');
  expect(play.sent('Alpha').length).toBe(150_000);
});

test('words before a hang-up still go out', () => {
  const play = playAlpha();
  play.type('save\rquit\r/dc\r');
  expect(play.sent('Alpha').toString()).toBe('save\r\nquit\r\n');
  expect(play.world('Alpha').phase).toBe('disconnected');
});

test('nothing is sent to a world that is not connected, and the user is told what', () => {
  const play = playAlpha();
  play.close('Alpha');
  play.enter('look');
  expect(play.output().at(-1)).toBe('% Alpha is not connected; not sent: look');
  const before = play.output();
  play.enter('');
  expect(play.output()).toEqual(before);
});

test('while a world connects, whatever is entered for it is told so, and Up has it', () => {
  const automation = '[[alias]]\nname = "k"\nbody = "kill $*"\n';
  const play = createPlay({ worlds: { Alpha: {} }, automation, columns: 100 });
  play.enter('/worlds Alpha');
  for (const [line, said] of [
    ['look', 'Alpha is still connecting; not sent: look'],
    ['k rat', 'Alpha is still connecting; not sent: 1 line of rules.'],
    ['/send wave', 'Alpha is still connecting; not sent: wave'],
    ['/walk 3n', 'Alpha is still connecting: there is nowhere to walk.'],
    ['/gmcp Core.Ping', 'Alpha is still connecting.'],
    ['/charmode on', 'Alpha is still connecting.'],
  ] as const) {
    play.enter(line);
    expect(play.output()).toContain(`% ${said}`);
    play.press('Up');
    expect(play.screen().at(-1)).toBe(line);
    play.press('C-u');
  }
});

test('a character that the encoding does not have is named, and nothing goes out in its place', () => {
  const play = playAlpha({ worlds: { Alpha: { encoding: 'latin1' } } });
  play.enter('say Grüße');
  play.enter('say 世');
  expect(play.sent('Alpha')).toEqual(Buffer.from('say Grüße\r\n', 'latin1'));
  expect(play.output().join(' ')).toContain('its character set has no 世');
});

test('words for a session that is just taken up after a crash wait until it is', () => {
  const play = playAlpha();
  play.enter('one');
  const link = play.world('Alpha').link!;
  link.session = 'S';
  play.dispatch({ type: 'crashed', links: [] });
  play.enter('two');
  expect(play.world('Alpha').phase).toBe('connecting');
  expect(play.sent('Alpha').toString()).toBe('one\r\n');
  const session = { id: 'S', proxy: 'p', accepted: 5 };
  play.dispatch({ type: 'connected', link: link.id, carrier: 'tls-proxy', session, notes: [] });
  expect(play.sent('Alpha').toString()).toBe('one\r\ntwo\r\n');
  expect(play.output().join(' ')).not.toContain('not sent');
});

test('what the kernel had and the proxy has not is sent again, before what was said since', () => {
  const play = playAlpha();
  const link = play.world('Alpha').link!;
  link.session = 'S';
  play.enter('one');
  play.enter('two');
  play.dispatch({ type: 'crashed', links: [] });
  play.enter('three');
  const session = { id: 'S', proxy: 'p', accepted: 5 };
  play.dispatch({ type: 'connected', link: link.id, carrier: 'tls-proxy', session, notes: [] });
  expect(play.sent('Alpha').toString()).toBe('one\r\ntwo\r\ntwo\r\nthree\r\n');
});

test('what the proxy has beyond all that waited takes nothing of what was said since', () => {
  const play = playAlpha();
  const link = play.world('Alpha').link!;
  link.session = 'S';
  play.enter('one');
  play.dispatch({ type: 'crashed', links: [] });
  play.enter('two');
  const session = { id: 'S', proxy: 'p', accepted: 8 };
  play.dispatch({ type: 'connected', link: link.id, carrier: 'tls-proxy', session, notes: [] });
  expect(play.sent('Alpha').toString()).toBe('one\r\ntwo\r\n');
});
