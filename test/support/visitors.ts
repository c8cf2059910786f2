/** A client as the terminator of HTTPS sees it, and visitors who mean well or not. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import WebSocket, { WebSocketServer } from 'ws';
import { unlinkIfThere } from '../../shared/unlink.ts';
import { atEnd } from './temporary.ts';

/** What a client was asked. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Target {
  readonly path: string;
  readonly asked: Asked[];
  /** Connections that are open now. */
  open(): number;
  /** Ends at once, with all connections, and leaves its socket behind as a killed process does. */
  kill(): void;
}

/**
 * Answers each request with what it was, WebSockets with an echo. `/cut` breaks off in its answer, `/silent` gives none,
 * `/big` a megabyte.
 */
export async function startTarget(path: string): Promise<Target> {
  unlinkIfThere(path);
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', bytes => {
      body += String(bytes);
    });
    incoming.on('end', () => {
      asked.push(noted(incoming, body));
      response.setHeader('connection', 'close');
      if (incoming.url === '/silent') return;
      if (incoming.url === '/big') return response.end('b'.repeat(1_000_000));
      if (incoming.url === '/cut') {
        response.writeHead(200, { 'content-length': 100 });
        return response.write('half', () => setTimeout(() => incoming.socket.destroy(), 20));
      }
      response.end(JSON.stringify(asked.at(-1)));
    });
  });
  const webSockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    asked.push(noted(incoming, ''));
    socket.on('error', () => socket.destroy());
    if (incoming.url === '/silent') return void socket.on('end', () => socket.end()).resume();
    if (incoming.url === '/refused')
      return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno');
    webSockets.handleUpgrade(incoming, socket, head, one => {
      one.on('error', () => one.terminate());
      one.on('message', (data, binary) => one.send(data, { binary }));
    });
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(path);
  await once(server, 'listening');
  const kill = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  atEnd(kill);
  return { path, asked, open: () => sockets.size, kill };
}

function noted({ method = '', url = '', headers }: IncomingMessage, body: string): Asked {
  return { method, url, headers, body };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks over TLS; a code where there is no whole answer. */
export function get(port: number, path: string, options: RequestOptions & { body?: string } = {}) {
  return new Promise<Answer | string>(resolve => {
    const { body: sent = '', ...more } = options;
    const where = { port, host: '127.0.0.1', path, rejectUnauthorized: false, agent: false };
    const outgoing = request({ ...where, ...more }, response => {
      let body = '';
      response.setEncoding('latin1');
      response.on('data', text => {
        body += text;
      });
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'ERROR'));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'ERROR'));
    outgoing.end(sent);
  });
}

/** A visitor who writes what it likes. */
export async function visit(port: number, host = '127.0.0.1', localAddress?: string): Promise<TLSSocket> {
  const socket = connect({ port, host, rejectUnauthorized: false, ...(localAddress && { localAddress }) });
  socket.on('error', () => socket.destroy());
  atEnd(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** All that comes until the connection ends. */
export async function restOf(socket: TLSSocket): Promise<string> {
  let text = '';
  socket.on('data', bytes => {
    text += String(bytes);
  });
  if (!socket.closed) await once(socket, 'close');
  return text;
}

/** Says it, and what comes back. */
export async function raw(port: number, text: string): Promise<string> {
  const socket = await visit(port);
  socket.write(text);
  return restOf(socket);
}

/** A WebSocket that is open. */
export async function openWebSocket(port: number, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/socket`, { rejectUnauthorized: false, headers });
  atEnd(() => socket.terminate());
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return socket;
}
