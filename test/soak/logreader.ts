/** The log files of a world, read as they grow: the days are one text. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface LogReader {
  /** The last line that is there; '' when there is none. */
  lastLine(): string;
  /** Calls back with each whole line after the one it called back with last. Stops when it answers false. */
  read(onLine: (line: string) => boolean): void;
}

/** Read at once; a multiple of what a disk gives. */
const BLOCK = 1024 * 1024;
/** More than the longest line. */
const TAIL = 4096;

export function createLogReader(home: string, world: string): LogReader {
  const directory = join(home, 'logs', world);
  /** Of the text of all files, oldest day first. */
  let offset = 0;

  const files = () =>
    (existsSync(directory) ? readdirSync(directory).sort() : []).map(name => join(directory, name));

  return {
    lastLine() {
      const newest = files().at(-1);
      if (newest === undefined) return '';
      return withFile(newest, (fd, size) => bytesAt(fd, Math.max(0, size - TAIL), TAIL).toString())
        .trimEnd()
        .split('\n')
        .at(-1)!;
    },
    read(onLine) {
      let before = 0;
      for (const file of files()) {
        const size = withFile(file, (fd, length) => {
          let at = Math.max(0, offset - before);
          for (let more = true; more && at < length; ) {
            const block = bytesAt(fd, at, BLOCK);
            const end = block.lastIndexOf(10) + 1;
            more = end > 0 && block.subarray(0, end).toString().slice(0, -1).split('\n').every(onLine);
            at += end;
          }
          offset = Math.max(offset, before + at);
          return length;
        });
        before += size;
      }
    },
  };
}

function withFile<T>(path: string, use: (fd: number, size: number) => T): T {
  const fd = openSync(path, 'r');
  try {
    return use(fd, fstatSync(fd).size);
  } finally {
    closeSync(fd);
  }
}

function bytesAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}
