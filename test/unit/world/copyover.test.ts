/** A game that replaces its code under the connection has forgotten its options, and offers them again. */
import { playAlpha } from '../../support/play.ts';

const OFFERS = Buffer.from([255, 251, 201, 255, 253, 31, 255, 253, 24]);
const DO_GMCP = Buffer.from([255, 253, 201]);
const ANSWERS = [
  DO_GMCP,
  'Core.Hello',
  'Core.Supports.Set',
  Buffer.from([255, 250, 31]),
  Buffer.from([255, 251, 24]),
];

function offered() {
  const play = playAlpha();
  play.receive('Alpha', OFFERS);
  const at = () => play.sent('Alpha').length;
  /** What is sent while `act` happens. */
  const during = (act: () => void) => {
    const before = at();
    act();
    return play.sent('Alpha').subarray(before);
  };
  return { play, again: () => during(() => play.receive('Alpha', OFFERS)), during };
}

test('offers of what is on are answered again, GMCP and the size included', () => {
  const { play, again } = offered();
  play.advance(3000);
  const answer = again();
  for (const part of ANSWERS) expect(answer.includes(part)).toBe(true);
});

test('the same offer right behind the answer is an acknowledgement', () => {
  const { again } = offered();
  expect(again()).toHaveLength(0);
});

test('however often they come, they are answered once a minute', () => {
  const { play, again } = offered();
  const sizes = [];
  for (let second = 0; second < 130; second++) {
    play.advance(1000);
    sizes.push(again().length);
  }
  expect(sizes.flatMap((size, second) => (size > 0 ? [second] : []))).toEqual([0, 60, 120]);
});

test('a reload in the middle changes nothing of it', () => {
  const { play, again } = offered();
  play.advance(2000);
  expect(again().length).toBeGreaterThan(0);
  play.reload();
  play.advance(30_000);
  expect(again()).toHaveLength(0);
  play.reload();
  play.advance(30_000);
  expect(again().length).toBeGreaterThan(0);
});

test('a clock that is put back does not silence it for longer', () => {
  const { play, again } = offered();
  play.advance(2000);
  again();
  play.state.now -= 3_600_000;
  expect(again().length).toBeGreaterThan(0);
});

test('what the server refuses to have on is off, and counts anew', () => {
  const { play, again, during } = offered();
  play.receive('Alpha', Buffer.from([255, 252, 201, 255, 254, 31, 255, 254, 24]));
  expect(during(() => play.receive('Alpha', OFFERS)).includes('Core.Hello')).toBe(true);
  expect(again()).toHaveLength(0);
});

test('compression is not begun within compression', () => {
  const { play, during } = offered();
  const mccp = Buffer.from([255, 251, 86, 255, 251, 87]);
  play.receive('Alpha', mccp);
  play.advance(5000);
  expect(during(() => play.receive('Alpha', mccp))).toHaveLength(0);
});
