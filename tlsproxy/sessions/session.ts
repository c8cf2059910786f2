/**
 * One outbound session: a connection to a server, its replay buffer, and at most one attached client. Bytes
 * from the server go into the ring and from there to the client; they leave the ring when the client says
 * that they are safe with it. A full ring stops reading from the server, a full server stops reading from
 * the client: TCP's own flow control does the waiting. Its two ends are in server-end.ts and client-end.ts.
 */
import type { Socket } from 'node:net';
import type { Fault } from '../../shared/fault.ts';
import type { SessionInfo } from '../../shared/protocol/protocol.ts';
import type { Trust } from '../../shared/tls/certificate-policy.ts';
import type { CloseNotify } from '../../shared/tls/close-notify.ts';
import { held, newRing, piece, type Ring } from './ring.ts';

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
  farewell: CloseNotify | null;
  /** The attached connection. */
  client: Socket | null;
  /** `client` has said `begin`: it carries plaintext. */
  begun: boolean;
  /** Offset up to which bytes were handed to `client`. */
  sent: number;
  /** `client` has yet to take what was handed to it. */
  waiting: boolean;
  /** The turn of the event loop in which the server was last heard. */
  turn: number;
  /** More bytes of this turn of the event loop are to be written together at its end. */
  gathering: boolean;
  /** Bytes for the server that were taken from clients. */
  accepted: number;
  /** When the last client left, Unix ms; null while one is attached. */
  detachedAt: number | null;
  /** Why the server's side is over. */
  ended: Fault | null;
  /** What the trust in the server's certificate rests on; null without TLS. */
  trust: Trust | null;
  /** The session is being closed by its client. */
  closing: boolean;
  gone: boolean;
  /** Told once, when nothing is left of the session. */
  readonly onGone: (session: Session, reason: Fault) => void;
}

/** Bytes handed to the kernel at a time; more would not fit into a Unix socket's buffer (208 KiB). */
export const WRITE_SIZE = 128 * 1024;

export interface SessionOptions {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly label: string;
  readonly keep: number;
  readonly replay: number;
  readonly onGone: Session['onGone'];
}

/** Field by field: what a spread makes has a hidden class of its own in V8, half a kilobyte for each session. */
export function newSession({ id, host, port, label, keep, replay, onGone }: SessionOptions): Session {
  return {
    id,
    host,
    port,
    label,
    keep,
    openedAt: Date.now(),
    ring: newRing(replay),
    server: null,
    farewell: null,
    client: null,
    begun: false,
    sent: 0,
    waiting: false,
    turn: -1,
    gathering: false,
    accepted: 0,
    detachedAt: Date.now(),
    ended: null,
    trust: null,
    closing: false,
    gone: false,
    onGone,
  };
}

export function describeSession(session: Session): SessionInfo {
  const { id, label, host, port, openedAt, accepted, ended, trust, ring } = session;
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
    ...(trust && { trust }),
  };
}

/** Writes to the client what it has not got yet, as far as it takes it. */
export function deliver(session: Session): void {
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

/** An ended session goes when nobody is attached and nobody will want its bytes again. */
export function settleEnded(session: Session): void {
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
