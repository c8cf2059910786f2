/** What goes out on one connection: plain, or compressed while MCCP2 is on, with back-pressure. */
import type { Duplex } from 'node:stream';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import { option, subnegotiation } from './telnet.ts';

export interface Output {
  /** Queues bytes; false means that the peer is slow: wait for `drained` before the next lot. */
  write(bytes: Uint8Array): boolean;
  /** Resolves when more may be written, or when the connection has closed. */
  drained(): Promise<void>;
  /** Bytes that the peer has yet to take. */
  waiting(): number;
  /** MCCP2: announces the stream; everything after it is compressed. */
  startDeflate(): void;
  /** Ends the compressed stream; everything after it is plain again. */
  stopDeflate(): void;
  isDeflating(): boolean;
  /** Closes after all that was written. */
  end(): void;
}

type Job = Uint8Array | 'start' | 'stop' | 'end';

export function createOutput(socket: Duplex): Output {
  let deflate: Deflate | null = null;
  /** What was asked for while the last bytes of a compressed stream are still being made. */
  let afterwards: Job[] | null = null;
  let flushing = false;
  let waiters: (() => void)[] = [];

  const wake = (): void => {
    const all = waiters;
    waiters = [];
    for (const waiter of all) waiter();
  };
  socket.on('drain', () => {
    deflate?.resume();
    wake();
  });
  socket.on('close', () => {
    deflate?.destroy();
    wake();
  });

  const send = (bytes: Uint8Array): void => {
    if (socket.writable) socket.write(bytes);
  };

  const flushSoon = (stream: Deflate): void => {
    if (flushing) return;
    flushing = true;
    setImmediate(() => {
      flushing = false;
      if (!stream.writableEnded && !stream.destroyed) stream.flush(constants.Z_SYNC_FLUSH);
    });
  };

  const start = (): void => {
    send(subnegotiation(option.MCCP2, new Uint8Array(0)));
    const stream = createDeflate();
    deflate = stream;
    stream.on('data', (chunk: Buffer) => {
      send(chunk);
      if (socket.writableNeedDrain) stream.pause();
    });
    stream.on('drain', wake);
    stream.on('end', () => {
      const jobs = afterwards ?? [];
      deflate = null;
      afterwards = null;
      for (const job of jobs) run(job);
      wake();
    });
  };

  const run = (job: Job): void => {
    if (socket.destroyed) return;
    if (afterwards) afterwards.push(job);
    else if (job === 'start') start();
    else if (job === 'stop') {
      if (!deflate) return;
      afterwards = [];
      deflate.end();
    } else if (job === 'end') {
      afterwards = deflate && ['end'];
      if (deflate) deflate.end();
      else socket.end();
    } else if (deflate) {
      deflate.write(job);
      flushSoon(deflate);
    } else send(job);
  };

  const isBlocked = (): boolean =>
    !socket.destroyed &&
    (afterwards !== null || socket.writableNeedDrain || deflate?.writableNeedDrain === true);

  return {
    write(bytes) {
      run(bytes);
      return !isBlocked();
    },
    async drained() {
      while (isBlocked()) await new Promise<void>(resolve => waiters.push(resolve));
    },
    waiting: () => socket.writableLength + (deflate?.writableLength ?? 0),
    startDeflate: () => run('start'),
    stopDeflate: () => run('stop'),
    isDeflating: () => deflate !== null && afterwards === null,
    end: () => run('end'),
  };
}
