/** Standard input and output that are no terminals: pipes, sockets, files. For Clay without a screen. */
import { fstatSync, readSync, write as writeFile } from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { isatty, ReadStream, WriteStream } from 'node:tty';

/** What is read of a file at a time. */
const PIECE = 64 * 1024;

export interface Input {
  /** Keys come one by one. Nothing where it is no terminal. */
  setRawMode(on: boolean): void;
  resume(): void;
  pause(): void;
  on(event: 'error' | 'end', listener: () => void): void;
  destroy(): void;
}

export interface Output {
  write(text: string | Uint8Array, done: () => void): void;
  /** null: it has no size. */
  size(): readonly [columns: number, rows: number] | null;
  on(event: 'error' | 'end', listener: () => void): void;
  destroy(): void;
}

/** What Node keeps below a terminal stream. */
interface OutputHandle {
  setBlocking(on: boolean): void;
  /** Asks the terminal; leaves the array as it is if there is no answer. */
  getWindowSize(size: [columns: number, rows: number]): void;
}

export function openInput(onread: OnReadOpts): Input {
  if (isatty(0)) return new ReadStream(0, { onread } as ConstructorParameters<typeof ReadStream>[1]);
  if (!isStream(0)) return fileInput(onread);
  const socket = new Socket({ fd: 0, readable: true, writable: false, onread } as SocketConstructorOpts);
  return Object.assign(socket, { setRawMode() {} });
}

/**
 * A file is read piece by piece in the loop's own turns: what another thread had just read would be lost by a reload.
 */
function fileInput({ buffer, callback }: OnReadOpts): Input {
  const into = buffer as Uint8Array;
  const listeners: Record<'error' | 'end', (() => void)[]> = { error: [], end: [] };
  let isReading = false;
  /** The next piece has its turn already. */
  let isDue = false;

  function readSoon(): void {
    if (!isDue) setImmediate(read);
    isDue = true;
  }

  function read(): void {
    isDue = false;
    if (!isReading) return;
    let count = 0;
    try {
      count = readSync(0, into, 0, Math.min(PIECE, into.length), null);
    } catch {
      return over('error');
    }
    if (count === 0) return over('end');
    callback(count, into);
    if (isReading) readSoon();
  }

  function over(how: 'error' | 'end'): void {
    isReading = false;
    for (const listener of listeners[how]) listener();
  }

  return {
    setRawMode() {},
    resume() {
      isReading = true;
      readSoon();
    },
    pause() {
      isReading = false;
    },
    on: (event, listener) => void listeners[event].push(listener),
    destroy() {
      isReading = false;
    },
  };
}

export function openOutput(): Output {
  if (isatty(1)) return terminalOutput();
  if (!isStream(1)) return fileOutput();
  const socket = new Socket({ fd: 1, readable: false, writable: true });
  return {
    write: (text, done) => void socket.write(text, done),
    size: () => null,
    on: (event, listener) => void socket.on(event, listener),
    destroy: () => void socket.destroy(),
  };
}

function terminalOutput(): Output {
  const output = new WriteStream(1);
  // Node makes terminal writes block; one that does not read (Ctrl+S) must not freeze the client.
  const { _handle: handle } = output as unknown as { _handle: OutputHandle };
  handle.setBlocking(false);
  return {
    write: (text, done) => void output.write(text, done),
    size() {
      // Not the stream's own getWindowSize(): that one remembers the size of the start.
      const size: [columns: number, rows: number] = [0, 0];
      handle.getWindowSize(size);
      return size;
    },
    on: (event, listener) => void output.on(event, listener),
    destroy: () => void output.destroy(),
  };
}

function fileOutput(): Output {
  const listeners: (() => void)[] = [];
  return {
    write(text, done) {
      writeWhole(typeof text === 'string' ? Buffer.from(text) : Buffer.from(text), done, () => {
        for (const listener of listeners) listener();
      });
    },
    size: () => null,
    on: (event, listener) => void (event === 'error' && listeners.push(listener)),
    destroy() {},
  };
}

/** In order: the next is written when the one before is. */
function writeWhole(bytes: Buffer, done: () => void, failed: () => void): void {
  writeFile(1, bytes, (error, count) => {
    if (error) failed();
    else if (count < bytes.length) writeWhole(bytes.subarray(count), done, failed);
    else done();
  });
}

function isStream(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket();
}
