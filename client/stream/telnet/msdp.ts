/** MSDP (option 69): named values, arrays and tables, kept in the store as JSON. */

import { Buffer } from 'node:buffer';
import type { StreamState } from '../../state/stream.ts';
import type { Pipeline } from '../pipeline.ts';
import { printable } from '../printable.ts';
import { NO_BYTES } from '../values.ts';
import { YES } from './qmethod.ts';
import { MAX_VALUES, store, tooManyValues } from './server-data.ts';
import { subnegotiation } from './telnet.ts';

export const MSDP = 69;
const VAR = 1;
const VAL = 2;
const TABLE_OPEN = 3;
const TABLE_CLOSE = 4;
const ARRAY_OPEN = 5;
const ARRAY_CLOSE = 6;

/** Games nest three deep; what is nested deeper is told as null. */
const MAX_DEPTH = 16;

interface Reader {
  readonly bytes: Buffer;
  at: number;
  /** How many names and values there may still be; below 0 nothing more is read. */
  left: number;
}

/** Stores every variable of the message. */
export function receiveMsdp(pipeline: Pipeline, payload: Uint8Array): void {
  const reader: Reader = { bytes: Buffer.from(payload), at: 0, left: MAX_VALUES };
  const variables = readVariables(reader, 0);
  if (reader.left < 0) return tooManyValues(pipeline, 'MSDP');
  for (const [name, json] of variables) store(pipeline, 'msdp', name, name, json);
}

/** One more name or value; past the last that there may be, the message is at its end. */
function count(reader: Reader): void {
  if (--reader.left < 0) reader.at = reader.bytes.length;
}

/** (VAR name VAL value …)+ up to the end or a closing byte; values as JSON text. */
function readVariables(reader: Reader, depth: number): [string, string][] {
  const variables: [string, string][] = [];
  while (reader.at < reader.bytes.length && reader.bytes[reader.at] !== TABLE_CLOSE) {
    if (reader.bytes[reader.at++] !== VAR) continue;
    count(reader);
    const name = printable(readText(reader));
    const values = readValues(reader, depth);
    variables.push([name, values.length === 1 ? values[0]! : `[${values.join(',')}]`]);
  }
  return variables;
}

/** VAL value, repeated: several values of one variable are an array. */
function readValues(reader: Reader, depth: number): string[] {
  const values: string[] = [];
  while (reader.bytes[reader.at] === VAL) {
    reader.at++;
    count(reader);
    values.push(readValue(reader, depth));
  }
  return values;
}

function readValue(reader: Reader, depth: number): string {
  const opening = reader.bytes[reader.at];
  if (opening !== TABLE_OPEN && opening !== ARRAY_OPEN) return JSON.stringify(readText(reader));
  reader.at++;
  if (depth === MAX_DEPTH) return skipNested(reader);
  const json =
    opening === ARRAY_OPEN
      ? `[${readValues(reader, depth + 1).join(',')}]`
      : table(readVariables(reader, depth + 1));
  if (reader.bytes[reader.at] === (opening === ARRAY_OPEN ? ARRAY_CLOSE : TABLE_CLOSE)) reader.at++;
  return json;
}

function table(variables: readonly [string, string][]): string {
  return `{${variables.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

/** Past the end of a value that is nested too deep. */
function skipNested(reader: Reader): string {
  for (let open = 1; open > 0 && reader.at < reader.bytes.length; reader.at++) {
    const byte = reader.bytes[reader.at];
    if (byte === TABLE_OPEN || byte === ARRAY_OPEN) open++;
    else if (byte === TABLE_CLOSE || byte === ARRAY_CLOSE) open--;
  }
  return 'null';
}

function readText(reader: Reader): string {
  const from = reader.at;
  while (reader.at < reader.bytes.length && !isMark(reader.bytes[reader.at]!)) reader.at++;
  return reader.bytes.toString('utf8', from, reader.at);
}

function isMark(byte: number): boolean {
  return byte >= VAR && byte <= ARRAY_CLOSE;
}

/** A variable as it is to be sent, e.g. REPORT with the names asked for; empty while the option is off. */
export function sendMsdp(state: StreamState, name: string, values: readonly string[]): Uint8Array {
  if (state.options.him[MSDP] !== YES) return NO_BYTES;
  const parts = [
    Uint8Array.of(VAR),
    text(name),
    ...values.flatMap(value => [Uint8Array.of(VAL), text(value)]),
  ];
  return subnegotiation(MSDP, Buffer.concat(parts));
}

/** Values cannot hold NUL or the marks. */
function text(value: string): Buffer {
  return Buffer.from(value.replace(/[\0-\x06]/g, ''), 'utf8');
}
