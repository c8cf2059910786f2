/**
 * The sockets of the worlds, by link id. Holds nothing that is not in the state but the sockets themselves: what was
 * read has been handed on, what was written and not taken by the kernel is known to the byte.
 */

import { type OnReadOpts, Socket } from 'node:net';
import { tuneSocket } from '../../shared/dial.ts';
import { type Fault, lostFault } from '../../shared/fault.ts';
import type { Event } from '../state/events.ts';

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
  /** TLS of our own: it cannot be carried through execve(). */
  readonly direct: boolean;
  held: boolean;
}

/**
 * What has become of a connection: it is over, for this reason (null: the server simply ended it); or its session lives
 * on in the proxy, or may, for all that is known.
 */
export type Ending = Fault | null | { readonly detached: Fault | null };

/** How a socket that somebody else has connected is to be treated. */
export interface Adoption {
  /** TLS of our own. */
  readonly direct: boolean;
  /** Asked when it closes. */
  ending(): Promise<Ending>;
}

export interface Sockets {
  /** How a socket reads that is to be adopted: into the one buffer of all. */
  onread(link: number): OnReadOpts;
  /** Takes over a connected socket: plain, one that the proxy has attached, or TLS of our own, which reads by 'data'. */
  adopt(link: number, socket: Socket, peer: Peer, adoption: Adoption): void;
  /** The same for a descriptor that came through a reload. */
  fromDescriptor(link: number, fd: number, peer: Peer, ending: Adoption['ending']): Socket;
  write(link: number, bytes: Uint8Array): void;
  hold(link: number, on: boolean): void;
  close(link: number): void;
  /** Descriptors of connected sockets, and the bytes handed to each that the kernel has not taken. */
  carried(): { link: number; socket: Socket; fd: number; unsent: number }[];
}

export function endingEvent(link: number, ending: Ending): Event {
  if (ending && 'detached' in ending) return { type: 'detached', link, fault: ending.detached };
  return { type: 'closed', link, fault: ending };
}

/** For sockets that are the server's own: their end says it all. */
export const endedByServer: Adoption['ending'] = () => Promise.resolve(null);

/** Last words have this long (ms) to reach a server that does not read: then the connection is over all the same. */
const GOODBYE_TIME = 3000;

/** `changed` is called when a connection has come or gone; all read into `buffer`, one after the other. */
export function createSockets(
  dispatch: (event: Event) => void,
  changed: () => void,
  buffer: Uint8Array,
  goodbye = GOODBYE_TIME,
): Sockets {
  const connections = new Map<number, Connection>();
  /** Links that were closed while their last words were on their way: nobody hears what comes. */
  const closing = new Set<number>();

  const onread = (link: number): OnReadOpts => ({
    buffer,
    callback(count, bytes) {
      if (closing.has(link)) return true;
      dispatch({ type: 'received', link, bytes: Buffer.from(bytes.subarray(0, count)) });
      const connection = connections.get(link);
      if (connection === undefined) return true;
      if (count === buffer.length) readOnLater(connection);
      return count < buffer.length && !connection.held;
    },
  });

  /** Libuv would fill its buffer up to 32 times from a busy socket while the terminal waits: typing goes between (law 8). */
  function readOnLater(connection: Connection): void {
    setImmediate(() => {
      if (!connection.held) connection.socket.resume();
    });
  }

  function watch(link: number, socket: Socket, { host, port }: Peer, { direct, ending }: Adoption): void {
    connections.set(link, { socket, direct, held: false });
    changed();
    let failure: Error | null = null;
    socket.on('error', error => {
      failure = error;
    });
    socket.on('close', () => {
      if (connections.get(link)?.socket !== socket) return;
      connections.delete(link);
      changed();
      // Whoever stands between us and the server knows best.
      const own = failure && lostFault(failure, host, port);
      void ending().then(ended => dispatch(endingEvent(link, ended ?? own)));
    });
  }

  /** What was written goes out first. */
  function sayGoodbye(link: number, socket: Socket): void {
    closing.add(link);
    const timer = setTimeout(() => socket.destroy(), goodbye).unref();
    socket.once('close', () => {
      clearTimeout(timer);
      closing.delete(link);
    });
    socket.destroySoon();
  }

  return {
    onread,

    adopt(link, socket, peer, adoption) {
      watch(link, socket, peer, adoption);
      // The connector leaves our half of the connection open.
      socket.on('end', () => socket.end());
      if (adoption.direct) socket.on('data', (bytes: Buffer) => dispatch({ type: 'received', link, bytes }));
    },

    fromDescriptor(link, fd, peer, ending) {
      const options = { fd, onread: onread(link) } as ConstructorParameters<typeof Socket>[0];
      const socket = new Socket(options);
      // What a build has made that set less, too.
      tuneSocket(socket);
      watch(link, socket, peer, { direct: false, ending });
      return socket;
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
      if (connection) sayGoodbye(link, connection.socket);
    },

    carried() {
      const ours = [...connections].filter(([, { direct }]) => !direct);
      const all = ours.map(([link, { socket }]) => {
        const handle = (socket as unknown as { _handle: Handle | null })._handle;
        return { link, socket, handle };
      });
      return all.flatMap(({ link, socket, handle }) =>
        handle && handle.fd >= 0 ? [{ link, socket, fd: handle.fd, unsent: handle.writeQueueSize }] : [],
      );
    },
  };
}
