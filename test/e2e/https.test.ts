/** HTTPS: the client, its terminator, and a real browser in front of them. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeCertificate } from '../../shared/tls/certificate.ts';
import { testCertificate } from '../support/certificate.ts';
import { test as browserTest, openTab, type Tab } from '../support/chromium.ts';
import { startClay } from '../support/clay.ts';
import { reload } from '../support/reloading.ts';
import { atEnd, temporaryDirectory } from '../support/temporary.ts';
import { proxiesOf, until } from '../support/tls-world.ts';
import { type Answer, get, visit } from '../support/visitors.ts';
import { linkOf, startHttps } from '../support/web-view.ts';

const RELOADS = 20;

const run = <T>({ page }: Tab, script: string) => page.evaluate<T>(script);
const text = (tab: Tab) => run<string>(tab, "document.getElementById('log').innerText");
const shows = ({ page }: Tab, line: string) =>
  page.locator('#log').getByText(line, { exact: true }).first().waitFor();

async function say({ page }: Tab, line: string): Promise<void> {
  await page.fill('#input', line);
  await page.press('#input', 'Enter');
}

async function untilAnswer(port: number, wanted: string): Promise<void> {
  let answer: Answer | string = '';
  void (async () => {
    while (answer !== wanted) answer = await get(port, '/');
  })();
  await until(() => answer === wanted);
}

/** Fingerprint of what a visitor is shown. */
async function shownAt(port: number): Promise<string> {
  const socket = await visit(port);
  const { fingerprint256 } = socket.getPeerX509Certificate()!;
  socket.destroy();
  return fingerprint256.replaceAll(':', '');
}

browserTest(
  `over WSS ${RELOADS} reloads go unnoticed, and neither the death of the terminator nor that of the client loses anything`,
  async () => {
    const { clay, peer, world, port, settings } = await startHttps();
    const tab = await openTab(await linkOf(clay));
    await shows(tab, '% Connected to Alpha.');
    peer.stream(15, 'Alpha');
    let said = 0;
    for (let count = 1; count <= RELOADS; count++) {
      const reloading = reload(clay, 'signal');
      await say(tab, `command ${++said}`);
      await reloading;
    }
    const count = peer.stopStream();
    await peer.waitFor(`command ${said}\r\n`);
    const commands = peer.received.toString().match(/command \d+(?=\r\n)/g);
    expect(commands).toEqual(Array.from({ length: said }, (_, at) => `command ${at + 1}`));
    peer.send('That was all.\r\n');
    await shows(tab, 'That was all.');
    const numbers = [...(await text(tab)).matchAll(/^Alpha (\d+) …$/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(
      Array.from({ length: numbers.length }, (_, at) => count - numbers.length + 1 + at),
    );
    expect(tab.sockets).toEqual({ opened: 1, closed: 0 });

    // Whether the last image knows it already or asks it just then.
    const [terminator] = proxiesOf(clay) as [number];
    process.kill(terminator, 'SIGKILL');
    await clay.waitFor('tlsproxy, which serves browsers over HTTPS, had ended; it runs again.');
    peer.send('After the terminator.\r\n');
    await shows(tab, 'After the terminator.');
    expect(clay.screen().join('\n')).not.toContain('connection lost');
    // Attempts in between came to nothing.
    expect(tab.sockets.opened - tab.sockets.closed).toBe(1);

    process.kill(clay.pid, 'SIGSEGV');
    await clay.waitFor('has restarted itself in place');
    peer.send('After the crash.\r\n');
    await shows(tab, 'After the crash.');

    process.kill(clay.pid, 'SIGKILL');
    await clay.ended();
    const away = (await get(port, '/')) as Answer;
    expect(away).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
    expect(away.body).toContain('Clay is not running');
    const again = await startClay({ place: clay.place, args: ['Alpha'], settings, columns: 100 });
    await again.waitFor(`The browser view is at https://127.0.0.1:${port};`);
    // It is the very same one: what it has been all the time goes on.
    expect(proxiesOf(again)).toHaveLength(1);
    const other = await world.accepted();
    other.send('Back again.\r\n');
    await shows(tab, 'Back again.');
    // That it could not connect for a while is what happened; and a certificate that was clicked through makes no app.
    const isExpected = (fault: string) =>
      /^WebSocket connection|^An SSL certificate error|^An unknown error occurred when fetching the script/.test(
        fault,
      );
    expect(tab.faults.filter(fault => !isExpected(fault))).toEqual([]);
  },
);

test('files of a certificate may be replaced under an open page; a broken one changes nothing', async () => {
  const directory = temporaryDirectory();
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const put = (one: { certificate: string; key: string }) => {
    writeFileSync(cert, one.certificate);
    writeFileSync(key, one.key, { mode: 0o600 });
  };
  const [one, two] = [testCertificate({ names: ['127.0.0.1'] }), testCertificate({ names: ['127.0.0.1'] })];
  put(one);
  const { clay, port } = await startHttps({ web: `cert = "${cert}"\nkey = "${key}"\n` });
  const fingerprint = ({ certificate }: { certificate: string }) =>
    new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
  expect(await shownAt(port)).toBe(fingerprint(one));
  const open = await visit(port);
  put(two);
  clay.type('/web certificate\r');
  await clay.waitFor(fingerprint(two));
  expect(await shownAt(port)).toBe(fingerprint(two));
  writeFileSync(cert, 'what is this');
  clay.type('/web certificate\r');
  await clay.waitFor('The one that was shown so far stays.');
  expect(await shownAt(port)).toBe(fingerprint(two));
  expect(open.destroyed).toBe(false);
  open.destroy();
});

test('what is shown is what openssl wants of a server: names, purpose, time; its authority is kept to the names of this machine', async () => {
  const { clay, port } = await startHttps();
  const authority = join(clay.home, 'web/authority.crt');
  const openssl = (input: string, args: readonly string[]) =>
    spawnSync('openssl', args, { input, encoding: 'utf8' }).stdout;
  const connect = ['s_client', '-connect', `127.0.0.1:${port}`, '-showcerts', '-verify_return_error'];
  const shown = openssl('', [...connect, '-CAfile', authority, '-verify_ip', '127.0.0.1']);
  expect(shown).toContain('Verify return code: 0 (ok)');
  const [leaf = '', root = '', ...more] = shown.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  expect([more, root.trim()]).toEqual([[], readFileSync(authority, 'utf8').trim().replaceAll('\r', '')]);
  const told = (pem: string) => openssl(pem, ['x509', '-noout', '-text']);
  expect(told(leaf)).toMatch(/Subject Alternative Name:[\s\S]*DNS:localhost, IP Address:127\.0\.0\.1/);
  expect(told(leaf)).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication/);
  const { validFrom, validTo } = new X509Certificate(leaf);
  expect(Date.parse(validTo) - Date.parse(validFrom)).toBeLessThanOrEqual(397 * 86_400_000);
  expect(told(root)).toMatch(/Name Constraints: critical\s+Permitted:[\s\S]*DNS:localhost/);
  // What a thief of its key makes for another name.
  const key = readFileSync(join(clay.home, 'web/authority.key'), 'utf8');
  const issuer = { key, certificate: readFileSync(authority, 'utf8') };
  const evil = await makeCertificate({
    commonName: 'evil.example',
    names: ['evil.example'],
    serverAuth: true,
    issuer,
  });
  const file = join(temporaryDirectory(), 'evil.pem');
  writeFileSync(file, evil.certificate);
  const { status, stderr } = spawnSync('openssl', ['verify', '-CAfile', authority, file], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([2, expect.stringContaining('permitted subtree violation')]);
});

test('settings take effect at once: another port, which may be taken; off; and /quit ends the terminator', async () => {
  const { clay, port } = await startHttps();
  const holder = createTcpServer().listen(0, '127.0.0.1');
  atEnd(() => void holder.close());
  await once(holder, 'listening');
  const { port: taken } = holder.address() as { port: number };
  clay.type(`/setup web.https_port ${taken}\r`);
  await clay.waitFor(`on 127.0.0.1:${taken}: `);
  await clay.waitFor('takes another port; /web tries this one again.');
  // What cannot be had does not end what there is.
  expect(await get(port, '/')).toMatchObject({ status: 421 });
  holder.close();
  clay.type('/web\r');
  await clay.waitFor(`The browser view is at https://127.0.0.1:${taken};`);
  expect(await get(taken, '/')).toMatchObject({ status: 200 });
  expect(await get(port, '/')).toBe('ECONNREFUSED');
  clay.type('/setup web.https off\r');
  await untilAnswer(taken, 'ECONNREFUSED');
  clay.type('/setup web.https on\r');
  await clay.waitFor(() => clay.screen().join('\n').split(`https://127.0.0.1:${taken};`).length === 3);
  clay.type('/quit\r');
  await clay.ended();
  // It waits for the terminator, but not for long.
  await untilAnswer(taken, 'ECONNREFUSED');
});

test('what the file switches off is off after the reload that reads it, and after a quit behind that', async () => {
  const { clay, port, settings } = await startHttps();
  writeFileSync(join(clay.home, 'settings.toml'), settings.replace('https = true', 'https = false'));
  await reload(clay, 'signal');
  await clay.waitFor('web.https = false');
  await untilAnswer(port, 'ECONNREFUSED');
  clay.type('/quit\r');
  await clay.ended();
});

test('a client that stands still keeps its visitors waiting; who they are is what the terminator sees', async () => {
  const { clay, port } = await startHttps();
  const link = new URL(await linkOf(clay));
  process.kill(clay.pid, 'SIGSTOP');
  const asked = get(port, '/');
  const headers = { Origin: link.origin, 'X-Forwarded-For': '6.6.6.6', Connection: 'close, X-Forwarded-For' };
  const logIn = get(port, '/login', {
    ...{ method: 'POST', localAddress: '127.0.0.2', body: JSON.stringify({ code: link.hash.slice(1) }) },
    headers: { ...headers, 'Content-Length': String(JSON.stringify({ code: link.hash.slice(1) }).length) },
  });
  // Longer than it would be waited for if it were gone.
  await wait(3_500);
  // The terminal of the test takes it for Ctrl+Z, as a shell would.
  await until(clay.stopped);
  clay.foreground();
  expect(await asked).toMatchObject({ status: 200 });
  expect(await logIn).toMatchObject({ status: 200 });
  clay.type('/web\r');
  await clay.waitFor(/127\.0\.0\.2 +may play/);
  expect(clay.screen().join('\n')).not.toContain('6.6.6.6');
});
