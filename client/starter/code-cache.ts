/**
 * What V8 has compiled of the program at a start, kept beside it: a start that finds it saves the compiling. It is made by
 * the build, fits these very bytes and this Node only, and whatever is wrong with it, the start goes without.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';

export const CODE_CACHE = 'clay.cache';

/** Bytes of the head: a line of text, filled up with blanks. V8 wants what follows on a multiple of 8. */
const HEAD = 128;

/** Code that V8 has compiled of `source`, as a file. */
export function codeCacheFile(source: string, code: Buffer): Buffer {
  return Buffer.concat([Buffer.from(headOf(source, code), 'latin1'), code]);
}

/** The code of `source` in the file; undefined where there is none, or any doubt. */
export function readCodeCache(path: string, source: string): Buffer | undefined {
  try {
    const file = readOwn(path);
    const code = file.subarray(HEAD);
    return file.toString('latin1', 0, HEAD) === headOf(source, code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/**
 * V8 looks at its own version and options, and of the source at its length alone; damage it does not see at all, and would
 * crash. The size of the Node tells one from another that calls itself the same.
 */
function headOf(source: string, code: Buffer): string {
  const node = [process.version, process.arch, statSync(process.execPath).size];
  const sums = [crc32(Buffer.from(source, 'latin1')), code.length, crc32(code)];
  return `${['clay', ...node, ...sums].join(' ').padEnd(HEAD - 1)}\n`;
}

/** It is code: what others may write to is not read. Of the way to it Node has not asked when it loaded the program. */
function readOwn(path: string): Buffer {
  // A pipe is not waited for.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    const isOwn = stats.uid === 0 || stats.uid === process.getuid?.();
    if (!stats.isFile() || !isOwn || (stats.mode & 0o022) !== 0) throw new Error(`${path} is not trusted`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}
