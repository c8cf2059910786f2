/** Files of other clients that are imported into a map: read a piece at a time. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMudletBinary } from '../../map/import/mudlet-binary.ts';

/** A larger file (bytes) is no map of rooms that anybody could walk. */
const LARGEST = 64 * 1024 * 1024;
/** Read and decoded in one go (bytes): about a millisecond. */
const PIECE = 512 * 1024;

/** The text of the file, relative to `home`, or its bytes if it is none but a map. Throws an Error that says why there is nothing. */
export function* readForeign(home: string, file: string): Generator<void, string | Uint8Array> {
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
    const pieces: Buffer[] = [];
    for (let at = 0; at <= LARGEST; ) {
      const count = readSync(fd, bytes, 0, PIECE, at);
      if (count === 0) break;
      const piece = bytes.subarray(0, count);
      if (pieces.length > 0 || (at === 0 && isMudletBinary(piece))) pieces.push(Buffer.from(piece));
      else if (piece.includes(0)) throw new Error('it is neither text nor a map of Mudlet');
      else text += decoder.decode(piece, { stream: true });
      at += count;
      yield;
    }
    return pieces.length > 0 ? Buffer.concat(pieces) : text + decoder.decode();
  } finally {
    closeSync(fd);
  }
}
