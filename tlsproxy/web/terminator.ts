/**
 * HTTPS and WSS for browsers, in front of the client's Unix socket. http-proxy does the carrying; what has to be done around
 * it, for its faults and against visitors who mean no good, is here and in the files beside.
 */
import { type ClientRequest, type IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { createProxyServer } from 'http-proxy';
import type { Log } from '../process/log.ts';
import { waitForFirstBytes } from './first-bytes.ts';
import { forwardedHeaders, refusalOf, upgradeRefusalOf } from './headers.ts';
import { type Doorkeeper, plainAddress } from './limits.ts';
import {
  AUTHORITY_PATH,
  dismiss,
  GOODBYE_TIME,
  hangUp,
  type Words,
  wordsFor,
  wordsOfAuthority,
} from './pages.ts';
import { PatientAgent } from './patience.ts';
import { relayInstead } from './relay.ts';

/** How long visitors may take (ms). */
export interface Times {
  readonly handshake: number;
  readonly headers: number;
  readonly request: number;
  /** Without a byte either way, until there is a WebSocket, which the client looks after. */
  readonly silence: number;
  /** How long a request waits for a client that is not there. */
  readonly patience: number;
}

export const TIMES: Times = {
  handshake: 5_000,
  headers: 10_000,
  request: 15_000,
  silence: 30_000,
  patience: 3_000,
};

/** As many as a browser sends thrice over. */
const HEADERS_LIMIT = 60;
/** Bytes of a request's header. */
const HEADER_SIZE = 8 * 1024;
/** How often times are looked at (ms). */
const LOOK_INTERVAL = 1_000;

export interface TerminatorOptions {
  /** Unix socket of the client, as it is now. */
  target(): string;
  /** The certificate to begin with. */
  readonly credentials: SecureContextOptions;
  /** PEM of the authority that has signed it; null: it is none of Clay's. */
  authority(): string | null;
  readonly doorkeeper: Doorkeeper;
  readonly log: Log;
  readonly times?: Partial<Times>;
}

/** A server that does not listen yet. Another certificate by its `setSecureContext`, which closes nothing. */
export function createTerminator(options: TerminatorOptions): Server {
  const times = { ...TIMES, ...options.times };
  const { doorkeeper, log } = options;
  const agent = new PatientAgent(options.target, times.patience);
  const proxy = createProxyServer({
    // The agent knows better where; none of it gets to the client.
    target: { protocol: 'http:', host: 'clay', port: 80 },
    agent,
    xfwd: false,
  });
  /** WebSockets to be that have got an answer: nothing else may be written there. */
  const answered = new WeakSet<Duplex>();

  proxy.on('error', (error, request, where) => {
    if (where instanceof ServerResponse) {
      log('unanswered', { url: pathOf(request), error: String(error) });
      if (where.headersSent) where.destroy();
      else say(where, 503, wordsFor(503));
    } else if (answered.has(where as Duplex)) hangUp(where as Duplex);
    else dismiss(where as Duplex, 503);
  });

  // The library keeps the connection of a visitor open whose answer breaks off.
  proxy.on('proxyRes', (answer, _request, response) => {
    answer.on('aborted', () => response.destroy());
    // The client closes after each answer. A visitor need not shake hands again for the next file.
    answer.headers.connection = 'keep-alive';
  });

  /** Of those that want to become WebSockets: what was asked of the client for them. */
  const upgrades = new WeakMap<Duplex, ClientRequest>();
  // The library keeps it when a visitor goes before there is an answer.
  proxy.on('proxyReqWs', (outgoing, _request, socket) => {
    upgrades.set(socket, outgoing);
    socket.on('close', () => outgoing.destroy());
    outgoing.on('response', () => answered.add(socket));
  });

  const server = createServer(serverOptions(options.credentials, times), (request, response) => {
    request.on('error', () => response.destroy());
    const refusal = refusalOf(request);
    if (refusal !== 0) return refuse(request, response, refusal);
    const authority = pathOf(request) === AUTHORITY_PATH ? options.authority() : null;
    if (authority !== null) return say(response, 200, wordsOfAuthority(authority));
    request.headers = forwardedHeaders(request.headers, visitorOf(request), false);
    try {
      proxy.web(request, response, {});
    } catch (error) {
      log('unanswered', { url: pathOf(request), error: String(error) });
      if (response.headersSent) response.destroy();
      else say(response, 400, wordsFor(400));
    }
  });
  server.maxHeadersCount = HEADERS_LIMIT;
  server.setTimeout(times.silence);

  server.on('upgrade', (request: IncomingMessage, socket: TLSSocket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refusal = upgradeRefusalOf(request);
    if (refusal !== 0) return dismiss(socket, refusal);
    socket.setTimeout(0);
    request.headers = forwardedHeaders(request.headers, visitorOf(request), true);
    try {
      proxy.ws(request, socket, head);
      const outgoing = upgrades.get(socket);
      if (outgoing) relayInstead(outgoing, socket);
    } catch (error) {
      // Nobody else would give its place back.
      log('unanswered', { url: pathOf(request), error: String(error) });
      dismiss(socket, 400);
    }
  });

  const admit = (socket: Socket) => {
    const leave = doorkeeper.admit(plainAddress(socket.remoteAddress ?? ''));
    if (leave) socket.once('close', leave);
    return leave !== null;
  };
  waitForFirstBytes(server, admit, times.handshake);

  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isAnswered = (socket as unknown as { _httpMessage?: unknown })._httpMessage;
    if (!socket.writable) socket.destroy();
    // What was said until now is all that it gets.
    else if (isAnswered) hangUp(socket);
    else dismiss(socket, statusOf(error));
  });
  // A handshake that failed: Node has hung up.
  server.on('tlsClientError', () => undefined);
  return server;
}

function serverOptions(credentials: SecureContextOptions, times: Times): ServerOptions {
  return {
    ...credentials,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: times.handshake,
    headersTimeout: times.headers,
    requestTimeout: times.request,
    connectionsCheckingInterval: Math.min(LOOK_INTERVAL, times.headers),
    maxHeaderSize: HEADER_SIZE,
  };
}

function say(response: ServerResponse, status: number, { headers, body }: Words): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** A visitor that is hung up on while it speaks does not hear why: what it has begun to say is heard, for a while. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  const { headers, body } = wordsFor(status);
  response.writeHead(status, headers);
  response.write(body);
  const timer = setTimeout(() => response.end(), GOODBYE_TIME);
  response.once('close', () => clearTimeout(timer));
  request.once('end', () => response.end()).resume();
}

function visitorOf({ socket }: IncomingMessage): string {
  return plainAddress(socket.remoteAddress ?? '');
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] as string;
}

function statusOf({ code }: NodeJS.ErrnoException): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
