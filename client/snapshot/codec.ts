/**
 * A snapshot as bytes: a header of 20 bytes, then the payload in MessagePack: "CLAYSTAT", major and minor version
 * (uint16), length of the payload (uint32), CRC-32 of all the rest.
 */
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr/pack';
import { type Fault, fault } from '../../shared/fault.ts';
import { frozen } from '../world/scripts/rest.ts';
import { completed } from './migrate.ts';
import { type Snapshot, STATE_MAJOR, STATE_MINOR } from './snapshot.ts';
import { fromVersion1, type Snapshot1 } from './version-1.ts';

const MAGIC = Buffer.from('CLAYSTAT');
/** Its length. */
export const HEADER = MAGIC.length + 12;
const CHECKSUM = MAGIC.length + 8;

/**
 * Objects of one kind are written as records: the names of their fields once, then only values. With a thousand worlds
 * that is half of the bytes and half of the time to read them. A reader needs not to be told.
 */
const packr = new Packr({ useRecords: object => !dictionaries.has(object), mapsAsObjects: true });

/** Of the snapshot being encoded: objects of which each has names of its own. A record of one such is of no use to others. */
let dictionaries: ReadonlySet<unknown> = new Set();

function dictionariesOf({ state, descriptors, facts }: Snapshot): ReadonlySet<unknown> {
  const { worlds, timers, settings, views, announced } = state;
  const found = new Set<unknown>([
    descriptors,
    facts.failures,
    worlds,
    timers,
    settings.worlds,
    views,
    announced,
  ]);
  if (state.scripts)
    for (const of of ['packages', 'grants', 'bases', 'opening'] as const) found.add(state.scripts[of]);
  for (const { viewports } of Object.values(views)) found.add(viewports);
  for (const { scrollback, stream } of Object.values(state.worlds))
    found.add(scrollback.unspilled).add(stream.data.entries);
  return found;
}

export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const written = { ...snapshot, state: frozen(snapshot.state) };
  dictionaries = dictionariesOf(written);
  const payload = packr.pack(written);
  dictionaries = new Set();
  const bytes = Buffer.allocUnsafe(HEADER + payload.length);
  MAGIC.copy(bytes);
  bytes.writeUInt16BE(STATE_MAJOR, 8);
  bytes.writeUInt16BE(STATE_MINOR, 10);
  bytes.writeUInt32BE(payload.length, 12);
  payload.copy(bytes, HEADER);
  bytes.writeUInt32BE(checksum(bytes), CHECKSUM);
  return bytes;
}

/** CRC-32 of all but the checksum itself. */
function checksum(bytes: Buffer): number {
  return crc32(bytes.subarray(HEADER), crc32(bytes.subarray(0, CHECKSUM)));
}

/** Whether they begin as a snapshot does. */
export function isState(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/** How many bytes are to follow the header. */
export function payloadLength(header: Buffer): number {
  return header.readUInt32BE(12);
}

/** The snapshot in `bytes`, or why it cannot be used. */
export function decodeSnapshot(bytes: Buffer): Snapshot | Fault {
  if (bytes.length < HEADER || !isState(bytes)) {
    return fault('STATE_NOT_OURS', 'the state file is not one of Clay');
  }
  const major = bytes.readUInt16BE(8);
  if (major !== STATE_MAJOR && major !== STATE_MAJOR - 1) {
    return fault(
      'STATE_VERSION',
      `the state has version ${major}, and this build reads version ${STATE_MAJOR}`,
    );
  }
  const payload = bytes.subarray(HEADER);
  if (payload.length !== payloadLength(bytes)) return fault('STATE_TRUNCATED', 'the state file is cut short');
  if (checksum(bytes) !== bytes.readUInt32BE(CHECKSUM))
    return fault('STATE_DAMAGED', 'the state file is damaged');
  if (major === 1) return fromVersion1(packr.unpack(payload) as Snapshot1);
  const snapshot = packr.unpack(payload) as Snapshot;
  const minor = bytes.readUInt16BE(10);
  return minor < STATE_MINOR ? completed(snapshot, minor) : snapshot;
}
