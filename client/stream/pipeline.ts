/** What every part of the byte road works on during one call, and the ways it can speak. */

import { Buffer } from 'node:buffer';
import type { StreamState } from '../state/stream.ts';
import { deflate } from './compression/deflate.ts';
import type { StreamContext, StreamValue } from './values.ts';
import { REPLY, REPLY_BYTE, VALUE } from './work.ts';

export interface Road {
  readonly state: StreamState;
  readonly context: StreamContext;
  readonly values: StreamValue[];
  /** Units of work done so far (work.ts). */
  work: number;
}

export function newRoad(state: StreamState, context: StreamContext): Road {
  return { state, context, values: [], work: 0 };
}

/** Hands a value upwards. */
export function give(road: Road, value: StreamValue): void {
  road.work += VALUE;
  road.values.push(value);
}

/** Sends bytes to the server, through MCCP3 if it is on. */
export function reply(road: Road, bytes: Uint8Array): void {
  const wire = outward(road.state, bytes);
  road.work += REPLY + REPLY_BYTE * wire.length;
  road.state.options.replied += wire.length;
  road.values.push({ type: 'reply', bytes: wire });
}

/** Bytes as they go onto the wire. */
export function outward(state: StreamState, bytes: Uint8Array): Uint8Array {
  return state.deflate === null ? bytes : deflate(state.deflate, bytes);
}

/** What we send in answers between two lines of text, in bytes on the wire; a start-up takes about 1 KiB. */
export const MAX_REPLIED = 64 * 1024;

/** What MCCP3 adds to an answer, at most. */
const MCCP3_ADDS = 16;

/** Answers the server, unless it asks too much; false if so. */
export function answer(road: Road, bytes: Uint8Array): boolean {
  if (isStorm(road, bytes.length + MCCP3_ADDS)) return false;
  reply(road, bytes);
  return true;
}

/** Whether an answer of `size` would be too much since the last line of text. If so, there is none until the next. */
export function isStorm(road: Road, size = 1): boolean {
  const { options } = road.state;
  if (options.replied + size <= MAX_REPLIED) return false;
  options.replied = MAX_REPLIED;
  notice(
    road,
    'option-storm',
    'the server floods Clay with telnet requests; they are ignored until it sends text.',
  );
  return true;
}

/** Tells the user, once a connection for each code: a server that errs once errs always. */
export function notice(road: Road, code: string, text: string): void {
  if (road.state.told.includes(code)) return;
  road.state.told.push(code);
  give(road, { type: 'notice', code, text });
}

/** All bytes that the road has to send, as one. */
export function replies(road: Road): Uint8Array {
  return Buffer.concat(road.values.flatMap(value => (value.type === 'reply' ? [value.bytes] : [])));
}
