/** Log files, a piece at a time, for whoever searches them: nothing is kept from one piece to the next. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { type Fault, fault, faultOf, isFault } from '../../../shared/fault.ts';
import type { Effect, Event } from '../../state/events.ts';
import type { LogPlace } from '../../state/grep.ts';
import { finderOf } from '../../text/pattern.ts';
import { behindFile, fileFor, PIECE, searchPiece } from '../../view/search/log-slice.ts';

type Request = Extract<Effect, { type: 'search logs' }>;
type Answer = Extract<Event, { type: 'logs searched' }>;

/** Looks through one piece of the profile's log files. Never rejects: what cannot be read is passed over, and told. */
export async function searchLogs(home: string, request: Request): Promise<Answer> {
  const { view, id, from, only } = request;
  const asked = { type: 'logs searched', view, id, from } as const;
  const paths = await pathsIn(`${home}/logs`);
  if (isFault(paths)) return { ...asked, place: null, found: [], next: null, fault: paths };
  const file = fileFor(paths, from, only);
  if (!file) return { ...asked, place: null, found: [], next: null, fault: null };
  try {
    return { ...asked, ...(await searchFile(`${home}/logs/${file.path}`, file.place, request)), fault: null };
  } catch (error) {
    const { sentence } = faultOf(error, 'LOG_UNREADABLE');
    const unreadable = fault('LOG_UNREADABLE', `logs/${file.path} cannot be read: ${sentence}.`);
    return { ...asked, place: file.place, found: [], next: behindFile(file.place), fault: unreadable };
  }
}

async function pathsIn(directory: string): Promise<string[] | Fault> {
  try {
    return await readdir(directory, { recursive: true });
  } catch (error) {
    const { code, sentence } = faultOf(error, 'LOGS_UNREADABLE');
    return code === 'ENOENT' ? [] : fault('LOGS_UNREADABLE', `The log files cannot be read: ${sentence}.`);
  }
}

async function searchFile(
  path: string,
  place: LogPlace,
  { pattern }: Request,
): Promise<Pick<Answer, 'place' | 'found' | 'next'>> {
  const finder = finderOf(pattern);
  if (isFault(finder)) return { place, found: [], next: null };
  // A pipe of that name keeps nobody waiting.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    const end = Math.min(place.end ?? stats.size, sizeOf(stats));
    const start = Math.max(0, end - PIECE);
    const piece = await read(file, start, end);
    const isRegexp = pattern.kind === 'regexp';
    const done = searchPiece(finder, isRegexp, piece, start + piece.length, place.within);
    const here = { world: place.world, day: place.day };
    return {
      place,
      found: done.found,
      next: { ...here, end: done.end, ...(done.within && { within: done.within }) },
    };
  } finally {
    await file.close();
  }
}

/** Of what is no file nothing is read. */
function sizeOf(stats: Stats): number {
  return stats.isFile() ? stats.size : 0;
}

/** What is there of it: the file may have been shortened meanwhile. */
async function read(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(to - from);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
