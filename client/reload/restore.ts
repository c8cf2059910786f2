/** After execve(): which of the carried descriptors are still what the state says, and what becomes of the others. */
import type { Description, Posix } from '../../native/posix.ts';
import type { Turn, World } from '../state.ts';
import { dial, hangUp, resume } from '../world/connection.ts';
import { say, worldSettings } from '../world/world.ts';
import type { Carried } from './snapshot.ts';

/** Whether the descriptor is open and the very same object as before: type, inode, both addresses. */
export function isSame(posix: Posix, { fd, is }: Carried): boolean {
  let now: Description;
  try {
    now = posix.describe(fd);
  } catch {
    // Not an open descriptor.
    return false;
  }
  return now.type === is.type && now.inode === is.inode && now.device === is.device;
}

/**
 * Puts the worlds in order: connections that came along go on, attempts that were under way are made again, and a
 * world whose connection could not be carried over is marked disconnected, its pending lines and pause cleared.
 */
export function reviveWorlds(turn: Turn, carried: ReadonlySet<number>): void {
  for (const world of Object.values(turn.state.worlds)) {
    if (!world.link) continue;
    if (world.phase === 'connecting') redial(turn, world);
    else if (carried.has(world.link.id)) {
      // The other side knows the user already.
      world.login = 'skip';
      resume(turn, world);
    } else lose(turn, world);
  }
}

function redial(turn: Turn, world: World): void {
  const { host, port } = world.link as { host: string; port: number };
  dial(turn, world, host, port, worldSettings(turn.state, world).tls);
}

function lose(turn: Turn, world: World): void {
  const direct = world.link?.carrier === 'tls-direct';
  hangUp(turn, world);
  say(
    turn,
    world,
    direct
      ? `${world.name}: disconnected by the reload: TLS cannot pass through it without the TLS proxy. /setup tls_proxy on keeps such worlds; /worlds ${world.name} connects again.`
      : `${world.name}: disconnected: its connection did not come through the reload. /worlds ${world.name} connects again.`,
  );
  const { reading, scrollback } = world;
  world.reading = { ...reading, shown: scrollback.next, rows: 0, paused: false };
}
