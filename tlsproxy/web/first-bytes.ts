/**
 * When a TLS handshake begins: with the visitor's first bytes, not before. A socket that begins to read by itself gets a buffer
 * of 64 KiB below OpenSSL, which it keeps for good and of which some 25 KiB come to be resident; one that is handed what it is to
 * begin with gets one of the size of that, 1 KiB or a little more, and reads as much at a time from then on, which is plenty for
 * what browsers say. Who says nothing has no TLS session at all.
 */
import type { Server, Socket } from 'node:net';

/**
 * Has the server's own listeners for connections, which begin the handshake, called by the first bytes. `admit`: whether the
 * connection is let in; `patience`: how long it may say nothing (ms).
 */
export function waitForFirstBytes(
  server: Server,
  admit: (socket: Socket) => boolean,
  patience: number,
): void {
  const begin = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!admit(socket)) return void socket.destroy();
    const hangUp = () => void socket.destroy();
    socket.on('error', hangUp);
    socket.setTimeout(patience, hangUp);
    // What was read stays in the socket, where the TLS session takes it from.
    socket.once('readable', () => {
      // It has hung up without a word.
      if (socket.readableLength === 0) return hangUp();
      socket.setTimeout(0, hangUp);
      socket.off('timeout', hangUp).off('error', hangUp);
      for (const listener of begin) listener.call(server, socket);
    });
  });
}
