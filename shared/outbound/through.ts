/** Connections through a proxy that somebody else runs: SOCKS5, or HTTP with CONNECT. It looks the server's name up. */
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { CONNECT_TIMEOUT, type DialRequest, dial, dialOptions, hostName, settle } from '../dial.ts';
import { endpoint, type Fault, fault, faultOf, isFault } from '../fault.ts';
import { parseVia, type Via } from './via.ts';

/** A connection to the server, and what came on it before it was asked for. */
export interface Reached {
  readonly socket: Socket;
  readonly early: Buffer;
}

/** Connects through `via`; by no other way, whatever happens. Never rejects. */
export async function connectThrough(request: DialRequest, via: string): Promise<Reached | Fault> {
  const proxy = parseVia(via);
  if (!proxy) {
    return fault(
      'VIA_INVALID',
      `Cannot connect to ${targetOf(request)}: its proxy is no address of a proxy.`,
    );
  }
  const { connectTimeout = CONNECT_TIMEOUT, signal, lookUp } = request;
  const end = performance.now() + connectTimeout;
  const asked = {
    ...{ host: proxy.host, port: proxy.port, connectTimeout },
    ...(signal && { signal }),
    ...(lookUp && { lookUp }),
  };
  const socket = await dial(asked, address => connect(dialOptions(asked, address)));
  if (isFault(socket)) return ofProxy(request, socket);
  return settle<Reached>(request, socket, Math.max(1, end - performance.now()), done => {
    const refuse = (error: unknown) => done(refused(request, proxy, error));
    // Half a connection would do for the library to wait on.
    const onEnd = () => refuse(new Error('Socket closed'));
    socket.once('end', onEnd);
    const shakeHands = proxy.kind === 'http' ? askHttp : askSocks;
    shakeHands(request, proxy, socket).then(reached => {
      socket.off('end', onEnd);
      done(reached);
    }, refuse);
  });
}

async function askSocks(request: DialRequest, proxy: Via, socket: Socket): Promise<Reached> {
  await socksLibrary().SocksClient.createConnection({
    command: 'connect',
    existing_socket: socket,
    destination: { host: hostName(request.host), port: request.port },
    proxy: { type: 5, host: proxy.host, port: proxy.port, ...account(proxy) },
    // Ours is shorter, and known to the user.
    timeout: 2 * CONNECT_TIMEOUT,
  });
  return { socket, early: Buffer.alloc(0) };
}

/** Loaded when the first world goes through such a proxy: most never do. */
function socksLibrary(): typeof import('socks') {
  return require('socks');
}

function account({ user, password }: Via) {
  return user === '' ? {} : { userId: user, password };
}

function askHttp(request: DialRequest, proxy: Via, socket: Socket): Promise<Reached> {
  const path = targetOf(request);
  const secret = Buffer.from(`${proxy.user}:${proxy.password}`).toString('base64');
  const headers = {
    Host: path,
    ...(proxy.user !== '' && { 'Proxy-Authorization': `Basic ${secret}` }),
  };
  return new Promise((resolve, reject) => {
    const asking = httpRequest({ method: 'CONNECT', path, headers, createConnection: () => socket });
    asking.on('error', reject);
    asking.on('connect', ({ statusCode = 0, statusMessage = '' }, _socket, early) => {
      if (statusCode >= 200 && statusCode < 300) resolve({ socket, early });
      else reject(new Error(`it answers ${statusCode} ${statusMessage}`.trimEnd()));
    });
    asking.end();
  });
}

/** What the library and Node say, in plain words. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/NotAllowed/, 'its rules do not allow it'],
  [/NetworkUnreachable/, 'it cannot reach that network'],
  [/HostUnreachable/, 'it cannot reach that host, or knows none of that name'],
  [/ConnectionRefused/, 'the server refuses connections'],
  [/TTLExpired/, 'the server did not answer it in time'],
  [/rejected connection/, 'it could not connect'],
  [
    /Authentication failed|no accepted authentication/,
    'it does not accept the name and password, or wants some',
  ],
  [/invalid socks/i, 'it is no SOCKS5 proxy'],
  [/Parse Error/, 'it is no HTTP proxy'],
  [/Socket closed|socket hang up/, 'it has hung up'],
];

function refused(request: DialRequest, proxy: Via, error: unknown): Fault {
  const text = faultOf(error, 'VIA_FAILED').sentence;
  const why = WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
  const where = endpoint(proxy.host, proxy.port);
  return fault('VIA_FAILED', `Cannot connect to ${targetOf(request)}: its proxy ${where}: ${why}.`);
}

/** A fault on the way to the proxy. */
function ofProxy(request: DialRequest, { code, sentence }: Fault): Fault {
  const about = `Cannot connect to ${targetOf(request)}: its proxy `;
  return fault(code, sentence.replace(/^Cannot connect to /, about));
}

function targetOf({ host, port }: DialRequest): string {
  return endpoint(hostName(host), port);
}
