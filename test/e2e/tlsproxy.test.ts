/** The real program as a child process, against real TLS servers: what must stay true whatever happens to the client. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { OpenedSession, ProxyClient } from '../../client/host/proxy/client.ts';
import { proxyName } from '../../client/host/proxy/controls.ts';
import { type Fault, isFault } from '../../shared/fault.ts';
import { encodeFrame, feedFrames, newFrameReader, nextFrame } from '../../shared/protocol/frame.ts';
import { build as buildPosix } from '../process/native/addon.ts';
import { testCertificate } from '../support/certificate.ts';
import { listeningPortsOf, rssOf } from '../support/processes.ts';
import { atEnd } from '../support/temporary.ts';
import { cutOff, tcpServer, tlsServer } from '../support/tls-server.ts';
import { bundle, bundleTlsproxy, endProcess, openRequest, proxyFixture } from '../support/tlsproxy.ts';

async function ok<T extends object>(outcome: Promise<T | Fault>): Promise<T> {
  const value = await outcome;
  if (isFault(value)) throw new Error(`${value.code}: ${value.sentence}`);
  return value;
}

/** Reads until `isEnough`, and tells all that came. */
function readUntil(socket: Socket, isEnough: (bytes: Buffer) => boolean): Promise<Buffer> {
  let all = Buffer.alloc(0);
  return new Promise(resolve => {
    const take = (chunk: Buffer) => {
      all = Buffer.concat([all, chunk]);
      if (!isEnough(all)) return;
      socket.pause();
      socket.off('data', take);
      resolve(all);
    };
    socket.on('data', take).resume();
  });
}

const readText = async (socket: Socket, length: number) =>
  (await readUntil(socket, bytes => bytes.length >= length)).toString();

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await isTrue()); ) {
    if (Date.now() > end) throw new Error('never came true');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

const isRunning = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
};

/** Lines `1\n2\n3\n...`, as fast as they are taken. */
function count(socket: Socket): void {
  let next = 1;
  const more = () => {
    let flowing = true;
    while (flowing) {
      let lines = '';
      for (let i = 0; i < 500; i++) lines += `${next++}\n`;
      flowing = socket.write(lines);
    }
  };
  socket.on('drain', more);
  more();
}

/** Whether `text` is the numbers from 1 on, the last one possibly cut short. */
function isCounting(text: string): boolean {
  const lines = text.split('\n');
  return (
    lines.slice(0, -1).every((line, i) => line === String(i + 1)) &&
    String(lines.length).startsWith(lines.at(-1)!)
  );
}

const echo = (socket: Socket) => socket.pipe(socket);

describe('a session', () => {
  const fixture = proxyFixture();

  it('carries bytes both ways and says what it rests on', async () => {
    const { port } = await tlsServer(echo);
    const client = fixture.client();
    const opened = await ok(client.open(openRequest(port, { label: 'Alpha' })));
    opened.socket.write('look\r\n');
    expect(await readText(opened.socket, 6)).toBe('look\r\n');
    expect(opened.tls).toMatchObject({ trust: 'first-sight', remember: true, protocol: 'TLSv1.3' });
    expect(await client.list()).toMatchObject([
      { session: opened.session, label: 'Alpha', attached: true, received: 6, accepted: 6 },
    ]);
    opened.socket.end();
    expect(await client.close(opened.session)).toBeNull();
    await until(async () => (await client.list()).length === 0);
    expect(await client.fate(opened.session, proxyName(opened.proxy))).toMatchObject({
      is: 'ended',
      why: { code: 'CLOSED_BY_CLIENT' },
    });
  });

  it('hands the plaintext to a reader of the caller, from the first byte', async () => {
    const { port } = await tlsServer(socket => socket.write('Welcome'));
    const client = fixture.client();
    let text = '';
    const read = new Promise<void>(resolve => {
      const callback = (length: number, bytes: Uint8Array) => {
        text += Buffer.from(bytes.subarray(0, length)).toString();
        if (text.length === 7) resolve();
        return true;
      };
      void ok(client.open(openRequest(port), { onread: { buffer: Buffer.alloc(65536), callback } })).then(
        ({ socket }) => socket.resume(),
      );
    });
    await read;
    expect(text).toBe('Welcome');
  });

  it('is refused when the certificate has changed, before the server sees a byte', async () => {
    const { port, sockets } = await tlsServer(echo);
    const refused = await fixture.client().open(openRequest(port, { pins: ['AB'.repeat(32)] }));
    expect(refused).toMatchObject({
      code: 'TLS_CERTIFICATE_CHANGED',
      details: { subject: 'CN=localhost', pins: ['AB'.repeat(32)] },
    });
    await until(() => sockets.every(socket => socket.destroyed || socket.readableEnded));
  });

  it('trusts the extra authorities that the client was started with', async () => {
    const authority = testCertificate({ commonName: 'CA', authority: true });
    const leaf = testCertificate({ commonName: 'x', names: ['127.0.0.1'], issuer: authority });
    const { port } = await tlsServer(echo, { key: leaf.key, cert: leaf.certificate });
    const own = proxyFixture();
    const file = join(own.root, 'ca.pem');
    writeFileSync(file, authority.certificate);
    const env = { ...process.env, XDG_RUNTIME_DIR: own.runtime, CLAY_NODE_EXTRA_CA_CERTS: file };
    const opened = await ok(own.client({ env }).open(openRequest(port, { policy: 'ca' })));
    expect(opened.tls).toMatchObject({ trust: 'ca' });
  });

  it('may be plain TCP', async () => {
    const { port } = await tcpServer(echo);
    const opened = await ok(fixture.client().open(openRequest(port, { plain: true })));
    opened.socket.write('plain');
    expect(await readText(opened.socket, 5)).toBe('plain');
    expect(opened.tls).toBeNull();
  });

  it('passes on the end of the server after its last byte, and says why', async () => {
    const { port, sockets } = await tlsServer(socket => {
      // Not in the handler itself: there, Node's server ends without a close_notify.
      setImmediate(() => socket.end('Goodbye.'));
    });
    const client = fixture.client();
    const { socket, session, proxy } = await ok(client.open(openRequest(port)));
    expect(await readText(socket, 8)).toBe('Goodbye.');
    socket.resume();
    await until(() => socket.destroyed && sockets[0]!.readableEnded);
    expect(await client.fate(session, proxyName(proxy))).toMatchObject({
      is: 'ended',
      why: { code: 'CLOSED_BY_SERVER' },
    });
    client.ack(session, 8);
    await until(async () => (await client.list()).every(one => one.session !== session));
  });

  it('reports a server that ends without close_notify', async () => {
    const { port, sockets } = await tlsServer(socket => socket.write('hello'));
    const client = fixture.client();
    const { socket, session, proxy } = await ok(client.open(openRequest(port)));
    await readText(socket, 5);
    cutOff(sockets[0] as TLSSocket);
    socket.resume();
    await once(socket, 'end');
    expect(await client.fate(session, proxyName(proxy))).toMatchObject({
      is: 'ended',
      why: { code: 'CLOSED_WITHOUT_NOTIFY' },
    });
  });

  it('says goodbye to the server with close_notify, after the last bytes of the client', async () => {
    const chunks: Buffer[] = [];
    const { port, sockets } = await tlsServer(socket => socket.on('data', bytes => chunks.push(bytes)));
    const client = fixture.client();
    const { socket, session } = await ok(client.open(openRequest(port)));
    await until(() => sockets.length === 1);
    socket.end('quit\r\n');
    await client.close(session);
    await until(() => sockets[0]!.readableEnded);
    expect(Buffer.concat(chunks).toString()).toBe('quit\r\n');
  });

  it('can be called off while it connects', async () => {
    const { port, server } = await tcpServer(() => undefined);
    const client = fixture.client();
    const calling = new AbortController();
    const attempt = client.open(openRequest(port), { signal: calling.signal });
    const [socket] = (await once(server, 'connection')) as [Socket];
    calling.abort();
    expect(await attempt).toMatchObject({ code: 'CONNECT_CANCELLED' });
    socket.resume();
    await once(socket, 'end');
  });
});

describe('replay', () => {
  const fixture = proxyFixture();

  it('gives every byte exactly once to clients that vanish in the middle of a flood', async () => {
    const { port, sockets } = await tlsServer(count);
    const opened = await ok(fixture.client().open(openRequest(port)));
    let text = (await readUntil(opened.socket, bytes => bytes.length > 100_000)).toString();
    let { socket } = opened;
    for (let crashes = 0; crashes < 10; crashes++) {
      socket.destroy();
      // What was read is safe; what was on its way is not.
      const again = await ok(fixture.client().attach(opened.session, Buffer.byteLength(text)));
      socket = again.socket;
      text += (await readUntil(socket, bytes => bytes.length > 100_000)).toString();
    }
    expect(isCounting(text)).toBe(true);
    expect(sockets).toHaveLength(1);
  });

  it('tells a restored client how many of its bytes are on their way, also those of a killed one', async () => {
    const { port } = await tlsServer(socket => socket.resume());
    const client = fixture.client();
    const { socket, session } = await ok(client.open(openRequest(port)));
    await new Promise<void>(resolve => socket.write(Buffer.alloc(50_000), () => resolve()));
    socket.destroy();
    expect(await ok(client.attach(session, 0))).toMatchObject({ received: 0, accepted: 50_000 });
  });

  it('has what the server said while nobody was there, also its end', async () => {
    const { port, sockets } = await tlsServer(socket => socket.write('before '));
    const client = fixture.client();
    const { socket, session, proxy } = await ok(client.open(openRequest(port)));
    await readText(socket, 7);
    socket.destroy();
    await until(async () => !(await client.list()).find(one => one.session === session)!.attached);
    sockets[0]!.end('after');
    await until(async () => (await client.fate(session, proxyName(proxy))).is === 'ended');
    const again = await ok(client.attach(session, 7));
    expect(await readText(again.socket, 5)).toBe('after');
    again.socket.resume();
    await once(again.socket, 'end');
  });

  it('replaces an attached client by the next one', async () => {
    const { port } = await tlsServer(socket => socket.write('hello'));
    const client = fixture.client();
    const { socket, session } = await ok(client.open(openRequest(port)));
    await readText(socket, 5);
    const again = await ok(client.attach(session, 0));
    expect(await readText(again.socket, 5)).toBe('hello');
    await until(() => socket.destroyed);
  });

  it('refuses an offset it cannot serve', async () => {
    const { port } = await tlsServer(socket => socket.write('hello'));
    const client = fixture.client();
    const { socket, session } = await ok(client.open(openRequest(port)));
    await readText(socket, 5);
    client.ack(session, 3);
    await until(async () => (await client.list()).find(one => one.session === session)!.acked === 3);
    expect(await client.attach(session, 2)).toMatchObject({ code: 'OFFSET_GONE' });
    expect(await client.attach(session, 6)).toMatchObject({ code: 'OFFSET_AHEAD' });
    expect(await client.attach(`${session}x`, 0)).toMatchObject({ code: 'SESSION_UNKNOWN' });
  });

  it('stops reading when the buffer is full of bytes nobody has acknowledged, and goes on when they are', async () => {
    const { port } = await tlsServer(count);
    const client = fixture.client();
    const opened = await ok(client.open(openRequest(port, { replay: 256 * 1024 })));
    const { socket, session, proxy } = opened;
    const info = async () => (await client.list()).find(one => one.session === session)!;
    await until(async () => (await info()).received > 190 * 1024);
    // It has stopped when the count stands still while it has turned to another session again and again.
    const { socket: other } = await ok(client.open(openRequest((await tlsServer(echo)).port)));
    let received = 0;
    while (received !== (await info()).received) {
      ({ received } = await info());
      for (let turn = 0; turn < 20; turn++) {
        other.write('turn');
        await readText(other, 4);
      }
    }
    expect(received).toBeLessThanOrEqual(320 * 1024);
    let text = '';
    for (let round = 0; round < 20; round++) {
      text += (await readUntil(socket, bytes => bytes.length >= received - text.length)).toString();
      client.ack(session, text.length);
      await until(async () => (await info()).received > text.length + 100_000);
      ({ received } = await info());
    }
    expect(isCounting(text)).toBe(true);
    expect(rssOf(proxy.pid)).toBeLessThan(120 * 1024 * 1024);
  });

  it('stops reading from the client when the server does not take it', async () => {
    const { port } = await tlsServer(socket => socket.pause());
    const { socket, proxy } = await ok(fixture.client().open(openRequest(port)));
    const before = rssOf(proxy.pid);
    let sent = 0;
    while (sent < 64 * 1024 * 1024 && socket.writableLength < 1024 * 1024) {
      socket.write(Buffer.alloc(65536));
      sent += 65536;
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    expect(rssOf(proxy.pid) - before).toBeLessThan(30 * 1024 * 1024);
    socket.destroy();
  });
});

describe('a client that is killed', () => {
  const fixture = proxyFixture(1_000);

  it('loses nothing: the next one goes on where its last checkpoint stood', async () => {
    const { port, sockets } = await tlsServer(count);
    const program = bundle('test/support/tlsproxy-client.ts', join(fixture.root, 'client.js'));
    const checkpoint = join(fixture.root, 'checkpoint.json');
    const start = () =>
      spawn(process.execPath, [program, fixture.home, fixture.file, String(port), checkpoint], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: '', XDG_RUNTIME_DIR: fixture.runtime },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const saved = () =>
      JSON.parse(readFileSync(checkpoint, 'utf8')) as { offset: number; lines: number; pid: number };
    let lines = 0;
    for (let kill = 0; kill < 4; kill++) {
      const child: ChildProcess = start();
      const before = lines;
      // Each prints once per checkpoint; a wrong line ends it with a complaint instead.
      for await (const text of child.stdout!) {
        expect(String(text)).not.toContain('wrong');
        lines = saved().lines;
        if (lines > before + 20_000) break;
      }
      const closed = once(child, 'exit');
      child.kill('SIGKILL');
      await closed;
      expect(lines).toBeGreaterThan(before);
    }
    atEnd(() => endProcess(saved().pid));
    expect(sockets).toHaveLength(1);
  });
});

describe('the life of a proxy', () => {
  it("is named tlsproxy, is nobody's child, survives signals for clients, opens no inspector", async () => {
    const fixture = proxyFixture();
    const { port } = await tlsServer(echo);
    const { socket, proxy } = await ok(fixture.client().open(openRequest(port)));
    const status = readFileSync(`/proc/${proxy.pid}/status`, 'latin1');
    expect(status).toMatch(/^Name:\ttlsproxy$/m);
    expect(Number(/^PPid:\t(\d+)$/m.exec(status)![1])).not.toBe(process.pid);
    for (const signal of ['SIGUSR1', 'SIGHUP', 'SIGINT', 'SIGUSR1'] as const) process.kill(proxy.pid, signal);
    socket.write('still there');
    expect(await readText(socket, 11)).toBe('still there');
    expect(listeningPortsOf(proxy.pid)).toEqual([]);
    expect(statSync(join(fixture.home, 'tlsproxy.log')).mode & 0o777).toBe(0o600);
    for (const name of readdirSync(fixture.directory)) {
      expect([name, statSync(join(fixture.directory, name)).mode & 0o077]).toEqual([name, 0]);
    }
  });

  it('ends some time after its last client and session, and leaves nothing behind', async () => {
    const fixture = proxyFixture(100);
    const { port } = await tlsServer(echo);
    const client = fixture.client();
    const { socket, session, proxy } = await ok(client.open(openRequest(port)));
    socket.destroy();
    await client.close(session);
    await until(async () => (await client.list()).length === 0);
    // The client still holds its control connection: it stays, while one that was left later has gone.
    const left = proxyFixture(100);
    const leaver = left.client();
    const brief = await ok(leaver.open(openRequest(port)));
    brief.socket.destroy();
    await leaver.close(brief.session);
    leaver.dispose();
    await until(() => !isRunning(brief.proxy.pid));
    expect(isRunning(proxy.pid)).toBe(true);
    client.dispose();
    await until(() => !isRunning(proxy.pid));
    expect(readdirSync(fixture.directory)).toEqual([]);
  });

  it('is the same for many that start it at once, and a second one is refused', async () => {
    const fixture = proxyFixture();
    const { port } = await tlsServer(echo);
    const opened = await Promise.all([1, 2, 3, 4].map(() => ok(fixture.client().open(openRequest(port)))));
    expect(new Set(opened.map(one => one.proxy.pid)).size).toBe(1);
    const { build, pid } = opened[0]!.proxy;
    const args = ['--home', fixture.home, '--runtime', fixture.directory, '--build', build];
    const second = spawn(process.execPath, [fixture.file, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [words] = await once(second.stdout, 'data');
    expect(JSON.parse(String(words))).toEqual({
      code: 'ALREADY_RUNNING',
      sentence: `tlsproxy with PID ${pid} serves this profile already.`,
    });
  });

  it('after kill -9 is noticed at once, and a new one takes its place', async () => {
    const fixture = proxyFixture();
    const { port } = await tlsServer(echo);
    const client = fixture.client();
    const { socket, session, proxy } = await ok(client.open(openRequest(port)));
    await until(async () => (await client.list()).length === 1);
    const gone = new Promise(resolve => client.onGone((...told) => resolve(told)));
    socket.on('error', () => undefined).resume();
    process.kill(proxy.pid, 'SIGKILL');
    expect(await gone).toMatchObject([proxy, { code: 'PROXY_GONE' }]);
    expect(await client.fate(session, proxyName(proxy))).toMatchObject({
      is: 'ended',
      why: { code: 'PROXY_GONE' },
    });
    const again = await ok(client.open(openRequest(port)));
    expect(again.proxy.pid).not.toBe(proxy.pid);
    // The new one has never heard of the session, but that is not what has happened to it.
    expect(await client.attach(session, 0)).toMatchObject({ code: 'SESSION_UNKNOWN' });
    expect(await client.fate(session, proxyName(proxy))).toMatchObject({
      is: 'ended',
      why: { code: 'PROXY_GONE' },
    });
    expect(await client.fate(session, proxyName(again.proxy))).toMatchObject({
      is: 'ended',
      why: { code: 'SESSION_UNKNOWN' },
    });
    again.socket.write('again');
    expect(await readText(again.socket, 5)).toBe('again');
  });

  it('of an older build keeps its sessions, while a newer one takes the new', async () => {
    const fixture = proxyFixture();
    const { port } = await tlsServer(echo);
    const client = fixture.client();
    const old = await ok(client.open(openRequest(port)));
    bundleTlsproxy(fixture.root, '// a newer build');
    const young = await ok(client.open(openRequest(port)));
    expect(young.proxy.pid).not.toBe(old.proxy.pid);
    await until(async () => (await client.stats()).some(one => one.pid === old.proxy.pid && one.draining));
    old.socket.write('old');
    expect(await readText(old.socket, 3)).toBe('old');
    expect((await client.list()).map(one => one.proxy.pid).sort()).toEqual(
      [old.proxy.pid, young.proxy.pid].sort(),
    );
    old.socket.destroy();
    const again = await ok(client.attach(old.session, 3));
    again.socket.end();
    await client.close(old.session);
    await until(() => !isRunning(old.proxy.pid));
    young.socket.write('young');
    expect(await readText(young.socket, 5)).toBe('young');
  });

  it('says why it cannot start', async () => {
    const fixture = proxyFixture();
    const broken = join(fixture.root, 'broken.js');
    writeFileSync(broken, 'throw new TypeError("no luck")');
    expect(await fixture.client({ tlsproxyFile: broken }).open(openRequest(1))).toEqual({
      code: 'PROXY_START_FAILED',
      sentence: 'tlsproxy could not be started: TypeError: no luck.',
    });
    expect(await fixture.client({ tlsproxyFile: '/nowhere' }).open(openRequest(1))).toMatchObject({
      code: 'PROXY_FAILED',
    });
  });

  it('uses no runtime directory that others may enter, or that is a link', async () => {
    const open = proxyFixture();
    chmodSync(open.directory, 0o755);
    expect(await open.client().open(openRequest(1))).toMatchObject({ code: 'RUNTIME_DIR_REFUSED' });
    const linked = proxyFixture();
    symlinkSync(linked.directory, join(linked.root, 'clay'));
    const env = { XDG_RUNTIME_DIR: linked.root };
    expect(await linked.client({ env }).open(openRequest(1))).toMatchObject({ code: 'RUNTIME_DIR_REFUSED' });
  });

  it('works over loopback TCP as well', async () => {
    const fixture = proxyFixture();
    const { port } = await tlsServer(echo);
    const client = fixture.client({ transport: 'tcp' });
    const { socket, session, proxy } = await ok(client.open(openRequest(port)));
    socket.write('tcp');
    expect(await readText(socket, 3)).toBe('tcp');
    socket.destroy();
    const again = await ok(client.attach(session, 0));
    expect(await readText(again.socket, 3)).toBe('tcp');
    process.kill(proxy.pid, 'SIGKILL');
    await until(() => !isRunning(proxy.pid));
    // Its port is nobody's now: nothing is sent there.
    expect(await fixture.client({ transport: 'tcp' }).attach(session, 0)).toMatchObject({
      code: 'PROXY_ABSENT',
    });
  });
});

describe('strangers', () => {
  const fixture = proxyFixture();
  let client: ProxyClient;
  let running: OpenedSession;
  let path: string;
  let token: string;

  beforeAll(async () => {
    const { port } = await tlsServer(echo);
    client = fixture.client();
    running = await ok(client.open(openRequest(port)));
    const file = (suffix: string) =>
      join(fixture.directory, readdirSync(fixture.directory).find(name => name.endsWith(suffix))!);
    path = file('.sock');
    token = readFileSync(file('.token'), 'utf8');
  });

  afterEach(async () => {
    running.socket.write('unharmed');
    expect(await readText(running.socket, 8)).toBe('unharmed');
  });

  /** Sends bytes and tells the code of the fault that comes back before the connection is closed. */
  async function refusal(bytes: Uint8Array): Promise<string | null> {
    const socket = connect(path);
    const reader = newFrameReader();
    let code: string | null = null;
    socket.on('error', () => undefined);
    socket.on('data', chunk => {
      feedFrames(reader, chunk);
      for (let frame = nextFrame(reader); frame && 'value' in frame; frame = nextFrame(reader)) {
        code = (frame.value as Partial<Fault>).code ?? null;
      }
    });
    socket.write(bytes);
    await once(socket, 'close');
    return code;
  }

  const hello = () => encodeFrame({ type: 'hello', version: 1, token });
  const framed = (...messages: object[]) => Buffer.concat([hello(), ...messages.map(encodeFrame)]);

  it.each([
    ['a wrong token', () => encodeFrame({ type: 'hello', version: 1, token: 'x'.repeat(64) }), 'TOKEN_WRONG'],
    ['an empty token', () => encodeFrame({ type: 'hello', version: 1, token: '' }), 'TOKEN_WRONG'],
    ['another version', () => encodeFrame({ type: 'hello', version: 99, token }), 'PROTOCOL_VERSION'],
    ['no hello', () => encodeFrame({ type: 'stats', id: 1 }), 'HELLO_MISSING'],
    ['HTTP', () => Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'FRAME_TOO_LARGE'],
    ['garbage in a frame', () => Buffer.from([0, 0, 0, 2, 0xc1, 0xc1]), 'FRAME_MALFORMED'],
    [
      'an oversized frame after the hello',
      () => Buffer.concat([hello(), Buffer.from([0, 2, 0, 0])]),
      'FRAME_TOO_LARGE',
    ],
    ['an unknown message', () => framed({ type: 'sing', id: 1 }), 'REQUEST_UNKNOWN'],
    ['begin before attach', () => framed({ type: 'begin' }), 'BEGIN_EARLY'],
    ['a second hello', () => Buffer.concat([hello(), hello()]), 'HELLO_AGAIN'],
  ])('are refused and closed: %s', async (_what, bytes, code) => {
    expect(await refusal(bytes())).toBe(code);
  });
});

describe('another user', () => {
  const isRoot = process.getuid!() === 0;
  const nobody = 65534;

  (isRoot ? it : it.skip)('can neither see the socket nor use it when let in (needs root)', async () => {
    const fixture = proxyFixture();
    const posix = join(fixture.root, 'posix.node');
    buildPosix({ output: posix });
    const { port } = await tlsServer(echo);
    const client = fixture.client({ options: ['--idle-exit', '200', '--posix', posix] });
    await ok(client.open(openRequest(port)));
    const name = (suffix: string) => readdirSync(fixture.directory).find(one => one.endsWith(suffix))!;
    const [socket, token] = [join(fixture.directory, name('.sock')), join(fixture.directory, name('.token'))];
    const script = `
      const socket = require('net').connect(${JSON.stringify(socket)});
      socket.on('error', error => console.log(error.code));
      socket.on('data', bytes => console.log(String(bytes)));
      try { console.log(require('fs').readFileSync(${JSON.stringify(token)}, 'utf8')); } catch (error) { console.log(error.code); }`;
    const asNobody = async () => {
      const child = spawn(process.execPath, ['-e', script], {
        uid: nobody,
        gid: nobody,
        cwd: '/',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let words = '';
      for await (const text of child.stdout) words += text;
      return words;
    };
    expect(await asNobody()).toBe('EACCES\nEACCES\n');
    // Even with every door open but the last: the peer's uid.
    if (!existsSync(posix)) return;
    for (const [path, mode] of [
      [fixture.root, 0o755],
      [fixture.runtime, 0o755],
      [fixture.directory, 0o755],
      [socket, 0o777],
    ] as const)
      chmodSync(path, mode);
    const words = await asNobody();
    expect(words).toContain('EACCES');
    expect(words).toContain(`uid ${nobody} may not use it`);
  });
});
