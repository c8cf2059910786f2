/**
 * NEW-ENVIRON (RFC 1572) with the variables of the MUD New-Environ Standard. Nothing personal: who we are and
 * what the terminal can do, and what the user added. Unknown variables are answered without a value.
 */
import { Buffer } from 'node:buffer';
import { encodingOf } from '../charset/charset.ts';
import { type Road, reply } from '../pipeline.ts';
import { subnegotiation } from './telnet.ts';
import { mtts } from './ttype.ts';

export const NEW_ENVIRON = 39;
const IS = 0;
const SEND = 1;
const VAR = 0;
const VALUE = 1;
const ESC = 2;
const USERVAR = 3;

interface Asked {
  readonly type: number;
  /** "" asks for all variables of this type. */
  readonly name: string;
}

export function receiveEnviron(road: Road, payload: Uint8Array): void {
  if (payload[0] !== SEND) return;
  const asked = parseSend(payload);
  const all: Asked[] = [
    { type: VAR, name: '' },
    { type: USERVAR, name: '' },
  ];
  const parts = (asked.length === 0 ? all : asked).map(one => answer(road, one));
  reply(road, subnegotiation(NEW_ENVIRON, Buffer.concat([Uint8Array.of(IS), ...parts])));
}

/** VAR or USERVAR, each with a name or without; ESC makes the next byte a letter. */
function parseSend(payload: Uint8Array): Asked[] {
  const asked: { type: number; name: string }[] = [];
  for (let at = 1; at < payload.length; at++) {
    const byte = payload[at]!;
    if (byte === VAR || byte === USERVAR) asked.push({ type: byte, name: '' });
    else if (byte === ESC) at++;
    const letter = payload[at];
    const last = asked.at(-1);
    if (last !== undefined && letter !== undefined && (byte === ESC || byte > USERVAR)) {
      last.name += String.fromCharCode(letter);
    }
  }
  return asked;
}

function answer(road: Road, asked: Asked): Buffer {
  const own = ownVariables(road);
  const added = road.context.environ ?? {};
  if (asked.name !== '') {
    const value = Object.hasOwn(own, asked.name)
      ? own[asked.name]
      : Object.hasOwn(added, asked.name)
        ? added[asked.name]
        : undefined;
    return variable(asked.type, asked.name, value);
  }
  const list = asked.type === VAR ? own : added;
  return Buffer.concat(Object.entries(list).map(([name, value]) => variable(asked.type, name, value)));
}

function ownVariables(road: Road): Record<string, string> {
  const { context, state } = road;
  return {
    CLIENT_NAME: context.client,
    CLIENT_VERSION: context.version,
    TERMINAL_TYPE: context.terminal,
    MTTS: String(mtts(road)),
    CHARSET: encodingOf(state.charset, context.encoding).name.toUpperCase(),
  };
}

function variable(type: number, name: string, value: string | undefined): Buffer {
  const parts = [Uint8Array.of(type), escaped(name)];
  if (value !== undefined) parts.push(Uint8Array.of(VALUE), escaped(value));
  return Buffer.concat(parts);
}

function escaped(text: string): Uint8Array {
  if (!/[\0-\x03]/.test(text)) return Buffer.from(text, 'utf8');
  return Uint8Array.from(
    [...Buffer.from(text, 'utf8')].flatMap(byte => (byte <= USERVAR ? [ESC, byte] : [byte])),
  );
}
