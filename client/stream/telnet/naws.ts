/** Window size (RFC 1073): two 16-bit numbers, each size sent once. */
import type { StreamState } from '../../state/stream.ts';
import { type Pipeline, reply } from '../pipeline.ts';
import { NO_BYTES } from '../values.ts';
import { YES } from './qmethod.ts';
import { subnegotiation } from './telnet.ts';

export const NAWS = 31;

/** Agreed on: the size is due at once. */
export function startNaws(pipeline: Pipeline): void {
  const size = payload(pipeline.context.columns, pipeline.context.rows);
  pipeline.state.options.naws = reply(pipeline, subnegotiation(NAWS, size)) ? size : NO_BYTES;
}

export function stopNaws(pipeline: Pipeline): void {
  pipeline.state.options.naws = NO_BYTES;
}

/** What to send when the output area has this size now: nothing if the option is off or the size is known. */
export function resized(state: StreamState, columns: number, rows: number): Uint8Array {
  const size = payload(columns, rows);
  if (state.options.us[NAWS] !== YES || size.every((byte, at) => byte === state.options.naws[at]))
    return NO_BYTES;
  state.options.naws = size;
  return subnegotiation(NAWS, size);
}

function payload(columns: number, rows: number): Uint8Array {
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, clamp(columns));
  view.setUint16(2, clamp(rows));
  return bytes;
}

function clamp(size: number): number {
  return Math.max(0, Math.min(0xffff, Math.trunc(size)));
}
