/**
 * Terminal type (RFC 1091) as MTTS uses it: the first SEND is answered by the client's name, the second by
 * the terminal, every other by `MTTS <bits>`; the repetition tells the server that the list has ended.
 */

import { Buffer } from 'node:buffer';
import { encodingOf } from '../charset/charset.ts';
import { answer, isStorm, type Pipeline } from '../pipeline.ts';
import { subnegotiation } from './telnet.ts';

export const TTYPE = 24;
const IS = 0;
const SEND = 1;

/** What a terminal without colours is called. */
const NO_COLOURS = 'DUMB';

const ANSI = 1;
const UTF_8 = 4;
const COLOURS_256 = 8;
const TRUECOLOUR = 256;
const MNES = 512;
const TLS = 2048;

/** What is true of this client on this connection now. VT100 is not: cursor movements are swallowed. */
export function mtts(pipeline: Pipeline): number {
  const { context, state } = pipeline;
  let bits = context.terminal === NO_COLOURS ? 0 : ANSI;
  if (encodingOf(state.charset, context.encoding).name === 'utf-8') bits |= UTF_8;
  if (/-(256COLOR|TRUECOLOR)$/.test(context.terminal)) bits |= COLOURS_256;
  if (context.terminal.endsWith('-TRUECOLOR')) bits |= TRUECOLOUR;
  if (context.environ !== null) bits |= MNES;
  if (context.tls) bits |= TLS;
  return bits;
}

/** Agreed on anew: the list starts again. */
export function startTtype(pipeline: Pipeline): void {
  pipeline.state.options.ttype = 0;
  delete pipeline.state.options.ttypeTold;
}

/** Names that were sent, for the eye; a server may ask for ever. */
const MAX_TOLD = 32;

/** Notes a name that was sent, unless it was before. */
export function note(told: string[], name: string): void {
  if (told.length < MAX_TOLD && !told.includes(name)) told.push(name);
}

export function receiveTtype(pipeline: Pipeline, payload: Uint8Array): void {
  if (payload[0] !== SEND || isStorm(pipeline)) return;
  const { options } = pipeline.state;
  const name = [pipeline.context.client.toUpperCase(), pipeline.context.terminal, `MTTS ${mtts(pipeline)}`][
    options.ttype
  ]!;
  if (!answer(pipeline, subnegotiation(TTYPE, Buffer.from(`${String.fromCharCode(IS)}${name}`, 'latin1'))))
    return;
  note((options.ttypeTold ??= []), name);
  options.ttype = Math.min(options.ttype + 1, 2);
}
