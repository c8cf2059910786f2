/** Files that are played: a piece at a time, from a byte on. Loaded when the first one is asked for. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fault, faultOf, raise } from '../../../shared/fault.ts';
import type { Effect, Event } from '../../state/events.ts';
import type { ReplayRead } from '../../state/replay/replay.ts';
import { entriesOf, formatOf, PIECE } from '../../world/replay/entries.ts';
import { unreadable } from '../files.ts';

type Request = Extract<Effect, { type: 'read replay' }>;

/** Reads the next piece. Never rejects: what cannot be read is told. `home`: the profile, whose logs are meant by their names. */
export async function readReplay(home: string, request: Request): Promise<Event> {
  const { world, from } = request;
  try {
    return { type: 'replay read', name: world, from, read: await readPiece(home, request) };
  } catch (error) {
    const { code, sentence } = faultOf(error, 'REPLAY_UNREADABLE');
    const why = unreadable(code) ?? sentence.replace(/\.$/, '');
    return {
      type: 'replay read',
      name: world,
      from,
      read: { fault: fault(code, why) },
    };
  }
}

async function readPiece(home: string, { path, from, format: known }: Request): Promise<ReplayRead> {
  // A pipe of that name keeps nobody waiting.
  const file = await open(wholePath(home, path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) raise('REPLAY_UNREADABLE', 'it is no file');
    const bytes = Buffer.alloc(Math.min(PIECE, Math.max(0, stats.size - from)));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return pieceOf(path, bytes.subarray(0, bytesRead), from, from + bytesRead >= stats.size, known);
  } finally {
    await file.close();
  }
}

/** What a piece has, from byte `from` on; `ends`: the file does, behind it. */
export function pieceOf(
  path: string,
  piece: Uint8Array,
  from: number,
  ends: boolean,
  known: Request['format'],
): ReplayRead {
  const format = known ?? formatOf(path, piece);
  const { entries, taken } = entriesOf(format, piece, ends);
  const isDone = (ends && taken >= piece.length) || taken === 0;
  return { format, entries, next: isDone ? null : from + taken };
}

function wholePath(home: string, path: string): string {
  const expanded = path.replace(/^~(?=\/|$)/, process.env.HOME || homedir());
  return isAbsolute(expanded) ? expanded : join(home, 'logs', expanded);
}
