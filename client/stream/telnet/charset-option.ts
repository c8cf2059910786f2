/**
 * CHARSET (RFC 2066). By the RFC only the side that sent WILL may send REQUEST; servers send it after either
 * opening, so it is answered whenever the option is on. We never send one: the server knows what it speaks.
 */
import { Buffer } from 'node:buffer';
import { type Encoding, findEncoding } from '../charset/encoding.ts';
import { type Road, reply } from '../pipeline.ts';
import { subnegotiation } from './telnet.ts';

export const CHARSET = 42;
const REQUEST = 1;
const ACCEPTED = 2;
const REJECTED = 3;
const TTABLE_IS = 4;
const TTABLE_REJECTED = 5;

/** Comes before the separator if the server would also send a translation table; one byte of version follows. */
const TTABLE = '[TTABLE]';

export function receiveCharset(road: Road, payload: Uint8Array): void {
  if (payload[0] === REQUEST) answer(road, Buffer.from(payload.subarray(1)).toString('latin1'));
  else if (payload[0] === TTABLE_IS) reply(road, subnegotiation(CHARSET, Uint8Array.of(TTABLE_REJECTED)));
}

function answer(road: Road, request: string): void {
  const list = request.startsWith(TTABLE) ? request.slice(TTABLE.length + 1) : request;
  const chosen = choose(list.slice(1).split(list[0] ?? ' '), road.context.encoding);
  if (chosen === null) {
    reply(road, subnegotiation(CHARSET, Uint8Array.of(REJECTED)));
    return;
  }
  reply(road, subnegotiation(CHARSET, Buffer.from(`${String.fromCharCode(ACCEPTED)}${chosen}`, 'latin1')));
  // From here on the server may use it.
  road.state.charset.negotiated = chosen;
}

/** The world's own setting if it is offered, else UTF-8, else the first that we can read. As it was offered. */
function choose(offers: readonly string[], setting: string): string | null {
  const known = offers.flatMap(offer => {
    const encoding = findEncoding(offer);
    return encoding === null ? [] : [{ offer, encoding }];
  });
  const named = (encoding: Encoding | null) => known.find(one => one.encoding.name === encoding?.name);
  return (named(findEncoding(setting)) ?? named(findEncoding('utf-8')) ?? known[0])?.offer ?? null;
}
