/** Files of programs of TinyFugue in a client without a computer: below one directory, by their names. */
import { pieceOf } from '../../client/host/script/streams.ts';
import type { Effect, Event } from '../../client/state/events.ts';
import type { StreamEffect } from '../../client/state/tinyfugue/streams.ts';
import { type Fault, fault } from '../../shared/fault.ts';

export interface StreamDisk {
  /** Text of the files by name; null = the host never answers; while a fault is set, nothing can be written. */
  streams: Record<string, string> | null;
  streamsFault: Fault | null;
}

type Asked = Exclude<StreamEffect, { type: 'read macros' | 'file macros' }>;

export function isStreamEffect(effect: Effect): effect is Asked {
  return effect.type === 'open stream' || effect.type === 'read stream' || effect.type === 'write stream';
}

/** Bytes that are read at once: few, so that tests have many pieces. */
const PIECE = 48;

export function streamHost(disk: StreamDisk, dispatch: (event: Event) => void): (effect: Asked) => void {
  function pieceAt(path: string, from: number) {
    const all = Buffer.from(disk.streams?.[path] ?? '');
    const bytes = all.subarray(from, from + PIECE);
    return pieceOf(bytes, from, from + bytes.length >= all.length);
  }

  return effect => {
    const files = disk.streams;
    if (files === null) return;
    if (effect.type === 'read stream')
      return dispatch({
        type: 'stream read',
        id: effect.id,
        from: effect.from,
        piece: pieceAt(effect.path, effect.from),
        fault: null,
      });
    if (effect.type === 'write stream') {
      const { handle, path, size, count, text } = effect;
      if (disk.streamsFault)
        return dispatch({ type: 'stream written', handle, count: 0, size: 0, fault: disk.streamsFault });
      const before = Buffer.from(files[path] ?? '');
      files[path] = before.subarray(0, size ?? before.length).toString() + text;
      return dispatch({
        type: 'stream written',
        handle,
        count,
        size: Buffer.byteLength(files[path]),
        fault: null,
      });
    }
    const { id, path, mode } = effect;
    const isThere = Object.hasOwn(files, path);
    if (path.startsWith('/') || (mode === 'r' && !isThere))
      return dispatch({
        type: 'stream opened',
        id,
        opened: { fault: fault('TF_FILE', `${path} cannot be opened: it is not there.`) },
      });
    if (mode === 'w' || !isThere) files[path] = '';
    const size = Buffer.byteLength(files[path] as string);
    const piece = mode === 'r' ? pieceAt(path, 0) : { lines: [], next: null };
    dispatch({ type: 'stream opened', id, opened: { path, size, piece } });
  };
}
