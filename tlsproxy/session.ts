/**
 * One outbound session: a connection to a server, its replay buffer, and at most one attached client. Bytes
 * from the server go into the ring and from there to the client; they leave the ring when the client says
 * that they are safe with it. A full ring stops reading from the server, a full server stops reading from
 * the client: TCP's own flow control does the waiting.
 *
 * On the way from the server, where the bytes are, nothing is allocated per chunk: all sockets read into one
 * buffer, and what is written to the client is a view of the ring.
 */
import type { OnReadOpts, Socket } from 'node:net';
import type { Farewell } from '../shared/close-notify.ts';
import { endpoint, type Fault, fault, lostFault } from '../shared/fault.ts';
import type { SessionInfo } from '../shared/protocol.ts';
import { held, newRing, piece, type Ring, release, room, space, take } from './ring.ts';

export interface Session {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly label: string;
  readonly keep: number;
  readonly openedAt: number;
  readonly ring: Ring;
  /** The connection to the server; null until it is there. */
  server: Socket | null;
  farewell: Farewell | null;
  /** The attached connection. */
  client: Socket | null;
  /** `client` has said `begin`: it carries plaintext. */
  begun: boolean;
  /** Offset up to which bytes were handed to `client`. */
  sent: number;
  /** `client` has yet to take what was handed to it. */
  waiting: boolean;
  /** More bytes of this turn of the event loop are to be written together at its end. */
  gathering: boolean;
  /** Bytes for the server that were taken from clients. */
  accepted: number;
  /** When the last client left, Unix ms; null while one is attached. */
  detachedAt: number | null;
  /** Why the server's side is over. */
  ended: Fault | null;
  /** The session is being closed by its client. */
  closing: boolean;
  gone: boolean;
  /** Told once, when nothing is left of the session. */
  readonly onGone: (session: Session, reason: Fault) => void;
}

/**
 * One buffer for all sockets, because each read is copied to its ring before the next one: 64 KiB, four TLS
 * records or one large TCP read.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** What a TLS record holds at most (RFC 8446, 5.1), and what Node gives us at a time. */
const RECORD = 16 * 1024;

/** Reading stops while less than this is free: one more read may be under way. */
const READ_MARGIN = READ_BUFFER.length;

/** Bytes handed to the kernel at a time; more would not fit into a Unix socket's buffer (208 KiB). */
const WRITE_SIZE = 128 * 1024;

/** How long a replaced or closed connection may take to hand over its last bytes. */
const RESCUE_TIME = 250;

/** As much as a dead client can have left in a socket, and more. */
const RESCUE_SIZE = 1024 * 1024;

/** How long a server may take to answer our goodbye. */
const GOODBYE_TIME = 3_000;

export interface SessionOptions {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly label: string;
  readonly keep: number;
  readonly replay: number;
  readonly onGone: Session['onGone'];
}

export function newSession({ replay, ...options }: SessionOptions): Session {
  return {
    ...options,
    openedAt: Date.now(),
    ring: newRing(replay),
    server: null,
    farewell: null,
    client: null,
    begun: false,
    sent: 0,
    waiting: false,
    gathering: false,
    accepted: 0,
    detachedAt: Date.now(),
    ended: null,
    closing: false,
    gone: false,
  };
}

export function describeSession(session: Session): SessionInfo {
  const { id, label, host, port, openedAt, accepted, ended, ring } = session;
  const { first: acked, next: received } = ring;
  return {
    session: id,
    label,
    host,
    port,
    openedAt,
    attached: session.client !== null,
    acked,
    received,
    accepted,
    ended,
  };
}

// ---------------------------------------------------------------- the server's side

/** How the connection to the server has to read; for the connector, before there is a connection. */
export function serverReader(session: Session): OnReadOpts {
  let last = 0;
  return {
    buffer: () => nextBuffer(session.ring, last),
    callback: (length, buffer) => {
      last = length;
      takeFromServer(session, buffer as Buffer, length);
      return room(session.ring) >= READ_MARGIN;
    },
  };
}

/** Takes over a connection that was made with `serverReader`. */
export function connectSession(session: Session, server: Socket, farewell: Farewell | null): void {
  session.server = server;
  session.farewell = farewell;
  let error: Error | null = null;
  server.on('error', reason => {
    error = reason;
  });
  server.on('drain', () => session.client?.resume());
  server.on('end', () => {
    const reason = farewellFault(session);
    // An alert of the server ends the stream before it is reported as an error.
    setImmediate(() => {
      endOfServer(session, error ? lostFault(error, session.host, session.port) : reason);
    });
  });
  server.on('close', () => {
    endOfServer(session, error ? lostFault(error, session.host, session.port) : farewellFault(session));
  });
}

/**
 * In a flood, of which whole TLS records are the sign, bytes are decrypted straight into the ring. Not
 * otherwise: an idle session would keep the memory for a read that may take hours to come.
 */
function nextBuffer(ring: Ring, last: number): Buffer {
  return (last >= RECORD ? space(ring, RECORD, READ_BUFFER.length) : null) ?? READ_BUFFER;
}

function takeFromServer(session: Session, buffer: Buffer, length: number): void {
  session.farewell?.read();
  // What a server still says after our goodbye is for nobody.
  if (session.closing) return;
  take(session.ring, buffer, length);
  if (!session.gathering) {
    session.gathering = true;
    setImmediate(endTurn, session);
    // A line goes at once, for the round trip's sake; after a whole record more is likely to follow.
    if (length < RECORD) deliver(session);
  } else if (session.ring.next - session.sent >= WRITE_SIZE) deliver(session);
}

function endTurn(session: Session): void {
  session.gathering = false;
  deliver(session);
}

/** Writes to the client what it has not got yet, as far as it takes it. */
function deliver(session: Session): void {
  const { client, ring } = session;
  if (!client || !session.begun) return;
  while (session.sent < ring.next && !session.waiting) {
    const bytes = piece(ring, session.sent, WRITE_SIZE);
    session.sent += bytes.length;
    client.write(bytes, () => {
      if (session.client !== client) return;
      if (!session.waiting || client.writableLength > 0) return;
      session.waiting = false;
      deliver(session);
    });
    session.waiting = client.writableLength > 0;
  }
  if (session.ended && session.sent === ring.next && !client.writableEnded) client.end();
}

function farewellFault(session: Session): Fault {
  const where = endpoint(session.host, session.port);
  return session.farewell?.came() === false
    ? fault(
        'CLOSED_WITHOUT_NOTIFY',
        `${where} closed the connection without the goodbye of TLS (close_notify): its last words may be missing.`,
      )
    : fault('CLOSED_BY_SERVER', `${where} closed the connection.`);
}

function endOfServer(session: Session, reason: Fault): void {
  session.ended ??= reason;
  deliver(session);
  // A client that is attached may still have something to say; without one, nobody has.
  if (!session.client || session.closing) session.server?.end();
  settleEnded(session);
}

/** An ended session goes when nobody is attached and nobody will want its bytes again. */
function settleEnded(session: Session): void {
  if (!session.ended || session.client) return;
  if (held(session.ring) === 0 || session.closing) remove(session, session.ended);
}

/** Ends everything at once. */
export function remove(session: Session, reason: Fault): void {
  if (session.gone) return;
  session.gone = true;
  session.ended ??= reason;
  session.client?.destroy();
  session.server?.destroy();
  session.ring.bytes = null;
  session.onGone(session, session.ended);
}

// ---------------------------------------------------------------- the client's side

/**
 * Makes `client` the attached connection, from `offset` on; an older one is closed, after its last bytes for
 * the server have been taken. Faults: OFFSET_GONE, OFFSET_AHEAD.
 */
export async function attach(session: Session, client: Socket, offset: number): Promise<Fault | null> {
  const wrong = checkOffset(session, offset);
  if (wrong) return wrong;
  await dismissClient(session);
  if (client.destroyed) return fault('CLIENT_GONE', 'The client has left while it was attaching.');
  // Once more: another client may have attached during the wait.
  const meanwhile = checkOffset(session, offset);
  if (meanwhile) return meanwhile;
  session.client?.destroy();
  Object.assign(session, { client, begun: false, waiting: false, sent: offset, detachedAt: null });
  acknowledge(session, offset);
  return null;
}

function checkOffset({ id, ring }: Session, offset: number): Fault | null {
  if (offset < ring.first) {
    return fault(
      'OFFSET_GONE',
      `Session ${id} has no bytes before ${ring.first} any more; ${offset} was asked for.`,
    );
  }
  if (offset > ring.next) {
    return fault('OFFSET_AHEAD', `Session ${id} has ${ring.next} bytes so far; ${offset} was asked for.`);
  }
  return null;
}

/** From here on `client` carries plaintext; `first` are bytes that came with its last frame. */
export function begin(session: Session, client: Socket, first: Uint8Array): void {
  if (session.client !== client) return;
  session.begun = true;
  if (first.length > 0) takeFromClient(session, client, first);
  client.on('data', (bytes: Buffer) => takeFromClient(session, client, bytes));
  client.once('end', () => client.end());
  deliver(session);
}

function takeFromClient(session: Session, client: Socket, bytes: Uint8Array): void {
  session.accepted += bytes.length;
  if (!session.server?.writable) return;
  if (!session.server.write(bytes) && session.client === client) client.pause();
}

/** `client` has closed: the session goes on without. */
export function detach(session: Session, client: Socket): void {
  if (session.client !== client) return;
  Object.assign(session, { client: null, begun: false, waiting: false, detachedAt: Date.now() });
  if (session.ended) session.server?.end();
  settleEnded(session);
}

/** The client has all bytes before `offset` in safety. More than it was sent it cannot have. */
export function acknowledge(session: Session, offset: number): void {
  release(session.ring, Math.min(offset, session.sent));
  const { server } = session;
  if (server && room(session.ring) >= READ_MARGIN) server.resume();
  settleEnded(session);
}

/** Ends the session for its client: its last bytes are sent, then our goodbye, and the server has a moment to answer. */
export async function closeSession(session: Session): Promise<void> {
  session.closing = true;
  await dismissClient(session);
  const reason = fault(
    'CLOSED_BY_CLIENT',
    `The connection to ${endpoint(session.host, session.port)} was closed.`,
  );
  const { server } = session;
  if (!server || server.destroyed) return remove(session, reason);
  session.ended ??= reason;
  const timer = setTimeout(remove, GOODBYE_TIME, session, reason);
  server.once('close', () => {
    clearTimeout(timer);
    remove(session, reason);
  });
  server.end();
  server.resume();
}

/** Takes the attached connection's last bytes for the server, then lets go of it. */
async function dismissClient(session: Session): Promise<void> {
  const { client } = session;
  if (!client) return;
  await drainClient(session);
  detach(session, client);
  client.destroy();
}

/**
 * Waits until the attached connection has ended, at most RESCUE_TIME: a client that was killed has left its
 * last commands in the socket. They are taken even if the server is slow; a socket's buffer bounds them.
 */
function drainClient(session: Session): Promise<void> {
  const { client, begun } = session;
  return new Promise(resolve => {
    if (!client || !begun || client.destroyed || client.readableEnded) return resolve();
    const goOn = () => {
      if ((session.server?.writableLength ?? 0) < RESCUE_SIZE) client.resume();
    };
    const done = () => {
      clearTimeout(timer);
      client.off('pause', goOn);
      resolve();
    };
    const timer = setTimeout(done, RESCUE_TIME);
    client.once('end', done);
    client.once('close', done);
    client.on('pause', goOn);
    goOn();
  });
}
