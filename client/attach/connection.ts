/** A connection to the running client: messages and bytes both ways, and how it ends. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { ATTACH_PATH, type FromProgram, TOKEN_HEADER, type ToProgram } from '../../shared/protocol/attach.ts';
import { Failure } from './failure.ts';
import type { RunningClient } from './find.ts';
import { createFrameReader, type Frame, frameOf } from './frames.ts';

/** How it ended: the client's words for the user, or null where it was lost without any. */
export type End = { readonly code: number; readonly why: string } | null;

export interface Listener {
  message(message: ToProgram): void;
  bytes?(bytes: Buffer): void;
  /** Nothing follows it. */
  end(end: End): void;
}

export interface Connection {
  say(message: FromProgram): void;
  send(bytes: Uint8Array): void;
  /** Says goodbye. */
  close(): void;
}

/** Bytes of a frame: the client takes four times as many. */
const PIECE = 64 * 1024;
/** A client that says nothing for so long is stopped, or hangs; a reload or a crash takes a second (ms). */
const PATIENCE = 10_000;
const NORMAL = Buffer.from([0x03, 0xe8]);

/** Resolves once the client has let us in; rejects with a Failure where it has not. */
export function connectTo(
  client: RunningClient,
  listener: Listener,
  patience = PATIENCE,
): Promise<Connection> {
  const token = client.token();
  const socket = connect(client.socket);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new Failure(`Clay does not answer: ${error.message}.`));
    const late = setTimeout(() => {
      reject(new Failure('Clay does not answer: it is stopped, or hangs.'));
      socket.destroy();
    }, patience);
    socket.once('error', fail);
    socket.once('close', () => clearTimeout(late));
    socket.once('close', () => reject(new Failure('Clay has hung up.')));
    socket.once('connect', () => socket.write(requestWith(token)));
    let head = Buffer.alloc(0);
    socket.on('data', function onHead(bytes: Buffer) {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onHead);
      clearTimeout(late);
      const status = head.toString('latin1', 9, 12);
      if (status !== '101') {
        socket.destroy();
        return reject(new Failure(refusal(status)));
      }
      socket.removeAllListeners('close').off('error', fail);
      resolve(open(socket, listener, head.subarray(end + 4)));
    });
  });
}

function refusal(status: string): string {
  if (status === '403') return 'Clay refuses: the key in the runtime directory is not its own.';
  return `Clay does not understand this program (${status}): they are of different builds.`;
}

function requestWith(token: string): string {
  const headers = [
    'Host: clay',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    `${TOKEN_HEADER}: ${token}`,
  ];
  return `GET ${ATTACH_PATH} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
}

function open(socket: Socket, listener: Listener, first: Buffer): Connection {
  const read = createFrameReader();
  let isOver = false;

  function end(how: End): void {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    listener.end(how);
  }

  function onFrame({ type, data }: Frame): void {
    if (type === 'text') listener.message(JSON.parse(data.toString()) as ToProgram);
    else if (type === 'binary') listener.bytes?.(data);
    else if (type === 'ping') socket.write(frameOf('pong', data));
    else if (type === 'close')
      end({ code: data.length < 2 ? 1005 : data.readUInt16BE(0), why: data.toString('utf8', 2) });
  }

  function onBytes(bytes: Buffer): void {
    for (const frame of read(bytes)) if (!isOver) onFrame(frame);
  }

  socket.on('data', onBytes);
  // It is closed then, which says all.
  socket.on('error', () => {});
  socket.on('close', () => end(null));
  // Whoever waits for the connection has it first.
  if (first.length > 0) queueMicrotask(() => onBytes(first));
  return {
    say: message => void socket.write(frameOf('text', Buffer.from(JSON.stringify(message)))),
    send(bytes) {
      for (let at = 0; at < bytes.length; at += PIECE)
        socket.write(frameOf('binary', bytes.subarray(at, at + PIECE)));
    },
    close() {
      isOver = true;
      socket.end(frameOf('close', NORMAL));
    },
  };
}
