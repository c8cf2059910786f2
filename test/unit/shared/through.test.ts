import { once } from 'node:events';
import type { OnReadOpts } from 'node:net';
import { isFault } from '../../../shared/fault.ts';
import type { LookUp } from '../../../shared/lookup.ts';
import { parseVia } from '../../../shared/outbound/via.ts';
import { connectTcp } from '../../../shared/tcp.ts';
import { connectTls } from '../../../shared/tls/tls.ts';
import { type ProxyOptions, startProxy } from '../../support/outbound-proxy.ts';
import { startWorld } from '../../support/scripted-world.ts';
import { atEnd } from '../../support/temporary.ts';
import { tlsServer } from '../../support/tls-server.ts';
import { createWaiting } from '../../support/waiting.ts';

test.each([
  ['socks5://127.0.0.1', { kind: 'socks5', host: '127.0.0.1', port: 1080, user: '', password: '' }],
  ['SOCKS5://[::1]:9050/', { kind: 'socks5', host: '::1', port: 9050, user: '', password: '' }],
  ['http://proxy.example:80', { kind: 'http', host: 'proxy.example', port: 80, user: '', password: '' }],
  ['http://proxy.example', { kind: 'http', host: 'proxy.example', port: 8080, user: '', password: '' }],
  ['http://me:p%40ss:w@h:1', { kind: 'http', host: 'h', port: 1, user: 'me', password: 'p@ss:w' }],
  ['socks4://h:1', null],
  ['proxy.example:1080', null],
  ['http://', null],
  ['http://h:1/path', null],
  ['http://h:99999', null],
  ['socks5://%zz:x@h', null],
])('%s is read as %j', (text, via) => {
  expect(parseVia(text)).toEqual(via);
});

/** A reader whose text can be waited for. */
function reading(buffer: Uint8Array | (() => Uint8Array) = new Uint8Array(8)) {
  const waiting = createWaiting();
  let text = '';
  const onread: OnReadOpts = {
    buffer,
    callback(count, bytes) {
      text += Buffer.from(bytes.subarray(0, count)).toString();
      waiting.look();
      return true;
    },
  };
  return {
    onread,
    has: (wanted: string) =>
      waiting.until(
        () => text === wanted,
        () => `${wanted} in ${text}`,
      ),
  };
}

const never: LookUp = () => {
  throw new Error('the name was looked up here');
};

const account = 'alice:p@ss w';
const shown = `${encodeURIComponent('alice')}:${encodeURIComponent('p@ss w')}@`;

describe.each(['socks5', 'http'] as const)('a %s proxy', kind => {
  const start = (options: Omit<ProxyOptions, 'kind'>) => startProxy({ kind, ...options });

  test('leads to the server by the name alone, and what comes at once is read first', async () => {
    const world = await startWorld();
    const proxy = await start({ port: world.port, early: 'The very first words. ' });
    const { onread, has } = reading();
    const via = `${kind}://127.0.0.1:${proxy.port}`;
    const socket = await connectTcp({ host: 'müd.example', port: 4000, via, lookUp: never, onread });
    if (isFault(socket)) throw new Error(socket.sentence);
    atEnd(() => void socket.destroy());
    const peer = await world.accepted();
    peer.send('And more.');
    await has('The very first words. And more.');
    socket.write('look\r\n');
    await peer.waitFor('look\r\n');
    expect(proxy.asked).toEqual(['xn--md-xka.example:4000']);
    expect((socket as unknown as { _handle: { fd: number } })._handle.fd).toBeGreaterThan(0);
  });

  test('carries TLS, read either way', async () => {
    const server = await tlsServer(socket => void socket.write('well met'));
    const proxy = await start({ port: server.port });
    const via = `${kind}://127.0.0.1:${proxy.port}`;
    const request = {
      host: 'localhost',
      port: 4001,
      via,
      lookUp: never,
      serverName: '',
      pins: [],
      legacy: false,
    };
    const { onread, has } = reading(() => new Uint8Array(3));
    const connection = await connectTls({ ...request, policy: 'auto', onread });
    if (isFault(connection)) throw new Error(connection.sentence);
    atEnd(() => void connection.socket.destroy());
    await has('well met');
    expect(connection.info.trust).toBe('first-sight');
    const other = await connectTls({ ...request, policy: 'none' });
    if (isFault(other)) throw new Error(other.sentence);
    atEnd(() => void other.socket.destroy());
    const [bytes] = await once(other.socket, 'data');
    expect(String(bytes)).toBe('well met');
    expect(proxy.asked).toEqual(['localhost:4001', 'localhost:4001']);
  });

  test('is shown name and password if it wants them', async () => {
    const world = await startWorld();
    const proxy = await start({ port: world.port, account });
    const socket = await connectTcp({
      host: '192.0.2.7',
      port: 4000,
      via: `${kind}://${shown}127.0.0.1:${proxy.port}`,
    });
    if (isFault(socket)) throw new Error(socket.sentence);
    socket.destroy();
    expect(proxy.accounts).toEqual([account]);
    expect(proxy.asked).toEqual(['192.0.2.7:4000']);
  });

  test('that does not like them is named as the cause', async () => {
    const proxy = await start({ port: 1, account });
    const via = `${kind}://alice:wrong@127.0.0.1:${proxy.port}`;
    const words =
      kind === 'socks5'
        ? 'it does not accept the name and password, or wants some'
        : 'it answers 407 Proxy Authentication Required';
    expect(await connectTcp({ host: 'mud.example', port: 4000, via })).toMatchObject({
      code: 'VIA_FAILED',
      sentence: `Cannot connect to mud.example:4000: its proxy 127.0.0.1:${proxy.port}: ${words}.`,
    });
  });

  test('that is none is named as the cause', async () => {
    const world = await startWorld();
    const attempt = connectTcp({ host: 'mud.example', port: 4000, via: `${kind}://127.0.0.1:${world.port}` });
    (await world.accepted()).send('Welcome to a MUD!\r\n');
    const name = kind === 'socks5' ? 'SOCKS5' : 'HTTP';
    expect(await attempt).toMatchObject({
      sentence: `Cannot connect to mud.example:4000: its proxy 127.0.0.1:${world.port}: it is no ${name} proxy.`,
    });
  });

  test('that cannot be reached, hangs up or says nothing is named as the cause; nobody goes round it', async () => {
    const world = await startWorld();
    const gone = await startWorld();
    await gone.close();
    const request = { host: '127.0.0.1', port: world.port };
    expect(await connectTcp({ ...request, via: `${kind}://127.0.0.1:${gone.port}` })).toMatchObject({
      sentence: expect.stringMatching(
        /^Cannot connect to 127\.0\.0\.1:\d+: its proxy 127\.0\.0\.1:\d+: it refuses/,
      ),
    });
    const silent = await startWorld();
    const via = `${kind}://127.0.0.1:${silent.port}`;
    expect(await connectTcp({ ...request, via, connectTimeout: 50 })).toMatchObject({ code: 'ETIMEDOUT' });
    const attempt = connectTcp({ ...request, via });
    await silent.accepted();
    (await silent.accepted()).close();
    expect(await attempt).toMatchObject({
      sentence: expect.stringMatching(/its proxy .*: it has hung up\.$/),
    });
    expect(world.connections).toBe(0);
  });

  test('is left when the attempt is called off', async () => {
    const silent = await startWorld();
    const calling = new AbortController();
    const via = `${kind}://127.0.0.1:${silent.port}`;
    const attempt = connectTcp({ host: 'mud.example', port: 4000, via, signal: calling.signal });
    const peer = await silent.accepted();
    calling.abort();
    expect(await attempt).toMatchObject({ code: 'CONNECT_CANCELLED' });
    await peer.closed;
  });
});

test.each([
  [2, 'its rules do not allow it'],
  [3, 'it cannot reach that network'],
  [4, 'it cannot reach that host, or knows none of that name'],
  [5, 'the server refuses connections'],
  [6, 'the server did not answer it in time'],
  [1, 'it could not connect'],
])('the answer %j of SOCKS5 is told in words', async (refusal, words) => {
  const proxy = await startProxy({ kind: 'socks5', port: 1, refusal });
  const outcome = await connectTcp({
    host: 'mud.example',
    port: 4000,
    via: `socks5://127.0.0.1:${proxy.port}`,
  });
  expect(outcome).toMatchObject({ sentence: expect.stringContaining(`: ${words}.`) });
});

test('an address that is none connects nothing', async () => {
  expect(await connectTcp({ host: 'mud.example', port: 4000, via: 'nonsense' })).toMatchObject({
    code: 'VIA_INVALID',
  });
});
