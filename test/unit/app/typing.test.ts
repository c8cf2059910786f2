/** What is typed, pasted or said in one go is worked off a turn at a time: nothing is lost, and nothing changes places. */
import { EFFORT } from '../../../client/app/typing/effort.ts';
import { waitingSize } from '../../../client/app/typing/input.ts';
import { logIn, masked, openPage, textFrame, turnOn } from '../../support/browsers.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';
import { startProgram, terminalHello } from '../../support/programs.ts';

const KEYS = 16 * 1024;
const isWaiting = (play: Play) =>
  Object.values(play.state.views).some(({ typed, entering }) => typed ?? entering) ||
  play.state.web?.saying !== undefined ||
  Object.values(play.state.web?.browsers ?? {}).some(({ inbox }) => inbox);

/** Turns until nothing waits; `between` happens before each. */
function workOff(play: Play, between: (turn: number) => void = () => {}): number {
  let turns = 0;
  for (; isWaiting(play); turns++) {
    between(turns);
    play.dispatch({ type: 'tick' });
  }
  return turns;
}

const holds = ({ asked }: Play) => asked.flatMap(one => (one.type === 'web hold' ? [one.on] : []));

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `say ${from + at}`).join('\n');
const sentLines = (play: Play) => play.sent('Alpha').toString().trimEnd().split('\r\n');
const expected = (from: number, to: number) => lines(from, to).split('\n');

test('thousands of cursor keys are many turns, none of which does more than its share', () => {
  const play = playAlpha();
  play.type('some text');
  const bytes = Buffer.from('\x1b[D\x1b[D\x1b[C'.repeat(KEYS / 9));
  play.dispatch({ type: 'input', bytes });
  let before = waitingSize(play.terminal);
  expect(before).toBeGreaterThan(KEYS - 3 * EFFORT - 256);
  const turns = workOff(play, turn => {
    const now = waitingSize(play.terminal);
    expect(before - now).toBeLessThanOrEqual(3 * EFFORT + 256);
    before = now;
    if (turn % 50 === 7) play.reload();
  });
  expect(turns).toBeGreaterThan(KEYS / 3 / EFFORT - 10);
  expect(play.terminal.editor).toMatchObject({ text: 'some text', cursor: 1 });
});

test('what is typed behind it comes behind it, and a sequence that is cut by a turn stays one', () => {
  const play = playAlpha();
  const text = 'héllo \x1b[D\x1b[C\x1bb\x05'.repeat(100);
  play.dispatch({ type: 'input', bytes: Buffer.from(text) });
  play.dispatch({ type: 'input', bytes: Buffer.from('the end\r') });
  workOff(play, turn => {
    // Longer than a lone Escape is waited for.
    if (turn % 3 === 0) play.advance(60);
    if (turn % 5 === 0) play.reload();
  });
  const other = playAlpha();
  for (const key of `${text}the end\r`.match(/\x1b\[.|\x1b.|./gsu)!) other.type(key);
  expect(sentLines(play)).toEqual(sentLines(other));
});

test('of an attached terminal, too: while very much waits no more of it is read', () => {
  const play = playAlpha();
  const second = startProgram(play, terminalHello());
  const hear = (text: string) =>
    play.dispatch({ type: 'web received', id: second.id, bytes: masked(2, Buffer.from(text)) });
  for (let i = 0; i < 5; i++) hear('\x02'.repeat(60_000));
  expect(holds(play)).toEqual([true]);
  hear('the end\r');
  // So that the test is short: all but the last of them are gone.
  play.state.views[second.view]!.typed!.bytes.splice(0, 5);
  workOff(play, turn => turn === 1 && play.reload());
  expect(holds(play)).toEqual([true, false]);
  expect(sentLines(play)).toEqual(['the end']);
});

test('a paste of thousands of lines is sent in their order, and keys behind it wait', () => {
  const play = playAlpha({ settings: { paste_ask: 0 } });
  const bytes = Buffer.from(`\x1b[200~${lines(0, 3000)}\x1b[201~\rlast\r`);
  play.dispatch({ type: 'input', bytes });
  const turns = workOff(play, turn => turn % 7 === 3 && play.reload());
  expect(turns).toBeGreaterThan(3000 / EFFORT - 1);
  expect(sentLines(play)).toEqual([...expected(0, 3000), 'last']);
});

test('a world that asks for a password meanwhile gets none of the rest', () => {
  const play = playAlpha({ settings: { paste_ask: 0 } });
  play.dispatch({ type: 'input', bytes: Buffer.from(`\x1b[200~${lines(0, 1000)}\x1b[201~\r`) });
  play.receive('Alpha', Buffer.from([255, 251, 1]));
  workOff(play);
  expect(sentLines(play).length).toBeLessThan(2 * EFFORT);
  expect(play.screen().join(' ')).toContain('not sent, because the server hides what is typed');
});

describe('pages', () => {
  function page() {
    const play = playAlpha();
    turnOn(play);
    const key = logIn(play);
    const one = openPage(play, key);
    const hear = (...said: [n: number, text: string][]) => {
      const frames = said.map(([n, text]) => textFrame({ t: 'say', n, w: 'Alpha', text }));
      play.dispatch({ type: 'web received', id: one.id, bytes: Buffer.concat(frames) });
    };
    const dids = (from = one) => from.heard.flatMap(said => (said.t === 'did' ? [said.n] : []));
    return { play, key, one, hear, dids };
  }

  test('one command of thousands of lines, and those behind it', () => {
    const { play, hear, dids } = page();
    hear([1, lines(0, 3000)], [2, 'look'], [3, lines(3000, 3500)]);
    hear([4, 'last']);
    expect(dids()).toEqual([]);
    expect(holds(play)).toEqual([true]);
    const turns = workOff(play, turn => turn % 7 === 3 && play.reload());
    expect(turns).toBeGreaterThan(3500 / EFFORT - 1);
    expect(sentLines(play)).toEqual([...expected(0, 3000), 'look', ...expected(3000, 3500), 'last']);
    expect(dids()).toEqual([1, 2, 3, 4]);
    expect(holds(play).at(-1)).toBe(false);
  });

  test('hundreds of commands in one read', () => {
    const { play, hear, dids } = page();
    hear(...Array.from({ length: 500 }, (_, at): [number, string] => [at + 1, `say ${at}`]));
    expect(sentLines(play).length).toBeLessThan(EFFORT + 20);
    workOff(play, turn => turn === 1 && play.reload());
    expect(sentLines(play)).toEqual(expected(0, 500));
    expect(dids()).toEqual(Array.from({ length: 500 }, (_, at) => at + 1));
  });

  test('what is gone says nothing any more, but what it has said is done', () => {
    const { play, one, hear } = page();
    hear([1, lines(0, 500)], [2, 'last']);
    play.dispatch({ type: 'web ended', id: one.id });
    play.dispatch({ type: 'web closed', id: one.id });
    workOff(play);
    expect(sentLines(play)).toEqual([...expected(0, 500), 'last']);
    expect(play.state.web!.browsers[one.id]).toBeUndefined();
  });

  test('a crash in the middle: the rest is done once, and the page that comes again is told', () => {
    const { play, key, hear, dids } = page();
    hear([1, lines(0, 1000)]);
    play.dispatch({ type: 'crashed', links: [] });
    const again = openPage(play, key);
    // It does not know that it is under way.
    again.say({ t: 'say', n: 1, w: 'Alpha', text: lines(0, 1000) });
    workOff(play);
    expect(dids(again)).toEqual([1]);
    again.say({ t: 'say', n: 2, w: 'Alpha', text: 'look' });
    expect(dids(again)).toEqual([1, 2]);
  });
});

test('what is typed behind a change of worlds goes to the other world, wherever a turn ends', () => {
  for (let before = EFFORT - 30; before <= EFFORT + 10; before++) {
    const play = createPlay({ worlds: { Alpha: {}, Beta: {} } });
    for (const name of ['Alpha', 'Beta']) {
      play.enter(`/worlds ${name}`);
      play.connect(name);
    }
    play.enter('/worlds Alpha');
    const typed = `${'\x1b[D'.repeat(before)}/worlds Beta\rto beta\r/worlds Alpha\rto alpha\r`;
    play.dispatch({ type: 'input', bytes: Buffer.from(typed) });
    workOff(play);
    expect([before, play.sent('Alpha').toString(), play.sent('Beta').toString()]).toEqual([
      ...[before, 'to alpha\r\n', 'to beta\r\n'],
    ]);
  }
});
