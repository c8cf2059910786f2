/**
 * MCCP2 (86): what the server sends is compressed from the byte after IAC SB MCCP2 IAC SE to the end of the
 * zlib stream, and may be so again. MCCP3 (87): what we send is.
 */
import { Buffer } from 'node:buffer';
import type { InflateState, ResyncState } from '../state/stream.ts';
import { deflateEnd, emptyDeflate } from './deflate.ts';
import { emptyInflate, type Inflated, inflate } from './inflate.ts';
import { NO, YES } from './qmethod.ts';
import { notice, type Road, reply } from './road.ts';
import { emptyTelnet, IAC, type Input, subnegotiation, WONT } from './telnet.ts';
import { NO_BYTES } from './values.ts';
import { PACKED_BYTE, PIECE, STREAM, TABLES } from './work.ts';

export const MCCP1 = 85;
export const MCCP2 = 86;
export const MCCP3 = 87;

// ---------------------------------------------------------------- MCCP2

/** A server whose stream was damaged once is not asked to compress again. */
export function agreesToMccp2(road: Road): boolean {
  return road.state.options.mccp2 !== 'broken';
}

export function startMccp2(road: Road): void {
  road.state.options.mccp2 = 'agreed';
}

/** The marker: the next byte is compressed. Inside a compressed stream it means nothing. */
export function beginMccp2(road: Road): void {
  if (road.state.options.mccp2 !== 'agreed' || road.state.inflate !== null) return;
  road.state.options.him[MCCP2] = YES;
  road.state.inflate = emptyInflate();
  road.work += STREAM;
}

/**
 * Decompresses the input into `take`, piece by piece, up to the end of the stream or about `budget` units of work.
 * Where only a few bits of input are left it goes on past them: nothing may wait for bytes that never come.
 */
export function decompress(road: Road, input: Input, budget: number, take: (bytes: Buffer) => void): void {
  const state = road.state.inflate!;
  for (;;) {
    const { output, status, error } = inflateSome(road, state, input);
    if (output.length > 0) take(Buffer.from(output.buffer, output.byteOffset, output.length));
    if (status === 'end') end(road);
    else if (status === 'error') giveUp(road, error, state.mode === 'done');
    if (status !== 'output' && status !== 'input') return;
    if (input.pos < input.bytes.length ? road.work >= budget : status === 'input') return;
  }
}

/** Some output of some input: blocks that consist of tables alone are work too. */
function inflateSome(road: Road, state: InflateState, input: Input): Inflated {
  const from = input.pos;
  const some = { bytes: input.bytes.subarray(0, from + PIECE), pos: from };
  const inflated = inflate(state, some, PIECE);
  input.pos = some.pos;
  road.work += PACKED_BYTE * (input.pos - from) + inflated.output.length + (inflated.tables ? TABLES : 0);
  return inflated;
}

/** As if WONT had been said: the server may offer it again, or just begin again. */
function end(road: Road): void {
  road.state.inflate = null;
  road.state.options.him[MCCP2] = NO;
}

/** Damaged. At its end (a wrong check value) we know what follows; elsewhere plain text must be found again. */
function giveUp(road: Road, error: string, atEnd: boolean): void {
  road.state.inflate = null;
  road.state.options.mccp2 = 'broken';
  if (!atEnd) {
    road.state.telnet = emptyTelnet();
    road.state.resync = { run: [], matched: 0 };
  }
  notice(
    road,
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
export function startMccp3(road: Road): void {
  reply(road, subnegotiation(MCCP3, NO_BYTES));
  road.state.deflate = emptyDeflate();
}

export function stopMccp3(road: Road): void {
  const { deflate } = road.state;
  if (deflate === null) return;
  const bytes = deflateEnd(deflate);
  road.state.deflate = null;
  reply(road, bytes);
}
