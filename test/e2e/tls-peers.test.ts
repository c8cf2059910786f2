/** Peers that others have written: OpenSSL's own server, and stunnel in front of the demo MUD. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { makeCertificate } from '../../shared/tls/certificate.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { describe } from '../support/needs-reload.ts';
import { freePort } from '../support/peers.ts';
import { atEnd, temporaryDirectory } from '../support/temporary.ts';
import { reloaded, settingsToml, tlsTable, until } from '../support/tls-world.ts';

const DEMO = resolve(__dirname, '../../dist/demo.js');

/** What the program says of its version; null when there is no such program. */
function versionOf(program: string, option: string): string | null {
  const { error, stdout, stderr } = spawnSync(program, [option], { encoding: 'utf8' });
  return error ? null : `${stdout}${stderr}`;
}

const stunnel = ['stunnel', 'stunnel4'].find(name => versionOf(name, '-version') !== null);
const openssl = versionOf('openssl', 'version');

// A skipped test has its reason in its name.
const withOpenssl = openssl === null ? it.skip.each : it.each;
const withStunnel = stunnel === undefined ? it.skip : it;
const noOpenssl = openssl === null ? ' (skipped: there is no openssl here)' : '';
const noStunnel = stunnel === undefined ? ' (skipped: there is no stunnel here)' : '';

let directory: string;

beforeAll(() => {
  directory = temporaryDirectory();
});

function run(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'] });
  atEnd(() => void child.kill('SIGKILL'));
  return child;
}

/** Everything the child says from now on. */
function listen(child: ChildProcess): () => string {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return () => said;
}

/** Something listens there: a connection was made, and ended at once. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const [outcome] = await Promise.race([
      once(socket, 'connect').then(() => [true]),
      once(socket, 'error').then(() => [false]),
    ]).catch(() => [false]);
    socket.destroy();
    if (outcome) return;
    await new Promise(next => setTimeout(next, 20));
  }
}

function certificate(kind: 'RSA' | 'ECDSA'): { cert: string; key: string } {
  const [cert, key] = [join(directory, `${kind}.crt`), join(directory, `${kind}.key`)];
  const algorithm = kind === 'RSA' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const request = ['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=peer', '-newkey', ...algorithm];
  const { status, stderr } = spawnSync('openssl', [...request, '-keyout', key, '-out', cert], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return { cert, key };
}

/** `openssl s_server` prints what the client sends, and sends the lines of its standard input. */
async function startServer(kind: 'RSA' | 'ECDSA', options: readonly string[]) {
  const { cert, key } = certificate(kind);
  const port = await freePort();
  const child = run('openssl', [
    's_server',
    '-accept',
    `127.0.0.1:${port}`,
    '-cert',
    cert,
    '-key',
    key,
    ...options,
  ]);
  const said = listen(child);
  await until(() => said().includes('ACCEPT'), 's_server does not listen');
  return { child, port, said };
}

async function reload(clay: Clay, number: number): Promise<void> {
  process.kill(clay.pid, 'SIGUSR1');
  await reloaded(clay, number);
}

describe.each([
  ['through the proxy', true],
  ['directly', false],
])(`openssl s_server, %s${noOpenssl},`, (_, proxied) => {
  withOpenssl([
    ['TLS 1.2', 'RSA', '-tls1_2', 'ECDHE-RSA-'],
    ['TLS 1.2', 'ECDSA', '-tls1_2', 'ECDHE-ECDSA-'],
    ['TLS 1.3', 'RSA', '-tls1_3', 'TLS_'],
    ['TLS 1.3', 'ECDSA', '-tls1_3', 'TLS_'],
  ] as const)('talks %s with a certificate of %s', async (_version, kind, option, cipher) => {
    const { child, port, said } = await startServer(kind, [option]);
    const settings = settingsToml(
      { tls_proxy: proxied },
      { Alpha: tlsTable({ port }, { tls_verify: 'auto' }) },
    );
    const clay = await startClay({ args: ['Alpha'], columns: 160, settings });
    await clay.waitFor('first sight of its certificate');
    child.stdin!.write('Welcome, traveller.\n');
    await clay.waitFor('Welcome, traveller.');
    if (proxied) await reload(clay, 1);
    clay.type('look around\r');
    await until(() => said().includes('look around'), 's_server has not got the line');
    expect(said()).toContain(`CIPHER is ${cipher}`);
    // At Q s_server closes the connection without close_notify.
    child.stdin!.write('Q\n');
    await clay.waitFor(/Alpha: connection lost: .* without the goodbye of TLS/);
  });
});

describe(`a server that wants a client certificate${noOpenssl}`, () => {
  withOpenssl([[true], [false]])('is told in a sentence (proxy: %s)', async proxied => {
    const { port } = await startServer('RSA', ['-tls1_3', '-Verify', '1', '-verify_return_error']);
    const settings = settingsToml({ tls_proxy: proxied }, { Alpha: tlsTable({ port }) });
    const clay = await startClay({ args: ['Alpha'], columns: 160, settings });
    await clay.waitFor('it wants a client certificate');
    await clay.waitFor('Alpha (disconnected)');
  });
});

describe('stunnel in front of the demo MUD', () => {
  withStunnel(`is played through, before and after a reload${noStunnel}`, async () => {
    const demo = run(process.execPath, [DEMO, '--no-bots']);
    const said = listen(demo);
    await until(() => said().includes('\n'), 'the demo MUD does not start');
    const mud = JSON.parse(said()) as { port: number };
    const { key, certificate: cert } = await makeCertificate({ commonName: 'mud', names: ['127.0.0.1'] });
    writeFileSync(join(directory, 'stunnel.pem'), `${key}\n${cert}`, { mode: 0o600 });
    const port = await freePort();
    writeFileSync(
      join(directory, 'stunnel.conf'),
      [
        'foreground = yes',
        'pid =',
        '[mud]',
        `accept = 127.0.0.1:${port}`,
        `connect = 127.0.0.1:${mud.port}`,
        `cert = ${join(directory, 'stunnel.pem')}`,
        '',
      ].join('\n'),
    );
    run(stunnel!, [join(directory, 'stunnel.conf')]);
    await listening(port);
    const settings = settingsToml({ tls_proxy: true }, { Alpha: tlsTable({ port }) });
    const clay = await startClay({ args: ['Alpha'], columns: 120, settings });
    await clay.waitFor('Any name and any password will do.');
    clay.type('Ann\r');
    await clay.waitFor('Welcome, Ann. Your password?');
    await reload(clay, 1);
    clay.type('secret\r');
    await clay.waitFor('Welcome to town, Ann.');
    await reload(clay, 2);
    clay.type('quit\r');
    await clay.waitFor('Alpha: the server closed the connection.');
  });
});
