/** A MUD server that does what the test says: plain TCP or TLS, on loopback unless told otherwise. */
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { seeded } from './random.ts';
import { atEnd } from './temporary.ts';
import { createWaiting, inTime, PATIENCE, type Waiting } from './waiting.ts';

export interface WorldOptions {
  /** PEM; makes it a TLS server. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Is sent as soon as a connection is accepted. */
  readonly greeting?: string;
}

export interface ScriptedWorld {
  readonly host: string;
  readonly port: number;
  /** How many connections were accepted so far (with TLS: after the handshake). */
  readonly connections: number;
  /** The next connection that was not handed out yet. */
  accepted(options?: { readonly timeout?: number }): Promise<Peer>;
  /** Ends the server and cuts every connection. Done by itself at the end of a test file. */
  close(): Promise<void>;
}

export interface StreamOptions {
  /** Hand the bytes to the network in pieces of random length, cut anywhere; default true. */
  readonly cutRandomly?: boolean;
  /** Where they are cut; default 1. */
  readonly seed?: number;
}

export type WantedBytes = string | Uint8Array | ((received: Buffer) => boolean);

/** The server's end of one connection. */
export interface Peer {
  /** Everything the client has sent. */
  readonly received: Buffer;
  /** Resolves when the connection is over: with null, or with the code of its error ('ECONNRESET'). */
  readonly closed: Promise<string | null>;
  /** The same for who waits for it: rejects with what was received after a while. */
  ended(): Promise<string | null>;
  send(data: string | Uint8Array): void;
  /** Waits until `received` holds the text or satisfies the predicate; rejects if the connection ends without. */
  waitFor(wanted: WantedBytes, options?: { readonly timeout?: number }): Promise<void>;
  /** Sends `streamLine(prefix, 1)`, `streamLine(prefix, 2)`, ... until `stopStream`. One stream at a time. */
  stream(linesPerSecond: number, prefix: string, options?: StreamOptions): void;
  /** Ends the stream after a whole line; returns the number of lines sent. */
  stopStream(): number;
  /** Stops reading: what the client sends piles up in the socket buffers, then at the client. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, then FIN. */
  close(): void;
  /** FIN at once, what is queued is lost. */
  destroy(): void;
  /** RST. */
  reset(): void;
}

/** Ends a connection by RST alone: resetAndDestroy() shuts it down first, so that the other side may see an end in order. */
export function resetNow(tcp: Socket): void {
  Object.assign(tcp, { resetAndClosing: true });
  tcp.destroy();
}

/** Line `number` (from 1) of a stream; the ellipsis is three bytes of UTF-8, to be cut within. */
export function streamLine(prefix: string, number: number): string {
  return `${prefix} ${String(number).padStart(6, '0')} …`;
}

/** Resolves when the server listens. */
export async function startWorld(options: WorldOptions = {}): Promise<ScriptedWorld> {
  const { tls, host = '127.0.0.1', port = 0, greeting = '' } = options;
  const waiting = createWaiting();
  const peers: Peer[] = [];
  let handedOut = 0;
  const sockets = new Map<string, Socket>();
  const accept = (socket: Socket) => {
    if (greeting !== '') socket.write(greeting);
    peers.push(createPeer(socket, sockets.get(nameOf(socket)) ?? socket));
    waiting.look();
  };
  const server: Server = tls ? createTlsServer(tls, accept) : createTcpServer(accept);
  server.prependListener('connection', (socket: Socket) => {
    const name = nameOf(socket);
    sockets.set(name, socket.setNoDelay(true));
    socket.once('close', () => sockets.delete(name));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const close = () => closeServer(server, sockets);
  atEnd(close);
  return {
    host,
    port: (server.address() as AddressInfo).port,
    get connections() {
      return peers.length;
    },
    accepted: async ({ timeout } = {}) => {
      const mine = handedOut++;
      await waiting.until(
        () => peers.length > mine,
        () => `connection number ${mine + 1}`,
        timeout,
      );
      return peers[mine]!;
    },
    close,
  };
}

/** The TCP socket under a TLS socket is found by the client's address, which both know. */
function nameOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

async function closeServer(server: Server, sockets: ReadonlyMap<string, Socket>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets.values()) socket.destroy();
  await closed;
}

/** `socket` carries the plain text; `tcp` is it, or what lies under its TLS. */
function createPeer(socket: Socket, tcp: Socket): Peer {
  const waiting = createWaiting();
  const chunks: Buffer[] = [];
  const received = () => {
    if (chunks.length > 1) chunks.splice(0, chunks.length, Buffer.concat(chunks));
    return chunks[0] ?? Buffer.alloc(0);
  };
  socket.on('data', (bytes: Buffer) => {
    chunks.push(bytes);
    waiting.look();
  });
  let error: string | null = null;
  socket.on('error', (failure: NodeJS.ErrnoException) => {
    error = failure.code ?? failure.message;
  });
  const closed = new Promise<string | null>(resolve => {
    socket.once('close', () => {
      stream?.stop();
      waiting.end('the connection ended without');
      resolve(error);
    });
  });
  let stream: LineStream | null = null;
  return {
    get received() {
      return received();
    },
    closed,
    ended: () => inTime(closed, () => `end of the connection; received: ${received().toString()}`),
    send: data => void socket.write(data),
    waitFor: (wanted, { timeout = PATIENCE } = {}) => waitForBytes(waiting, received, wanted, timeout),
    stream: (linesPerSecond, prefix, { cutRandomly = true, seed = 1 } = {}) => {
      stream?.stop();
      const random = cutRandomly ? seeded(seed) : null;
      stream = startStream(bytes => socket.write(bytes), linesPerSecond, prefix, random);
    },
    stopStream: () => stream?.stop() ?? 0,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.end(),
    destroy: () => void socket.destroy(),
    reset: () => resetNow(tcp),
  };
}

function waitForBytes(
  waiting: Waiting,
  received: () => Buffer,
  wanted: WantedBytes,
  timeout: number,
): Promise<void> {
  const isTrue = () => {
    if (typeof wanted === 'function') return wanted(received());
    return received().includes(typeof wanted === 'string' ? wanted : Buffer.from(wanted));
  };
  return waiting.until(isTrue, () => `${String(wanted)}; received: ${received().toString()}`, timeout);
}

interface LineStream {
  /** Sends what is left of the last line; returns how many lines went out. Again: only returns it. */
  stop(): number;
}

/** Looked at every 10 ms, so a rate below 100 lines/s is even and one above comes in small bursts. */
const TICK = 10;

function startStream(
  write: (bytes: Buffer) => void,
  linesPerSecond: number,
  prefix: string,
  random: (() => number) | null,
): LineStream {
  const start = performance.now();
  let lines = 0;
  let pending: Buffer = Buffer.alloc(0);
  const tick = () => {
    const due = Math.floor(((performance.now() - start) / 1000) * linesPerSecond);
    const texts = [pending];
    while (lines < due) texts.push(Buffer.from(`${streamLine(prefix, ++lines)}\r\n`));
    pending = Buffer.concat(texts);
    if (pending.length > 0)
      pending = random ? sendInPieces(pending, write, random) : sendWhole(pending, write);
  };
  const timer = setInterval(tick, TICK);
  let stopped = false;
  return {
    stop: () => {
      clearInterval(timer);
      if (!stopped && pending.length > 0) sendWhole(pending, write);
      stopped = true;
      return lines;
    },
  };
}

function sendWhole(bytes: Buffer, write: (bytes: Buffer) => void): Buffer {
  write(bytes);
  return Buffer.alloc(0);
}

/** Keeps a random rest for the next time: only what comes later is sure to arrive apart. */
function sendInPieces(bytes: Buffer, write: (bytes: Buffer) => void, random: () => number): Buffer {
  const end = 1 + Math.floor(random() * bytes.length);
  for (let from = 0; from < end; ) {
    const to = Math.min(end, from + 1 + Math.floor(random() * 40)); // about the length of a line
    write(bytes.subarray(from, to));
    from = to;
  }
  return bytes.subarray(end);
}
