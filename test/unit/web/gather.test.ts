/** Lines that come soon after others go with those behind them: a message costs as much as a hundred lines in it. */
import { logIn, openPage, sentTo, turnOn } from '../../support/browsers.ts';
import { type Play, playAlpha } from '../../support/play.ts';

/** As long as lines wait for others (ms). */
const GATHERED = 16;

function openOn(play: Play, tab = 'tab') {
  const page = openPage(play, logIn(play, 'play', `secret ${tab}`), tab);
  page.say({ t: 'want', w: 'Alpha', from: play.world('Alpha').scrollback.next });
  const batches = () =>
    page.heard.flatMap(message => (message.t === 'lines' && message.w === 'Alpha' ? [message.l.length] : []));
  return { page, batches };
}

function playOn() {
  const play = playAlpha({ columns: 100, rows: 30 });
  turnOn(play);
  return { play, ...openOn(play) };
}

test('a line that comes alone goes at once; those that follow it soon wait for each other', () => {
  const { play, page, batches } = playOn();
  play.receive('Alpha', 'one\r\n');
  expect(batches()).toEqual([1]);
  play.receive('Alpha', 'two\r\n');
  play.advance(GATHERED / 2);
  play.receive('Alpha', 'three\r\n');
  expect(batches()).toEqual([1]);
  play.advance(GATHERED / 2);
  expect(batches()).toEqual([1, 2]);
  play.advance(GATHERED);
  play.receive('Alpha', 'four\r\n');
  expect(batches()).toEqual([1, 2, 1]);
  expect(page.lines().map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
});

test('lines without a pause are as many messages as there are times to gather them, and none is missing', () => {
  const { play, page, batches } = playOn();
  const other = openOn(play, 'other');
  for (let line = 0; line < 250; line++) {
    play.receive('Alpha', `line ${line}\r\n`);
    play.advance(2);
    // The kernel takes what is sent; pages say now and then that it has come.
    for (const { id } of [page, other.page]) sentTo(play, id);
    if (line % 50 !== 0) continue;
    for (const one of [page, other.page])
      one.say({ t: 'ack', w: 'Alpha', to: one.lines().at(-1)!.number + 1 });
  }
  play.advance(GATHERED);
  for (const one of [page, other.page]) {
    const texts = one.lines().map(({ text }) => text);
    expect(texts.filter(text => text.startsWith('line'))).toEqual(
      Array.from({ length: 250 }, (_, at) => `line ${at}`),
    );
  }
  expect(batches().length).toBeLessThan(500 / GATHERED + 2);
});

test('what fills a message waits for nothing', () => {
  const { play, batches } = playOn();
  play.receive('Alpha', 'one\r\n');
  expect(batches()).toEqual([1]);
  play.receive('Alpha', 'x\r\n'.repeat(130));
  expect(batches()).toEqual([1, 64, 64]);
  play.advance(GATHERED);
  expect(batches()).toEqual([1, 64, 64, 2]);
});

test('a reload in the middle keeps nobody waiting for longer', () => {
  const { play, page, batches } = playOn();
  play.receive('Alpha', 'one\r\n');
  expect(batches()).toEqual([1]);
  play.receive('Alpha', 'two\r\n');
  play.reload();
  play.advance(GATHERED);
  expect(page.lines().map(({ text }) => text)).toEqual(['one', 'two']);
});

test('what changes meanwhile is told by then, and what is said is answered at once', () => {
  const { play, page } = playOn();
  play.receive('Alpha', 'one\r\n');
  expect(page.lines()).toHaveLength(1);
  play.receive('Alpha', Buffer.from('HP 100> \xff\xf9', 'latin1'));
  const prompts = () =>
    page.heard.flatMap(message => (message.t === 'world' ? [message.world.prompt?.[0] ?? ''] : []));
  expect(prompts()).not.toContain('HP 100> ');
  play.advance(GATHERED);
  expect(prompts()).toContain('HP 100> ');
  play.receive('Alpha', 'two\r\n');
  page.say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
  expect(page.heard.at(-1)).toMatchObject({ t: 'did', n: 1 });
});

test('a clock that is put back keeps no line', () => {
  const { play, page } = playOn();
  play.receive('Alpha', 'one\r\n');
  expect(page.lines()).toHaveLength(1);
  play.advance(-60_000);
  play.receive('Alpha', 'two\r\n');
  expect(page.lines()).toHaveLength(2);
});

test('what several browsers have taken at once is over for each of them, and what waited meanwhile follows', () => {
  const { play, page } = playOn();
  const pages = [page, openOn(play, 'other').page];
  for (let round = 0; round < 3; round++) {
    play.advance(GATHERED);
    for (const { id } of pages) sentTo(play, id);
  }
  const writes = () => play.asked.filter(effect => effect.type === 'web write');
  const before = writes().length;
  play.receive('Alpha', 'one\r\n');
  play.advance(GATHERED);
  play.receive('Alpha', 'two\r\n');
  const first = writes().slice(before);
  expect(first.map(({ id }) => id)).toEqual(pages.map(({ id }) => id));
  const taken = first.map(({ id, bytes }) => [id, bytes.length] as const);
  // One may have gone meanwhile.
  play.dispatch({ type: 'web taken', writes: [[999, 1], ...taken] });
  const second = writes().slice(before + 2);
  expect(second.map(({ id }) => id)).toEqual(pages.map(({ id }) => id));
  for (const { bytes } of second) expect(Buffer.from(bytes).toString()).toContain('two');
});
