/** Files of other clients that are imported into a map: read a piece at a time. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';

/** A larger file (bytes) is no map of rooms that anybody could walk. */
const LARGEST = 64 * 1024 * 1024;
/** Read and decoded in one go (bytes): about a millisecond. */
const PIECE = 512 * 1024;

/** The text of the file, relative to `home`. Throws an Error that says why there is none. */
export function* readForeign(home: string, file: string): Generator<void, string> {
  const path = resolve(home, file.replace(/^~(?=\/|$)/, process.env.HOME ?? '~'));
  // Not waited for, should it be a pipe.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error('it is no file');
    if (stats.size > LARGEST) throw new Error('it has more than 64 MiB');
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const bytes = Buffer.allocUnsafe(PIECE);
    let text = '';
    for (let at = 0; at <= LARGEST; ) {
      const count = readSync(fd, bytes, 0, PIECE, at);
      if (count === 0) break;
      const piece = bytes.subarray(0, count);
      if (piece.includes(0)) throw new Error('it is no text: of Mudlet, export the map as JSON');
      text += decoder.decode(piece, { stream: true });
      at += count;
      yield;
    }
    return text + decoder.decode();
  } finally {
    closeSync(fd);
  }
}
