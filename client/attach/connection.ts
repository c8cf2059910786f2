/** A connection to the running client: messages and bytes both ways, and how it ends. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { ATTACH_PATH, type FromProgram, TOKEN_HEADER, type ToProgram } from '../../shared/protocol/attach.ts';
import { type Failure, passing } from './failure.ts';
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
/** Bytes of an answer at the door. */
const HEAD_LIMIT = 16 * 1024;
/** Of what is no frame, or no message. */
const NONSENSE = 1002;
const NORMAL = Buffer.from([0x03, 0xe8]);

/** Resolves once the client has let us in; rejects with a Failure where it has not. */
export function connectTo(
  client: RunningClient,
  listener: Listener,
  patience = PATIENCE,
): Promise<Connection> {
  const headers = [`Host: clay`, `${TOKEN_HEADER}: ${client.token()}`];
  const socket = connect(client.socket);
  return shakeHands(socket, listener, { headers, refusal, patience });
}

export interface Door {
  /** What gets us in. */
  readonly headers: readonly string[];
  /** What is said of a status with which we are not let in. */
  refusal(status: string): Failure;
  /** How long a client may be silent at the door (ms). */
  readonly patience?: number;
  /** It is asked for a sign of life, and given up without one, when it was silent for so long (ms); nothing: never. */
  readonly silence?: { readonly ask: number; readonly end: number };
}

/** The same on any socket, also one that is not connected yet. */
export function shakeHands(socket: Socket, listener: Listener, door: Door): Promise<Connection> {
  const { patience = PATIENCE, silence } = door;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(passing(`Clay does not answer: ${error.message}.`));
    const late = setTimeout(() => {
      reject(passing('Clay does not answer: it is stopped, or hangs.'));
      socket.destroy();
    }, patience);
    socket.once('error', fail);
    socket.once('close', () => clearTimeout(late));
    socket.once('close', () => reject(passing('Clay has hung up.')));
    socket.once('end', () => socket.destroy());
    const ask = () => void socket.write(requestWith(door.headers));
    if (socket.connecting) socket.once('connect', ask);
    else ask();
    let head = Buffer.alloc(0);
    socket.on('data', function onHead(bytes: Buffer) {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length < HEAD_LIMIT) return;
      socket.off('data', onHead);
      clearTimeout(late);
      const status = head.toString('latin1', 9, 12);
      if (status !== '101') {
        socket.destroy();
        return reject(door.refusal(status));
      }
      socket.removeAllListeners('close').removeAllListeners('end').off('error', fail);
      resolve(open(socket, listener, head.subarray(end + 4), silence));
    });
  });
}

function refusal(status: string): Failure {
  // After a crash it has another one in a moment.
  if (status === '403') return passing('Clay refuses: the key in the runtime directory is not its own.');
  return passing(`Clay does not understand this program (${status}): they are of different builds.`);
}

function requestWith(own: readonly string[]): string {
  const headers = [
    ...own,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
  ];
  return `GET ${ATTACH_PATH} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
}

function open(socket: Socket, listener: Listener, first: Buffer, silence?: Door['silence']): Connection {
  const read = createFrameReader();
  let isOver = false;
  let heard = performance.now();
  const look = silence && setInterval(() => watch(silence), Math.min(silence.ask, silence.end) / 4).unref();

  function end(how: End): void {
    if (isOver) return;
    isOver = true;
    clearInterval(look);
    socket.destroy();
    listener.end(how);
  }

  /** A network that is gone says nothing of it. */
  function watch({ ask, end: limit }: NonNullable<Door['silence']>): void {
    const silent = performance.now() - heard;
    if (silent > limit) end(null);
    else if (silent > ask) socket.write(frameOf('ping', Buffer.alloc(0)));
  }

  function onFrame({ type, data }: Frame): void {
    if (type === 'text') listener.message(JSON.parse(data.toString()) as ToProgram);
    else if (type === 'binary') listener.bytes?.(data);
    else if (type === 'ping') socket.write(frameOf('pong', data));
    else if (type === 'close')
      end({ code: data.length < 2 ? 1005 : data.readUInt16BE(0), why: data.toString('utf8', 2) });
  }

  function onBytes(bytes: Buffer): void {
    heard = performance.now();
    try {
      for (const frame of read(bytes)) if (!isOver) onFrame(frame);
    } catch (error) {
      end({ code: NONSENSE, why: `It does not speak as Clay does: ${(error as Error).message}.` });
    }
  }

  socket.on('data', onBytes);
  // It is closed then, which says all.
  socket.on('error', () => {});
  socket.on('close', () => end(null));
  // Its half is left open: whoever says no more is gone.
  socket.on('end', () => end(null));
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
      clearInterval(look);
      socket.end(frameOf('close', NORMAL));
    },
  };
}
