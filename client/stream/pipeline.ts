/** What every part of the byte road works on during one call, and the ways it can speak. */
import { Buffer } from 'node:buffer';
import type { StreamState } from '../state/stream.ts';
import { deflate } from './compression/deflate.ts';
import type { StreamContext, StreamValue } from './values.ts';

export interface Road {
  readonly state: StreamState;
  readonly context: StreamContext;
  readonly values: StreamValue[];
}

/** Sends bytes to the server, through MCCP3 if it is on. */
export function reply(road: Road, bytes: Uint8Array): void {
  road.state.options.replied += bytes.length;
  road.values.push({ type: 'reply', bytes: outward(road.state, bytes) });
}

/** Bytes as they go onto the wire. */
export function outward(state: StreamState, bytes: Uint8Array): Uint8Array {
  return state.deflate === null ? bytes : deflate(state.deflate, bytes);
}

/** Tells the user, once a connection for each code: a server that errs once errs always. */
export function notice(road: Road, code: string, text: string): void {
  if (road.state.told.includes(code)) return;
  road.state.told.push(code);
  road.values.push({ type: 'notice', code, text });
}

/** All bytes that the road has to send, as one. */
export function replies(road: Road): Uint8Array {
  return Buffer.concat(road.values.flatMap(value => (value.type === 'reply' ? [value.bytes] : [])));
}
