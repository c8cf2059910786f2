/**
 * GMCP (option 201): `Package.Message JSON`, in UTF-8. Hello and Supports go out once, when the option is
 * agreed on; a reload is no new agreement.
 */

import { Buffer } from 'node:buffer';
import type { StreamState } from '../../state/stream.ts';
import { isMedia, mediaOrders } from '../media/client-media.ts';
import { answer, give, type Pipeline } from '../pipeline.ts';
import { NO_BYTES } from '../values.ts';
import { YES } from './qmethod.ts';
import { storeTold } from './server-data.ts';
import { subnegotiation } from './telnet.ts';

export const GMCP = 201;

/** Package names as games write them; what follows is the payload, with or without a space. */
const MESSAGE = /^\s*([\w.-]{1,128})\s*(.*)$/s;

export function startGmcp(pipeline: Pipeline): void {
  const { client, version, gmcpSupports } = pipeline.context;
  answer(pipeline, message(`Core.Hello ${JSON.stringify({ client, version })}`));
  pipeline.state.options.supports = '';
  if (!answer(pipeline, supportsMessage(pipeline.state, gmcpSupports))) pipeline.state.options.supports = '';
}

export function receiveGmcp(pipeline: Pipeline, payload: Uint8Array): void {
  const match = MESSAGE.exec(Buffer.from(payload).toString('utf8'));
  if (match === null) return;
  const name = match[1]!;
  // A message without payload says that it happened: null in JSON.
  const [key, text] = [name.toLowerCase(), match[2]!.trim() || 'null'];
  storeTold(pipeline, 'gmcp', key, name, text);
  if (!pipeline.state.options.sounds || !isMedia(key)) return;
  // Each of them counts, not the latest alone.
  for (const order of mediaOrders(key, text)) give(pipeline, { type: 'sound', order });
}

/** `Package.Message JSON` as it is to be sent; empty while the option is off. */
export function sendGmcp(state: StreamState, text: string): Uint8Array {
  return state.options.him[GMCP] === YES ? message(text) : NO_BYTES;
}

/** Core.Supports.Set as it is to be sent; empty if the option is off or this list was sent last. */
export function sendSupports(state: StreamState, supports: readonly string[]): Uint8Array {
  return supportsMessage(state, supports);
}

function supportsMessage(state: StreamState, supports: readonly string[]): Uint8Array {
  const list = JSON.stringify(supports);
  if (state.options.him[GMCP] !== YES || list === state.options.supports) return NO_BYTES;
  state.options.supports = list;
  return message(`Core.Supports.Set ${list}`);
}

function message(text: string): Uint8Array {
  return subnegotiation(GMCP, Buffer.from(text, 'utf8'));
}
