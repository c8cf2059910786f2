/**
 * The sockets of the worlds, by link id. Holds nothing that is not in the state but the sockets themselves: what was
 * read has been handed on, what was written and not taken by the kernel is known to the byte.
 */

import { close } from 'node:fs';
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
  /** null: its descriptor came through a reload, and nothing was read from it or written to it yet. */
  socket: Socket | null;
  /** Of one without a socket. */
  readonly fd: number;
  readonly peer: Peer;
  /** TLS of our own: it cannot be carried through execve(). */
  readonly direct: boolean;
  readonly ending: Adoption['ending'];
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
  /**
   * The same for a descriptor that came through a reload or a crash. The first ones are read from the first turn on: what a
   * game has said meanwhile comes before what the user types then, and before half a line is taken for a prompt. The socket
   * of others is made when something is to be done with it, by `open`, or soon: with a thousand connections that takes longer than all else in the gap of a reload. What comes
   * meanwhile waits in the kernel. Returned is what `carried` has as its socket.
   */
  fromDescriptor(link: number, fd: number, peer: Peer, ending: Adoption['ending']): object;
  /** Whether all of them have their sockets. */
  areOpen(): boolean;
  /** Whether one has come to its end, which is not told before the end of this turn of the event loop. */
  isEnding(): boolean;
  /** Makes the socket now, if that is still to be done. */
  open(link: number): void;
  write(link: number, bytes: Uint8Array): void;
  hold(link: number, on: boolean): void;
  close(link: number): void;
  /** Descriptors of connected sockets, and the bytes handed to each that the kernel has not taken. */
  carried(): { link: number; socket: object; fd: number; unsent: number }[];
}

export function endingEvent(link: number, ending: Ending): Event {
  if (ending && 'detached' in ending) return { type: 'detached', link, fault: ending.detached };
  return { type: 'closed', link, fault: ending };
}

/** For sockets that are the server's own: their end says it all. */
export const endedByServer: Adoption['ending'] = () => Promise.resolve(null);

/** So many sockets are made in one turn of the event loop, which takes some ms: typing goes between (law 8). */
const SLICE = 32;
/** So many are made as they come. */
const AT_ONCE = 32;

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
  /** Links whose sockets are still to be made. */
  const asleep = new Set<number>();
  let isWaking = false;
  let madeAtOnce = 0;
  /** Links that were closed while their last words were on their way: nobody hears what comes. */
  const closing = new Set<number>();

  const onread = (link: number): OnReadOpts => ({
    buffer,
    callback(count, bytes) {
      if (closing.has(link)) return true;
      // Lent: whoever keeps any of it makes a copy. One of each read was most of what the collector had to look after in a flood.
      dispatch({ type: 'received', link, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, count) });
      const connection = connections.get(link);
      if (connection === undefined) return true;
      if (count === buffer.length) readOnLater(connection);
      return count < buffer.length && !connection.held;
    },
  });

  /** Libuv would fill its buffer up to 32 times from a busy socket while the terminal waits: typing goes between (law 8). */
  function readOnLater(connection: Connection): void {
    setImmediate(() => {
      if (!connection.held) connection.socket?.resume();
    });
  }

  function watch(link: number, connection: Connection, socket: Socket): void {
    connection.socket = socket;
    let failure: Error | null = null;
    socket.on('error', error => {
      failure = error;
    });
    socket.on('close', () => ended(link, connection, failure));
  }

  /** A connection is over, by its own doing. */
  function ended(link: number, connection: Connection, failure: Error | null): void {
    if (connections.get(link) !== connection) return;
    connections.delete(link);
    changed();
    // Whoever stands between us and the server knows best.
    const { peer, ending } = connection;
    const own = failure && lostFault(failure, peer.host, peer.port);
    void ending().then(end => dispatch(endingEvent(link, end ?? own)));
  }

  /** The connection of the link, with a socket; undefined if there is none. */
  function awake(link: number): (Connection & { readonly socket: Socket }) | undefined {
    const connection = connections.get(link);
    if (connection?.socket === null) wake(link, connection);
    return connections.get(link) as (Connection & { readonly socket: Socket }) | undefined;
  }

  function wake(link: number, connection: Connection): void {
    const { fd, held } = connection;
    asleep.delete(link);
    let socket: Socket;
    try {
      socket = new Socket({ fd, onread: onread(link) } as ConstructorParameters<typeof Socket>[0]);
    } catch (error) {
      // The end of one world, and no reason to end the others' (law 7). Nobody waits for what becomes of the descriptor.
      close(fd, () => {});
      return ended(link, connection, error as Error);
    }
    watch(link, connection, socket);
    // What a build has made that set less, too.
    tuneSocket(socket);
    if (held) socket.pause();
  }

  function wakeSoon(): void {
    if (isWaking || asleep.size === 0) return;
    isWaking = true;
    setImmediate(() => {
      isWaking = false;
      let left = SLICE;
      for (const link of asleep) {
        awake(link);
        if (--left === 0) break;
      }
      wakeSoon();
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

    adopt(link, socket, peer, { direct, ending }) {
      const connection = { socket, fd: -1, peer, direct, ending, held: false };
      connections.set(link, connection);
      changed();
      watch(link, connection, socket);
      // The connector leaves our half of the connection open.
      socket.on('end', () => socket.end());
      if (direct) socket.on('data', (bytes: Buffer) => dispatch({ type: 'received', link, bytes }));
    },

    fromDescriptor(link, fd, peer, ending) {
      const connection = { socket: null, fd, peer, direct: false, ending, held: false };
      connections.set(link, connection);
      changed();
      if (++madeAtOnce <= AT_ONCE) wake(link, connection);
      else asleep.add(link);
      wakeSoon();
      return connection;
    },

    areOpen: () => asleep.size === 0,

    isEnding: () => [...connections.values()].some(({ socket }) => socket?.destroyed),

    open: link => void awake(link),

    write(link, bytes) {
      awake(link)?.socket.write(bytes, error => {
        if (!error) dispatch({ type: 'written', link, bytes: bytes.length });
      });
    },

    hold(link, on) {
      const connection = connections.get(link);
      if (!connection) return;
      connection.held = on;
      if (on) connection.socket?.pause();
      else connection.socket?.resume();
    },

    close(link) {
      const connection = awake(link);
      connections.delete(link);
      if (connection) sayGoodbye(link, connection.socket);
    },

    carried() {
      const ours = [...connections].filter(([, { direct }]) => !direct);
      return ours.flatMap(([link, connection]) => {
        const { socket, fd } = connection;
        if (socket === null) return [{ link, socket: connection, fd, unsent: 0 }];
        const { _handle: handle } = socket as unknown as { readonly _handle: Handle | null };
        return handle && handle.fd >= 0
          ? [{ link, socket: connection, fd: handle.fd, unsent: handle.writeQueueSize }]
          : [];
      });
    },
  };
}
