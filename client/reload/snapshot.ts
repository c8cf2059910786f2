/**
 * The state as bytes: what a reload carries from one image to the next. A header of 20 bytes, then the payload in
 * MessagePack: "CLAYSTAT", major and minor version (uint16), length of the payload (uint32), CRC-32 of all the rest.
 */
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr/pack';
import type { Description } from '../../native/posix.ts';
import { type Fault, fault } from '../../shared/fault.ts';
import type { State } from '../state.ts';
import { completed } from './migrate.ts';

const MAGIC = Buffer.from('CLAYSTAT');
const HEADER = MAGIC.length + 12;
const CHECKSUM = MAGIC.length + 8;

/** A reader refuses another major version. Raise it when old images could not make sense of the state. */
export const STATE_MAJOR = 1;
/**
 * Raise it when something is added. A reader of a higher minor version gives what is missing its empty value, one of a
 * lower version keeps what it does not know and passes it on.
 */
export const STATE_MINOR = 2;

/** A descriptor that goes through execve(), and what it must still be on the other side. */
export interface Carried {
  readonly fd: number;
  readonly is: Description;
}

export interface Snapshot {
  readonly state: State;
  /** Of the process that wrote it; execve() keeps it, so any other number is somebody else's file. */
  readonly pid: number;
  /** What tells this process from a later one of the same number (shared/liveness.ts). */
  readonly identity: string;
  /** By link id. */
  readonly links: Readonly<Record<string, Carried>>;
  readonly spill: Carried | null;
  /** Name of the spill file, if it has one. */
  readonly spillPath: string | null;
  /** struct termios of the terminal as it was before Clay; null if it could not be read. */
  readonly termios: Uint8Array | null;
  /** Command line without runtime and script, as the user gave it. */
  readonly args: readonly string[];
  readonly home: string;
  /** The script by the path that the user started it by: a reload looks for the next build there. Since 1.1. */
  readonly script: string;
  /** How often builds, by their id, have failed to start in this process. Since 1.1. */
  readonly failures: Readonly<Record<string, number>>;
  /** When this process crashed lately (Unix ms). Since 1.1. */
  readonly crashes: readonly number[];
  /** Of a checkpoint, the first file of the tape that goes on from it (tape.ts). Since 1.1. */
  readonly tape: number;
}

/**
 * Objects of one kind are written as records: the names of their fields once, then only values. With a thousand worlds
 * that is half of the bytes and half of the time to read them. A reader needs not to be told.
 */
const packr = new Packr({ useRecords: object => !dictionaries.has(object), mapsAsObjects: true });

/** Of the snapshot being encoded: objects of which each has names of its own. A record of one such is of no use to others. */
let dictionaries: ReadonlySet<unknown> = new Set();

function dictionariesOf({ state, links, failures }: Snapshot): ReadonlySet<unknown> {
  const found = new Set<unknown>([links, failures, state.worlds, state.timers, state.settings.worlds]);
  for (const { scrollback, stream } of Object.values(state.worlds))
    found.add(scrollback.unspilled).add(stream.data.entries);
  return found;
}

export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  dictionaries = dictionariesOf(snapshot);
  const payload = packr.pack(snapshot);
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

/** The snapshot in `bytes`, or why it cannot be used. */
export function decodeSnapshot(bytes: Buffer): Snapshot | Fault {
  if (bytes.length < HEADER || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    return fault('STATE_NOT_OURS', 'the state file is not one of Clay');
  }
  const major = bytes.readUInt16BE(8);
  if (major !== STATE_MAJOR) {
    return fault(
      'STATE_VERSION',
      `the state has version ${major}, and this build reads version ${STATE_MAJOR}`,
    );
  }
  const payload = bytes.subarray(HEADER);
  if (payload.length !== bytes.readUInt32BE(12))
    return fault('STATE_TRUNCATED', 'the state file is cut short');
  if (checksum(bytes) !== bytes.readUInt32BE(CHECKSUM))
    return fault('STATE_DAMAGED', 'the state file is damaged');
  const snapshot = packr.unpack(payload) as Snapshot;
  return bytes.readUInt16BE(10) < STATE_MINOR ? completed(snapshot) : snapshot;
}

const KNOWN: ReadonlySet<string> = new Set<keyof Snapshot>([
  'state',
  'pid',
  'identity',
  'links',
  'spill',
  'spillPath',
  'termios',
  'args',
  'home',
  'script',
  'failures',
  'tape',
  'crashes',
]);

/** Parts that a build of a higher minor version has added. */
export function unknownParts(snapshot: Snapshot): Record<string, unknown> {
  return Object.fromEntries(Object.entries(snapshot).filter(([name]) => !KNOWN.has(name)));
}
