/** What every part of the pipeline works on during one call, and the ways it can speak. */

import { Buffer } from 'node:buffer';
import type { StreamState } from '../state/stream.ts';
import { deflate } from './compression/deflate.ts';
import type { StreamContext, StreamValue } from './values.ts';
import { CHEAP_PIECE, DEAR, DEAR_PIECE, PIECE, REPLY, REPLY_BYTE, VALUE } from './work.ts';

export interface Pipeline {
  readonly state: StreamState;
  readonly context: StreamContext;
  readonly values: StreamValue[];
  /** Who is given the values up to each line; null: they are gathered. */
  readonly take: Take | null;
  /** The last line was dear to whoever took it, or there was none yet. */
  isDear: boolean;
  /** Units of work done so far (work.ts). */
  work: number;
  /** Bytes of answers that are still taken for sending. */
  room: number;
}

/** Takes a value and returns the units of work that were done about it. */
export type Take = (value: StreamValue) => number;

export function newPipeline(state: StreamState, context: StreamContext, take: Take | null = null): Pipeline {
  const room = context.room ?? Number.POSITIVE_INFINITY;
  return { state, context, values: [], take, isDear: true, work: 0, room };
}

/** Hands a value upwards. */
export function give(pipeline: Pipeline, value: StreamValue): void {
  pipeline.work += VALUE;
  pipeline.values.push(value);
}

/** A line goes upwards, at a moment when nothing is half done: what is done about it counts before anything else is looked at. */
export function giveLine(pipeline: Pipeline, line: StreamValue): void {
  const { take } = pipeline;
  if (!take) return give(pipeline, line);
  handOver(pipeline, take);
  const work = take(line);
  pipeline.work += VALUE + work;
  pipeline.isDear = work > DEAR;
}

/** What there is besides lines is taken. */
export function handOver(pipeline: Pipeline, take: Take): void {
  const { values } = pipeline;
  if (values.length === 0) return;
  for (const value of merged(values.splice(0))) pipeline.work += take(value);
}

/** Bytes that are worked off to their end, once they are begun. */
export function pieceOf({ take, isDear }: Pipeline): number {
  if (!take) return PIECE;
  return isDear ? DEAR_PIECE : CHEAP_PIECE;
}

/** Adjacent replies as one: each becomes a write of its own. */
export function merged(values: StreamValue[]): StreamValue[] {
  if (!values.some(value => value.type === 'reply')) return values;
  const result: StreamValue[] = [];
  let group: Uint8Array[] = [];
  const flush = () => {
    if (group.length > 0)
      result.push({ type: 'reply', bytes: group.length === 1 ? group[0]! : Buffer.concat(group) });
    group = [];
  };
  for (const value of values) {
    if (value.type === 'reply') group.push(value.bytes);
    else {
      flush();
      result.push(value);
    }
  }
  flush();
  return result;
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
