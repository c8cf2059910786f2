/** Certificates of Clay's own and those of the user's files. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createCertificates } from '../../../tlsproxy/web/certificate.ts';
import { ownCertificate } from '../../../tlsproxy/web/own-certificate.ts';
import { type TestCertificate, testCertificate } from '../../support/certificate.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const DAY = 86_400_000;
const machine = { name: 'PC', addresses: ['192.0.2.7', '2001:db8::7'] };

describe("Clay's own", () => {
  const home = temporaryDirectory();
  const first = ownCertificate(home, ['My.home'], { machine });
  const read = (pem: string) => new X509Certificate(pem);

  it('is for this machine by all its names, for a year, and for servers', async () => {
    const { certificate, authority } = await first;
    const leaf = read(certificate);
    expect(leaf.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:pc, DNS:my.home, ' +
        'IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7',
    );
    expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBeLessThanOrEqual(397 * DAY);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(leaf.verify(read(authority).publicKey)).toBe(true);
    // Whoever looks at what is shown finds the authority there as well.
    expect(certificate).toContain(authority);
    expect(Date.parse(read(authority).validTo)).toBeGreaterThan(Date.now() + 3_640 * DAY);
    const [root, shown] = ['authority', 'certificate'].map(name => `${home}/web/${name}.crt`) as [
      string,
      string,
    ];
    const verify = ['verify', '-purpose', 'sslserver', '-verify_hostname', 'pc', '-CAfile', root, shown];
    expect(spawnSync('openssl', verify, { encoding: 'utf8' }).stdout).toBe(`${shown}: OK\n`);
    for (const file of ['authority.key', 'certificate.key'])
      expect(statSync(`${home}/web/${file}`).mode & 0o777).toBe(0o600);
  });

  it('is the same the next time, and with another address of the machine, which it is not for', async () => {
    const { certificate } = await first;
    expect((await ownCertificate(home, ['my.home'], { machine })).certificate).toBe(certificate);
    const moved = { ...machine, addresses: ['192.0.2.8', '2001:db8::7'] };
    expect((await ownCertificate(home, ['my.home'], { machine: moved })).certificate).toBe(certificate);
  });

  it('is made anew 30 days before its end, by the same authority', async () => {
    const { authority, certificate } = await first;
    const almost = { machine, now: Date.now() + 365 * DAY };
    expect((await ownCertificate(home, ['my.home'], almost)).certificate).toBe(certificate);
    const later = { machine, now: Date.now() + 367 * DAY };
    const next = await ownCertificate(home, ['my.home'], later);
    expect(next.authority).toBe(authority);
    expect(next.certificate).not.toBe(certificate);
  });

  it('for a name below one that it is for needs no other authority; for another name it does', async () => {
    const { authority } = await first;
    const below = await ownCertificate(home, ['pc.my.home'], { machine });
    expect(below.authority).toBe(authority);
    expect(read(below.certificate).checkHost('pc.my.home')).toBe('pc.my.home');
    const other = await ownCertificate(home, ['your.home'], { machine });
    expect(other.authority).not.toBe(authority);
    expect(read(other.certificate).verify(read(other.authority).publicKey)).toBe(true);
  });

  it('that was damaged, or only half written, is made anew', async () => {
    writeFileSync(`${home}/web/certificate.key`, testCertificate({ names: ['x'] }).key);
    const { authority, certificate, key } = await ownCertificate(home, ['your.home'], { machine });
    writeFileSync(`${home}/web/authority.crt`, 'what is this');
    const next = await ownCertificate(home, ['your.home'], { machine });
    expect(next.authority).not.toBe(authority);
    expect(next.certificate).not.toBe(certificate);
    expect(next.key).not.toBe(key);
    expect(readFileSync(`${home}/web/authority.crt`, 'utf8')).toBe(next.authority);
  });
});

describe("the user's files", () => {
  function files() {
    const directory = temporaryDirectory();
    const [certificate, key] = [`${directory}/fullchain.pem`, `${directory}/privkey.pem`] as const;
    let age = 0;
    const put = (one: TestCertificate) => {
      writeFileSync(certificate, one.certificate);
      writeFileSync(key, one.key, { mode: 0o600 });
      // Two in one tick of the clock are told apart all the same.
      for (const file of [certificate, key]) utimesSync(file, 1_000_000 + age++, 1_000_000 + age);
    };
    const certificates = createCertificates(directory, { names: [], certificate, key }, () => clock.now);
    const clock = { now: Date.now() };
    return { put, certificates, certificate, key, clock };
  }
  const fingerprintOf = ({ certificate }: TestCertificate) =>
    new X509Certificate(certificate).fingerprint256.replaceAll(':', '');

  it('are shown, and others that take their place', async () => {
    const { put, certificates } = files();
    const [one, two] = [testCertificate({ names: ['my.home'] }), testCertificate({ names: ['my.home'] })];
    put(one);
    expect((await certificates.look())?.certificate).toBe(one.certificate);
    expect(await certificates.look()).toBeNull();
    put(two);
    expect((await certificates.look())?.certificate).toBe(two.certificate);
    expect(certificates.shown()).toMatchObject({
      ...{ fingerprint: fingerprintOf(two), names: ['my.home'], authority: '', fault: null },
    });
    expect(certificates.current()?.authority).toBeNull();
  });

  it.each([
    ['no certificate', (file: string) => writeFileSync(file, 'what is this'), 'CERTIFICATE_UNREADABLE'],
    [
      'the certificate of another key',
      (file: string) => writeFileSync(file, testCertificate({ names: ['my.home'] }).certificate),
      'CERTIFICATE_KEY',
    ],
  ])('that are %s change nothing; why is told until they are good again', async (_what, spoil, code) => {
    const { put, certificates, certificate } = files();
    const one = testCertificate({ names: ['my.home'] });
    put(one);
    await certificates.look();
    spoil(certificate);
    expect(await certificates.look()).toBeNull();
    expect(certificates.shown().fingerprint).toBe(fingerprintOf(one));
    expect(certificates.shown().fault?.code).toContain(code);
    expect(certificates.shown().fault?.sentence).toContain(certificate);
    put(one);
    await certificates.look();
    expect(certificates.shown().fault).toBeNull();
  });

  it('that run out while they are shown are told of', async () => {
    const { put, certificates, clock } = files();
    put(testCertificate({ names: ['my.home'], notAfter: new Date(clock.now + DAY) }));
    expect(await certificates.look()).not.toBeNull();
    clock.now += 2 * DAY;
    expect(await certificates.look()).toBeNull();
    expect(certificates.shown().fault?.code).toBe('CERTIFICATE_EXPIRED');
  });

  it("that are not there leave one of Clay's own, until they are", async () => {
    const { put, certificates } = files();
    expect((await certificates.look())?.authority).toContain('BEGIN CERTIFICATE');
    expect(certificates.shown()).toMatchObject({ fault: { code: 'CERTIFICATE_UNREADABLE' } });
    expect(await certificates.look()).toBeNull();
    const one = testCertificate({ names: ['my.home'] });
    put(one);
    expect((await certificates.look())?.certificate).toBe(one.certificate);
    expect(certificates.shown()).toMatchObject({ authority: '', fault: null });
  });

  it("below what is no directory are told of, and one of Clay's own is shown", async () => {
    const { put, certificate, key } = files();
    put(testCertificate({ names: ['my.home'] }));
    const below = createCertificates(temporaryDirectory(), {
      names: [],
      ...{ certificate: `${certificate}/fullchain.pem`, key: `${key}/privkey.pem` },
    });
    expect((await below.look())?.authority).toContain('BEGIN CERTIFICATE');
    expect(below.shown().fault).toMatchObject({
      code: 'CERTIFICATE_UNREADABLE',
      sentence: expect.stringContaining(`${certificate}/fullchain.pem`),
    });
  });

  it('are wanted both', async () => {
    const certificates = createCertificates(temporaryDirectory(), { names: [], certificate: '/x', key: '' });
    await certificates.look();
    expect(certificates.shown().fault?.sentence).toBe(
      'HTTPS needs both web.cert and web.key, or neither of them.',
    );
  });
});
