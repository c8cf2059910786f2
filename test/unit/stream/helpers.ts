/** Short ways to write streams and to read what came of them. */

import type { StreamState } from '../../../client/state/stream.ts';
import { emptyStream, receive, type StreamContext, type StreamValue } from '../../../client/stream/stream.ts';

export const context: StreamContext = {
  encoding: 'utf-8',
  columns: 120,
  rows: 40,
  tls: false,
  client: 'CLAY',
  version: '1.2',
  terminal: 'XTERM-TRUECOLOR',
  gmcpSupports: ['Char 1', 'Room 1'],
  now: 0,
  environ: { MOOD: 'calm' },
};

export const IAC = 255;
export const DONT = 254;
export const DO = 253;
export const WONT = 252;
export const WILL = 251;
export const SB = 250;
export const GA = 249;
export const SE = 240;
export const EOR = 239;

/** Bytes of numbers and strings (a string's characters as Latin-1). */
export function bytes(...parts: (number | string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.map(part =>
      typeof part === 'number'
        ? Uint8Array.of(part)
        : typeof part === 'string'
          ? Buffer.from(part, 'latin1')
          : part,
    ),
  );
}

/** IAC SB option payload IAC SE, nothing doubled. */
export function sb(option: number, ...payload: (number | string | Uint8Array)[]): Buffer {
  return bytes(IAC, SB, option, ...payload, IAC, SE);
}

/** All values of these bytes, in however many slices. */
export function feed(state: StreamState, ...parts: (number | string | Uint8Array)[]): StreamValue[] {
  const values: StreamValue[] = [];
  for (let rest: Uint8Array | null = bytes(...parts); rest !== null; ) {
    const received = receive(state, rest, context);
    for (const value of received.values) values.push(value);
    rest = received.rest;
  }
  return values;
}

/** The values that a new connection gives for these bytes. */
export function values(...parts: (number | string | Uint8Array)[]): StreamValue[] {
  return feed(emptyStream(), ...parts);
}

/** The replies among the values, as one. */
export function replied(values: readonly StreamValue[]): Buffer {
  return Buffer.concat(values.flatMap(value => (value.type === 'reply' ? [value.bytes] : [])));
}

/** The texts of the lines among the values. */
export function lines(values: readonly StreamValue[]): string[] {
  return values.flatMap(value => (value.type === 'line' ? [value.text] : []));
}

/** Codes of the notices. */
export function notices(values: readonly StreamValue[]): string[] {
  return values.flatMap(value => (value.type === 'notice' ? [value.code] : []));
}

/** A state after these bytes. */
export function stateAfter(...parts: (number | string | Uint8Array)[]): StreamState {
  const state = emptyStream();
  feed(state, ...parts);
  return state;
}
