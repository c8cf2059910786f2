/** The maps of a player, without a disk. */
import { createMaps, type MapEffect } from '../../client/host/map/maps.ts';
import type { MapFile } from '../../client/map/book.ts';
import type { Event } from '../../client/state/events.ts';

export interface MapDisk {
  /** Texts of the files of maps, by their names. */
  maps: Record<string, string>;
  /** Files that are imported, by their names. */
  imports: Record<string, string>;
}

/** A file in memory. */
export function memoryFile(files: Record<string, string>, name: string): MapFile {
  let written = 0;
  return {
    look: () =>
      files[name] === undefined ? null : { id: `${written}`, size: Buffer.byteLength(files[name] as string) },
    read: (from, length) => Buffer.from(files[name] ?? '').subarray(from, from + length),
    append(text) {
      files[name] = (files[name] ?? '') + text;
    },
    *replace(pieces, upTo) {
      let text = '';
      for (const piece of pieces) {
        text += piece;
        yield;
      }
      files[name] =
        text +
        Buffer.from(files[name] ?? '')
          .subarray(upTo)
          .toString();
      written++;
    },
  };
}

/** As the host does, but at once. */
export function mapHost(disk: MapDisk, dispatch: (event: Event) => void): (effect: MapEffect) => void {
  const readImport = function* (file: string): Generator<void, string> {
    const text = disk.imports[file];
    if (text === undefined) throw new Error('there is no such file');
    yield;
    return text;
  };
  return createMaps(
    name => memoryFile(disk.maps, name),
    readImport,
    dispatch,
    work => work(),
  );
}
