/**
 * What V8 has compiled of the program at a start, kept beside it: a start that finds it saves the compiling. It is made by
 * the build, fits these very bytes and this Node only, and whatever is wrong with it, the start goes without.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';

export const CODE_CACHE = 'clay.cache';

/** Bytes of the head: a line of text, filled up with blanks. V8 wants what follows on a multiple of 8. */
const HEAD = 128;

/** What a start knows of a program without looking at all of it. */
export interface Stamp {
  /** Of its text, as its build has noted it down beside it. */
  readonly sum: number;
  /** When the file was written that it was read from (s). */
  readonly written: number;
}

/** Code that V8 has compiled of `source`, which stands in a file of that time, as a file. */
export function codeCacheFile(source: string, code: Buffer, written: number): Buffer {
  return Buffer.concat([Buffer.from(headOf(sumOf(source), code, written), 'latin1'), code]);
}

/**
 * The code of `source` in the file; undefined where there is none, or any doubt. To make the sum of a program takes as long as
 * a twentieth of a start: one that was not written to since the code was made is taken at the word of its build.
 */
export function readCodeCache(path: string, source: string, stamp?: Stamp): Buffer | undefined {
  try {
    const file = readOwn(path);
    const code = file.subarray(HEAD);
    const head = file.toString('latin1', 0, HEAD);
    const written = Number(head.trimEnd().split(' ').at(-1));
    const isOf = (sum: number) => head === headOf(sum, code, written);
    if (stamp?.written === written && isOf(stamp.sum)) return code;
    return isOf(sumOf(source)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** For a stamp, NaN where the file is gone; the time of a copy that keeps times is the same, whatever fractions of a second its file system knows. */
export function writtenAt(path: string): number {
  return Math.floor((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN) / 1000);
}

/** As the build notes it down. */
export function sumOf(source: string): number {
  return crc32(Buffer.from(source, 'latin1'));
}

/**
 * V8 looks at its own version and options, and of the source at its length alone; damage it does not see at all, and would
 * crash. The size of the Node tells one from another that calls itself the same.
 */
function headOf(sum: number, code: Buffer, written: number): string {
  const node = [process.version, process.arch, statSync(process.execPath).size];
  // The time is in the sum as well: damage to it is seen, too.
  const sums = [sum, code.length, crc32(code, written), written];
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
