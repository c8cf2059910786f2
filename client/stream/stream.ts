/**
 * The byte road of one world: bytes from the server → lines, prompts, replies; what the user types → bytes.
 * It does no I/O and knows no time. All it remembers is in StreamState, which may be stored and taken up
 * again between any two bytes (the reload law).
 */

import { Buffer, isAscii } from 'node:buffer';
import type { StreamState, StyledText } from '../state/stream.ts';
import { decode, emptyCharset, encodingOf } from './charset/charset.ts';
import { encode } from './charset/encode.ts';
import { notice, outward, type Road, replies } from './pipeline.ts';
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
  type Input,
  nextEvent,
  type TelnetEvent,
} from './telnet/telnet.ts';
import { emptyAnsi, receiveText } from './text/ansi.ts';
import { emptyLine, endPrompt } from './text/lines.ts';
import { NO_BYTES, type StreamContext, type StreamValue } from './values.ts';

export { findEncoding } from './charset/encoding.ts';
export { sendGmcp, sendSupports } from './telnet/gmcp.ts';
export { sendMsdp } from './telnet/msdp.ts';
export { resized } from './telnet/naws.ts';
export { isMasked, type OptionRow, optionTable } from './telnet/options.ts';
export { readData } from './telnet/server-data.ts';
export type { StreamContext, StreamValue } from './values.ts';

/** Decompressed bytes of one call: a few milliseconds of work, so that a key is never waited for longer. */
const BUDGET = 256 * 1024;

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
  readonly values: StreamValue[];
  /** Input that was not consumed because the budget was used up (never empty); null if all was. */
  readonly rest: Uint8Array | null;
}

/**
 * Processes bytes from the server. With MCCP2 on, about `budget` bytes of output are made at most; the caller
 * then calls again with `rest` and what came after it.
 */
export function receive(
  state: StreamState,
  bytes: Uint8Array,
  context: StreamContext,
  budget: number = BUDGET,
): Received {
  const road: Road = { state, context, values: [] };
  const input: Input = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), pos: 0 };
  let room = budget;
  while (input.pos < bytes.length) {
    if (state.inflate !== null) {
      // A copy: the caller may use its buffer again.
      if (room <= 0)
        return { values: merged(road.values), rest: Uint8Array.from(input.bytes.subarray(input.pos)) };
      room -= receiveCompressed(road, input, room);
    } else if (state.resync !== null) findPlain(road, input);
    else receivePlain(road, input);
  }
  return { values: merged(road.values), rest: null };
}

function receiveCompressed(road: Road, input: Input, room: number): number {
  const made = decompress(road, input, room, bytes => receivePlain(road, { bytes, pos: 0 }));
  if (road.state.options.mccp2 === 'broken') request(road, 'him', MCCP2, false);
  return made;
}

function findPlain(road: Road, input: Input): void {
  const found = resync(road.state.resync!, input);
  if (found === null) return;
  road.state.resync = null;
  receivePlain(road, { bytes: Buffer.from(found), pos: 0 });
}

/** Telnet and text, up to the end of the input or the start of compression. */
function receivePlain(road: Road, input: Input): void {
  const { state } = road;
  const compressed = state.inflate;
  for (let event = nextEvent(state.telnet, input); event !== null; event = nextEvent(state.telnet, input)) {
    if (event.type === 'text') receiveBytes(road, input.bytes, event.from, event.to);
    else receiveCommand(road, event);
    if (state.inflate !== compressed) return;
  }
}

function receiveBytes(road: Road, bytes: Buffer, from: number, to: number): void {
  const { charset } = road.state;
  const encoding = encodingOf(charset, road.context.encoding);
  const text = decode(charset, encoding, bytes, from, to);
  const piece = bytes.subarray(from, to);
  receiveText(road, text, text.length === piece.length && isAscii(piece) ? piece : null);
}

function receiveCommand(road: Road, event: Exclude<TelnetEvent, { type: 'text' }>): void {
  switch (event.type) {
    case 'verb':
      receiveVerb(road, event.verb, event.option);
      break;
    case 'subnegotiation':
      receiveSubnegotiation(road, event.option, event.payload);
      break;
    case 'command':
      // RFC 854 and 885. The others (AYT, IP, NOP …) ask nothing of a client that a player would want.
      if (event.code === GA || event.code === EOR_MARK) endPrompt(road);
      break;
    case 'fault':
      notice(road, event.code, FAULTS[event.code]);
  }
}

const FAULTS = {
  'sb-too-long': 'the server sent a telnet message of more than 64 KiB; it is ignored.',
  'sb-unfinished': 'the server broke off a telnet message in the middle; it is ignored.',
};

/** Adjacent replies as one: each becomes a write of its own. */
function merged(values: StreamValue[]): StreamValue[] {
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

/** The unterminated text so far; shown at once and completed in place. */
export function partial(state: StreamState): StyledText {
  return silencePartial(state, state.line.text, state.line.runs.slice());
}

/** Ends the unterminated text where it stands, as the player's line end does on a terminal; answers what it says. */
export function endText(state: StreamState, context: StreamContext): StyledText | null {
  const road: Road = { state, context, values: [] };
  endPrompt(road);
  for (const value of road.values) if (value.type === 'prompt') return { text: value.text, runs: value.runs };
  return null;
}

// ---------------------------------------------------------------- sending

export interface Sent {
  readonly bytes: Uint8Array;
  /** The characters that the world's encoding does not have, each once; if there are any, `bytes` is empty. */
  readonly lost: string;
}

/** One line typed by the user, as it goes onto the wire. */
export function send(state: StreamState, text: string, context: StreamContext): Sent {
  const { bytes, lost } = encode(encodingOf(state.charset, context.encoding), `${text}\r\n`);
  return { bytes: outward(state, doubleIac(bytes)), lost };
}

/** A telnet command such as IAC NOP, as it goes onto the wire. */
export function sendRaw(state: StreamState, bytes: Uint8Array): Uint8Array {
  return outward(state, bytes);
}

/** Turns GMCP on or off for this connection; answers what to send. */
export function switchGmcp(state: StreamState, on: boolean, context: StreamContext): Uint8Array {
  const road: Road = { state, context, values: [] };
  state.options.gmcpOff = !on;
  request(road, 'him', GMCP, on);
  return road.values.length === 0 ? NO_BYTES : replies(road);
}
