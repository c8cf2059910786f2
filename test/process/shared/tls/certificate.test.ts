/** Certificates as OpenSSL sees them. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { makeCertificate } from '../../../../shared/tls/certificate.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

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
