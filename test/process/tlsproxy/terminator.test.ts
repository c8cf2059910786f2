/** The terminator of HTTPS against visitors who mean no good, and a client that comes and goes. */
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import WebSocket from 'ws';
import { createDoorkeeper, LIMITS, type Limits } from '../../../tlsproxy/web/limits.ts';
import { createTerminator, type Times } from '../../../tlsproxy/web/terminator.ts';
import { testCertificate } from '../../support/certificate.ts';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';
import { until } from '../../support/tls-world.ts';
import {
  type Answer,
  get,
  openWebSocket,
  raw,
  startTarget,
  type Target,
  visit,
} from '../../support/visitors.ts';

const certificate = testCertificate({ names: ['localhost', '127.0.0.1'] });

interface Given {
  readonly times?: Partial<Times>;
  readonly limits?: Partial<Limits>;
  readonly authority?: string;
  readonly isAway?: boolean;
}

async function start({ times = {}, limits = {}, authority, isAway = false }: Given = {}) {
  const path = join(temporaryDirectory(), 's');
  const target = isAway ? null : await startTarget(path);
  const doorkeeper = createDoorkeeper({ ...LIMITS, ...limits });
  const server = createTerminator({
    target: () => path,
    credentials: { key: certificate.key, cert: certificate.certificate },
    authority: () => authority ?? null,
    log: () => undefined,
    ...{ doorkeeper, times },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { path, port, doorkeeper, server, target: target as Target };
}

const isSeen = ({ body }: Answer) => JSON.parse(body) as { headers: Record<string, string> };

describe('what a visitor says gets to the client', () => {
  it('by a list, with its real address, and no word of what it claims to be', async () => {
    const { port } = await start();
    const headers = {
      ...{ 'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Proto': 'gopher', Forwarded: 'for=6.6.6.6' },
      ...{ 'X-Clay-Peer': 'me', Te: 'trailers', 'Accept-Encoding': 'gzip', 'X-Clay-Half': 'half' },
      ...{ Cookie: 'a=b', Origin: 'https://localhost', 'Sec-WebSocket-Key': 'x', Host: 'my.home' },
    };
    const answer = (await get(port, '/x?y=1', { headers })) as Answer;
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ method: 'GET', url: '/x?y=1' });
    expect(isSeen(answer).headers).toEqual({
      ...{ host: 'my.home', cookie: 'a=b', origin: 'https://localhost', 'x-clay-half': 'half' },
      ...{ connection: 'close', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' },
    });
  });

  it('on a WebSocket as well, where nothing is agreed that a reload could not carry', async () => {
    const { port, target } = await start();
    const socket = await openWebSocket(port, { 'X-Forwarded-For': '6.6.6.6' });
    socket.send('hello');
    const [echo] = await once(socket, 'message');
    expect(String(echo)).toBe('hello');
    expect(socket.extensions).toBe('');
    expect(target.asked[0]!.headers).toEqual({
      ...{ host: `127.0.0.1:${port}`, connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-key': expect.any(String), 'sec-websocket-version': '13' },
      ...{ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' },
    });
  });

  it('and nobody can have our own word taken out', async () => {
    const { port } = await start();
    const answer = await raw(
      port,
      'GET / HTTP/1.0\r\nHost: x\r\nConnection: close, X-Forwarded-For\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n',
    );
    expect(answer).toContain('"x-forwarded-for":"127.0.0.1"');
  });

  it('a login, which is short, and an answer, which is long', async () => {
    const { port } = await start();
    const login = (await get(port, '/login', {
      method: 'POST',
      body: 'code',
      headers: { 'Content-Length': 4 },
    })) as Answer;
    expect(JSON.parse(login.body)).toMatchObject({ method: 'POST', body: 'code' });
    const big = (await get(port, '/big')) as Answer;
    expect(big.body).toHaveLength(1_000_000);
  });

  it('several requests on one connection, which need one handshake', async () => {
    const { port, target } = await start();
    const socket = await visit(port);
    for (const path of ['/one', '/two']) {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await once(socket, 'data');
      await until(() => target.asked.at(-1)?.url === path);
    }
    expect(socket.destroyed).toBe(false);
  });
});

describe('is refused, and never gets there:', () => {
  const long = 'x'.repeat(9_000);
  const chunked = 'Transfer-Encoding: chunked\r\n\r\n';
  it.each([
    ['another method', 'DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405],
    ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 0],
    ['a body in pieces', `POST / HTTP/1.1\r\nHost: x\r\n${chunked}1\r\na\r\n0\r\n\r\n`, 411],
    [
      'a request inside of one',
      `GET / HTTP/1.1\r\nHost: x\r\n${chunked}1c\r\nGET /inner HTTP/1.1\r\nHost: x\r\n\r\n0\r\n\r\n`,
      411,
    ],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a length and pieces', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n${chunked}0\r\n\r\n`, 400],
    ['a POST without a length', 'POST / HTTP/1.1\r\nHost: x\r\n\r\n', 411],
    ['a long body', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n${long}`, 413],
    ['a body to a GET', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na', 400],
    ['a long header', `GET / HTTP/1.1\r\nHost: x\r\nX: ${long}\r\n\r\n`, 431],
    ['what is no HTTP', 'HELO\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['another upgrade', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', 400],
    [
      'an upgrade with a body',
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n\r\na',
      400,
    ],
    ['what is for a proxy', 'GET http://x/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['an address that is none', 'GET http://xn--a/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    [
      'an upgrade of an address that is none',
      'GET http://xn--a/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      400,
    ],
  ])('%s', async (_what, text, status) => {
    const { port, target, doorkeeper } = await start();
    const answer = await raw(port, text);
    expect(Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 0)).toBe(status);
    expect(target.asked).toEqual([]);
    await until(() => doorkeeper.connections === 0);
  });

  it('old TLS, and another protocol than HTTP/1.1', async () => {
    const { port } = await start();
    const where = { port, host: '127.0.0.1', rejectUnauthorized: false };
    const failing = async (options: object) => {
      const socket = connect({ ...where, ...options });
      const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
      return error.code;
    };
    expect(
      await failing({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }),
    ).toContain('PROTOCOL_VERSION');
    expect(await failing({ ALPNProtocols: ['h2'] })).toContain('NO_APPLICATION_PROTOCOL');
  });
});

describe('survives, and has nothing left of', () => {
  it('trailers, which killed the library once', async () => {
    const { port, target } = await start();
    expect(await raw(port, 'GET / HTTP/1.0\r\nHost: x\r\nTrailer: a\r\n\r\n')).toContain('200 OK');
    expect(target.asked[0]!.headers).not.toHaveProperty('trailer');
  });

  it('an answer that breaks off: the visitor learns it', async () => {
    const { port } = await start();
    expect(await get(port, '/cut')).toBe('ECONNRESET');
  });

  it('upgrades whose visitor leaves before there is an answer', async () => {
    const { port, target, doorkeeper } = await start();
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13';
    const text = `GET /silent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`;
    const sockets = await Promise.all(Array.from({ length: 30 }, () => visit(port)));
    for (const socket of sockets) socket.write(text);
    await until(() => target.asked.length === 30);
    expect(target.open()).toBe(30);
    for (const socket of sockets) socket.destroy();
    await until(() => target.open() === 0 && doorkeeper.connections === 0);
  });

  it('requests that are given up, and connections that are reset at any moment', async () => {
    const { port, target, doorkeeper } = await start();
    const links = Array.from({ length: 30 }, () => connectTcp(port, '127.0.0.1'));
    const sockets = links.map(link => connect({ socket: link, rejectUnauthorized: false }));
    sockets.forEach((socket, at) => {
      socket.on('error', () => socket.destroy());
      socket.write(`GET /${at % 2 === 0 ? 'silent' : 'big'} HTTP/1.1\r\nHost: x\r\n\r\n`);
      // In the middle of the handshake, some of them.
      if (at % 3 === 0) setImmediate(() => links[at]!.resetAndDestroy());
    });
    await until(() => target.asked.length >= 10);
    for (const link of links) if (!link.destroyed) link.resetAndDestroy();
    await until(() => target.open() === 0 && doorkeeper.connections === 0);
    expect(await get(port, '/x')).toMatchObject({ status: 200 });
  });

  it('a WebSocket that the client refuses, and one whose visitor goes', async () => {
    const { port, target, doorkeeper } = await start();
    const refused = new WebSocket(`wss://127.0.0.1:${port}/refused`, { rejectUnauthorized: false });
    const [error] = (await once(refused, 'error')) as [Error];
    expect(error.message).toContain('403');
    const open = await openWebSocket(port);
    open.terminate();
    await until(() => target.open() === 0 && doorkeeper.connections === 0);
  });
});

describe('a client that is not there', () => {
  it('is waited for: requests and WebSockets get their answer once it is', async () => {
    const { port, path } = await start({ isAway: true });
    const waiting = get(port, '/x');
    const opening = openWebSocket(port);
    const hurried = await visit(port);
    hurried.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    hurried.destroy();
    const target = await startTarget(path);
    expect(await waiting).toMatchObject({ status: 200 });
    (await opening).terminate();
    // Whoever left meanwhile has left nothing there.
    await until(() => target.open() === 0);
  });

  it('for so long only: then there is a page that comes again by itself', async () => {
    const { port } = await start({ isAway: true, times: { patience: 100 } });
    const answer = (await get(port, '/page.js')) as Answer;
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
    expect(answer.body).toContain('Clay is not running');
    expect(answer.body).toContain('http-equiv="refresh"');
    const socket = new WebSocket(`wss://127.0.0.1:${port}/socket`, { rejectUnauthorized: false });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('503');
  });

  it('that dies ends what it had, and nothing is written into a WebSocket', async () => {
    const { port, target, doorkeeper } = await start({ times: { patience: 100 } });
    const socket = await openWebSocket(port);
    const messages: unknown[] = [];
    socket.on('message', message => messages.push(message));
    const silent = get(port, '/silent');
    await until(() => target.asked.length === 2);
    target.kill();
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1006);
    expect(messages).toEqual([]);
    expect(await silent).toMatchObject({ status: 503 });
    expect(await get(port, '/x')).toMatchObject({ status: 503 });
    await until(() => doorkeeper.connections === 0);
  });
});

describe('visitors who take their time', () => {
  /** None of them takes its time over the handshake. */
  const times = { headers: 300, request: 500, silence: 700 };
  const MINUTE = 60_000;
  const ENOUGH = { handshake: MINUTE, headers: MINUTE, request: MINUTE, silence: MINUTE };

  it.each([
    ['half a header', 'GET / HTTP/1.1\r\nHost: x\r\nX', '408'],
    // What it asked for is on its way to the client: the connection is all there is to end.
    ['half a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx', ''],
    ['nothing', '', ''],
  ])('with %s are sent away', async (_what, text, status) => {
    const { port, doorkeeper } = await start({ times });
    const answer = await raw(port, text);
    expect(answer).toContain(status);
    await until(() => doorkeeper.connections === 0);
  });

  it('or do not read, leave no connection behind', async () => {
    const { port, doorkeeper, server } = await start({ times });
    const socket = await visit(port);
    socket.pause();
    socket.write('GET /x HTTP/1.1\r\nHost: x\r\nX');
    await until(() => doorkeeper.connections === 0);
    expect(server.listening).toBe(true);
  });

  it('with hundreds of half requests have 32 of them, and another address is served', async () => {
    // Nobody's time is up while they come, however long that takes.
    const { port, doorkeeper } = await start({ times: ENOUGH });
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
      socket.on('error', () => socket.destroy());
      socket.pause();
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nX');
      return socket;
    });
    await until(() => doorkeeper.refused + doorkeeper.served === sockets.length);
    expect(doorkeeper.refused).toBe(sockets.length - LIMITS.perVisitor);
    expect(doorkeeper.connections).toBe(LIMITS.perVisitor);
    const other = (await get(port, '/x', { localAddress: '127.0.0.2' })) as Answer;
    expect(other.status).toBe(200);
    expect(isSeen(other).headers['x-forwarded-for']).toBe('127.0.0.2');
    for (const socket of sockets) socket.destroy();
    await until(() => doorkeeper.connections === 0);
  });
});

it('gives the authority away that is to be installed, and none that is not', async () => {
  const own = await start({ authority: 'PEM' });
  expect(await get(own.port, '/clay-authority.crt')).toMatchObject({
    status: 200,
    body: 'PEM',
    headers: { 'content-type': 'application/x-x509-ca-cert' },
  });
  const users = await start();
  await get(users.port, '/clay-authority.crt');
  expect(users.target.asked).toHaveLength(1);
});

it('shows another certificate without closing what is open', async () => {
  const { port, server } = await start();
  const socket = await openWebSocket(port);
  const other = testCertificate({ names: ['localhost'] });
  server.setSecureContext({ key: other.key, cert: other.certificate });
  const fresh = await visit(port);
  expect(fresh.getPeerX509Certificate()!.toString()).toBe(other.certificate);
  socket.send('still');
  expect(String((await once(socket, 'message'))[0])).toBe('still');
});
