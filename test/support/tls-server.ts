/** TLS servers for tests, on loopback, with certificates of their own making. */
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { type TestCertificate, testCertificate } from './certificate.ts';
import { atEnd } from './temporary.ts';

export interface TestServer {
  readonly port: number;
  readonly server: Server;
  /** Every connection so far, in order. */
  readonly sockets: readonly Socket[];
  close(): void;
}

let ordinary: TestCertificate | null = null;

/** The one of servers whose certificate does not matter. */
export function selfSigned(): TestCertificate {
  ordinary ??= testCertificate({ names: ['localhost', '127.0.0.1'] });
  return ordinary;
}

/** A TLS server with the self-signed certificate, unless `options` has another. */
export async function tlsServer(
  serve: (socket: TLSSocket) => void,
  options: TlsOptions = {},
): Promise<TestServer> {
  const { key, certificate } = selfSigned();
  return listen(
    createServer({ key, cert: certificate, allowHalfOpen: true, ...options }),
    'secureConnection',
    serve,
  );
}

export function tcpServer(serve: (socket: Socket) => void): Promise<TestServer> {
  return listen(createTcpServer({ allowHalfOpen: true }), 'connection', serve);
}

async function listen<S extends Socket>(
  server: Server,
  event: string,
  serve: (socket: S) => void,
): Promise<TestServer> {
  const sockets: S[] = [];
  server.on(event, (socket: S) => {
    sockets.push(socket);
    // Clients that vanish are what many of these tests are about.
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  atEnd(close);
  return { port: (server.address() as AddressInfo).port, server, sockets, close };
}

/** Ends the TCP connection below a TLS one without close_notify, as a crash would. */
export function cutOff(socket: TLSSocket): void {
  const { _handle } = socket as unknown as { _handle: { _parent: { close(): void } } };
  _handle._parent.close();
}
