import { X509Certificate } from 'node:crypto';
import { makeCertificate, serialNumber } from '../../../../shared/tls/certificate.ts';

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
