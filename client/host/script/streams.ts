/**
 * Files of programs of TinyFugue, opened and read: each time anew, for no descriptor is kept. Loaded when the first one is
 * asked for.
 */
import { constants, lstatSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { posix } from 'node:path';
import { fault, faultOf, raise } from '../../../shared/fault.ts';
import type { StreamEffect, StreamEvent, StreamPiece } from '../../state/tinyfugue/streams.ts';
import { within } from './inside.ts';
import { isFile, macroPlaces, notFound } from './macros.ts';
import { streamFault } from './written.ts';

type Of<T extends StreamEffect['type']> = Extract<StreamEffect, { type: T }>;
type Opened = Extract<StreamEvent, { type: 'stream opened' }>['opened'];

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants;
/** Bytes that are read at a time: a line has no more. */
const PIECE = 32 * 1024;
const NOTHING: StreamPiece = { lines: [], next: null };

/** Below the profile: names without a directory are meant there. */
function ownFiles(home: string): string {
  return `${home}/tf`;
}

/** Opens it. Never rejects: what cannot be opened is told. `home`: the profile. */
export async function openFile(home: string, asked: Of<'open stream'>): Promise<StreamEvent> {
  const { id, mode, path } = asked;
  const answer = (opened: Opened): StreamEvent => ({ type: 'stream opened', id, opened });
  try {
    if (mode === 'r') return answer(await openToRead(home, asked));
    const written = await openToWrite(home, asked);
    // In the very turn in which it is told: others may have written to it since it was opened.
    return answer({ path: written, size: lstatSync(written).size, piece: NOTHING });
  } catch (error) {
    if (faultOf(error, 'TF_FILE').code !== 'NOT_GRANTED')
      return answer({ fault: streamFault(path, 'opened', error) });
    const where = `it is neither below ${ownFiles(home)} nor below a directory of the setting macro_files`;
    return answer({ fault: fault('TF_FILE', `${path} cannot be opened: ${where}.`) });
  }
}

/** Where a program would write it, or else where files of macros are. */
async function openToRead(home: string, { path, beside, among }: Of<'open stream'>): Promise<Opened> {
  const own = /^[~/]/.test(path) ? [] : [posix.join(ownFiles(home), path)];
  const places = [...own, ...macroPlaces(home, path, beside === '' ? null : posix.dirname(beside), among)];
  const found = places.find(isFile) ?? raise('TF_FILE', notFound(path, places));
  return { path: found, size: 0, piece: await pieceAt(found, 0) };
}

/** Returns its whole path. */
async function openToWrite(home: string, { path, mode, directories }: Of<'open stream'>): Promise<string> {
  const own = ownFiles(home);
  const granted = { home, own, directories: [own, ...directories] };
  return await within(path, granted, true, async (directory, name) => {
    const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | (mode === 'w' ? O_TRUNC : 0);
    const file = await open(`${directory}/${name}`, flags, 0o600);
    try {
      await sizeOf(file);
      return `${await realpath(directory)}/${name}`;
    } finally {
      await file.close();
    }
  });
}

async function sizeOf(file: FileHandle): Promise<number> {
  const stats = await file.stat();
  if (!stats.isFile()) raise('TF_FILE', 'it is no file');
  return stats.size;
}

/** Reads on. Never rejects. */
export async function readFile({ id, path, from }: Of<'read stream'>): Promise<StreamEvent> {
  try {
    return { type: 'stream read', id, from, piece: await pieceAt(path, from), fault: null };
  } catch (error) {
    return { type: 'stream read', id, from, piece: NOTHING, fault: streamFault(path, 'read', error) };
  }
}

async function pieceAt(path: string, from: number): Promise<StreamPiece> {
  // A pipe of that name keeps nobody waiting.
  const file = await open(path, O_RDONLY | O_NONBLOCK);
  try {
    const size = await sizeOf(file);
    const bytes = Buffer.alloc(Math.min(PIECE, Math.max(0, size - from)));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return pieceOf(bytes.subarray(0, bytesRead), from, from + bytesRead >= size);
  } finally {
    await file.close();
  }
}

/** The whole lines of what stands at byte `from`; `ends`: there is no more. */
export function pieceOf(bytes: Uint8Array, from: number, ends: boolean): StreamPiece {
  const last = ends ? bytes.length : bytes.lastIndexOf(10) + 1;
  // A line that is longer than a piece is several.
  const taken = last === 0 ? bytes.length : last;
  const text = Buffer.from(bytes.subarray(0, taken)).toString('utf8');
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  return { lines, next: ends ? null : from + taken };
}
