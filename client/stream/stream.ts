/**
 * The pipeline of one world: bytes from the server → lines, prompts, replies; what the user types → bytes.
 * It does no I/O and knows no time. All it remembers is in StreamState, which may be stored and taken up
 * again between any two bytes (the reload law).
 */

import { Buffer } from 'node:buffer';
import type { StreamState, StyledText } from '../state/stream.ts';
import {
  decode,
  decodeAscii,
  decodeUtf8,
  emptyCharset,
  encodingOf,
  giveBackUtf8,
} from './charset/charset.ts';
import { encode } from './charset/encode.ts';
import { hasLetterAt } from './charset/encoding.ts';
import { inBand, isMcpBegun } from './mcp/mcp.ts';
import { flushMxp } from './mxp/mxp.ts';
import {
  handOver,
  merged,
  newPipeline,
  notice,
  type Pipeline,
  pieceOf,
  replies,
  type Take,
} from './pipeline.ts';
import { GMCP } from './telnet/gmcp.ts';
import { decompress, MCCP2, resync } from './telnet/mccp.ts';
import { silencePartial } from './telnet/msp.ts';
import { emptyOptions, receiveSubnegotiation, receiveVerb, request } from './telnet/options.ts';
import { emptyData } from './telnet/server-data.ts';
import {
  doubleIac,
  EOR_MARK,
  emptyTelnet,
  GA,
  IAC,
  type Input,
  nextEvent,
  type TelnetEvent,
} from './telnet/telnet.ts';
import { emptyAnsi, receiveText } from './text/ansi.ts';
import { emptyLine, endPrompt } from './text/lines.ts';
import { NO_BYTES, type StreamContext, type StreamValue } from './values.ts';
import { BUDGET, EVENT, FOREIGN_BYTE, MESSAGE, MESSAGE_BYTE, PAYLOAD_BYTE, SOUGHT_BYTE } from './work.ts';

export { findEncoding } from './charset/encoding.ts';
export { allowSounds, switchSounds } from './media/switch.ts';
export { outward } from './pipeline.ts';
export { sendGmcp, sendSupports } from './telnet/gmcp.ts';
export { sendMsdp } from './telnet/msdp.ts';
export { resized } from './telnet/naws.ts';
export { isMasked, type OptionRow, optionTable } from './telnet/options.ts';
export { readData } from './telnet/server-data.ts';
export { summary } from './telnet/summary.ts';
export type { StreamContext, StreamValue } from './values.ts';

/** The state of a new connection. */
export function emptyStream(): StreamState {
  return {
    telnet: emptyTelnet(),
    options: emptyOptions(),
    inflate: null,
    resync: null,
    deflate: null,
    charset: emptyCharset(),
    ansi: emptyAnsi(),
    line: emptyLine(),
    data: emptyData(),
    told: [],
  };
}

export interface Received {
  /** Those that nobody has taken. */
  readonly values: StreamValue[];
  /** Input that was not consumed because the budget was used up (never empty); null if all was. */
  readonly rest: Uint8Array | null;
  /** Units of work that were done. */
  readonly work: number;
}

/**
 * Processes bytes from the server, up to about `budget` units of work (work.ts); the caller then calls again with
 * `rest` and what came after it. `take` is given them up to each line as it ends, and what it does about them is work, too: so
 * the pipeline is never ahead of that.
 */
export function receive(
  state: StreamState,
  bytes: Uint8Array,
  context: StreamContext,
  budget: number = BUDGET,
  take: Take | null = null,
): Received {
  const pipeline = newPipeline(state, context, take);
  const input: Input = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), pos: 0 };
  while (input.pos < bytes.length && pipeline.work < budget) {
    if (state.inflate !== null) receiveCompressed(pipeline, input, budget);
    else if (state.resync !== null) findPlain(pipeline, input);
    else receivePlain(pipeline, input, budget);
  }
  if (take) handOver(pipeline, take);
  // A copy: the caller may use its buffer again.
  const rest = input.pos < bytes.length ? new Uint8Array(input.bytes.subarray(input.pos)) : null;
  return { values: merged(pipeline.values), rest, work: pipeline.work };
}

function receiveCompressed(pipeline: Pipeline, input: Input, budget: number): void {
  decompress(pipeline, input, budget, bytes => receiveWhole(pipeline, bytes));
  if (pipeline.state.options.mccp2 === 'broken') request(pipeline, 'him', MCCP2, false);
}

function findPlain(pipeline: Pipeline, input: Input): void {
  const from = input.pos;
  const found = resync(pipeline.state.resync!, input);
  pipeline.work += SOUGHT_BYTE * (input.pos - from);
  if (found === null) return;
  pipeline.state.resync = null;
  receiveWhole(pipeline, Buffer.from(found));
}

/** Bytes that could not be kept for later. */
function receiveWhole(pipeline: Pipeline, bytes: Buffer): void {
  receivePlain(pipeline, { bytes, pos: 0 }, Number.POSITIVE_INFINITY);
}

/** Telnet and text, up to the end of the input or of the budget or the start of compression. */
function receivePlain(pipeline: Pipeline, input: Input, budget: number): void {
  const { state } = pipeline;
  const compressed = state.inflate;
  const isLetter = () => hasLetterAt(encodingOf(state.charset, pipeline.context.encoding), IAC);
  while (pipeline.work < budget && state.inflate === compressed) {
    const from = input.pos;
    const event = nextEvent(state.telnet, input, isLetter);
    pipeline.work += EVENT;
    if (event?.type === 'text') input.pos = receiveBytes(pipeline, input.bytes, event.from, event.to, budget);
    else pipeline.work += PAYLOAD_BYTE * (input.pos - from);
    if (event === null) return;
    if (event.type !== 'text') receiveCommand(pipeline, event);
  }
}

/** Takes bytes [from, to) as text, as far as the budget goes, and answers how far that was. */
function receiveBytes(pipeline: Pipeline, bytes: Buffer, from: number, to: number, budget: number): number {
  const { charset } = pipeline.state;
  const encoding = encodingOf(charset, pipeline.context.encoding);
  const piece = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to);
  const ascii = decodeAscii(charset, encoding, piece);
  if (ascii !== null) return from + receiveText(pipeline, ascii, piece, budget);
  const text = decodeUtf8(charset, encoding, bytes, from, to);
  if (text !== null) return to - receiveUtf8(pipeline, text, budget);
  let at = from;
  do {
    const end = Math.min(to, at + pieceOf(pipeline));
    if (encoding.kind !== 'utf-8') pipeline.work += FOREIGN_BYTE * (end - at);
    // What is decoded cannot be given back.
    receiveText(pipeline, decode(charset, encoding, bytes, at, end), null, Number.POSITIVE_INFINITY);
    at = end;
  } while (at < to && pipeline.work < budget);
  return at;
}

/** Takes text, and answers how many bytes at its end are given back. */
function receiveUtf8(pipeline: Pipeline, text: string, budget: number): number {
  let at = receiveText(pipeline, text, null, budget);
  const isTorn = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  if (isTorn) at += receiveText(pipeline, text[at]!, null, Number.POSITIVE_INFINITY);
  return at === text.length ? 0 : giveBackUtf8(pipeline.state.charset, text.slice(at));
}

const LETTER = Buffer.of(IAC);

function receiveCommand(pipeline: Pipeline, event: Exclude<TelnetEvent, { type: 'text' }>): void {
  switch (event.type) {
    case 'verb':
      receiveVerb(pipeline, event.verb, event.option);
      break;
    case 'subnegotiation':
      pipeline.work += MESSAGE + MESSAGE_BYTE * event.payload.length;
      receiveSubnegotiation(pipeline, event.option, event.payload);
      break;
    case 'command':
      // RFC 854 and 885. The others (AYT, IP, NOP …) ask nothing of a client that a player would want.
      if (event.code !== GA && event.code !== EOR_MARK) break;
      flushMxp(pipeline);
      endPrompt(pipeline);
      break;
    case 'letter':
      receiveBytes(pipeline, LETTER, 0, 1, Number.POSITIVE_INFINITY);
      break;
    case 'fault':
      notice(pipeline, event.code, FAULTS[event.code]);
  }
}

const FAULTS = {
  'sb-too-long': 'the server sent a telnet message of more than 64 KiB; it is ignored.',
  'sb-unfinished': 'the server broke off a telnet message in the middle; it is ignored.',
};

/** The unterminated text so far; shown at once and completed in place. */
export function partial(state: StreamState): StyledText {
  if (isMcpBegun(state, state.line.text)) return { text: '', runs: [] };
  return silencePartial(state, state.line.text, state.line.runs.slice());
}

/** Ends the unterminated text where it stands, as the player's line end does on a terminal; answers what it says. */
export function endText(state: StreamState, context: StreamContext): StyledText | null {
  const pipeline = newPipeline(state, context);
  endPrompt(pipeline);
  for (const value of pipeline.values)
    if (value.type === 'prompt') return { text: value.text, runs: value.runs };
  return null;
}

// ---------------------------------------------------------------- sending

export interface Sent {
  readonly bytes: Uint8Array;
  /** The characters that the world's encoding does not have, each once; if there are any, `bytes` is empty. */
  readonly lost: string;
}

/** One line typed by the user, as it is to be sent. */
export function send(state: StreamState, text: string, context: StreamContext): Sent {
  return sendText(state, `${inBand(state, text)}\r\n`, context);
}

/** Text as it is to be sent, with the line ends that it has. */
export function sendText(state: StreamState, text: string, context: StreamContext): Sent {
  const { bytes, lost } = encode(encodingOf(state.charset, context.encoding), text);
  return { bytes: doubleIac(bytes), lost };
}

/** Turns GMCP on or off for this connection; answers what to send, as it goes onto the wire. */
export function switchGmcp(state: StreamState, on: boolean, context: StreamContext): Uint8Array {
  const pipeline = newPipeline(state, context);
  state.options.gmcpOff = !on;
  request(pipeline, 'him', GMCP, on);
  return pipeline.values.length === 0 ? NO_BYTES : replies(pipeline);
}
