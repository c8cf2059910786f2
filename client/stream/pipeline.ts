/** What every part of the pipeline works on during one call, and the ways it can speak. */

import { Buffer } from 'node:buffer';
import type { StreamState } from '../state/stream.ts';
import { deflate } from './compression/deflate.ts';
import type { StreamContext, StreamValue } from './values.ts';
import { REPLY, REPLY_BYTE, VALUE } from './work.ts';

export interface Pipeline {
  readonly state: StreamState;
  readonly context: StreamContext;
  readonly values: StreamValue[];
  /** Units of work done so far (work.ts). */
  work: number;
  /** Bytes of answers that are still taken for sending. */
  room: number;
}

export function newPipeline(state: StreamState, context: StreamContext): Pipeline {
  return { state, context, values: [], work: 0, room: context.room ?? Number.POSITIVE_INFINITY };
}

/** Hands a value upwards. */
export function give(pipeline: Pipeline, value: StreamValue): void {
  pipeline.work += VALUE;
  pipeline.values.push(value);
}

/**
 * Sends bytes to the server, through MCCP3 if it is on. False if it does not read what it asks for: what is dropped must not
 * have gone through the compressor. Then nothing else is answered in this call, lest one answer go without another.
 */
export function reply(pipeline: Pipeline, bytes: Uint8Array): boolean {
  if (bytes.length + MCCP3_ADDS > pipeline.room) {
    pipeline.room = 0;
    notice(
      pipeline,
      'answers-unread',
      'the server asks without reading the answers; they are dropped until it does.',
    );
    return false;
  }
  replyWire(pipeline, outward(pipeline.state, bytes));
  return true;
}

/** Sends bytes as they are, whether there is room or not: the end of a compressed stream, without which nothing can follow. */
export function replyWire(pipeline: Pipeline, wire: Uint8Array): void {
  pipeline.work += REPLY + REPLY_BYTE * wire.length;
  pipeline.state.options.replied += wire.length;
  pipeline.room -= wire.length;
  pipeline.values.push({ type: 'reply', bytes: wire });
}

/** Bytes as they go onto the wire. */
export function outward(state: StreamState, bytes: Uint8Array): Uint8Array {
  return state.deflate === null ? bytes : deflate(state.deflate, bytes);
}

/** What we send in answers between two lines of text, in bytes on the wire; a start-up takes about 1 KiB. */
export const MAX_REPLIED = 64 * 1024;

/** What MCCP3 adds to an answer, at most. */
const MCCP3_ADDS = 16;

/** Answers the server, unless it asks too much or does not read; false if so. */
export function answer(pipeline: Pipeline, bytes: Uint8Array): boolean {
  if (isStorm(pipeline, bytes.length + MCCP3_ADDS)) return false;
  return reply(pipeline, bytes);
}

/** Whether an answer of `size` would be too much since the last line of text. If so, there is none until the next. */
export function isStorm(pipeline: Pipeline, size = 1): boolean {
  const { options } = pipeline.state;
  if (options.replied + size <= MAX_REPLIED) return false;
  options.replied = MAX_REPLIED;
  notice(
    pipeline,
    'option-storm',
    'the server floods Clay with telnet requests; they are ignored until it sends text.',
  );
  return true;
}

/** Tells the user, once a connection for each code: a server that errs once errs always. */
export function notice(pipeline: Pipeline, code: string, text: string): void {
  if (pipeline.state.told.includes(code)) return;
  pipeline.state.told.push(code);
  give(pipeline, { type: 'notice', code, text });
}

/** All bytes that the road has to send, as one. */
export function replies(pipeline: Pipeline): Uint8Array {
  return Buffer.concat(pipeline.values.flatMap(value => (value.type === 'reply' ? [value.bytes] : [])));
}
