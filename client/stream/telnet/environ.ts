/**
 * NEW-ENVIRON (RFC 1572) with the variables of the MUD New-Environ Standard. Nothing personal: who we are and
 * what the terminal can do, and what the user added. Unknown variables are answered without a value.
 */

import { Buffer } from 'node:buffer';
import { encodingOf } from '../charset/charset.ts';
import { answer, isStorm, type Pipeline } from '../pipeline.ts';
import type { StreamContext } from '../values.ts';
import { VARIABLE } from '../work.ts';
import { subnegotiation } from './telnet.ts';
import { mtts, note } from './ttype.ts';

export const NEW_ENVIRON = 39;
const IS = 0;
const SEND = 1;
const VAR = 0;
const VALUE = 1;
const ESC = 2;
const USERVAR = 3;

/** No server asks for more variables in one message; there are ten in the standard. */
const MAX_ASKED = 256;

/** Names and values are kept as they stand on the wire: a byte a character. */
type Wire = string;

export function receiveEnviron(pipeline: Pipeline, payload: Uint8Array): void {
  if (payload[0] !== SEND || isStorm(pipeline)) return;
  const asked = parseSend(payload);
  // Without a list: all of both kinds.
  if (asked.size === 0) asked.add(VAR_MARK).add(USERVAR_MARK);
  const { own, added } = variablesOf(pipeline);
  let answers = String.fromCharCode(IS);
  for (const one of asked) answers += answerTo(one, own, added);
  pipeline.work += VARIABLE * (asked.size + own.size + added.size);
  if (!answer(pipeline, subnegotiation(NEW_ENVIRON, Buffer.from(answers, 'latin1')))) return;
  const told = (pipeline.state.options.environTold ??= []);
  for (const one of asked) for (const name of namesFor(one, own, added)) note(told, name);
}

/** Which variables an answer to this has had a value for, in characters. */
function namesFor(asked: Wire, own: ReadonlyMap<Wire, Wire>, added: ReadonlyMap<Wire, Wire>): string[] {
  const name = asked.slice(1);
  const all = name === '' ? [...(asked === VAR_MARK ? own : added).keys()] : [name];
  return all
    .filter(one => own.has(one) || added.has(one))
    .map(one => Buffer.from(one, 'latin1').toString('utf8'));
}

const VAR_MARK = String.fromCharCode(VAR);
const USERVAR_MARK = String.fromCharCode(USERVAR);

/** VAR or USERVAR, each with a name behind it or without; ESC makes the next byte a letter. Each is asked for once. */
function parseSend(payload: Uint8Array): Set<Wire> {
  const asked = new Set<Wire>();
  let last: Wire = '';
  for (let at = 1; at < payload.length && asked.size < MAX_ASKED; at++) {
    const byte = payload[at]!;
    if (byte === VAR || byte === USERVAR) {
      if (last !== '') asked.add(last);
      last = String.fromCharCode(byte);
      continue;
    }
    if (byte === ESC) at++;
    const letter = payload[at];
    const isLetter = letter !== undefined && (byte === ESC || byte > USERVAR);
    if (isLetter && last !== '') last += String.fromCharCode(letter);
  }
  return last === '' ? asked : asked.add(last);
}

/** A name without value if there is no such variable; all of the kind if there is no name. */
function answerTo(asked: Wire, own: ReadonlyMap<Wire, Wire>, added: ReadonlyMap<Wire, Wire>): Wire {
  const mark = asked[0]!;
  const name = asked.slice(1);
  if (name !== '') return variable(mark, name, own.get(name) ?? added.get(name));
  return [...(mark === VAR_MARK ? own : added)].map(([one, value]) => variable(mark, one, value)).join('');
}

interface Variables {
  readonly charset: string;
  readonly own: ReadonlyMap<Wire, Wire>;
  readonly added: ReadonlyMap<Wire, Wire>;
}

/** What they were when they were asked for last: a packet may ask a thousand times. */
const known = new WeakMap<StreamContext, Variables>();

function variablesOf(pipeline: Pipeline): Variables {
  const charset = encodingOf(pipeline.state.charset, pipeline.context.encoding).name;
  let variables = known.get(pipeline.context);
  if (variables?.charset !== charset) {
    variables = {
      charset,
      own: onWire(ownVariables(pipeline)),
      added: onWire(pipeline.context.environ ?? {}),
    };
    known.set(pipeline.context, variables);
  }
  return variables;
}

function ownVariables(pipeline: Pipeline): Record<string, string> {
  const { context, state } = pipeline;
  return {
    CLIENT_NAME: context.client,
    CLIENT_VERSION: context.version,
    TERMINAL_TYPE: context.terminal,
    MTTS: String(mtts(pipeline)),
    CHARSET: encodingOf(state.charset, context.encoding).name.toUpperCase(),
  };
}

const isAscii = /^[\0-\x7f]*$/;

function onWire(variables: Readonly<Record<string, string>>): Map<Wire, Wire> {
  const latin = (text: string) => (isAscii.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1'));
  return new Map(Object.entries(variables).map(([name, value]) => [latin(name), latin(value)]));
}

function variable(mark: Wire, name: Wire, value: Wire | undefined): Wire {
  const named = mark + escaped(name);
  return value === undefined ? named : named + String.fromCharCode(VALUE) + escaped(value);
}

function escaped(text: Wire): Wire {
  return text.replace(/[\0-\x03]/g, `${String.fromCharCode(ESC)}$&`);
}
