/**
 * Telnet commands out of a byte stream (RFC 854, 855): a state machine that may stop between any two bytes.
 * It is asked for one event at a time, because an event can change what the next byte is (MCCP2).
 */
import type { Buffer } from 'node:buffer';
import type { TelnetState } from '../../state/stream.ts';
import { NO_BYTES } from '../values.ts';

export const SE = 240;
export const GA = 249;
export const SB = 250;
export const WILL = 251;
export const WONT = 252;
export const DO = 253;
export const DONT = 254;
export const IAC = 255;
/** The command "end of record", not the option. */
export const EOR_MARK = 239;
/** Less than EOR (RFC 885) and those of RFC 854 is no command of a server: EOF, SUSP and ABORT are of LINEMODE, and a client's. */
const FIRST_COMMAND = EOR_MARK;

/** A subnegotiation may be this long: room for the largest GMCP messages seen (maps of a few KiB) ten times over. */
export const MAX_SUBNEGOTIATION = 64 * 1024;

/** After so many bytes without an end the server has surely lost it: the rest is text again. */
const MAX_DROPPED = 1024 * 1024;

/** Bytes being read, and how far. */
export interface Input {
  readonly bytes: Buffer;
  pos: number;
}

export type TelnetEvent =
  /** Text is bytes [from, to) of the input. */
  | { readonly type: 'text'; readonly from: number; readonly to: number }
  /** The byte 255 as text: the server has not doubled it. */
  | { readonly type: 'letter' }
  | { readonly type: 'command'; readonly code: number }
  | { readonly type: 'verb'; readonly verb: number; readonly option: number }
  | { readonly type: 'subnegotiation'; readonly option: number; readonly payload: Uint8Array }
  /** A subnegotiation was dropped. */
  | { readonly type: 'fault'; readonly code: 'sb-too-long' | 'sb-unfinished'; readonly option: number };

export function emptyTelnet(): TelnetState {
  return { mode: 'text', verb: 0, option: 0, payload: NO_BYTES, length: 0 };
}

/**
 * The next event, or null when all input is consumed. Advances `input.pos`. `isLetter` tells whether the character set has
 * a letter at 255: servers that do not know of it do not double it, and a 255 before what cannot be a command is one.
 */
export function nextEvent(telnet: TelnetState, input: Input, isLetter: () => boolean): TelnetEvent | null {
  while (input.pos < input.bytes.length) {
    const event = STEPS[telnet.mode](telnet, input, isLetter);
    if (event !== null) return event;
  }
  return null;
}

type Step = (telnet: TelnetState, input: Input, isLetter: () => boolean) => TelnetEvent | null;

const STEPS: Record<TelnetState['mode'], Step> = {
  text: readText,
  iac: readCommand,
  verb: readVerb,
  sb: readOption,
  'sb-data': readPayload,
  'sb-iac': readEscaped,
};

function readText(telnet: TelnetState, input: Input): TelnetEvent | null {
  const from = input.pos;
  const found = input.bytes.indexOf(IAC, from);
  const to = found < 0 ? input.bytes.length : found;
  if (to > from) {
    input.pos = to;
    return { type: 'text', from, to };
  }
  input.pos++;
  telnet.mode = 'iac';
  return null;
}

function readCommand(telnet: TelnetState, input: Input, isLetter: () => boolean): TelnetEvent | null {
  const at = input.pos;
  const code = input.bytes[at]!;
  // An end without a beginning is no command either.
  if ((code < FIRST_COMMAND || code === SE) && isLetter()) {
    telnet.mode = 'text';
    return { type: 'letter' };
  }
  input.pos++;
  if (code >= WILL && code <= DONT) {
    telnet.mode = 'verb';
    telnet.verb = code;
    return null;
  }
  if (code === SB) {
    telnet.mode = 'sb';
    return null;
  }
  telnet.mode = 'text';
  if (code === IAC) return { type: 'text', from: at, to: at + 1 };
  return { type: 'command', code };
}

function readVerb(telnet: TelnetState, input: Input): TelnetEvent {
  telnet.mode = 'text';
  return { type: 'verb', verb: telnet.verb, option: input.bytes[input.pos++]! };
}

function readOption(telnet: TelnetState, input: Input): null {
  telnet.option = input.bytes[input.pos++]!;
  // IAC SB IAC SE: a subnegotiation without even an option.
  telnet.mode = telnet.option === IAC ? 'sb-iac' : 'sb-data';
  return null;
}

function readPayload(telnet: TelnetState, input: Input): TelnetEvent | null {
  const from = input.pos;
  const found = input.bytes.indexOf(IAC, from);
  const to = Math.min(
    found < 0 ? input.bytes.length : found,
    // Stop exactly at the limits, so that where a packet was cut makes no difference.
    from + room(telnet.length),
  );
  append(telnet, input.bytes.subarray(from, to));
  input.pos = to;
  if (telnet.length > MAX_DROPPED) return drop(telnet, 'text');
  if (to === found) {
    input.pos++;
    telnet.mode = 'sb-iac';
  }
  return null;
}

/** Bytes until the next limit is passed by one. */
function room(length: number): number {
  return (length > MAX_SUBNEGOTIATION ? MAX_DROPPED : MAX_SUBNEGOTIATION) + 1 - length;
}

const LETTER = Uint8Array.of(IAC);

function readEscaped(telnet: TelnetState, input: Input, isLetter: () => boolean): TelnetEvent | null {
  const code = input.bytes[input.pos]!;
  if (code < FIRST_COMMAND && isLetter()) {
    append(telnet, LETTER);
    telnet.mode = 'sb-data';
    return telnet.length > MAX_DROPPED ? drop(telnet, 'text') : null;
  }
  if (code === IAC) {
    append(telnet, input.bytes.subarray(input.pos, ++input.pos));
    telnet.mode = 'sb-data';
    return telnet.length > MAX_DROPPED ? drop(telnet, 'text') : null;
  }
  // Any other command means that the end was lost; it is carried out as a command.
  if (code !== SE) return drop(telnet, 'iac');
  input.pos++;
  if (telnet.length > MAX_SUBNEGOTIATION) return drop(telnet, 'text');
  const payload = telnet.payload.subarray(0, telnet.length);
  forget(telnet, 'text');
  return { type: 'subnegotiation', option: telnet.option, payload };
}

function drop(telnet: TelnetState, mode: 'text' | 'iac'): TelnetEvent {
  const code = telnet.length > MAX_SUBNEGOTIATION ? 'sb-too-long' : 'sb-unfinished';
  forget(telnet, mode);
  return { type: 'fault', code, option: telnet.option };
}

function forget(telnet: TelnetState, mode: 'text' | 'iac'): void {
  telnet.payload = NO_BYTES;
  telnet.length = 0;
  telnet.mode = mode;
}

function append(telnet: TelnetState, bytes: Uint8Array): void {
  const length = telnet.length + bytes.length;
  if (length > MAX_SUBNEGOTIATION) telnet.payload = NO_BYTES;
  else {
    if (length > telnet.payload.length) telnet.payload = grown(telnet.payload, length);
    telnet.payload.set(bytes, telnet.length);
  }
  telnet.length = length;
}

/** Capacity depends on the length alone, so that the state does not depend on where packets were cut. */
function grown(payload: Uint8Array, length: number): Uint8Array {
  let capacity = 64;
  while (capacity < length) capacity *= 2;
  const next = new Uint8Array(capacity);
  next.set(payload);
  return next;
}

// ---------------------------------------------------------------- writing

/** IAC SB option payload IAC SE, every 255 of the payload doubled. */
export function subnegotiation(option: number, payload: Uint8Array): Uint8Array {
  const inner = doubleIac(payload);
  const bytes = new Uint8Array(inner.length + 5);
  bytes.set([IAC, SB, option]);
  bytes.set(inner, 3);
  bytes.set([IAC, SE], inner.length + 3);
  return bytes;
}

/** Data as it stands in a telnet stream: IAC IAC for 255. */
export function doubleIac(bytes: Uint8Array): Uint8Array {
  let count = 0;
  for (const byte of bytes) if (byte === IAC) count++;
  if (count === 0) return bytes;
  const doubled = new Uint8Array(bytes.length + count);
  let to = 0;
  for (const byte of bytes) {
    doubled[to++] = byte;
    if (byte === IAC) doubled[to++] = IAC;
  }
  return doubled;
}
