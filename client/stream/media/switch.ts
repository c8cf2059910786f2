/** Sounds on or off on a connection: what is agreed on with the server, and what it is told. */
import type { StreamState } from '../../state/stream.ts';
import { newPipeline, replies, reply } from '../pipeline.ts';
import { sendSupports } from '../telnet/gmcp.ts';
import { MSP } from '../telnet/msp.ts';
import { request } from '../telnet/options.ts';
import { YES } from '../telnet/qmethod.ts';
import { NO_BYTES, type StreamContext } from '../values.ts';

/** Before anything was said: MSP is agreed to if the server offers it. */
export function allowSounds(state: StreamState): void {
  state.options.sounds = true;
}

/** Turns sounds on or off for this connection; answers what to send, as it goes onto the wire. */
export function switchSounds(state: StreamState, on: boolean, context: StreamContext): Uint8Array {
  const pipeline = newPipeline(state, context);
  state.options.sounds = on;
  // A server that has spoken of no option may know none, and would take the question for typed text.
  if (!on || speaksTelnet(state)) request(pipeline, 'him', MSP, on);
  const supports = sendSupports(state, context.gmcpSupports);
  if (supports.length > 0) reply(pipeline, supports);
  return pipeline.values.length === 0 ? NO_BYTES : replies(pipeline);
}

function speaksTelnet({ options: { us, him } }: StreamState): boolean {
  return us.includes(YES) || him.includes(YES);
}
