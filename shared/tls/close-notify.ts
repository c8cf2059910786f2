/**
 * Did the server say goodbye? TLS ends with a close_notify alert (RFC 8446, 6.1); a bare TCP end may be a
 * crash, or somebody cutting off the last lines. Node reports both as 'end'. What differs is when: the end
 * after a close_notify comes in the very turn of the event loop in which its encrypted bytes were read, the
 * bare one in a turn that read nothing.
 */
import type { TLSSocket } from 'node:tls';
import { turnOfLoop } from '../event-loop.ts';

export interface CloseNotify {
  /** To be called whenever plaintext has been read. */
  read(): void;
  /** The same, by those who know the turn of the event loop. */
  readIn(turn: number): void;
  /** Instead of `read`, by those who do something at the end of a turn that read anyway: to be called there. */
  turned(): void;
  /** To be called in the 'end' event: whether close_notify came; null if this Node does not let us know. */
  came(): boolean | null;
}

export function watchFarewell(socket: TLSSocket): CloseNotify {
  /** The last turn that read something, and the encrypted bytes read by then. */
  let turn = -1;
  let before = 0;
  let waiting = false;
  function turned(): void {
    waiting = false;
    before = encryptedBytes(socket) ?? before;
  }
  function readIn(now: number): void {
    if (now !== turn) {
      turn = now;
      before = encryptedBytes(socket) ?? before;
    } else if (!waiting) {
      // Several records: the turn may read encrypted bytes once more, of which no plaintext comes.
      waiting = true;
      setImmediate(turned);
    }
  }
  const read = () => readIn(turnOfLoop());
  // Session tickets are read without any plaintext.
  socket.on('session', read);
  read();
  return {
    read,
    readIn,
    turned,
    came() {
      const now = encryptedBytes(socket);
      return now === null ? null : now > before || turn === turnOfLoop();
    },
  };
}

/** Bytes read from the TCP socket below; Node has no public name for it. */
function encryptedBytes(socket: TLSSocket): number | null {
  const { _handle } = socket as unknown as { _handle?: { _parent?: { bytesRead?: unknown } } | null };
  const bytes = _handle?._parent?.bytesRead;
  return typeof bytes === 'number' ? bytes : null;
}
