/** `clay attach https://…` by its parts: addresses, keys that are sent again, certificates, logins that are kept. */

import { X509Certificate } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readAddress } from '../../../client/attach/address.ts';
import { keepLogin, keptLogin, loginIn } from '../../../client/attach/remote/logins.ts';
import { judgeShown } from '../../../client/attach/remote/trust.ts';
import { createTyped } from '../../../client/attach/typed.ts';
import { testCertificate } from '../../support/certificate.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

test.each([
  ['https://my.home:9443', { host: 'my.home', port: 9443, name: 'my.home:9443', code: null }],
  ['HTTPS://My.Home:9443/', { host: 'my.home', port: 9443, name: 'my.home:9443', code: null }],
  ['https://my.home', { host: 'my.home', port: 443, name: 'my.home', code: null }],
  [
    'https://[2001:db8::7]:9443/#abc_-1',
    { host: '2001:db8::7', port: 9443, name: '[2001:db8::7]:9443', code: 'abc_-1' },
  ],
])('the address %s', (text, address) => {
  expect(readAddress(text)).toEqual(address);
});

test.each([
  ['http://my.home:9000', 'plain HTTP'],
  ['https://', 'is no address'],
  ['https://my.home:99999', 'is no address'],
  ['https://me:secret@my.home:9443', 'more than an address'],
  ['https://my.home:9443/socket', 'more than an address'],
])('what is no address: %s', (text, words) => {
  expect(readAddress(text)).toContain(words);
});

test('whatever is lost, and whenever, each byte that is typed in time comes once and in order', () => {
  const step = fc.oneof(
    fc.record({ t: fc.constant('type' as const), keys: fc.string({ minLength: 1, maxLength: 5 }) }),
    // So much of what is on its way still comes.
    fc.record({ t: fc.constant('break' as const), comes: fc.nat(12) }),
    fc.constant({ t: 'back' as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const typed = createTyped();
      let [all, had, way] = ['', '', ''];
      let isOpen = true;
      const send = (keys: Buffer) => {
        way += keys.toString();
      };
      const back = () => {
        isOpen = true;
        send(typed.resume(true, Buffer.byteLength(had)));
      };
      send(typed.resume(false, 0));
      for (const one of [...steps, { t: 'back' as const }]) {
        if (one.t === 'type') {
          all += one.keys;
          send(typed.push(Buffer.from(one.keys)));
        } else if (one.t === 'break' && isOpen) {
          isOpen = false;
          had += way.slice(0, one.comes);
          way = '';
          typed.lost();
        } else if (one.t === 'back' && !isOpen) back();
      }
      expect(had + way).toBe(all);
    }),
    { numRuns: 200 },
  );
});

test('what was forgotten is not sent; a view that is another one gets what was typed since; an old build has had all', () => {
  const typed = createTyped();
  typed.resume(false, 0);
  typed.push(Buffer.from('sent'));
  typed.lost();
  typed.push(Buffer.from('later'));
  typed.forget();
  expect(typed.resume(true, 1).toString()).toBe('');
  expect(typed.push(Buffer.from('!')).toString()).toBe('!');
  typed.lost();
  typed.push(Buffer.from('new'));
  expect(typed.resume(false, 0).toString()).toBe('new');
  typed.lost();
  expect(typed.resume(true, undefined).toString()).toBe('');
});

const read = ({ certificate }: { certificate: string }) => new X509Certificate(certificate);
const plain = (one: X509Certificate) => one.fingerprint256.replaceAll(':', '');

describe('certificates', () => {
  const authority = testCertificate({ commonName: 'Clay on my.home', authority: true });
  const other = testCertificate({ commonName: 'Clay on my.home', authority: true });
  const root = read(authority);
  const leafOf = (issuer: typeof authority, issuerShown = issuer) => {
    const leaf = read(testCertificate({ names: ['my.home'], issuer }));
    // As a handshake brings it along.
    return Object.defineProperty(leaf, 'issuerCertificate', { value: read(issuerShown) });
  };
  const shown = {
    isAuthorized: false,
    flaws: { phrases: ['its issuer is unknown'], isForAnother: false },
    otherFlaws: [],
    pins: [] as string[],
  };

  test("Clay's own: the authority is shown once and then known, whatever it signs anew", () => {
    const verdict = judgeShown({ ...shown, leaf: leafOf(authority) });
    expect(verdict).toEqual({ kind: 'unknown', fingerprint: plain(root), isAuthority: true });
    const pins = [plain(root)];
    expect(judgeShown({ ...shown, pins, leaf: leafOf(authority) })).toEqual({ kind: 'trusted' });
    expect(judgeShown({ ...shown, pins, leaf: leafOf(other) })).toMatchObject({
      kind: 'changed',
      isAuthority: true,
    });
    // One that shows the authority and was not signed by it.
    expect(judgeShown({ ...shown, pins, leaf: leafOf(other, authority) })).toMatchObject({ kind: 'changed' });
    const otherFlaws = ['it is for my.home, not evil.example'];
    expect(judgeShown({ ...shown, pins, otherFlaws, leaf: leafOf(authority) })).toMatchObject({
      kind: 'refused',
    });
  });

  test('what the system vouches for is fine; what it vouches for elsewhere, or is over, is not asked about', () => {
    const leaf = read(testCertificate({ names: ['my.home'] }));
    expect(judgeShown({ ...shown, isAuthorized: true, leaf })).toEqual({ kind: 'trusted' });
    const flaws = { phrases: ['it is for a.example, not my.home'], isForAnother: true };
    expect(judgeShown({ ...shown, flaws, leaf })).toMatchObject({ kind: 'refused', why: flaws.phrases[0] });
    const otherFlaws = ['it expired on 2020-01-01'];
    expect(judgeShown({ ...shown, otherFlaws, leaf })).toMatchObject({ kind: 'refused', why: otherFlaws[0] });
    expect(judgeShown({ ...shown, leaf })).toMatchObject({ kind: 'unknown', isAuthority: false });
    // As ssh takes a key that it knows.
    expect(judgeShown({ ...shown, otherFlaws, leaf, pins: [plain(leaf)] })).toEqual({ kind: 'trusted' });
  });
});

test('logins are kept by host and port, for the user alone; what is no login is none', () => {
  const file = join(temporaryDirectory(), 'attach.json');
  const login = { cookie: 'clay-9443=abc', half: 'def_-' };
  expect(keptLogin(file, 'my.home:9443')).toBeNull();
  keepLogin(file, 'my.home:9443', login);
  keepLogin(file, 'other:1', { ...login, half: 'ghi' });
  expect([keptLogin(file, 'my.home:9443'), keptLogin(file, 'constructor')]).toEqual([login, null]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  keepLogin(file, 'my.home:9443', null);
  expect([keptLogin(file, 'my.home:9443'), keptLogin(file, 'other:1')?.half]).toEqual([null, 'ghi']);
  writeFileSync(file, JSON.stringify({ logins: { x: { cookie: 'a=b\r\nX: y', half: 'c' } } }));
  expect(keptLogin(file, 'x')).toBeNull();
  writeFileSync(file, 'what is this');
  expect(() => keptLogin(file, 'x')).toThrow('cannot be read');
  expect(loginIn(['clay-1=abc; HttpOnly; Path=/'], '{"half":"def"}')).toEqual({
    cookie: 'clay-1=abc',
    half: 'def',
  });
  expect([loginIn([], '{"half":"def"}'), loginIn(['clay-1=abc'], 'no')]).toEqual([null, null]);
});
