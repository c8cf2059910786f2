/** Sockets that somebody else has read from, made to read as ours do: into a buffer that is given for it. */
import { type OnReadOpts, Socket } from 'node:net';
import type { Reached } from './through.ts';

/** What Node keeps below a socket. */
interface Handle {
  reading: boolean;
  readStop(): void;
}

/**
 * Returns a socket for the same connection that reads by `onread`; what had come early is the first that it reads, once
 * whoever asked for it has taken it over. null: it is over already.
 */
export async function readAnew({ socket, early }: Reached, onread: OnReadOpts): Promise<Socket | null> {
  const parts: Buffer[] = [early];
  socket.on('data', (part: Buffer) => parts.push(part));
  // In the next turn the library hands on what it has read too much, and lets the socket flow.
  for (let turn = 0; turn < 2; turn++) await new Promise(resolve => setImmediate(resolve));
  socket.pause();
  const below = socket as unknown as { _handle: Handle | null };
  const handle = below._handle;
  if (!handle) return null;
  handle.reading = false;
  handle.readStop();
  const rest = socket.read() as Buffer | null;
  if (rest) parts.push(rest);
  below._handle = null;
  socket.removeAllListeners();
  const options = { handle, onread, allowHalfOpen: true, manualStart: true };
  const anew = new Socket(options as ConstructorParameters<typeof Socket>[0]);
  setImmediate(() => {
    if (!anew.destroyed && feed(onread, Buffer.concat(parts))) anew.resume();
  });
  return anew;
}

/** Reads a socket that knows 'data' events only. */
export function readByData(socket: Socket, onread: OnReadOpts): void {
  socket.on('data', (bytes: Buffer) => {
    if (!feed(onread, bytes)) socket.pause();
  });
}

/** Gives the bytes piece by piece; returns whether more is wanted. */
function feed({ buffer, callback }: OnReadOpts, bytes: Buffer): boolean {
  let isWanted = true;
  for (let at = 0; at < bytes.length; ) {
    const into = typeof buffer === 'function' ? buffer() : buffer;
    const piece = bytes.subarray(at, at + into.length);
    into.set(piece);
    isWanted = callback(piece.length, into);
    at += piece.length;
  }
  return isWanted;
}
