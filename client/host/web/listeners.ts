/**
 * The listening socket of the browser view and the connections that it has accepted, by id. As for the worlds: what was
 * read has been handed on, what the kernel has not taken is known to the byte, and both go through execve().
 */

import { randomBytes } from 'node:crypto';
import { createServer, type Server, Socket } from 'node:net';
import type { Event } from '../../state/events.ts';
import { RANDOM_SIZE } from '../../web/login.ts';

/** What Node keeps below a socket and a server. */
interface Handle {
  readonly fd: number;
  readonly writeQueueSize: number;
}

/** A socket of the browser view: what it is for, its descriptor, and what it was given and the kernel has not taken. */
export interface OpenSocket {
  readonly name: string;
  /** What tells it from a later one with the same descriptor. */
  readonly socket: object;
  readonly fd: number;
  readonly unsent: number;
}

/** Names of descriptors that go through execve(). */
export const LISTENER = 'listen web';

export function browserName(id: number): string {
  return `browser ${id}`;
}

export interface Listeners {
  /** Listens on this machine's own address; connections are numbered from `next` on. */
  listen(port: number, next: number): void;
  unlisten(): void;
  write(id: number, bytes: Uint8Array): void;
  /** Hangs up, once all is written. */
  close(id: number): void;
  /** The same for descriptors that came through a reload. */
  adoptListener(fd: number, port: number, next: number): object;
  adopt(id: number, fd: number): object;
  /** Descriptors of the listener and the connections, and the bytes handed to each that the kernel has not taken. */
  carried(): OpenSocket[];
}

const HOST = '127.0.0.1';
/** As many may wait while the process is replaced. */
const BACKLOG = 511;
/** A connection that was hung up and does not go by itself goes now (ms): one that does not read would stay for ever. */
const GOODBYE_TIME = 1000;

/** `changed` is called when a listener has come or gone. */
export function createListeners(dispatch: (event: Event) => void, changed: () => void): Listeners {
  const connections = new Map<number, Socket>();
  /** Those that were hung up. */
  const closing = new WeakSet<Socket>();
  let server: Server | null = null;
  let next = 1;

  function serve(port: number, where: { fd: number } | { host: string; port: number }, from: number): Server {
    next = Math.max(next, from);
    const made = createServer({ allowHalfOpen: true, noDelay: true }, accept);
    server = made;
    made.on('error', (error: NodeJS.ErrnoException) => {
      if (server !== made) return;
      server = null;
      changed();
      dispatch({ type: 'web failed', port, code: error.code ?? 'UNKNOWN' });
    });
    made.listen({ ...where, backlog: BACKLOG }, () => {
      if (server !== made) return;
      changed();
      dispatch({ type: 'web listening', port });
    });
    return made;
  }

  function accept(socket: Socket): void {
    const id = next++;
    watch(id, socket);
    dispatch({ type: 'web opened', id, peer: socket.remoteAddress ?? '', random: randomBytes(RANDOM_SIZE) });
  }

  function watch(id: number, socket: Socket): void {
    connections.set(id, socket);
    socket.on('data', (bytes: Buffer) =>
      dispatch({ type: 'web received', id, bytes: Uint8Array.from(bytes) }),
    );
    socket.on('end', () => dispatch({ type: 'web ended', id }));
    // It is closed then, which says all.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (connections.get(id) === socket) connections.delete(id);
      dispatch({ type: 'web closed', id });
    });
  }

  return {
    listen: (port, from) => void serve(port, { host: HOST, port }, from),

    unlisten() {
      server?.close();
      server = null;
      changed();
    },

    write(id, bytes) {
      connections.get(id)?.write(bytes, error => {
        if (!error) dispatch({ type: 'web written', id, bytes: bytes.length });
      });
    },

    close(id) {
      const socket = connections.get(id);
      if (!socket || closing.has(socket)) return;
      closing.add(socket);
      const timer = setTimeout(() => socket.destroy(), GOODBYE_TIME).unref();
      socket.once('close', () => clearTimeout(timer));
      socket.end();
    },

    adoptListener: (fd, port, from) => serve(port, { fd }, from),

    adopt(id, fd) {
      const socket = new Socket({ fd, readable: true, writable: true, allowHalfOpen: true });
      socket.setNoDelay(true);
      watch(id, socket);
      return socket;
    },

    carried() {
      const open: OpenSocket[] = [];
      const add = (name: string, socket: object) => {
        const { _handle: handle } = socket as { _handle?: Handle | null };
        if (handle && handle.fd >= 0)
          open.push({ name, socket, fd: handle.fd, unsent: handle.writeQueueSize ?? 0 });
      };
      if (server) add(LISTENER, server);
      for (const [id, socket] of connections) if (!socket.destroyed) add(browserName(id), socket);
      return open;
    },
  };
}
