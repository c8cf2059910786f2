import {
  answerOf,
  ask,
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
import { createPlay, playAlpha } from '../../support/play.ts';

const origin = { Origin: `http://127.0.0.1:${PORT}` };

function playOn() {
  const play = playAlpha({ columns: 100, rows: 30 });
  turnOn(play);
  return play;
}

describe('listening', () => {
  test('nothing of it is there until it is turned on', () => {
    const play = createPlay();
    expect(Object.keys(play.state.web?.listeners ?? {})).toEqual(['attach']);
    expect(play.asked).toEqual([]);
  });

  test('it listens when it is turned on, and says where', () => {
    const play = createPlay({ columns: 100 });
    play.enter('/setup web.enabled on');
    expect(play.asked).toContainEqual({
      type: 'web listen',
      ...{ listener: 'tcp', host: '127.0.0.1', port: PORT, next: 1 },
    });
    play.dispatch({ type: 'web listening', listener: 'tcp', port: PORT });
    expect(play.output().at(-1)).toContain('/web shows the way in');
    play.enter('/setup web.enabled off');
    expect(play.asked).toContainEqual({ type: 'web unlisten', listener: 'tcp' });
  });

  test('a port that is taken is told with a way out', () => {
    const play = createPlay({ columns: 100 });
    play.enter('/setup web.enabled on');
    play.dispatch({ type: 'web failed', listener: 'tcp', port: PORT, code: 'EADDRINUSE' });
    expect(play.output().join(' ')).toContain('another Clay, has the port. /setup web.port 9010');
  });

  test('after a reload nothing is said, and it goes on listening', () => {
    const play = playOn();
    const before = [play.output(), play.asked.length];
    play.reload();
    expect([play.output(), play.asked.length]).toEqual([before[0], play.asked.length]);
    expect(play.asked.filter(({ type }) => type === 'web listen')).toHaveLength(1);
  });
});

describe('what is asked for', () => {
  test("the page is anybody's, with the headers that shut everything else out", () => {
    const { status, headers, body } = ask(playOn(), 'GET /');
    expect([status, body]).toEqual([200, 'file index.html']);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', connection: 'close' });
    expect(ask(playOn(), 'GET /', { 'If-None-Match': '"1"' }).status).toBe(304);
  });

  test.each([
    ['/', 200],
    ['/nothing', 404],
  ])('HEAD %s gets the head that GET would, and no body', (path, status) => {
    const play = playOn();
    const { headers } = ask(play, `GET ${path}`);
    const id = open(play);
    put(play, id, `HEAD ${path} HTTP/1.1\r\nHost: 127.0.0.1:${PORT}\r\n`);
    play.reload();
    put(play, id, '\r\n');
    const sent = sentTo(play, id);
    expect(sent.indexOf('\r\n\r\n')).toBe(sent.length - 4);
    const head = sent.toString('latin1');
    expect(head).toContain(`\r\nContent-Length: ${headers['content-length']}\r\n`);
    expect(head.slice(9, 12)).toBe(String(status));
  });

  test('what is refused of a HEAD has no body either', () => {
    const play = playOn();
    const id = open(play);
    put(play, id, 'HEAD / HTTP/1.1\r\n\r\n');
    expect(sentTo(play, id).toString()).toMatch(/^HTTP\/1\.1 400 .*\r\n\r\n$/s);
  });

  test.each([
    ['GET /../../etc/passwd', {}, 404],
    ['GET /settings.toml', {}, 404],
    ['DELETE /', {}, 405],
    ['GET /', { Host: 'evil.example' }, 421],
    ['GET /', { Host: `127.0.0.1.evil.example:${PORT}` }, 421],
    ['POST /login', {}, 403],
    ['POST /login', { Origin: 'http://127.0.0.1:8080' }, 403],
    ['POST /login', { Origin: `https://127.0.0.1:${PORT}` }, 403],
    ['GET /socket', {}, 403],
    ['GET /socket', origin, 426],
    ['GET /lines/Alpha/0/0-1', {}, 403],
  ])('%s %p is answered by %d', (first, headers, status) => {
    expect(ask(playOn(), first, headers as Record<string, string>).status).toBe(status);
  });

  test('a request a byte at a time, with a reload between any two, is answered', () => {
    const play = playOn();
    const id = open(play);
    for (const byte of Buffer.from(`GET /icon.svg HTTP/1.1\r\nHost: 127.0.0.1:${PORT}\r\n\r\n`)) {
      put(play, id, Buffer.of(byte));
      play.reload();
    }
    expect(answerOf(sentTo(play, id)).status).toBe(200);
  });
});

describe('logging in', () => {
  test('a link logs one browser in, once, and the terminal says so', () => {
    const play = playOn();
    play.dispatch({ type: 'web invited', view: '', role: 'play', address: '', secret: 's', code: [] });
    const first = ask(play, 'POST /login', origin, '{"code":"s"}');
    expect(first.status).toBe(200);
    expect(first.headers['set-cookie']).toMatch(/^clay-9000=[\w-]{43}; HttpOnly; SameSite=Strict/);
    expect(play.asked).toContainEqual(expect.objectContaining({ type: 'save logins' }));
    expect(ask(play, 'POST /login', origin, '{"code":"s"}').status).toBe(403);
    expect(play.output().join(' ')).toContain('is logged in');
  });

  test('a link is good for five minutes', () => {
    const play = playOn();
    play.dispatch({ type: 'web invited', view: '', role: 'play', address: '', secret: 's', code: [] });
    play.advance(5 * 60_000 + 1);
    expect(ask(play, 'POST /login', origin, '{"code":"s"}').status).toBe(403);
  });

  test('links whose time is over are forgotten when there is a new one', () => {
    const play = playOn();
    const invite = (secret: string) =>
      play.dispatch({ type: 'web invited', view: '', role: 'play', address: '', secret, code: [] });
    for (const secret of ['a', 'b', 'c']) invite(secret);
    play.advance(5 * 60_000 + 1);
    invite('d');
    expect(Object.keys(play.state.web!.invitations)).toHaveLength(1);
  });

  test('two that were given the same number by two Clays have numbers of their own', () => {
    const play = playOn();
    const login = { id: 1, half: 'h', name: 'Firefox', peer: '::1', role: 'play', made: 1, used: 1 } as const;
    play.dispatch({
      type: 'web logins',
      logins: { a: login, b: login, c: { ...login, id: 2 } },
      fault: null,
    });
    expect(Object.values(play.state.web!.logins).map(({ id }) => id)).toEqual([1, 3, 2]);
    play.enter('/web logout 3');
    expect(Object.keys(play.state.web!.logins)).toEqual(['a', 'c']);
    expect(play.asked).toContainEqual({ type: 'save logins', set: {}, gone: ['b'] });
  });

  test('what another Clay has changed: who is logged out there is so here, who is let in is known; what is not saved stays', () => {
    const play = playOn();
    play.dispatch({ type: 'web logins', logins: {}, fault: null });
    const [one, two] = [logIn(play), logIn(play, 'watch')];
    const [page, other] = [openPage(play, one), openPage(play, two)];
    const [first, second] = Object.keys(play.state.web!.logins) as [string, string];
    const { [first]: kept, [second]: gone } = play.state.web!.logins;
    const theirs = { ...kept!, id: kept!.id, name: 'Safari', used: 1 };
    play.reload();
    play.dispatch({ type: 'web logins', logins: { [first]: kept!, theirs }, fault: null });
    expect([page.closed(), other.closed()]).toEqual([null, 4001]);
    expect(Object.values(play.state.web!.logins).map(({ id }) => id)).toEqual([kept!.id, gone!.id + 1]);
    play.dispatch({ type: 'web unsaved', keys: [first, 'nobody'] });
    play.dispatch({ type: 'web logins', logins: { theirs }, fault: null });
    // A file that is broken for a moment logs nobody out.
    play.dispatch({ type: 'web logins', logins: {}, fault: { code: 'X', sentence: 'It is broken.' } });
    expect(page.closed()).toBeNull();
    play.dispatch({ type: 'web logins', logins: { [first]: kept!, theirs }, fault: null });
    play.dispatch({ type: 'web logins', logins: { theirs }, fault: null });
    expect(page.closed()).toBe(4001);
  });

  test('of a login that is used again only when is written down; all of it if it could not be saved', () => {
    const play = playOn();
    const key = logIn(play);
    const [name] = Object.keys(play.state.web!.logins) as [string];
    const saved = () => play.asked.filter(({ type }) => type === 'save logins').at(-1);
    play.advance(2 * 3_600_000);
    openPage(play, key);
    const used = { [name]: play.state.web!.logins[name]!.used };
    expect(saved()).toEqual({ type: 'save logins', set: {}, gone: [], used });
    play.dispatch({ type: 'web unsaved', keys: [name] });
    play.advance(2 * 3_600_000);
    openPage(play, key);
    const { unsaved: _, ...login } = play.state.web!.logins[name]!;
    expect(saved()).toEqual({ type: 'save logins', set: { [name]: login }, gone: [] });
  });

  test('what has the key of a login in it is not kept: at the login, once that has gone out, and whenever it is shown', () => {
    const play = playOn();
    const asked = () => play.disk.forgotten;
    const grows = (act: () => void, by: number) => {
      const before = asked();
      act();
      expect(asked() - before).toBeGreaterThanOrEqual(by);
    };
    const key = logIn(play);
    expect(asked()).toBeGreaterThanOrEqual(2);
    grows(() => openPage(play, key), 2);
    const { epoch } = play.world('Alpha').scrollback;
    const shown = { Cookie: key.cookie, 'X-Clay-Half': key.half };
    grows(() => ask(play, `GET /lines/Alpha/${epoch}/0-1`, shown), 1);
    const before = asked();
    ask(play, `GET /lines/Alpha/${epoch}/0-1`, { Cookie: 'clay-9000=x', 'X-Clay-Half': 'y' });
    expect(asked()).toBe(before);
  });

  test('no secret is in the state', () => {
    const play = playOn();
    const { cookie, half } = logIn(play);
    const state = JSON.stringify(play.state);
    for (const secret of [cookie.split('=')[1]!, half]) expect(state).not.toContain(secret);
  });

  test('a cookie without the other half opens nothing', () => {
    const play = playOn();
    const { cookie } = logIn(play);
    const page = openPage(play, { cookie, half: 'wrong' });
    expect(page.closed()).toBe(4001);
    expect(page.heard).toEqual([]);
    const { epoch } = play.world('Alpha').scrollback;
    expect(ask(play, `GET /lines/Alpha/${epoch}/0-1`, { Cookie: cookie }).status).toBe(403);
  });

  test('a page of another port cannot open a WebSocket, cookie or not', () => {
    const play = playOn();
    const { cookie } = logIn(play);
    const id = open(play);
    put(play, id, upgrade(cookie, { Origin: 'http://127.0.0.1:8080' }));
    expect(answerOf(sentTo(play, id)).status).toBe(403);
  });

  test('/web tells who is in, /web logout ends it at once', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    play.enter('/web');
    expect(play.output().join(' ')).toMatch(/1 {2}a browser.*a page open/);
    play.enter('/web logout 1');
    expect(page.closed()).toBe(4001);
    expect(play.state.web?.logins).toEqual({});
  });
});

describe('playing', () => {
  test('lines come as the world says them, with their numbers', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    const { next } = play.world('Alpha').scrollback;
    page.say({ t: 'want', w: 'Alpha', from: next });
    play.receive('Alpha', 'one\r\n\x1b[31mtwo\x1b[m\r\n');
    expect(page.lines()).toEqual([
      { number: next, text: 'one' },
      { number: next + 1, text: 'two' },
    ]);
  });

  test('what is said is done once, however often it is said', () => {
    const play = playOn();
    const key = logIn(play);
    const page = openPage(play, key);
    page.say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    page.say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    play.reload();
    page.say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    page.say({ t: 'say', n: 2, w: 'Alpha', text: 'north' });
    const again = openPage(play, key);
    again.say({ t: 'say', n: 2, w: 'Alpha', text: 'north' });
    expect(play.sent('Alpha').toString()).toBe('look\r\nnorth\r\n');
    expect(again.heard).toContainEqual(expect.objectContaining({ t: 'welcome', did: 2 }));
  });

  test('a crash loses the connection and does nothing twice', () => {
    const play = playOn();
    const key = logIn(play);
    openPage(play, key).say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    const links = [{ link: play.world('Alpha').link!.id, taken: null }];
    play.dispatch({ type: 'crashed', links, listens: ['tcp'] });
    expect(play.state.web?.browsers).toEqual({});
    const page = openPage(play, key);
    page.say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    expect(play.sent('Alpha').toString()).toBe('look\r\n');
    expect(page.heard).toContainEqual({ t: 'did', n: 1 });
  });

  test('what one page has seen, the others are told', () => {
    const play = playOn();
    const key = logIn(play);
    const [one, other] = [openPage(play, key, 'one'), openPage(play, key, 'other')];
    // On the terminal nothing more comes on screen.
    play.terminal.current = null;
    play.receive('Alpha', 'news\r\n');
    const { next, seen } = play.world('Alpha').scrollback;
    expect(seen).toBeLessThan(next);
    one.say({ t: 'seen', w: 'Alpha', line: next });
    const told = other.heard.flatMap(message => (message.t === 'world' ? [message.world] : []));
    expect(told.at(-1)).toMatchObject({ w: 'Alpha', seen: next });
  });

  test('pages that are as far get the same bytes, each all of them', () => {
    const play = playOn();
    const key = logIn(play);
    const pages = ['one', 'two', 'three'].map(tab => openPage(play, key, tab));
    const { next } = play.world('Alpha').scrollback;
    for (const page of pages) page.say({ t: 'want', w: 'Alpha', from: next });
    play.receive('Alpha', 'a\r\nb\r\n');
    pages[0]!.say({ t: 'ack', w: 'Alpha', to: next + 2 });
    play.receive('Alpha', 'c\r\n');
    for (const page of pages) expect(page.lines().map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });

  test('who may watch sees all and says nothing', () => {
    const play = playOn();
    const page = openPage(play, logIn(play, 'watch'));
    page.say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    expect(play.sent('Alpha').toString()).toBe('');
    expect(page.heard).toContainEqual({ t: 'did', n: 1, fault: 'This login may only watch.' });
  });

  test('who may watch leaves unread what is unread', () => {
    const play = playOn();
    const [watcher, player] = [openPage(play, logIn(play, 'watch')), openPage(play, logIn(play))];
    // Behind the world that is on screen.
    const { console: own } = play.state;
    own.seen = 0;
    watcher.say({ t: 'seen', w: '', line: own.next });
    expect(own.seen).toBe(0);
    player.say({ t: 'seen', w: '', line: own.next });
    expect([own.seen > 0, own.seen]).toEqual([true, own.next]);
  });

  test('one that does not acknowledge gets a window of lines, and no more', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    const { next } = play.world('Alpha').scrollback;
    page.say({ t: 'want', w: 'Alpha', from: next });
    play.receive('Alpha', 'a line\r\n'.repeat(2000));
    expect(page.lines()).toHaveLength(512);
    page.say({ t: 'ack', w: 'Alpha', to: next + 512 });
    const numbers = page.lines().map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 1024 }, (_, at) => next + at));
  });

  test('one that does not read costs a message', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    page.say({ t: 'want', w: 'Alpha', from: play.world('Alpha').scrollback.next });
    void page.heard;
    const waiting = () => Buffer.concat(play.state.web!.browsers[page.id]!.outbox).length;
    play.receive('Alpha', 'a line\r\n'.repeat(10));
    const one = waiting();
    for (let i = 0; i < 100; i++) play.receive('Alpha', 'a line\r\n'.repeat(10));
    expect(waiting()).toBe(one);
  });

  test('a hidden page gets counts', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    page.say({ t: 'visible', on: false });
    play.advance(2000);
    page.say({ t: 'want', w: 'Alpha', from: play.world('Alpha').scrollback.next });
    play.receive('Alpha', 'one\r\n');
    expect(page.lines()).toEqual([]);
    expect(page.heard.at(-1)).toEqual({ t: 'counts', w: { Alpha: play.world('Alpha').scrollback.next } });
  });

  test('a hidden page gets the counts of a quiet game within a second', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    page.say({ t: 'visible', on: false });
    const told = () => page.heard.filter(({ t }) => t === 'counts').at(-1);
    play.advance(10_000);
    play.receive('Alpha', 'one\r\n');
    const { next } = play.world('Alpha').scrollback;
    expect(told()).toEqual({ t: 'counts', w: { Alpha: next } });
    play.receive('Alpha', 'two\r\n');
    expect(told()).toEqual({ t: 'counts', w: { Alpha: next } });
    play.advance(1000);
    expect(told()).toEqual({ t: 'counts', w: { Alpha: next + 1 } });
  });

  test('old lines come over HTTP, and stay what they are', () => {
    const play = playOn();
    const key = logIn(play);
    play.receive('Alpha', 'old\r\n'.repeat(200));
    const { epoch, next } = play.world('Alpha').scrollback;
    const headers = { Cookie: key.cookie, 'X-Clay-Half': key.half };
    const got = ask(play, `GET /lines/Alpha/${epoch}/${next - 100}-${next}`, headers);
    expect(got.status).toBe(200);
    expect(got.headers['cache-control']).toContain('immutable');
    expect(JSON.parse(got.body)).toHaveLength(100);
    expect(ask(play, `GET /lines/Alpha/${epoch + 1}/0-100`, headers).status).toBe(410);
    expect(ask(play, `GET /lines/Alpha/${epoch}/${next}-${next + 1}`, headers).status).toBe(400);
    expect(ask(play, `GET /lines/Beta/${epoch}/0-100`, headers).status).toBe(404);
  });

  test('a link that goes on through many colours costs a page a message, and a piece of the log little', () => {
    const play = playOn();
    const key = logIn(play);
    const page = openPage(play, key);
    const { epoch, next } = play.world('Alpha').scrollback;
    page.say({ t: 'want', w: 'Alpha', from: next });
    const before = sentTo(play, page.id).length;
    const colours = Array.from({ length: 200 }, (_, n) => `\x1b[3${n % 7}mx`).join('');
    for (let n = 0; n < 64; n++)
      play.receive('Alpha', `\x1b]8;;http://x/${'y'.repeat(4000)}\x1b\\${colours}\x1b]8;;\x1b\\\r\n`);
    void page.heard;
    expect(sentTo(play, page.id).length - before).toBeLessThan(64 * 25_000);
    const to = play.world('Alpha').scrollback.next;
    const headers = { Cookie: key.cookie, 'X-Clay-Half': key.half };
    const { body } = ask(play, `GET /lines/Alpha/${epoch}/${next}-${to}`, headers);
    expect(body.length).toBeLessThan(2_000_000);
    expect(JSON.parse(body)).toHaveLength(to - next);
    expect(JSON.parse(body)[0][5]).toMatch(/^http:..x.y+$/);
  });

  test('a piece of long lines has all of them, the last ones by their beginnings', () => {
    const play = playOn();
    const key = logIn(play);
    const { epoch, next } = play.world('Alpha').scrollback;
    for (let n = 0; n < 300; n++) play.receive('Alpha', `${n} ${'long '.repeat(3000)}\r\n`);
    const headers = { Cookie: key.cookie, 'X-Clay-Half': key.half };
    const { body } = ask(play, `GET /lines/Alpha/${epoch}/${next}-${next + 300}`, headers);
    expect(body.length).toBeLessThan(1_500_000);
    const texts = (JSON.parse(body) as [string][]).map(([text]) => text);
    expect(texts.map(text => parseInt(text, 10))).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(texts[0]).toHaveLength(15_002);
    expect(texts[299]).toMatch(/^299 long .* … \(15004 characters\)$/);
  });

  test('no password of a world gets to a page', () => {
    const play = createPlay({
      worlds: { Alpha: { user: 'bob', password: 'hunter2', password_command: 'pass x' } },
    });
    turnOn(play);
    const page = openPage(play, logIn(play));
    expect(JSON.stringify(page.heard)).not.toMatch(/hunter2|pass x/);
  });
});

describe('limits', () => {
  test('a message that is none, and too many of them, end the connection', () => {
    const play = playOn();
    const key = logIn(play);
    const page = openPage(play, key);
    page.say({ t: 'want', w: 'Alpha' } as never);
    expect(page.closed()).toBe(1008);
    const other = openPage(play, key);
    for (let i = 0; i < 1001; i++) other.say({ t: 'ping' });
    expect(other.closed()).toBe(1008);
  });

  test('whoever comes by one way keeps nobody out of the others', () => {
    const play = playOn();
    const count = (listener: string) =>
      Object.values(play.state.web!.browsers).filter(browser => browser.listener === listener).length;
    for (let i = 0; i < 520; i++) open(play, 'terminator');
    for (let i = 0; i < 130; i++) open(play);
    for (let i = 0; i < 66; i++) open(play, 'attach');
    expect([count('terminator'), count('tcp'), count('attach')]).toEqual([512, 128, 64]);
    const refused = play.asked.filter(({ type }) => type === 'web close');
    expect(refused).toHaveLength(12);
  });

  test('what a tab calls itself is short, and none is kept for who may only watch', () => {
    const play = playOn();
    const key = logIn(play);
    for (const tab of ['', 'two words', 'x'.repeat(65), 'x'.repeat(200_000)])
      expect(openPage(play, key, tab).closed()).toBe(1008);
    openPage(play, logIn(play, 'watch')).say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    expect(play.state.web!.tabs).toEqual({});
    expect(openPage(play, key, 'x'.repeat(64)).closed()).toBeNull();
  });

  test('a login that opens many tabs pushes out its own', () => {
    const play = playOn();
    const [key, other] = [logIn(play), logIn(play, 'play', 'another')];
    openPage(play, key).say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    for (let i = 0; i < 210; i++) {
      play.advance(1000);
      play.dispatch({ type: 'web closed', id: openPage(play, other, `tab${i}`).id });
    }
    expect(Object.keys(play.state.web!.tabs)).toHaveLength(200);
    expect(openPage(play, other, 'tab209').heard).toContainEqual(expect.objectContaining({ did: 0 }));
    const again = openPage(play, key);
    again.say({ t: 'say', n: 1, w: 'Alpha', text: 'look' });
    expect(play.sent('Alpha').toString()).toBe('look\r\n');
  });

  test('what a page has said while Clay stood still is no flood', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    let said = 0;
    for (let round = 0; round < 3; round++) {
      play.advance(5000);
      for (let i = 0; i < 200; i++) page.say({ t: 'say', n: ++said, w: 'Alpha', text: `${said}` });
      expect(page.closed()).toBeNull();
    }
    expect(play.sent('Alpha').toString().split('\r\n')).toHaveLength(said + 1);
  });

  test('one that does not read is given up, with all that waits for it', () => {
    const play = playOn();
    const { cookie, half } = logIn(play);
    const id = open(play);
    put(play, id, upgrade(cookie));
    put(play, id, textFrame({ t: 'hello', v: 1, half, tab: 't', visible: true }));
    const waiting = () => Buffer.concat(play.state.web!.browsers[id]!.outbox).length;
    // Each of these is answered; none of the answers is read.
    for (let second = 0; second < 30; second++) {
      for (let i = 0; i < 90; i++) put(play, id, masked(9, Buffer.alloc(100)));
      play.advance(1000);
    }
    expect(waiting()).toBeLessThan(70_000);
    for (let second = 0; second < 100; second++) play.advance(1000);
    expect(play.asked).toContainEqual({ type: 'web close', id });
  });

  test('one that was hung up is hung up once by each image, whatever happens until it has closed', () => {
    const play = playOn();
    const { id } = openPage(play, logIn(play));
    void sentTo(play, id);
    const times = () => play.asked.filter(one => one.type === 'web close' && one.id === id).length;
    play.dispatch({ type: 'web ended', id });
    for (let i = 0; i < 20; i++) play.receive('Alpha', 'a line\r\n');
    expect(times()).toBe(1);
    play.reload();
    for (let i = 0; i < 20; i++) play.receive('Alpha', 'a line\r\n');
    expect(times()).toBe(2);
  });

  test('what waits goes out in order and whole, in whichever pieces the kernel takes it', () => {
    const play = playOn();
    const { cookie, half } = logIn(play);
    const id = open(play);
    put(play, id, upgrade(cookie));
    put(play, id, textFrame({ t: 'hello', v: 1, half, tab: 't', visible: true }));
    for (let i = 0; i < 50; i++) put(play, id, masked(9, Buffer.of(i)));
    const { outbox } = play.state.web!.browsers[id]!;
    const all = Buffer.concat(outbox);
    for (const count of [1, all.length - 60, 3, 3, 40])
      play.dispatch({ type: 'web written', id, bytes: count });
    const left = Buffer.concat(play.state.web!.browsers[id]!.outbox);
    expect(left).toEqual(all.subarray(all.length - 13));
    const writes = play.asked.filter(one => one.type === 'web write' && one.id === id);
    expect(writes.length).toBeGreaterThan(1);
  });

  test('half a request, and a page that gives no sign of life, are given up', () => {
    const play = playOn();
    const page = openPage(play, logIn(play));
    void page.heard;
    const id = open(play);
    put(play, id, 'GET / HT');
    play.advance(21_000);
    expect(play.asked).toContainEqual({ type: 'web close', id });
    for (let second = 0; second < 70; second++) {
      play.advance(1000);
      void page.heard;
    }
    expect(play.asked).toContainEqual({ type: 'web close', id: page.id });
  });
});
