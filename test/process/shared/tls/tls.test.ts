import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { isFault } from '../../../../shared/fault.ts';
import { makeCertificate } from '../../../../shared/tls/certificate.ts';
import { connectTls, type TlsConnection, type TlsRequest } from '../../../../shared/tls/tls.ts';
import { type TestCertificate, testCertificate } from '../../../support/certificate.ts';
import { atEnd, temporaryDirectory } from '../../../support/temporary.ts';
import { cutOff, tcpServer, tlsServer } from '../../../support/tls-server.ts';

let authority: TestCertificate;

beforeAll(() => {
  authority = testCertificate({ commonName: 'Test CA', authority: true });
  const file = join(temporaryDirectory(), 'ca.pem');
  writeFileSync(file, authority.certificate);
  process.env.CLAY_NODE_EXTRA_CA_CERTS = file;
});

afterAll(() => {
  delete process.env.CLAY_NODE_EXTRA_CA_CERTS;
});

const request = (port: number, changes: Partial<TlsRequest> = {}): TlsRequest => ({
  host: '127.0.0.1',
  port,
  serverName: '',
  policy: 'auto',
  pins: [],
  legacy: false,
  ...changes,
});

async function connected(options: TlsRequest): Promise<TlsConnection> {
  const connection = await connectTls(options);
  if (isFault(connection)) throw new Error(connection.sentence);
  atEnd(() => void connection.socket.destroy());
  connection.socket.on('error', () => undefined);
  return connection;
}

async function greeting(options: TlsRequest): Promise<string> {
  const { socket } = await connected(options);
  const [bytes] = await once(socket, 'data');
  return String(bytes);
}

const quiet = () => undefined;
const serverWith = ({ key, certificate }: TestCertificate) => tlsServer(quiet, { key, cert: certificate });
const past = new Date('2020-01-02T03:04:05Z');

describe('a certificate', () => {
  it('that a CA vouches for is trusted, also through an intermediate', async () => {
    const intermediate = testCertificate({ commonName: 'Between', authority: true, issuer: authority });
    const leaf = testCertificate({ commonName: 'mud', names: ['127.0.0.1'], issuer: intermediate });
    const { port } = await serverWith(leaf);
    const { info } = await connected(request(port, { policy: 'ca' }));
    expect(info).toMatchObject({ trust: 'ca', remember: false, protocol: 'TLSv1.3' });
    expect(info.certificate).toMatchObject({ subject: 'CN=mud', issuer: 'CN=Between' });
    expect(info.certificate.fingerprint).toMatch(/^[0-9A-F]{64}$/);
  });

  it('has its name in one line, as it is written in it', async () => {
    const { port } = await serverWith(testCertificate({ commonName: 'Mud, "Old" = \\é' }));
    const { info } = await connected(request(port));
    expect(info.certificate).toMatchObject({
      subject: 'CN=Mud, "Old" = \\é',
      issuer: 'CN=Mud, "Old" = \\é',
      validFrom: expect.stringMatching(/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d 20\d\d GMT$/),
    });
  });

  it.each([
    ['self-signed', () => testCertificate({ commonName: 'x', names: ['127.0.0.1'] }), 'it is self-signed'],
    [
      'expired',
      () =>
        testCertificate({
          commonName: 'x',
          names: ['127.0.0.1'],
          issuer: authority,
          notBefore: past,
          notAfter: past,
        }),
      'it expired on 2020-01-02',
    ],
    [
      'for another host',
      () => testCertificate({ commonName: 'x', names: ['other.example'], issuer: authority }),
      'it is for other.example, not 127.0.0.1',
    ],
  ])('that is %s is refused under ca', async (_what, make, reason) => {
    const { port } = await serverWith(make());
    expect(await connectTls(request(port, { policy: 'ca' }))).toMatchObject({
      code: 'TLS_CERTIFICATE_UNTRUSTED',
      sentence: `The certificate of 127.0.0.1:${port} is not trusted: ${reason}; not connected.`,
    });
  });

  it.each([
    ['self-signed', { names: ['127.0.0.1'] }, false, 'it is self-signed'],
    [
      'self-signed, expired and for others',
      { names: ['a.example', '192.0.2.1', 'b.example', 'c.example'], notBefore: past, notAfter: past },
      false,
      'it is self-signed; it expired on 2020-01-02; it is for a.example, 192.0.2.1, b.example and others, not 127.0.0.1',
    ],
    [
      'not valid yet',
      { names: ['127.0.0.1'], notBefore: new Date('2100-01-01'), notAfter: new Date('2101-01-01') },
      true,
      'it is not valid before 2100-01-01; is the clock right?',
    ],
    ['expired', { names: ['127.0.0.1'], notBefore: past, notAfter: past }, true, 'it expired on 2020-01-02'],
    [
      'by nobody known',
      { names: ['127.0.0.1'] },
      null,
      'its issuer is unknown, or the server does not send the whole chain',
    ],
    [
      'without an alternative name',
      { commonName: 'mud.example' },
      false,
      'it is self-signed; it is for mud.example, not 127.0.0.1',
    ],
  ])(
    'that is %s is pinned at first sight, and what is wrong with it is told',
    async (_what, wanted, known, flaws) => {
      const stranger = () => testCertificate({ commonName: 'Stranger CA', authority: true });
      const issuer = known ? authority : known === null ? stranger() : undefined;
      const leaf = testCertificate({ commonName: 'x', ...wanted, ...(issuer && { issuer }) });
      const { port } = await serverWith(leaf);
      const { info } = await connected(request(port));
      expect(info).toMatchObject({ trust: 'first-sight', remember: true, flaws });
    },
  );

  it.each([
    ['', {}, 'it is for other.example, not 127.0.0.1'],
    [
      ' and has expired',
      { notBefore: past, notAfter: past },
      'it expired on 2020-01-02; it is for other.example, not 127.0.0.1',
    ],
  ])(
    'of another host that an authority vouches for%s is not pinned by itself',
    async (_what, wanted, flaws) => {
      const leaf = testCertificate({
        commonName: 'x',
        names: ['other.example'],
        issuer: authority,
        ...wanted,
      });
      const { port } = await serverWith(leaf);
      const refused = await connectTls(request(port));
      expect(refused).toMatchObject({
        code: 'TLS_CERTIFICATE_UNTRUSTED',
        sentence: `The certificate of 127.0.0.1:${port} is not trusted: ${flaws}; not connected.`,
        details: { pins: [], fingerprint: expect.stringMatching(/^[0-9A-F]{64}$/) },
      });
      const fingerprint = isFault(refused) ? String(refused.details?.fingerprint) : '';
      expect((await connected(request(port, { pins: [fingerprint] }))).info.trust).toBe('pinned');
    },
  );

  it('is checked against the server name, which is also what SNI says; an address is not said', async () => {
    const leaf = testCertificate({ commonName: 'x', names: ['mud.example.org'], issuer: authority });
    const tell = (socket: TLSSocket) => socket.write(String((socket as { servername?: unknown }).servername));
    const { port } = await tlsServer(tell, { key: leaf.key, cert: leaf.certificate });
    expect(await greeting(request(port, { policy: 'ca', serverName: 'mud.example.org' }))).toBe(
      'mud.example.org',
    );
    expect(await greeting(request(port, { policy: 'none' }))).toBe('false');
  });

  it('that has changed is refused, with everything the user needs to decide', async () => {
    const { port } = await tlsServer(quiet);
    const first = await connected(request(port));
    expect(first.info).toMatchObject({ trust: 'first-sight', remember: true });
    const { fingerprint } = first.info.certificate;
    expect((await connected(request(port, { pins: [fingerprint] }))).info.trust).toBe('pinned');
    const old = 'AB'.repeat(32);
    expect(await connectTls(request(port, { pins: [old] }))).toEqual({
      code: 'TLS_CERTIFICATE_CHANGED',
      sentence: `The certificate of 127.0.0.1:${port} has changed; not connected.`,
      details: {
        fingerprint,
        pins: [old],
        subject: 'CN=localhost',
        issuer: 'CN=localhost',
        validFrom: expect.stringMatching(/GMT$/),
        validTo: expect.stringMatching(/GMT$/),
      },
    });
  });

  it('of the client is shown when there is one, and said to be unusable when it is', async () => {
    const client = testCertificate({ commonName: 'player', issuer: authority });
    const tell = (socket: TLSSocket) => socket.write(String(socket.getPeerCertificate().subject.CN));
    const { port } = await tlsServer(tell, { requestCert: true, ca: authority.certificate });
    expect(await greeting(request(port, { certificate: client.certificate, key: client.key }))).toBe(
      'player',
    );
    const unusable = await connectTls(request(port, { certificate: 'no PEM', key: '' }));
    expect(unusable).toMatchObject({ code: 'TLS_CLIENT_CERTIFICATE' });
  });
});

describe('an old server', () => {
  it('is refused with the name of the setting, and accepted with it', async () => {
    const weak = await makeCertificate({ commonName: 'x', names: ['127.0.0.1'], weak: true });
    const { port } = await tlsServer(quiet, {
      key: weak.key,
      cert: weak.certificate,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const refused = await connectTls(request(port));
    expect(isFault(refused) && refused.sentence).toMatch(
      /tls_legacy = true allows old servers, and is less safe\.$/,
    );
    expect((await connected(request(port, { legacy: true }))).info.protocol).toBe('TLSv1');
  });
});

describe('a connection that does not come about', () => {
  it('because nobody listens', async () => {
    const { port, server } = await tcpServer(quiet);
    server.close();
    expect(await connectTls(request(port))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('because the server does not speak TLS', async () => {
    const { port } = await tcpServer(socket => socket.end('Welcome to the plain MUD!\r\n'));
    expect(await connectTls(request(port))).toMatchObject({
      sentence: `Cannot connect to 127.0.0.1:${port}: it does not speak TLS on this port.`,
    });
  });

  it('because the handshake stalls', async () => {
    const { port } = await tcpServer(quiet);
    expect(await connectTls(request(port, { handshakeTimeout: 50 }))).toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('because the server hangs up during the handshake', async () => {
    const { port } = await tcpServer(socket => socket.end());
    expect(await connectTls(request(port))).toMatchObject({ code: 'ECONNRESET' });
  });

  it('because it was called off, before or during the handshake', async () => {
    const calling = new AbortController();
    const { port, server } = await tcpServer(quiet);
    const attempt = connectTls(request(port, { signal: calling.signal }));
    await once(server, 'connection');
    calling.abort();
    expect(await attempt).toMatchObject({ code: 'CONNECT_CANCELLED' });
    expect(await connectTls(request(port, { signal: calling.signal }))).toMatchObject({
      code: 'CONNECT_CANCELLED',
    });
  });

  it('because there is no host or no such port', async () => {
    expect(await connectTls(request(1, { host: '' }))).toMatchObject({ code: 'HOST_MISSING' });
    expect(await connectTls(request(70_000))).toMatchObject({ code: 'PORT_INVALID' });
  });
});

describe('the end of a connection', () => {
  async function farewell(end: (socket: TLSSocket) => void): Promise<boolean | null> {
    const { port, sockets } = await tlsServer(socket => socket.write('hello'));
    const { socket, farewell } = await connected(request(port));
    socket.on('data', () => farewell.read());
    await once(socket, 'data');
    end(sockets[0] as TLSSocket);
    await once(socket, 'end');
    return farewell.came();
  }

  it('is known to come with close_notify', async () => {
    expect(await farewell(socket => socket.end())).toBe(true);
    expect(await farewell(socket => socket.end('bye'))).toBe(true);
  });

  it('is known to come without', async () => {
    expect(await farewell(cutOff)).toBe(false);
  });

  it('is told as well after more than one read can take', async () => {
    const much = Buffer.alloc(300_000, 'x');
    expect(await farewell(socket => socket.end(much))).toBe(true);
    expect(await farewell(socket => socket.write(much, () => cutOff(socket)))).toBe(false);
  });
});
