import { isIP } from 'node:net';
import fc from 'fast-check';
import { parseAddress } from '../../../client/web/address.ts';
import { answerOf, ask, logIn, open, PORT, put, sentTo, turnOn, upgrade } from '../../support/browsers.ts';
import { createPlay, type Play, playAlpha } from '../../support/play.ts';

const HTTPS = 9001;
const OWN = `https://my.home:${HTTPS}`;
/** What the terminator says of a visitor. */
const visitor = {
  Host: `my.home:${HTTPS}`,
  Origin: OWN,
  'X-Forwarded-For': '192.0.2.7',
  'X-Forwarded-Proto': 'https',
};

function playHttps(): Play {
  const play = playAlpha({ columns: 100, rows: 30 });
  play.enter('/setup web.names my.home');
  play.enter('/setup web.https on');
  play.dispatch({ type: 'web listening', listener: 'terminator', port: 0 });
  return play;
}

function login(play: Play, headers: Record<string, string>, from: 'tcp' | 'terminator' = 'terminator') {
  const secret = `secret ${play.state.web?.next}`;
  play.dispatch({ type: 'web invited', view: '', role: 'play', address: '', secret, code: [] });
  play.type('q');
  return ask(play, 'POST /login', headers, JSON.stringify({ code: secret }), from);
}

describe('which listeners there are', () => {
  test('the socket of the terminator is there with HTTPS, and nothing is said of it', () => {
    const play = playAlpha({ columns: 100 });
    const before = play.output();
    play.enter('/setup web.https on');
    play.enter('/flush');
    expect(play.asked).toContainEqual({
      type: 'web listen',
      ...{ listener: 'terminator', host: '', port: 0, next: 1 },
    });
    play.dispatch({ type: 'web listening', listener: 'terminator', port: 0 });
    expect(play.state.web?.listeners.terminator?.phase).toBe('open');
    expect(play.output()).toEqual(before);
    play.enter('/setup web.https off');
    expect(play.asked).toContainEqual({ type: 'web unlisten', listener: 'terminator' });
    expect(Object.keys(play.state.web?.listeners ?? {})).toEqual(['attach']);
  });

  test('turned off, the pages of that listener end and the others stay', () => {
    const play = playHttps();
    turnOn(play);
    const [there, here] = [open(play, 'terminator'), open(play)];
    play.enter('/setup web.https off');
    expect(play.state.web?.browsers[there]?.mode).toBe('closing');
    expect(play.state.web?.browsers[here]?.mode).toBe('request');
  });

  test('plain HTTP listens on this machine, whatever the address of HTTPS is', () => {
    const play = createPlay({ columns: 120, rows: 30 });
    play.enter('/setup web.host 0.0.0.0');
    play.enter('/setup web.enabled on');
    const listen = { type: 'web listen', listener: 'tcp', port: PORT, next: 1 };
    expect(play.asked).toContainEqual({ ...listen, host: '127.0.0.1' });
    play.dispatch({ type: 'web listening', listener: 'tcp', port: PORT });
    expect(play.output().join(' ')).toContain('Plain HTTP is for this machine alone');
    play.enter('/setup web.host ::1');
    expect(play.asked).toContainEqual({ ...listen, host: '::1' });
    play.dispatch({ type: 'web listening', listener: 'tcp', port: PORT });
    expect(play.output().join(' ')).toContain('http://[::1]:9000');
  });

  test('what failed is tried again by /web, and says why each time', () => {
    const play = createPlay({ columns: 200, rows: 30 });
    play.enter('/setup web.enabled on');
    const failed = { type: 'web failed', listener: 'tcp', port: PORT } as const;
    play.dispatch({ ...failed, code: 'EADDRINUSE', holder: 'httpd (process 7)' });
    expect(play.output().join(' ')).toContain('127.0.0.1:9000: httpd (process 7) has the port.');
    play.enter('/web');
    expect(play.asked.filter(({ type }) => type === 'web listen')).toHaveLength(2);
    play.dispatch({ ...failed, code: 'EACCES' });
    expect(play.output().join(' ')).toContain('only root may use that port');
    play.reload();
    expect(play.state.web?.listeners.tcp?.phase).toBe('failed');
  });

  test.each<[string, (play: Play) => void]>([
    ['/settings reload', play => play.enter('/settings reload')],
    ['a reload of the code', play => play.reload()],
  ])('what was changed in the file is taken up by %s, and what was not is said nothing of', (_, act) => {
    const play = playAlpha({ columns: 100, rows: 30 });
    play.disk.settings = '';
    play.enter('/setup web.port 9007');
    turnOn(play);
    play.dispatch({ type: 'web listening', listener: 'tcp', port: 9007 });
    const listens = () => play.asked.filter(({ type }) => type === 'web listen');
    const told = () => play.output().filter(row => row.includes('The browser view is at')).length;
    act(play);
    expect([listens().length, told()]).toEqual([1, 1]);
    play.disk.settings = play.disk.settings
      .replace('9007', '9010')
      .replace('enabled', 'https = true\nenabled');
    act(play);
    expect(play.asked).toContainEqual({ type: 'web unlisten', listener: 'tcp' });
    expect(listens().slice(1)).toEqual([
      { type: 'web listen', listener: 'tcp', host: '127.0.0.1', port: 9010, next: 1 },
      { type: 'web listen', listener: 'terminator', host: '', port: 0, next: 1 },
    ]);
    play.dispatch({ type: 'web listening', listener: 'tcp', port: 9010 });
    expect(told()).toBe(2);
    play.disk.settings = play.disk.settings.replace('enabled = true', 'enabled = false');
    act(play);
    expect(Object.keys(play.state.web!.listeners)).toEqual(['attach', 'terminator']);
  });

  test('what did not come along through a reload is made anew', () => {
    const play = playHttps();
    play.dispatch({ type: 'restored', carried: [], web: { browsers: [], listens: [] } });
    const made = play.asked.filter(one => one.type === 'web listen' && one.listener === 'terminator');
    expect(made).toHaveLength(2);
  });
});

describe('behind the terminator', () => {
  test('pages are of https, and the cookie stays there', () => {
    const { status, headers } = login(playHttps(), visitor);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toMatch(/^clay-9001=[\w-]{43}; .*; Secure$/);
  });

  test('the address of a visitor is the one that the terminator tells', () => {
    const play = playHttps();
    login(play, visitor);
    expect(play.output().join(' ')).toContain('192.0.2.7, is logged in');
  });

  test('on the port of plain HTTP nobody is believed', () => {
    const play = playHttps();
    turnOn(play);
    const own = { Origin: `http://127.0.0.1:${PORT}` };
    login(play, { ...own, 'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Proto': 'https' }, 'tcp');
    expect(play.output().join(' ')).toContain('127.0.0.1, is logged in');
    expect(play.output().join(' ')).not.toContain('6.6.6.6');
  });

  test.each([
    ['without an address', { 'X-Forwarded-For': '' }, 400],
    ['with two of them', { 'X-Forwarded-For': '6.6.6.6, 192.0.2.7' }, 400],
    ['over plain HTTP', { 'X-Forwarded-Proto': 'http' }, 400],
    ['by another name', { Host: `evil.example:${HTTPS}` }, 421],
    ['by another port', { Host: `my.home:${PORT}` }, 421],
    ['by no port', { Host: 'my.home' }, 421],
    ['from a page of plain HTTP', { Origin: `http://my.home:${HTTPS}` }, 403],
    ['from another port', { Origin: 'https://my.home:8443' }, 403],
    ['from another name of ours', { Origin: `https://localhost:${HTTPS}` }, 403],
    ['in capitals', { Host: `MY.home:${HTTPS}` }, 200],
    ['by address', { Host: `[::1]:${HTTPS}`, Origin: `https://[::1]:${HTTPS}` }, 200],
  ])('a login %s is answered by status %d', (_, headers, status) => {
    expect(login(playHttps(), { ...visitor, ...headers }).status).toBe(status);
  });

  test('the usual port of https need not be named', () => {
    const play = playHttps();
    play.enter('/setup web.https_port 443');
    expect(login(play, { ...visitor, Host: 'my.home', Origin: 'https://my.home' }).status).toBe(200);
  });

  test('a cookie of plain HTTP opens nothing here', () => {
    const play = playHttps();
    turnOn(play);
    const { cookie } = logIn(play);
    const id = open(play, 'terminator');
    put(play, id, upgrade(cookie, visitor));
    expect(answerOf(sentTo(play, id)).status).toBe(403);
  });
});

describe('addresses', () => {
  test('what the system takes for one is one, and nothing else', () => {
    const part = fc.constantFrom(
      '',
      '0',
      '1',
      '255',
      '256',
      'ffff',
      'fffff',
      '::',
      ':',
      '.',
      '192.0.2.7',
      'x',
    );
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.array(part, { maxLength: 12 }).map(parts => parts.join('')),
      fc.array(part, { maxLength: 9 }).map(parts => parts.join(':')),
    );
    fc.assert(
      fc.property(text, one => {
        // Zeros in front are octal to some.
        fc.pre(!/(?:^|[.:])0\d+\./.test(one) && !/\.0\d/.test(one));
        expect(parseAddress(one) !== null).toBe(isIP(one) !== 0);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['192.0.2.7', '192,0,2,7'],
    ['::ffff:192.0.2.7', '192,0,2,7'],
    ['::ffff:c000:207', '192,0,2,7'],
    ['2001:db8::1', '32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1'],
    ['fe80::1%eth0', '254,128,0,0,0,0,0,0,0,0,0,0,0,0,0,1'],
  ])('%s', (text, bytes) => {
    expect(String(parseAddress(text))).toBe(bytes);
  });
});
