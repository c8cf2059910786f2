/** Which servers are trusted, what is said of those that are not, and how an attempt is called off. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket, TlsOptions } from 'node:tls';
import {
  type CertificateOptions,
  type KeyAndCertificate,
  makeCertificate,
} from '../../shared/tls/certificate.ts';
import { testCertificate } from '../support/certificate.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { type ScriptedWorld, startWorld } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { selfSigned, tcpServer, tlsServer } from '../support/tls-server.ts';
import { proxiesOf, settingsToml, startTlsWorld, tlsTable, until } from '../support/tls-world.ts';

type Worlds = Parameters<typeof settingsToml>[1];

const past = (years: number) => new Date(Date.UTC(2025 - years, 0, 2, 3, 4, 5));
const silent = () => undefined;
const greet = (socket: TLSSocket) => void socket.write('well met\r\n');
const fingerprint = ({ certificate }: KeyAndCertificate) =>
  new X509Certificate(certificate).fingerprint256.replaceAll(':', '');

let authority: KeyAndCertificate;
let directory: string;

beforeAll(async () => {
  authority = await makeCertificate({ commonName: 'Test CA', authority: true });
  directory = temporaryDirectory();
  writeFileSync(join(directory, 'ca.pem'), authority.certificate);
});

/** A client whose system trusts the authority alone; wide, so that no sentence is broken. */
function client(proxied: boolean, worlds: Worlds): Promise<Clay> {
  return startClay({
    columns: 260,
    env: { SSL_CERT_FILE: join(directory, 'ca.pem') },
    settings: settingsToml({ tls_proxy: proxied }, worlds),
  });
}

const issued = (options: Partial<CertificateOptions>) =>
  makeCertificate({ commonName: 'mud', names: ['127.0.0.1'], issuer: authority, ...options });

async function serverWith(
  { key, certificate }: KeyAndCertificate,
  options: TlsOptions = {},
): Promise<{ port: number }> {
  return tlsServer(greet, { key, cert: certificate, ...options });
}

const text = (clay: Clay) => clay.screen().join('\n');

/** Waits for the text on any connection: one that was refused may or may not have got as far as the server. */
async function heard(world: ScriptedWorld, wanted: string): Promise<void> {
  const peer = await world.accepted();
  await peer.waitFor(wanted).catch(() => heard(world, wanted));
}

describe.each([
  ['through the proxy', true],
  ['directly', false],
])('a world with TLS, %s,', (_, proxied) => {
  it('is pinned at first sight; a changed certificate blocks until it is trusted', async () => {
    const one = selfSigned();
    const notAfter = new Date(Date.UTC(2040, 0, 1));
    const other = testCertificate({ commonName: 'imposter', names: ['127.0.0.1'], notAfter });
    const world = await startTlsWorld({ certificate: one });
    const { port } = world;
    const clay = await client(proxied, { Alpha: tlsTable(world, { tls_verify: 'auto' }) });
    const knownHosts = join(clay.home, 'known_hosts');
    const pin = (certificate: KeyAndCertificate) => `127.0.0.1:${port} sha256:${fingerprint(certificate)}\n`;
    clay.type('/worlds Alpha\r');
    await clay.waitFor(
      `Alpha: first sight of its certificate, which no authority vouches for: it is self-signed; pinned: sha256:${fingerprint(one)}`,
    );
    expect(readFileSync(knownHosts, 'utf8')).toBe(pin(one));
    expect(statSync(knownHosts).mode & 0o777).toBe(0o600);
    await world.close();
    await clay.waitFor('Alpha (disconnected)');

    const imposter = await startTlsWorld({ certificate: other, port });
    clay.type('/worlds Alpha\r');
    await clay.waitFor('/trust Alpha');
    const screen = text(clay);
    expect(screen).toContain(`Alpha: The certificate of 127.0.0.1:${port} has changed`);
    expect(screen).toContain(`old: sha256:${fingerprint(one)}`);
    expect(screen).toContain(`new: sha256:${fingerprint(other)}`);
    expect(screen).toContain('subject CN=imposter, issuer CN=imposter, valid from ');
    expect(screen).toMatch(/to Jan +1 00:00:00 2040 GMT/);
    expect(readFileSync(knownHosts, 'utf8')).toBe(pin(one));
    clay.type('hello?\r');
    await clay.waitFor('Alpha is not connected');

    clay.type('/trust\r');
    await clay.waitFor(/Connected to Alpha\.[\s\S]*Connected to Alpha\./);
    expect(readFileSync(knownHosts, 'utf8')).toBe(pin(other));
    clay.type('hello\r');
    await heard(imposter, 'hello\r\n');
    clay.type('/trust\r');
    await clay.waitFor('there is no refused certificate to trust');
  });

  it('is refused with a reason, or trusted, as its policy says', async () => {
    const soon = new Date(Date.now() + 1e10);
    const [own, good, expired, future, foreign, weak] = await Promise.all([
      serverWith(selfSigned()),
      issued({}).then(serverWith),
      issued({ notBefore: past(5), notAfter: past(4) }).then(serverWith),
      issued({ notBefore: soon }).then(serverWith),
      issued({ names: ['mud.example.org'] }).then(serverWith),
      issued({ weak: true }).then(certificate => serverWith(certificate, { ciphers: 'DEFAULT@SECLEVEL=0' })),
    ]);
    const plain = await startWorld();
    const ca = { tls_verify: 'ca' };
    const clay = await client(proxied, {
      Own: tlsTable(own, ca),
      Good: tlsTable(good, ca),
      Expired: tlsTable(expired, ca),
      Future: tlsTable(future, ca),
      Foreign: tlsTable(foreign, ca),
      Other: tlsTable(foreign, { tls_verify: 'auto' }),
      Weak: tlsTable(weak, ca),
      Any: tlsTable(expired, { tls_verify: 'none' }),
      Plain: tlsTable(plain, ca),
      Nobody: tlsTable({ port: 1 }, ca),
      Auto: tlsTable(good, { tls_verify: 'auto' }),
    });
    const refused = async (name: string, { port }: { port: number }, why: string) => {
      clay.type(`/worlds ${name}\r`);
      await clay.waitFor(
        `${name}: The certificate of 127.0.0.1:${port} is not trusted: ${why}; not connected.`,
      );
    };
    await refused('Own', own, 'it is self-signed');
    await refused('Expired', expired, `it expired on ${past(4).toISOString().slice(0, 10)}`);
    await refused(
      'Future',
      future,
      `it is not valid before ${soon.toISOString().slice(0, 10)}; is the clock right?`,
    );
    await refused('Foreign', foreign, 'it is for mud.example.org, not 127.0.0.1');
    await refused('Other', foreign, 'it is for mud.example.org, not 127.0.0.1');
    clay.type('/worlds Good\r');
    await clay.waitFor('well met');
    clay.type('/trust Other\r');
    await clay.waitFor('Other: its certificate is trusted from now on; connecting.');
    expect(text(clay)).not.toContain('Good: first sight');
    clay.type('/worlds Auto\r');
    await clay.waitFor('Connected to Auto.');
    expect(text(clay)).not.toContain('Auto: first sight');
    clay.type('/worlds Any\r');
    await clay.waitFor('Any: its certificate is not checked (tls_verify = "none").');
    clay.type('/worlds Plain\r');
    (await plain.accepted()).send('Welcome to a MUD without TLS.\r\n');
    await clay.waitFor(
      `Plain: Cannot connect to 127.0.0.1:${plain.port}: it does not speak TLS on this port.`,
    );
    clay.type('/worlds Nobody\r');
    await clay.waitFor('Nobody: Cannot connect to 127.0.0.1:1: it refuses connections;');
    clay.type('/worlds Weak\r');
    await clay.waitFor(/Weak: .* is not trusted: .*too weak/);
  });

  it('too old to be safe is refused with a hint, and allowed by tls_legacy', async () => {
    const old: TlsOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };
    const server = await serverWith(selfSigned(), old);
    const clay = await client(proxied, { Alpha: tlsTable(server, { tls_verify: 'none' }) });
    clay.type('/worlds Alpha\r');
    await clay.waitFor('tls_legacy = true allows old servers, and is less safe');
    clay.type('/setup worlds.Alpha.tls_legacy on\r/worlds Alpha\r');
    await clay.waitFor('well met');
  });

  it('shows the client certificate of its settings', async () => {
    const mine = await issued({ commonName: 'ann', names: ['ann'] });
    const cert = join(directory, 'ann.crt');
    const key = join(directory, 'ann.key');
    writeFileSync(cert, mine.certificate);
    writeFileSync(key, mine.key, { mode: 0o600 });
    const server = await tlsServer(
      socket => void socket.write(`hello ${socket.getPeerCertificate().subject.CN}\r\n`),
      { requestCert: true, rejectUnauthorized: true, ca: authority.certificate },
    );
    const clay = await client(proxied, {
      Ann: tlsTable(server, { tls_cert: cert, tls_key: key }),
      Nobody: tlsTable(server),
      Missing: tlsTable(server, { tls_cert: join(directory, 'nothing.crt'), tls_key: key }),
    });
    clay.type('/worlds Ann\r');
    await clay.waitFor('hello ann');
    clay.type('/worlds Nobody\r');
    await clay.waitFor('Nobody (disconnected)');
    clay.type('/worlds Missing\r');
    await clay.waitFor(/Missing: .*client certificate cannot be read: .*nothing\.crt.*not connected/);
  });

  it('that never answers the handshake can be given up at once, by Ctrl+C and by /disconnect', async () => {
    const server = await tcpServer(silent);
    const clay = await client(proxied, { Alpha: tlsTable(server) });
    for (const giveUp of [() => clay.press('C-c'), () => clay.type('/disconnect\r')]) {
      const accepted = once(server.server, 'connection');
      clay.type('/worlds Alpha\r');
      const [socket] = await accepted;
      socket.resume();
      const gone = once(socket, 'end');
      giveUp();
      await clay.waitFor('Alpha: gave up connecting.');
      await gone;
      clay.press('C-l');
      clay.type('/worlds -l\r');
      await clay.waitFor(/Alpha .* disconnected/);
    }
  });

  it('that hangs up right after the handshake is told in a sentence', async () => {
    const server = await tlsServer(socket => socket.destroy());
    const world = await startTlsWorld();
    const clay = await client(proxied, {
      Brief: tlsTable(server),
      Rude: tlsTable(world, { tls_verify: 'auto' }),
    });
    clay.type('/worlds Brief\r');
    await clay.waitFor('Brief (disconnected)');
    clay.type('/worlds Rude\r');
    (await world.accepted()).reset();
    await clay.waitFor('Rude (disconnected)');
    await clay.waitFor(/Rude: .*reset the connection/);
    expect(text(clay)).not.toContain('Something went wrong');
    expect(clay.programLog()).not.toContain('"FAULT"');
  });
});

describe('a proxy that does not answer', () => {
  it('holds up nothing: connecting through it is given up at once, and typing goes on', async () => {
    const world = await startTlsWorld();
    const clay = await client(true, { Alpha: tlsTable(world), Beta: tlsTable(world) });
    clay.type('/worlds Alpha\r');
    const peer = await world.accepted();
    await clay.waitFor('Connected to Alpha.');
    await until(() => proxiesOf(clay).length === 1, 'there is no proxy');
    const [proxy] = proxiesOf(clay);
    process.kill(proxy!, 'SIGSTOP');
    clay.type('/worlds Beta\r');
    await clay.waitFor('Beta (connecting)');
    clay.type('typed meanwhile');
    await clay.waitFor('typed meanwhile');
    clay.press('C-u C-c');
    await clay.waitFor('Beta: gave up connecting.');
    process.kill(proxy!, 'SIGCONT');
    clay.type('/worlds Alpha\rstill here\r');
    await peer.waitFor('still here\r\n');
    expect(world.connections).toBe(1);
  });
});
