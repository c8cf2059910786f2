/**
 * The listening sockets of the browser view and the connections that they have accepted, by id. As for the worlds: what
 * was read has been handed on, what the kernel has not taken is known to the byte, and all go through execve().
 */

import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync } from 'node:fs';
import { createServer, type Server, Socket } from 'node:net';
import { unlinkIfThere } from '../../../shared/unlink.ts';
import type { ListenerName, Taken, WebEffect, WebEvent } from '../../state/web.ts';
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
const LISTENERS: Readonly<Record<ListenerName, string>> = {
  tcp: 'listen web',
  terminator: 'listen terminator',
  attach: 'listen attach',
};

export function listenerDescriptor(name: ListenerName): string {
  return LISTENERS[name];
}

/** Whether the descriptor of this name is a listener's. */
export function isListener(name: string): boolean {
  return Object.values(LISTENERS).includes(name);
}

export function browserName(id: number): string {
  return `browser ${id}`;
}

/** Secrets that lie beside Unix sockets. */
export interface Keys {
  publish(name: ListenerName): void;
  isThere(name: ListenerName): boolean;
  remove(name: ListenerName): void;
}

export interface ListenersOptions {
  dispatch(event: WebEvent): void;
  /** A listener has come or gone. */
  changed(): void;
  /** Where the Unix socket of the listener is, by a path that holds its directory; null: there is no place for it. */
  pathOf(name: ListenerName): string | null;
  /** What those need who connect to the Unix socket is put beside it; and whether it is there, and its end. */
  readonly keys: Keys;
  /** Whether a process of this user is at the other end of the Unix socket. */
  isOurs(fd: number): boolean;
  /** Who has the port, as far as it can be seen. */
  holderOf(port: number): Promise<string | null>;
  /** Calls back in another turn of the event loop, behind what is there to be read. */
  soon(run: () => void): void;
}

export interface Listeners {
  /** Listens; connections are numbered from `next` on. */
  listen(wanted: Extract<WebEffect, { type: 'web listen' }>): void;
  unlisten(name: ListenerName): void;
  write(id: number, bytes: Uint8Array): void;
  /** Reads nothing more of it for now. */
  hold(id: number, on: boolean): void;
  /** Hangs up, once all is written. */
  close(id: number): void;
  /**
   * The same for descriptors that came through a reload. Node loads eleven modules to listen, and those are compiled anew:
   * that is done behind the first read. Who connects meanwhile waits in the kernel.
   */
  adoptListener(name: ListenerName, fd: number, port: number, next: number): object;
  adopt(id: number, fd: number): object;
  /** Descriptors of the listeners and the connections, and the bytes handed to each that the kernel has not taken. */
  carried(): OpenSocket[];
  /** Whether each Unix socket is where others look for it. */
  areThere(): boolean;
  /** Makes those anew that are not. */
  renew(): void;
  /** The end of the program: no socket file stays. */
  end(): void;
}

/** As many may wait while the process is replaced. */
const BACKLOG = 511;
/** A connection that was hung up and does not go by itself goes now (ms): one that does not read would stay for ever. */
const GOODBYE_TIME = 1000;

interface Listener {
  readonly server: Server;
  readonly port: number;
  /** Came through a reload, and is not the server's yet. */
  waiting: number | null;
  /** Of a Unix socket. */
  readonly path: string | null;
}

export function createListeners(options: ListenersOptions): Listeners {
  const { dispatch, changed, pathOf, keys } = options;
  const connections = new Map<number, Socket>();
  /** Those that were hung up. */
  const closing = new WeakSet<Socket>();
  const listeners = new Map<ListenerName, Listener>();
  let next = 1;
  /** What the kernel has taken in this turn of the event loop. */
  let taken: Taken[] = [];

  /** Twenty browsers that are sent the same line are one event, not twenty. */
  function noteTaken(id: number, bytes: number): void {
    if (taken.push([id, bytes]) === 1) process.nextTick(tellTaken);
  }

  function tellTaken(): void {
    const writes = taken;
    taken = [];
    const [[id, bytes] = [0, 0], ...more] = writes;
    dispatch(more.length > 0 ? { type: 'web taken', writes } : { type: 'web written', id, bytes });
  }

  function serve(
    name: ListenerName,
    port: number,
    listen: (server: Server, path: string | null) => void,
  ): Server {
    const path = name === 'tcp' ? null : pathOf(name);
    const server = createServer({ allowHalfOpen: true, noDelay: true }, socket => accept(name, socket));
    const isIt = () => listeners.get(name)?.server === server;
    listeners.set(name, { server, port, path, waiting: null });
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (!isIt()) return;
      listeners.delete(name);
      changed();
      void failed(name, port, error.code ?? 'UNKNOWN');
    });
    server.on('listening', () => {
      if (!isIt()) return;
      changed();
      dispatch({ type: 'web listening', listener: name, port });
    });
    listen(server, path);
    return server;
  }

  async function failed(listener: ListenerName, port: number, code: string): Promise<void> {
    const holder = listener === 'tcp' && code === 'EADDRINUSE' ? await options.holderOf(port) : null;
    dispatch({ type: 'web failed', listener, port, code, ...(holder !== null && { holder }) });
  }

  /** Of this process alone by its name: what is there was left by another one of the same number. */
  function bind(name: ListenerName, server: Server, path: string | null): void {
    if (path === null) return void server.emit('error', Object.assign(new Error(), { code: 'ENOENT' }));
    try {
      unlinkIfThere(path);
      keys.publish(name);
      server.listen({ path, backlog: BACKLOG });
      // Nobody else gets into the directory; it is bound by now, unless that has failed.
      if (existsSync(path)) chmodSync(path, 0o600);
    } catch (error) {
      server.close();
      server.emit('error', error);
    }
  }

  function accept(listener: ListenerName, socket: Socket): void {
    const { fd } = (socket as unknown as { _handle: Handle })._handle;
    if (listener !== 'tcp' && !options.isOurs(fd)) return void socket.destroy();
    const id = next++;
    watch(id, socket);
    const peer = socket.remoteAddress ?? '';
    dispatch({ type: 'web opened', ...{ id, listener, peer }, random: randomBytes(RANDOM_SIZE) });
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

  function listenOn(name: ListenerName, server: Server): void {
    const listener = listeners.get(name);
    if (listener?.server !== server || listener.waiting === null) return;
    const fd = listener.waiting;
    listener.waiting = null;
    server.listen({ fd, backlog: BACKLOG });
  }

  function stop(name: ListenerName): void {
    const listener = listeners.get(name);
    listeners.delete(name);
    if (typeof listener?.waiting === 'number') closeSync(listener.waiting);
    listener?.server.close();
    // Node removes only what it has made itself: not that of an image before.
    if (!listener?.path) return;
    unlinkIfThere(listener.path);
    keys.remove(name);
  }

  function isThere(name: ListenerName, { path }: Listener): boolean {
    return path === null || (path === pathOf(name) && existsSync(path) && keys.isThere(name));
  }

  return {
    listen({ listener, host, port, next: from }) {
      next = Math.max(next, from);
      serve(listener, port, (server, path) => {
        if (listener === 'tcp') server.listen({ host, port, backlog: BACKLOG });
        else bind(listener, server, path);
      });
    },

    unlisten(name) {
      stop(name);
      changed();
    },

    write(id, bytes) {
      connections.get(id)?.write(bytes, error => {
        if (!error) noteTaken(id, bytes.length);
      });
    },

    hold(id, on) {
      const socket = connections.get(id);
      if (on) socket?.pause();
      else socket?.resume();
    },

    close(id) {
      const socket = connections.get(id);
      if (!socket || closing.has(socket)) return;
      closing.add(socket);
      const timer = setTimeout(() => socket.destroy(), GOODBYE_TIME).unref();
      socket.once('close', () => clearTimeout(timer));
      socket.end();
    },

    adoptListener(name, fd, port, from) {
      next = Math.max(next, from);
      return serve(name, port, server => {
        (listeners.get(name) as Listener).waiting = fd;
        options.soon(() => listenOn(name, server));
      });
    },

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
      for (const [name, { server, waiting: fd }] of listeners) {
        if (fd === null) add(LISTENERS[name], server);
        else open.push({ name: LISTENERS[name], socket: server, fd, unsent: 0 });
      }
      for (const [id, socket] of connections) if (!socket.destroyed) add(browserName(id), socket);
      return open;
    },

    areThere: () => [...listeners].every(([name, listener]) => isThere(name, listener)),

    renew() {
      for (const [name, listener] of [...listeners]) {
        if (isThere(name, listener)) continue;
        stop(name);
        serve(name, listener.port, (server, path) => bind(name, server, path));
      }
      changed();
    },

    end() {
      for (const name of [...listeners.keys()]) stop(name);
    },
  };
}
