import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { makeCertificate, serialNumber } from '../../../../shared/tls/certificate.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

it('makes a self-signed certificate for names and addresses', async () => {
  const { certificate } = await makeCertificate({
    commonName: 'Demo',
    names: ['mud.example.org', '127.0.0.1', '::1'],
  });
  const read = new X509Certificate(certificate);
  expect(read.subject).toBe('CN=Demo');
  expect(read.subjectAltName).toBe('DNS:mud.example.org, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.ca).toBe(false);
  expect(read.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
});

it('signs with an authority and sends the intermediate along, but not the root', async () => {
  const root = await makeCertificate({ commonName: 'Root', authority: true });
  const between = await makeCertificate({ commonName: 'Between', authority: true, issuer: root });
  const leaf = await makeCertificate({ commonName: 'Leaf', issuer: between });
  const chain = leaf.certificate
    .match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----\n/g)!
    .map(pem => new X509Certificate(pem));
  expect(chain.map(one => one.subject)).toEqual(['CN=Leaf', 'CN=Between']);
  expect(chain[0]!.checkIssued(chain[1]!)).toBe(true);
  expect(chain[1]!.verify(new X509Certificate(root.certificate).publicKey)).toBe(true);
});

it('makes what is expired, and what is weak', async () => {
  const notAfter = new Date('2020-01-02T03:04:05Z');
  const expired = await makeCertificate({
    commonName: 'x',
    notBefore: new Date('2019-01-01T00:00:00Z'),
    notAfter,
  });
  expect(new Date(new X509Certificate(expired.certificate).validTo)).toEqual(notAfter);
  const weak = await makeCertificate({ commonName: 'x', weak: true });
  expect(new X509Certificate(weak.certificate).publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
});

it.each([0x00, 0x7f, 0x80, 0xff])(
  'gives a serial number its only encoding when chance begins with %i',
  byte => {
    const serial = Buffer.from(serialNumber(Buffer.from([byte, 0x12, 0x34])), 'hex');
    expect(serial[0]).toBeGreaterThan(0);
    expect(serial[0]).toBeLessThan(0x80);
    expect(serial.subarray(1).toString('hex')).toBe('1234');
  },
);

describe('an authority that may vouch for some names only', () => {
  const making = makeCertificate({
    commonName: 'Clay',
    authority: true,
    permitted: ['my.home', '192.0.2.7', '2001:db8::7'],
  });
  const leafFor = async (names: string[]) =>
    makeCertificate({ commonName: names[0]!, names, serverAuth: true, issuer: await making });

  /** What openssl says of it, as a server's certificate. */
  async function verified(names: string[]): Promise<string> {
    const directory = temporaryDirectory();
    const [authority, leaf] = [`${directory}/authority.pem`, `${directory}/leaf.pem`];
    writeFileSync(authority, (await making).certificate);
    writeFileSync(leaf, (await leafFor(names)).certificate);
    const { stdout, stderr } = spawnSync(
      'openssl',
      ['verify', '-purpose', 'sslserver', '-CAfile', authority, leaf],
      { encoding: 'utf8' },
    );
    return stdout + stderr;
  }

  it.each([[['my.home']], [['pc.my.home', '192.0.2.7', '2001:db8::7']]])('is believed for %j', async names =>
    expect(await verified(names)).toMatch(/: OK$/m),
  );

  it.each([[['evil.example']], [['my.home', '192.0.2.8']], [['2001:db8::8']]])('is not for %j', async names =>
    expect(await verified(names)).toContain('permitted subtree violation'),
  );

  it('and its certificate is for servers, and names who has signed it', async () => {
    const authority = new X509Certificate((await making).certificate);
    const leaf = new X509Certificate((await leafFor(['my.home'])).certificate);
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    // OID of serverAuth.
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(leaf.ca).toBe(false);
    expect(authority.ca).toBe(true);
  });
});
