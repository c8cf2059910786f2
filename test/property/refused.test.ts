/** What is refused because the server does not read must leave nothing behind: no state, and no bytes in a compressed stream. */
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { playAlpha } from '../support/play.ts';

const WILL_MCCP3 = Buffer.from([255, 251, 87]);
const WONT_MCCP3 = Buffer.from([255, 252, 87]);
const MARKER = Buffer.from([255, 250, 87, 255, 240]);
const DO_NAWS = Buffer.from([255, 253, 31]);
const DO_TIMING_MARK = Buffer.from([255, 253, 6]);
const LONG = 'x'.repeat(200_000);

/** What a stream at the start of `packed` inflates to, and what follows its end. Throws if it is damaged. */
function inflated(packed: Buffer): { text: string; rest: Buffer } {
  const { buffer, engine } = inflateSync(packed, { info: true }) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  return { text: buffer.toString('latin1'), rest: packed.subarray(engine.bytesWritten) };
}

const behindMarker = (sent: Buffer) => sent.subarray(sent.indexOf(MARKER) + MARKER.length);

function compressing() {
  const play = playAlpha({ settings: { more_mode: false } });
  play.receive('Alpha', WILL_MCCP3);
  return play;
}

test('a refused line has not gone through the compressor: the stream ends with the right check value', () => {
  const play = compressing();
  play.stall('Alpha');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) play.enter(`${name}${LONG}`);
  expect(play.output().join(' ')).toContain('not sent');
  play.flow('Alpha');
  play.enter('look');
  play.receive('Alpha', WONT_MCCP3);
  play.enter('plain');
  const { text, rest } = inflated(behindMarker(play.sent('Alpha')));
  expect(text).toBe(`${['a', 'b', 'c', 'd', 'e'].map(name => `${name}${LONG}\r\n`).join('')}look\r\n`);
  expect(rest.toString('latin1')).toBe('\xff\xfe\x57plain\r\n');
});

test('the end of the stream goes out however much waits, or what follows would be taken for compressed', () => {
  const play = compressing();
  play.stall('Alpha');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) play.enter(`${name}${LONG}`);
  play.receive('Alpha', WONT_MCCP3);
  play.flow('Alpha');
  play.enter('plain');
  expect(inflated(behindMarker(play.sent('Alpha'))).rest.toString('latin1')).toMatch(/plain\r\n$/);
});

test('a refused marker begins no compression', () => {
  const play = playAlpha();
  play.stall('Alpha');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) play.enter(`${name}${LONG}`);
  play.receive('Alpha', WILL_MCCP3);
  play.flow('Alpha');
  play.enter('plain');
  const sent = play.sent('Alpha');
  expect(sent.includes(MARKER)).toBe(false);
  expect(sent.subarray(-7).toString()).toBe('plain\r\n');
});

test('a size that could not be sent is not one that the server knows', () => {
  const play = playAlpha();
  play.receive('Alpha', DO_NAWS);
  play.stall('Alpha');
  const byte = 1024 * 1024 - 5 * (LONG.length + 3);
  for (const name of ['a', 'b', 'c', 'd', 'e']) play.enter(`${name}${LONG}`);
  play.enter('x'.repeat(byte - 2));
  play.resize(50, 20);
  play.flow('Alpha');
  play.resize(50, 20);
  play.resize(51, 20);
  play.resize(50, 20);
  const last = play.sent('Alpha').lastIndexOf(Buffer.from([255, 250, 31]));
  expect(play.sent('Alpha')[last + 4]).toBe(50);
});

test('law: whatever is refused, said or answered, the server inflates it all', () => {
  const step = fc.oneof(
    fc.constant('stall' as const),
    fc.constant('flow' as const),
    fc.constant('reload' as const),
    fc.integer({ min: 1, max: 300_000 }),
    fc.constant('ask' as const),
    fc.constant('off' as const),
    fc.constant('on' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), steps => {
      const play = playAlpha();
      for (const one of steps) {
        if (one === 'stall') play.stall('Alpha');
        else if (one === 'flow') play.flow('Alpha');
        else if (one === 'reload') play.reload();
        else if (one === 'ask') play.receive('Alpha', Buffer.concat(Array(30_000).fill(DO_TIMING_MARK)));
        else if (one === 'off') play.receive('Alpha', WONT_MCCP3);
        else if (one === 'on') play.receive('Alpha', WILL_MCCP3);
        else play.enter('y'.repeat(one));
      }
      play.flow('Alpha');
      play.advance(10_000);
      // Commands without any text in between are ignored after a while.
      play.receive('Alpha', 'text\r\n');
      play.receive('Alpha', WONT_MCCP3);
      play.enter('end');
      expect(plainOf(play.sent('Alpha'))).toMatch(/end\r\n$/);
    }),
    { numRuns: 25 },
  );
});

/** All that a server reads: plain, and what each stream between marker and end inflates to. */
function plainOf(sent: Buffer): string {
  const at = sent.indexOf(MARKER);
  if (at < 0) return sent.toString('latin1');
  const { text, rest } = inflated(behindMarker(sent));
  return sent.subarray(0, at).toString('latin1') + text + plainOf(rest);
}
