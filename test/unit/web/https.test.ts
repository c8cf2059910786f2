/** HTTPS as the settings want it: what the terminator is asked for, and what is said of it. */
import type { ShownCertificate } from '../../../shared/protocol/web.ts';
import { turnOn } from '../../support/browsers.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const shown: ShownCertificate = {
  fingerprint: 'AB'.repeat(32),
  names: ['localhost', '127.0.0.1', 'pc', '192.0.2.7'],
  validTo: Date.UTC(2030, 0, 2),
  authority: 'CD'.repeat(32),
  fault: null,
};

function playHttps(): Play {
  const play = playAlpha({ columns: 300, rows: 40 });
  play.enter('/setup web.https on');
  play.dispatch({ type: 'web listening', listener: 'terminator', port: 0 });
  return play;
}

function secured(play: Play, certificate: Partial<ShownCertificate> = {}, more: object = {}): string[] {
  const before = play.output().length;
  play.dispatch({
    type: 'web secured',
    ...{ certificate: { ...shown, ...certificate }, pid: 1, replaced: false, asked: null, ...more },
  });
  return play.output().slice(before);
}

const wishes = (play: Play) => play.asked.flatMap(one => (one.type === 'web secure' ? [one.wish] : []));

const wish = { host: '127.0.0.1', port: 9001, names: [], certificate: '', key: '', allow: [] };
const ENDED = '% tlsproxy, which serves browsers over HTTPS, had ended; it runs again.';
const AT = '% The browser view is at https://127.0.0.1:9001; /web shows the way in.';

test('there is nobody to be asked before there is a socket to send visitors to', () => {
  const play = playAlpha({ columns: 200 });
  play.enter('/setup web.https on');
  expect(wishes(play)).toEqual([]);
  play.dispatch({ type: 'web listening', listener: 'terminator', port: 0 });
  expect(wishes(play)).toEqual([wish]);
});

test('at first it is told where, and by which certificate; after a reload nothing', () => {
  const play = playHttps();
  const told = secured(play);
  expect(told[0]).toBe(AT);
  expect(told[1]).toBe(
    `% HTTPS shows a certificate with the fingerprint sha256:${shown.fingerprint}, signed by the authority of this profile` +
      ' (/web authority), for localhost, 127.0.0.1, pc, 192.0.2.7, until 2030-01-02.',
  );
  expect(secured(play)).toEqual([]);
  play.reload();
  expect(wishes(play)).toEqual([wish, wish]);
  expect(secured(play)).toEqual([]);
});

test('whether the image before has missed one that had ended, or this one is asked by another, it is told', () => {
  const play = playHttps();
  secured(play);
  play.reload();
  expect(secured(play, {}, { pid: 2 })).toEqual([ENDED]);
  play.reload();
  expect(secured(play, {}, { pid: 2 })).toEqual([]);
  play.reload();
  expect(secured(play, {}, { pid: 3, replaced: true })).toEqual([]);
  // A build of before has not written down which it was.
  delete play.state.web!.https!.pid;
  play.reload();
  expect(secured(play, {}, { pid: 4 })).toEqual([]);
});

test.each([
  ['web.https_port 9011', { port: 9011 }],
  ['web.host 0.0.0.0', { host: '0.0.0.0' }],
  ['web.names my.home', { names: ['my.home'] }],
  ['web.cert /etc/cert.pem', { certificate: '/etc/cert.pem' }],
  ['web.allow 192.0.2.0/24', { allow: ['192.0.2.0/24'] }],
])('/setup %s takes effect at once', (line, change) => {
  const play = playHttps();
  secured(play);
  play.enter(`/setup ${line}`);
  expect(wishes(play).at(-1)).toEqual({ ...wish, ...change });
  play.enter('look');
  expect(wishes(play)).toHaveLength(2);
  play.enter('/setup web.https off');
  expect(wishes(play).at(-1)).toBeNull();
  expect(play.state.web?.https).toBeUndefined();
});

test('what is different is told, once', () => {
  const play = playHttps();
  secured(play);
  expect(secured(play, {}, { pid: 2 })).toEqual([ENDED]);
  expect(secured(play, {}, { pid: 2 })).toEqual([]);
  expect(secured(play, {}, { pid: 1, replaced: true })).toEqual([]);
  const other = { fingerprint: 'EF'.repeat(32), authority: '12'.repeat(32) };
  const told = secured(play, other);
  expect(told[0]).toContain(`sha256:${other.fingerprint}`);
  expect(told[1]).toContain('signed by a new authority');
  const fault = { code: 'CERTIFICATE_EXPIRED', sentence: 'HTTPS cannot use it: it expired.' };
  expect(secured(play, { ...other, fault })).toEqual([
    "% HTTPS cannot use it: it expired. One of Clay's own is shown.",
  ]);
  expect(secured(play, { ...other, fault })).toEqual([]);
});

test('/web certificate has it looked at, and tells what is shown even if nothing is different', () => {
  const play = playHttps();
  play.enter('/web certificate');
  expect(play.output().at(-1)).toBe('% Browsers are not served over HTTPS yet.');
  secured(play);
  play.enter('/web certificate');
  expect(play.asked).toContainEqual({ type: 'web certificate', view: 'terminal' });
  expect(secured(play, {}, { asked: 'terminal' })[0]).toContain('HTTPS still shows the certificate');
});

test.each([
  ['EADDRINUSE', null, 'another program has the port. /setup web.https_port 9011 takes another port'],
  ['EADDRINUSE', 'nginx (process 7)', 'nginx (process 7) has the port.'],
  ['EACCES', null, 'only root may use that port.'],
  ['EADDRNOTAVAIL', null, 'this machine has no such address. /setup web.host 127.0.0.1 takes another one.'],
  ['LISTENER_TAKEN', null, 'Why. It is tried again; /web does so at once.'],
])('%s: the sentence says what is to be done, and /web tries again', (code, holder, words) => {
  const play = playHttps();
  play.dispatch({ type: 'web unsecured', fault: { code, sentence: 'Why.' }, holder });
  expect(play.output().at(-1)).toContain(
    `% Browsers cannot be served over HTTPS on 127.0.0.1:9001: ${words}`,
  );
  play.enter('/web');
  expect(wishes(play)).toEqual([wish, wish]);
  expect(secured(play)[0]).toBe(AT);
});

describe('/web shows a link', () => {
  const link = (play: Play) => {
    play.enter('/web');
    return play.asked.flatMap(one => (one.type === 'web invite' ? [one.address] : [])).at(-1);
  };

  test('of plain HTTP where there is no HTTPS', () => {
    const play = playHttps();
    expect(link(play)).toBeUndefined();
    turnOn(play);
    expect(link(play)).toBe('http://127.0.0.1:9000/');
    secured(play);
    expect(link(play)).toBe('https://127.0.0.1:9001/');
  });

  test('that another machine can follow', () => {
    const play = playHttps();
    play.enter('/setup web.host 0.0.0.0');
    secured(play);
    expect(link(play)).toBe('https://192.0.2.7:9001/');
    secured(play, { names: ['*.example.org', 'mud.example.org'] });
    expect(link(play)).toBe('https://mud.example.org:9001/');
    play.enter('/setup web.names my.home');
    secured(play);
    expect(link(play)).toBe('https://my.home:9001/');
  });
});

test('/web authority shows where the authority is, and its fingerprint', () => {
  const play = playHttps();
  secured(play);
  play.enter('/web authority');
  const address = 'https://127.0.0.1:9001/clay-authority.crt';
  expect(play.asked).toContainEqual({ type: 'web draw', address, view: 'terminal' });
  play.dispatch({ type: 'web drawn', view: 'terminal', address, code: ['####'] });
  const screen = play.screen().join('\n');
  expect(screen).toContain(address);
  expect(screen).toContain(Array(16).fill('CD').join(':'));
  play.type('q');
  secured(play, { authority: '' });
  play.enter('/web authority');
  expect(play.output().at(-1)).toContain('there is no authority to install');
});
