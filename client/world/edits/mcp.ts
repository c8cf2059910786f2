/** The hello of MCP: answered once there is a key that nobody guesses. */
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { beginMcp } from '../../stream/mcp/mcp.ts';
import { sendText } from '../../stream/stream.ts';
import { sendBytes } from '../outbox.ts';
import { streamContext } from '../world.ts';

/** The server has said hello. */
export function askForKey({ effects }: Turn, { link }: World): void {
  if (link) effects.push({ type: 'make key', link: link.id });
}

/** Here is something that cannot be guessed. */
export function onKeyMade(turn: Turn, world: World, random: Uint8Array): void {
  const { mcp } = world.stream;
  if (mcp?.key !== '') return;
  const key = Array.from(random, byte => byte.toString(16).padStart(2, '0')).join('');
  const lines = beginMcp(mcp, key);
  const { bytes } = sendText(world.stream, `${lines.join('\r\n')}\r\n`, streamContext(turn.state, world));
  sendBytes(turn, world, bytes);
}

/** What another image has asked for, and this one does not know the answer of. */
export function askForKeysAgain(turn: Turn): void {
  for (const world of Object.values(turn.state.worlds))
    if (world.stream.mcp?.key === '') askForKey(turn, world);
}
