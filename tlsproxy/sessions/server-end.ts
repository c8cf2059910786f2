/**
 * The end of a session at the server: reading into the ring, and why it is over.
 *
 * Idle sessions own no buffer: all sockets read into one, from which bytes are copied to the ring of their
 * session. A flood is read into the ring itself. What is written to the client is a view of the ring.
 */
import type { OnReadOpts, Socket } from 'node:net';
import { turnOfLoop } from '../../shared/event-loop.ts';
import { endpoint, type Fault, fault, lostFault } from '../../shared/fault.ts';
import type { CloseNotify } from '../../shared/tls/close-notify.ts';
import { type Ring, room, space, take } from './ring.ts';
import { deliver, type Session, settleEnded, WRITE_SIZE } from './session.ts';

/**
 * One buffer for all sockets, because each read is copied to its ring before the next one: 64 KiB, four TLS
 * records or one large TCP read.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** What a TLS record holds at most (RFC 8446, 5.1), and what Node gives us at a time. */
const RECORD = 16 * 1024;

/** Reading stops while less than this is free: one more read may be under way. */
const READ_MARGIN = READ_BUFFER.length;

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
export function connectSession(session: Session, server: Socket, farewell: CloseNotify | null): void {
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
  // What a server still says after our goodbye is for nobody.
  if (session.closing) return;
  take(session.ring, buffer, length);
  if (session.gathering) {
    if (session.ring.next - session.sent >= WRITE_SIZE) deliver(session);
    return;
  }
  // A line goes at once, for the round trip's sake; all else can wait until it is on its way.
  if (length < RECORD) deliver(session);
  const turn = turnOfLoop();
  if (length >= RECORD || turn === session.turn) {
    // After a whole record, or a second one in a turn, more is likely to follow.
    session.gathering = true;
    setImmediate(endTurn, session);
  } else session.farewell?.readIn(turn);
  session.turn = turn;
}

function endTurn(session: Session): void {
  session.gathering = false;
  session.farewell?.turned();
  deliver(session);
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

/** Goes on where a full ring has stopped reading. */
export function resumeServer({ server, ring }: Session): void {
  if (server && room(ring) >= READ_MARGIN) server.resume();
}
