/** What goes out on one connection of a server: cut anywhere, no faster than it is taken, compressed if agreed to. */
import type { Duplex } from 'node:stream';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import type { Random } from './random.ts';

export interface Wire {
  send(bytes: Uint8Array): void;
  /** Bytes that were not handed to the network yet. */
  backlog(): number;
  /** Resolves when little waits, or when the connection is over. */
  room(): Promise<void>;
  /** Resolves when everything is with the kernel, or the connection over. */
  flushed(): Promise<void>;
  /** Everything from now on is compressed. */
  startDeflate(): void;
}

/** More waiting than this is a flood: it goes in large pieces. */
const FLOOD = 16 * 1024;
const LARGE = 16 * 1024;
/** About the length of a line, so that most cuts are inside of one. */
const SMALL = 40;
const PIECES = 8;
/** ms between two lots: what is written later is sure to arrive apart. */
const PAUSE = 8;

export function createWire(socket: Duplex, random: Random): Wire {
  let queue: Buffer = Buffer.alloc(0);
  let added: Buffer[] = [];
  let addedSize = 0;
  let timer: NodeJS.Timeout | null = null;
  let deflate: Deflate | null = null;
  let unflushed = false;
  let waiters: { limit: number; done: () => void }[] = [];

  const backlog = () => queue.length + addedSize + (deflate?.writableLength ?? 0);
  const isOver = () => socket.destroyed || socket.writableEnded;

  function enqueue(bytes: Uint8Array): void {
    added.push(Buffer.from(bytes));
    addedSize += bytes.length;
    schedule();
  }

  function schedule(): void {
    if (!timer && !socket.writableNeedDrain) timer = setTimeout(pump, random.below(PAUSE));
  }

  function pump(): void {
    timer = null;
    if (unflushed) deflate?.flush(constants.Z_SYNC_FLUSH);
    unflushed = false;
    if (addedSize > 0) queue = Buffer.concat([queue, ...added]);
    added = [];
    addedSize = 0;
    const size = queue.length > FLOOD ? LARGE : SMALL;
    for (let piece = 0; piece < PIECES && queue.length > 0 && !isOver(); piece++) {
      const cut = random.between(1, size);
      socket.write(queue.subarray(0, cut));
      queue = queue.subarray(cut);
    }
    look();
    if ((backlog() > 0 || waiters.length > 0) && !isOver()) schedule();
  }

  function look(): void {
    const ready = waiters.filter(({ limit }) => isOver() || backlog() + socket.writableLength <= limit);
    waiters = waiters.filter(one => !ready.includes(one));
    for (const { done } of ready) done();
  }

  function until(limit: number): Promise<void> {
    return new Promise(done => {
      waiters.push({ limit, done });
      schedule();
    });
  }

  socket.on('drain', () => {
    look();
    schedule();
  });
  socket.on('close', () => {
    if (timer) clearTimeout(timer);
    deflate?.destroy();
    look();
  });

  return {
    send(bytes) {
      if (deflate) {
        deflate.write(bytes);
        unflushed = true;
        schedule();
      } else enqueue(bytes);
    },
    backlog,
    room: () => until(LARGE * PIECES),
    async flushed() {
      const stream = deflate;
      if (stream && !stream.destroyed)
        await new Promise<void>(done => {
          stream.once('close', done);
          stream.flush(constants.Z_SYNC_FLUSH, () => {
            stream.off('close', done);
            done();
          });
        });
      await until(0);
    },
    startDeflate() {
      deflate = createDeflate();
      deflate.on('data', enqueue);
    },
  };
}
