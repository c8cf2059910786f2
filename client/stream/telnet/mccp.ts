/**
 * MCCP2 (86): what the server sends is compressed from the byte after IAC SB MCCP2 IAC SE to the end of the
 * zlib stream, and may be so again. MCCP3 (87): what we send is.
 */

import { Buffer } from 'node:buffer';
import type { InflateState, ResyncState } from '../../state/stream.ts';
import { deflateEnd, emptyDeflate } from '../compression/deflate.ts';
import { emptyInflate, type Inflated, inflate } from '../compression/inflate.ts';
import { notice, type Pipeline, pieceOf, reply, replyWire } from '../pipeline.ts';
import { NO_BYTES } from '../values.ts';
import { PACKED_BYTE, STREAM, TABLES } from '../work.ts';
import { NO, YES } from './qmethod.ts';
import { emptyTelnet, IAC, type Input, subnegotiation, WONT } from './telnet.ts';

export const MCCP1 = 85;
export const MCCP2 = 86;
export const MCCP3 = 87;

// ---------------------------------------------------------------- MCCP2

/** A server whose stream was damaged once is not asked to compress again. */
export function agreesToMccp2(pipeline: Pipeline): boolean {
  return pipeline.state.options.mccp2 !== 'broken';
}

export function startMccp2(pipeline: Pipeline): void {
  pipeline.state.options.mccp2 = 'agreed';
}

/** The marker: the next byte is compressed. Inside a compressed stream it means nothing. */
export function beginMccp2(pipeline: Pipeline): void {
  if (pipeline.state.options.mccp2 !== 'agreed' || pipeline.state.inflate !== null) return;
  pipeline.state.options.him[MCCP2] = YES;
  pipeline.state.inflate = emptyInflate();
  pipeline.work += STREAM;
}

/**
 * Decompresses the input into `take`, piece by piece, up to the end of the stream or about `budget` units of work.
 * Where only a few bits of input are left it goes on past them: nothing may wait for bytes that never come.
 */
export function decompress(
  pipeline: Pipeline,
  input: Input,
  budget: number,
  take: (bytes: Buffer) => void,
): void {
  const state = pipeline.state.inflate!;
  for (;;) {
    const { output, status, error } = inflateSome(pipeline, state, input);
    if (output.length > 0) take(Buffer.from(output.buffer, output.byteOffset, output.length));
    if (status === 'end') end(pipeline);
    else if (status === 'error') giveUp(pipeline, error, state.mode === 'done');
    if (status !== 'output' && status !== 'input') return;
    if (input.pos < input.bytes.length ? pipeline.work >= budget : status === 'input') return;
  }
}

/** Some output of some input: blocks that consist of tables alone are work too. */
function inflateSome(pipeline: Pipeline, state: InflateState, input: Input): Inflated {
  const from = input.pos;
  const piece = pieceOf(pipeline);
  const some = { bytes: input.bytes.subarray(0, from + piece), pos: from };
  const inflated = inflate(state, some, piece);
  input.pos = some.pos;
  const packed = (pipeline.state.packed ??= { bytes: 0, text: 0 });
  packed.bytes += input.pos - from;
  packed.text += inflated.output.length;
  pipeline.work += PACKED_BYTE * (input.pos - from) + inflated.output.length + (inflated.tables ? TABLES : 0);
  return inflated;
}

/** As if WONT had been said: the server may offer it again, or just begin again. */
function end(pipeline: Pipeline): void {
  pipeline.state.inflate = null;
  pipeline.state.options.him[MCCP2] = NO;
}

/** Damaged. At its end (a wrong check value) we know what follows; elsewhere plain text must be found again. */
function giveUp(pipeline: Pipeline, error: string, atEnd: boolean): void {
  pipeline.state.inflate = null;
  pipeline.state.options.mccp2 = 'broken';
  if (!atEnd) {
    pipeline.state.telnet = emptyTelnet();
    pipeline.state.resync = { run: [], matched: 0 };
  }
  notice(
    pipeline,
    'mccp-damaged',
    `the compressed text from the server is damaged (${error}); compression is turned off and some text may be missing.`,
  );
}

// ---------------------------------------------------------------- after damage

/** IAC WONT MCCP2, by which the server obeys our DONT. */
const CONFIRMED = [IAC, WONT, MCCP2];

/** So many printable bytes in a row happen once in 10^13 bytes of compressed data. */
const PLAIN_RUN = 32;

/** Skips input up to what must be plain text or commands, and answers the bytes found to be so. */
export function resync(state: ResyncState, input: Input): Uint8Array | null {
  while (input.pos < input.bytes.length) {
    const byte = input.bytes[input.pos++]!;
    state.matched = byte === CONFIRMED[state.matched] ? state.matched + 1 : byte === IAC ? 1 : 0;
    if (state.matched === CONFIRMED.length) return Uint8Array.from(CONFIRMED);
    if (isPlain(byte)) state.run.push(byte);
    else state.run = [];
    if (state.run.length === PLAIN_RUN) return Uint8Array.from(state.run);
  }
  return null;
}

/** Printable ASCII, tab, line end, escape. */
function isPlain(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x1b;
}

// ---------------------------------------------------------------- MCCP3

/** Agreed on: our marker is the last that is sent plain. */
export function startMccp3(pipeline: Pipeline): void {
  if (reply(pipeline, subnegotiation(MCCP3, NO_BYTES))) pipeline.state.deflate = emptyDeflate();
}

export function stopMccp3(pipeline: Pipeline): void {
  const { deflate } = pipeline.state;
  if (deflate === null) return;
  const bytes = deflateEnd(deflate);
  pipeline.state.deflate = null;
  replyWire(pipeline, bytes);
}
