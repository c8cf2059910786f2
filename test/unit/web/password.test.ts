import { answerOf, ask, open, openPage, PORT, put, sentTo, turnOn } from '../../support/browsers.ts';
import { createPlay, type Play } from '../../support/play.ts';

const HASH = `scrypt:32768:8:1:${'s'.repeat(22)}:${'k'.repeat(43)}`;
const origin = { Origin: `http://127.0.0.1:${PORT}` };
const FIREFOX = 'Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0';

const hashes = (play: Play) => play.asked.filter(({ type }) => type === 'web hash');
const checks = (play: Play) => play.asked.filter(({ type }) => type === 'web check');

function playWith(password = HASH): Play {
  const play = createPlay({ columns: 100, rows: 30 });
  turnOn(play);
  if (password !== '') play.enter(`/setup web.password ${password}`);
  return play;
}

/** Tries a password over a connection of its own; the host says whether it is right. */
function attempt(play: Play, isRight: boolean, password = 'secret') {
  const before = checks(play).length;
  const id = send(play, password);
  if (checks(play).length > before) play.dispatch({ type: 'web checked', id, isRight });
  return answerOf(sentTo(play, id));
}

function send(play: Play, password: unknown): number {
  const id = open(play);
  const body = JSON.stringify({ password });
  const headers = { Host: `127.0.0.1:${PORT}`, ...origin, 'User-Agent': FIREFOX };
  const lines = Object.entries({ ...headers, 'Content-Length': String(Buffer.byteLength(body)) });
  put(play, id, ['POST /login HTTP/1.1', ...lines.map(one => one.join(': ')), '', body].join('\r\n'));
  return id;
}

describe('the password in the settings', () => {
  test('in plain it is replaced by a hash, wherever it comes from, and nothing else is changed', () => {
    const play = createPlay();
    play.enter('/setup web.password secret');
    expect(hashes(play)).toEqual([{ type: 'web hash', id: 1, password: 'secret' }]);
    play.dispatch({ type: 'web hashed', id: 1, hash: HASH });
    expect(play.state.settings.web.password).toBe(HASH);
    expect(play.asked.findLast(({ type }) => type === 'save settings')).toMatchObject({
      edits: [{ path: ['web', 'password'], value: HASH }],
    });
    expect(hashes(play)).toHaveLength(1);
    expect(play.asked.filter(({ type }) => type === 'web listen')).toEqual([]);
  });

  test('of one that was changed meanwhile the hash is not taken', () => {
    const play = createPlay();
    play.enter('/setup web.password secret');
    play.enter('/setup web.password another');
    play.dispatch({ type: 'web hashed', id: 1, hash: HASH });
    expect(play.state.settings.web.password).toBe('another');
    play.dispatch({ type: 'web hashed', id: 2, hash: HASH });
    expect(play.state.settings.web.password).toBe(HASH);
  });

  test('after a reload in between it is asked for again', () => {
    const play = createPlay();
    play.enter('/setup web.password secret');
    play.reload();
    expect(hashes(play)).toHaveLength(2);
    play.dispatch({ type: 'web hashed', id: 1, hash: HASH });
    expect(play.state.settings.web.password).toBe(HASH);
  });

  test('/web password asks for it where nobody sees it', () => {
    const play = createPlay({ columns: 100, rows: 30 });
    play.enter('/web password');
    play.type('secret\rsecre\r\r');
    expect(play.screen().join(' ')).toContain('This is not the same password.');
    expect(play.screen().join(' ')).not.toContain('secre');
    play.type('secret\r\r');
    expect(hashes(play)).toEqual([{ type: 'web hash', id: 1, password: 'secret' }]);
    expect(play.output().join(' ')).toContain('The password is set.');
  });
});

describe('logging in by it', () => {
  test('the right one logs in, and the terminal says who', () => {
    const play = playWith();
    const { status, headers, body } = attempt(play, true);
    expect(status).toBe(200);
    expect(checks(play)).toMatchObject([{ password: 'secret', hash: HASH }]);
    expect(play.output().join(' ')).toContain('Firefox on Android, 127.0.0.1, is logged in; /web logout 1');
    const key = { cookie: headers['set-cookie']!.split(';')[0]!, half: JSON.parse(body).half as string };
    expect(openPage(play, key).heard[0]).toMatchObject({ t: 'welcome', role: 'play' });
  });

  test('a reload while it is tried changes nothing', () => {
    const play = playWith();
    const id = send(play, 'secret');
    play.reload();
    expect(checks(play)).toHaveLength(2);
    play.dispatch({ type: 'web checked', id, isRight: true });
    expect(answerOf(sentTo(play, id)).status).toBe(200);
    expect(JSON.stringify(play.state.web)).not.toContain('secret');
  });

  test('all that is refused before a login is refused in the same words, and is no work', () => {
    const refusal = (play: Play, first: string, headers: Record<string, string>, body = '') => {
      const before = checks(play).length;
      const answer = ask(play, first, headers, body);
      expect(checks(play)).toHaveLength(before);
      return JSON.stringify(answer);
    };
    const all = [
      refusal(playWith(''), 'POST /login', origin, '{"password":"secret"}'),
      refusal(playWith(), 'POST /login', origin, '{"password":""}'),
      refusal(playWith(), 'POST /login', origin, `{"password":"${'x'.repeat(2000)}"}`),
      refusal(playWith(), 'POST /login', origin, '{"password":7}'),
      refusal(playWith(), 'POST /login', origin, '{"code":"wrong"}'),
      refusal(playWith(), 'POST /login', origin, 'null'),
      refusal(playWith(), 'POST /login', {}, '{"password":"secret"}'),
      refusal(playWith(), 'GET /lines/Alpha/0/0-1', {}),
      JSON.stringify(attempt(playWith(), false)),
    ];
    expect(new Set(all).size).toBe(1);
    expect(JSON.parse(all[0]!).status).toBe(403);
  });
});

describe('limits', () => {
  test('five wrong ones, and the sixth is not even tried, right or not, for 15 minutes; a link is', () => {
    const play = playWith();
    for (let i = 0; i < 5; i++) expect(attempt(play, false).status).toBe(403);
    const { status, headers } = attempt(play, true);
    expect([status, headers['retry-after']]).toEqual([429, '900']);
    expect(checks(play)).toHaveLength(5);
    expect(play.output().join(' ').split('5 wrong passwords came from 127.0.0.1')).toHaveLength(2);
    play.dispatch({ type: 'web invited', view: '', role: 'play', address: '', secret: 's', code: [] });
    expect(ask(play, 'POST /login', origin, '{"code":"s"}').status).toBe(200);
    play.type('q');
    play.advance(15 * 60_000 - 1000);
    expect(attempt(play, true).headers['retry-after']).toBe('1');
    play.advance(1000);
    expect(attempt(play, true).status).toBe(200);
  });

  test('a hundred at once are five, and stay so through a reload', () => {
    const play = playWith();
    const ids = Array.from({ length: 50 }, () => send(play, 'secret'));
    play.reload();
    ids.push(...Array.from({ length: 50 }, () => send(play, 'secret')));
    expect(new Set(checks(play).map(one => 'id' in one && one.id)).size).toBe(5);
    for (const id of ids.slice(0, 5)) play.dispatch({ type: 'web checked', id, isRight: false });
    const statuses = ids.map(id => answerOf(sentTo(play, id)).status);
    expect(statuses.filter(status => status === 429)).toHaveLength(95);
  });

  test('the right one is the end of the counting', () => {
    const play = playWith();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) expect(attempt(play, false).status).toBe(403);
      expect(attempt(play, true).status).toBe(200);
      play.advance(60_000);
    }
  });

  test('visitors are told apart by address, those of IPv6 by their network; of all of them 30 a minute are tried', () => {
    const play = playWith();
    play.enter('/setup web.https on');
    play.dispatch({ type: 'web listening', listener: 'terminator', port: 0 });
    const from = (address: string) => {
      const headers = {
        Host: 'localhost:9001',
        Origin: 'https://localhost:9001',
        'X-Forwarded-For': address,
        'X-Forwarded-Proto': 'https',
      };
      const before = play.state.web!.next;
      const { status } = ask(play, 'POST /login', headers, '{"password":"x"}', 'terminator');
      play.dispatch({ type: 'web checked', id: before, isRight: false });
      return status;
    };
    for (let i = 0; i < 5; i++) from(`2001:db8:0:1::${i}`);
    expect(from('2001:db8:0:1:ffff::1')).toBe(429);
    expect(from('2001:db8:0:2::1')).not.toBe(429);
    for (let i = 0; i < 24; i++) expect(from(`192.0.2.${i}`)).not.toBe(429);
    expect(from('198.51.100.1')).toBe(429);
    expect(play.output().join(' ')).toContain('30 passwords were tried in a minute');
    play.advance(60_000);
    expect(from('198.51.100.1')).not.toBe(429);
  });
});

describe('/web', () => {
  test('tells who is logged in: number, browser, address, role, since when', () => {
    const play = playWith();
    attempt(play, true);
    play.advance(120_000);
    play.enter('/flush');
    play.enter('/web');
    expect(play.output().join(' ')).toMatch(
      /1 {2}Firefox on Android, 127\.0\.0\.1 {2}may play {2}no page open {2}logged in 2/,
    );
    play.enter('/web logout 1');
    expect(play.output().join(' ')).toContain('Logged out: Firefox on Android, 127.0.0.1.');
    play.enter('/web');
    expect(play.asked).toContainEqual(expect.objectContaining({ type: 'web invite', role: 'play' }));
    play.enter('/web link watch');
    expect(play.asked).toContainEqual(expect.objectContaining({ type: 'web invite', role: 'watch' }));
  });

  test.each(['link play', 'watch', 'logins', 'password x', 'logout 1 2'])('knows no "%s"', words => {
    const play = playWith();
    const asked = play.asked.length;
    play.enter(`/web ${words}`);
    expect(play.output().join(' ')).toContain(`/web knows no "${words}"`);
    expect(play.asked.slice(asked).filter(({ type }) => type.startsWith('web'))).toEqual([]);
  });
});
