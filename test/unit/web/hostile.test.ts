/** What should not be: requests made to mislead, pages that are not ours, games that mean no good. */
import fc from 'fast-check';
import { SPECIAL } from '../../../client/stream/printable.ts';
import type { ToPage, WireLine } from '../../../client/web/protocol.ts';
import {
  answerOf,
  ask,
  framesIn,
  logIn,
  masked,
  open,
  openPage,
  PORT,
  put,
  sentTo,
  textFrame,
  turnOn,
  upgrade,
} from '../../support/browsers.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const SECRET = 'the treasure is below the oak';
const own = { Origin: `http://127.0.0.1:${PORT}` };

function playOn(): Play {
  const play = playAlpha({ columns: 100, rows: 30 });
  turnOn(play);
  play.receive('Alpha', `${SECRET}\r\n`);
  return play;
}

describe('requests', () => {
  test.each<[string, string, Record<string, string>, number]>([
    ['chunks', 'POST /login', { ...own, 'Transfer-Encoding': 'chunked' }, 411],
    ['a body of 5 KB', 'POST /login', { ...own, 'Content-Length': '5120' }, 413],
    ['17 KB of headers', 'GET /', { 'X-Long': 'x'.repeat(17 * 1024) }, 431],
    ['a method of others', 'DELETE /', {}, 405],
    ['the way out of the page', 'GET /../../etc/passwd', {}, 404],
    ['the way out in disguise', 'GET /%2e%2e/%2e%2e/etc/passwd', {}, 404],
    ['names of every object', 'GET /__proto__', {}, 404],
    ['a foreign name', 'GET /lines/Alpha/0/0-9', { Host: 'evil.example' }, 421],
    ['the name in another place', 'GET /', { Host: `127.0.0.1:${PORT}@evil.example` }, 421],
  ])('%s: %s is answered by status %4$d', (_, first, headers, status) => {
    expect(ask(playOn(), first, headers).status).toBe(status);
  });

  test('a visitor cannot say where they come from, however it is said', () => {
    const play = playOn();
    play.dispatch({ type: 'web invited', view: '', role: 'play', address: '', secret: 's', code: [] });
    play.type('q');
    const headers = { ...own, 'X-Forwarded-For': '6.6.6.6', Connection: 'close, X-Forwarded-For' };
    expect(ask(play, 'POST /login', headers, '{"code":"s"}').status).toBe(200);
    play.enter('/web');
    expect(play.output().join(' ')).toContain('127.0.0.1  may play');
    expect(play.output().join(' ')).not.toContain('6.6.6.6');
  });
});

describe('pages that are not ours', () => {
  test.each<[string, Record<string, string | undefined>, number]>([
    ['of another port', { Origin: 'http://127.0.0.1:8080' }, 403],
    ['of no place', { Origin: undefined }, 403],
    ['of a sandbox', { Origin: 'null' }, 403],
    ['of another scheme', { Origin: `https://127.0.0.1:${PORT}` }, 403],
    ['of another name of this machine', { Origin: `http://localhost:${PORT}` }, 403],
    ['led here by a foreign name', { Host: 'evil.example', Origin: 'http://evil.example' }, 421],
  ])('%s have the cookie and get nothing of a world', (_, headers, status) => {
    const play = playOn();
    const { cookie, half } = logIn(play);
    const id = open(play);
    const lines = upgrade(cookie, headers as Record<string, string>)
      .split('\r\n')
      .filter(line => !line.endsWith(': undefined'));
    put(play, id, lines.join('\r\n'));
    put(play, id, textFrame({ t: 'hello', v: 1, half, tab: 't', visible: true }));
    const sent = sentTo(play, id);
    expect(answerOf(sent).status).toBe(status);
    expect(sent.toString()).not.toMatch(/Alpha|treasure/);
  });

  test('with the cookie and without the other half: closed with 4001, and nothing of a world', () => {
    const play = playOn();
    const { cookie } = logIn(play);
    const page = openPage(play, { cookie, half: 'guessed' });
    page.say({ t: 'want', w: 'Alpha', from: 0 });
    expect([page.closed(), page.heard]).toEqual([4001, []]);
    expect(sentTo(play, page.id).toString()).not.toMatch(/Alpha|treasure/);
  });

  test('a link of another profile opens nothing here, and is still good there', () => {
    const [here, there] = [playOn(), playOn()];
    there.dispatch({ type: 'web invited', view: '', role: 'play', address: '', secret: 's', code: [] });
    there.type('q');
    expect(ask(here, 'POST /login', own, '{"code":"s"}').status).toBe(403);
    expect(ask(there, 'POST /login', own, '{"code":"s"}').status).toBe(200);
  });
});

test('a message in three fragments with a ping between, byte by byte, with a reload at any of them', () => {
  const text = Buffer.from('{"t":"say","n":1,"w":"Alpha","text":"look"}');
  const fragment = (opcode: number, data: Buffer, isLast: boolean) => {
    const frame = masked(opcode, data);
    frame[0] = (isLast ? 128 : 0) | opcode;
    return frame;
  };
  const bytes = Buffer.concat([
    fragment(1, text.subarray(0, 9), false),
    masked(9, Buffer.from('between')),
    fragment(0, text.subarray(9, 20), false),
    fragment(0, text.subarray(20), true),
  ]);
  const play = playOn();
  const page = openPage(play, logIn(play));
  void page.heard;
  for (const byte of bytes) {
    put(play, page.id, Buffer.of(byte));
    play.reload();
  }
  expect(play.sent('Alpha').toString()).toBe('look\r\n');
  const frames = framesIn(sentTo(play, page.id));
  const pong = frames.findIndex(({ opcode, data }) => opcode === 10 && data.toString() === 'between');
  const did = frames.findIndex(({ data }) => data.toString() === '{"t":"did","n":1}');
  expect([pong > 0, did > pong]).toEqual([true, true]);
});

/** Lines of a game as a page gets them. */
function linesFor(bytes: Buffer): WireLine[] {
  const play = playOn();
  const page = openPage(play, logIn(play));
  const from = play.world('Alpha').scrollback.next;
  page.say({ t: 'want', w: 'Alpha', from });
  play.receive('Alpha', bytes);
  let seen = 0;
  for (;;) {
    const lines = page.heard.filter(one => one.t === 'lines') as Extract<ToPage, { t: 'lines' }>[];
    const all = lines.flatMap(({ l }) => [...l]);
    if (all.length === seen) return all;
    seen = all.length;
    page.say({ t: 'ack', w: 'Alpha', to: from + seen });
  }
}

describe('what a game says', () => {
  test.each([
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['the end of a script', '</script><script>alert(1)', '</script><script>alert(1)'],
    ['a title', 'a\x1b]0;title\x07b', 'ab'],
    ['the other way round', 'a\u202eb', 'ab'],
    ['more of an escape sequence', 'a\x9b31mb', 'ab'],
  ])('%s is text', (_, said, shown) => {
    expect(linesFor(Buffer.from(`${said}\r\n`))[0]?.[0]).toBe(shown);
  });

  test('a link goes to the web or nowhere', () => {
    const link = (target: string) => `\x1b]8;;${target}\x1b\\here\x1b]8;;\x1b\\\r\n`;
    const targets = ['https://example.org/', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'];
    const links = linesFor(Buffer.from(targets.map(link).join(''))).map(line => line.slice(3));
    expect(links.map(runs => runs.filter(one => String(one).includes(':')))).toEqual([
      ['https://example.org/'],
      [],
      [],
      [],
    ]);
  });

  test('of a line of a mebibyte the page gets the beginning, and how long it is', () => {
    const lines = linesFor(Buffer.from(`${'x'.repeat(1024 * 1024)}\r\n`));
    const line = lines.find(([, , kind]) => kind === 'g');
    expect(line![0].length).toBeLessThan(17_000);
    expect(line![0]).toMatch(/x … \(\d+ characters\)$/);
  });

  test('whatever it is, no control of it gets to a page', () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map(bytes => Buffer.from(bytes)),
      fc
        .constantFrom('\x1b[31m', '\x1b]8;;http://a/\x07', '\x1b]', '\x1bP', '\r\n', '\u202e', '<b>', '\xff')
        .map(text => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 400 }), parts => {
        for (const [text, time, kind, ...runs] of linesFor(Buffer.concat([...parts, Buffer.from('\r\n')]))) {
          expect(text.replace(SPECIAL, '')).toBe(text);
          expect([Number.isSafeInteger(time), 'gch'.includes(kind)]).toEqual([true, true]);
          for (let at = 0; at < runs.length; at += 3) {
            expect(runs[at]).toEqual(expect.any(Number));
            expect(runs[at + 1]).toMatch(/^[\d;:]*$/);
            expect(runs[at + 2]).toMatch(/^(https?:\/\/|mailto:|ftp:|$)/);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a page that does not read', () => {
  const waiting = (play: Play, id: number) =>
    play.state.web!.browsers[id]!.outbox.reduce((sum, { length }) => sum + length, 0);
  const QUARTER_MEGABYTE = 256 * 1024;
  const received = (play: Play, id: number, bytes: Uint8Array) =>
    play.dispatch({ type: 'web received', id, bytes });

  /** Worlds with more to say than a message has room for. */
  function playMany(count: number) {
    const names = Array.from({ length: count }, (_, at) => `World${at}`);
    const play = createPlay({
      worlds: Object.fromEntries(names.map(name => [name, {}])),
      columns: 100,
      rows: 30,
    });
    turnOn(play);
    for (const name of names) {
      play.enter(`/worlds ${name}`);
      play.connect(name);
      play.receive(name, `${'x'.repeat(2000)}\r\n`.repeat(40));
    }
    const page = openPage(play, logIn(play));
    void page.heard;
    return { names, play, page };
  }

  test('and wants all of many worlds costs a few messages, and gets each line once it reads', () => {
    const { names, play, page } = playMany(30);
    received(play, page.id, Buffer.concat(names.map(w => textFrame({ t: 'want', w, from: 0 }))));
    play.receive('World0', 'news\r\n');
    expect(waiting(play, page.id)).toBeGreaterThan(0);
    expect(waiting(play, page.id)).toBeLessThan(QUARTER_MEGABYTE);
    for (let last = -1; page.heard.length > last; play.advance(20)) last = page.heard.length;
    for (const name of names) {
      const lines = page.heard.filter(one => one.t === 'lines').filter(({ w }) => w === name);
      const { next } = play.world(name).scrollback;
      expect(lines.flatMap(({ from, l }) => l.map((_, at) => from + at))).toEqual(
        Array.from({ length: next }, (_, at) => at),
      );
    }
  });

  test('and asks without end is not heard further, is not closed, and is answered once it reads', () => {
    const play = playOn();
    for (let at = 0; at < 500; at++) play.enter(`${at} ${'x'.repeat(100)}`);
    const page = openPage(play, logIn(play));
    void page.heard;
    const ask = (q: number) => textFrame({ t: 'ask', q, what: 'history', name: 'Alpha' });
    const asked = 20;
    received(play, page.id, Buffer.concat(Array.from({ length: asked }, (_, q) => ask(q))));
    const until = () => page.heard.filter(one => one.t === 'answer').length;
    play.advance(1000);
    expect(waiting(play, page.id)).toBeLessThan(QUARTER_MEGABYTE);
    play.reload();
    expect(play.state.web!.browsers[page.id]).toMatchObject({ mode: 'open', held: true });
    for (let last = -1; until() > last; play.dispatch({ type: 'tick' })) last = until();
    const answers = page.heard.filter(one => one.t === 'answer');
    expect(answers.map(({ q }) => q)).toEqual(Array.from({ length: asked }, (_, q) => q));
    expect(answers.some(({ history }) => history?.length === 500)).toBe(true);
    expect(play.state.web!.browsers[page.id]?.held).toBeUndefined();
    expect(page.closed()).toBeNull();
  });

  test('and asks without end is gone when its connection is', () => {
    const { play, page } = playMany(1);
    for (let at = 0; at < 500; at++) play.enter(`${at} ${'x'.repeat(100)}`);
    const ask = textFrame({ t: 'ask', q: 1, what: 'history', name: 'World0' });
    received(play, page.id, Buffer.concat(Array.from({ length: 20 }, () => ask)));
    expect(play.state.web!.browsers[page.id]!.inbox).toBeDefined();
    play.dispatch({ type: 'web closed', id: page.id });
    play.advance(1);
    expect(play.state.web!.browsers[page.id]).toBeUndefined();
  });
});
