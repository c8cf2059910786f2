/**
 * The sockets of the worlds, by link id. Holds nothing that is not in the state but the sockets themselves: what was
 * read has been handed on, what was written and not taken by the kernel is known to the byte.
 */
import { connect as connectSocket, Socket } from 'node:net';
import { connectFault, lostFault } from '../../shared/fault.ts';
import type { Event } from '../state.ts';

/** What Node keeps below a socket and we need for law 2: the descriptor, and what libuv has not written yet. */
interface Handle {
  readonly fd: number;
  readonly writeQueueSize: number;
}

/** The server at the other end, for sentences. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}

interface Connection {
  readonly socket: Socket;
  held: boolean;
}

export interface Sockets {
  connect(link: number, peer: Peer): void;
  /** Takes over a connected socket, such as one that the proxy has attached. */
  adopt(link: number, socket: Socket, peer: Peer): void;
  /** The same for a descriptor that came through a reload. */
  fromDescriptor(link: number, fd: number, peer: Peer): void;
  write(link: number, bytes: Uint8Array): void;
  hold(link: number, on: boolean): void;
  close(link: number): void;
  /** Descriptors of connected sockets, and the bytes handed to each that the kernel has not taken. */
  carried(): { link: number; fd: number; unsent: number }[];
}

/** One buffer for all reads: a read is worked off before the next one starts. */
const READ_SIZE = 64 * 1024;

export function createSockets(dispatch: (event: Event) => void): Sockets {
  const connections = new Map<number, Connection>();
  const buffer = Buffer.allocUnsafeSlow(READ_SIZE);

  const onread = (link: number) => ({
    buffer,
    callback(count: number, bytes: Uint8Array): boolean {
      dispatch({ type: 'received', link, bytes: Buffer.from(bytes.subarray(0, count)) });
      return connections.get(link)?.held !== true;
    },
  });

  function watch(link: number, socket: Socket, { host, port }: Peer): void {
    connections.set(link, { socket, held: false });
    let connected = !socket.connecting;
    let failure: Error | null = null;
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('error', error => {
      failure = error;
    });
    socket.on('close', () => {
      if (connections.get(link)?.socket !== socket) return;
      connections.delete(link);
      const describe = connected ? lostFault : connectFault;
      dispatch({ type: 'closed', link, fault: failure && describe(failure, host, port) });
    });
  }

  return {
    connect(link, peer) {
      const { host, port } = peer;
      const socket = connectSocket({ host, port, noDelay: true, keepAlive: true, onread: onread(link) });
      watch(link, socket, peer);
      socket.on('connect', () => {
        const address = socket.remoteAddress ?? '';
        dispatch({ type: 'connected', link, carrier: 'tcp', session: null, address });
      });
    },

    adopt: watch,

    fromDescriptor(link, fd, peer) {
      const options = { fd, onread: onread(link) } as ConstructorParameters<typeof Socket>[0];
      watch(link, new Socket(options), peer);
    },

    write(link, bytes) {
      connections.get(link)?.socket.write(bytes, error => {
        if (!error) dispatch({ type: 'written', link, bytes: bytes.length });
      });
    },

    hold(link, on) {
      const connection = connections.get(link);
      if (!connection) return;
      connection.held = on;
      if (on) connection.socket.pause();
      else connection.socket.resume();
    },

    close(link) {
      const connection = connections.get(link);
      connections.delete(link);
      connection?.socket.destroySoon();
    },

    carried() {
      const all = [...connections].map(([link, { socket }]) => {
        const handle = (socket as unknown as { _handle: Handle | null })._handle;
        return { link, socket, handle };
      });
      return all.flatMap(({ link, socket, handle }) =>
        handle && handle.fd >= 0 && !socket.connecting
          ? [{ link, fd: handle.fd, unsent: handle.writeQueueSize }]
          : [],
      );
    },
  };
}
