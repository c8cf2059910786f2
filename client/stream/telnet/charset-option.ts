/**
 * CHARSET (RFC 2066). By the RFC only the side that sent WILL may send REQUEST; servers send it after either
 * opening, so it is answered whenever the option is on. We never send one: the server knows what it speaks.
 */

import { Buffer } from 'node:buffer';
import { findEncoding } from '../charset/encoding.ts';
import { answer, isStorm, type Pipeline } from '../pipeline.ts';
import { subnegotiation } from './telnet.ts';

export const CHARSET = 42;
const REQUEST = 1;
const ACCEPTED = 2;
const REJECTED = 3;
const TTABLE_IS = 4;
const TTABLE_REJECTED = 5;

/** Comes before the separator if the server would also send a translation table; one byte of version follows. */
const TTABLE = '[TTABLE]';

export function receiveCharset(pipeline: Pipeline, payload: Uint8Array): void {
  if (isStorm(pipeline)) return;
  if (payload[0] === REQUEST) choose(pipeline, Buffer.from(payload.subarray(1)).toString('latin1'));
  else if (payload[0] === TTABLE_IS)
    answer(pipeline, subnegotiation(CHARSET, Uint8Array.of(TTABLE_REJECTED)));
}

function choose(pipeline: Pipeline, request: string): void {
  const list = request.startsWith(TTABLE) ? request.slice(TTABLE.length + 1) : request;
  const chosen = best(list.slice(1).split(list[0] ?? ' '), pipeline.context.encoding);
  if (chosen === null) {
    answer(pipeline, subnegotiation(CHARSET, Uint8Array.of(REJECTED)));
    return;
  }
  const accepted = Buffer.from(`${String.fromCharCode(ACCEPTED)}${chosen}`, 'latin1');
  // From here on the server may use it.
  if (answer(pipeline, subnegotiation(CHARSET, accepted))) pipeline.state.charset.negotiated = chosen;
}

/** The world's own setting if it is offered, else UTF-8, else the first that we can read. As it was offered. */
function best(offers: readonly string[], setting: string): string | null {
  const wanted = findEncoding(setting)?.name;
  let utf8: string | null = null;
  let first: string | null = null;
  for (const offer of offers) {
    const name = findEncoding(offer)?.name;
    if (name === undefined) continue;
    if (name === wanted) return offer;
    if (name === 'utf-8') utf8 ??= offer;
    first ??= offer;
  }
  return utf8 ?? first;
}
