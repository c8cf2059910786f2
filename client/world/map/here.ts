/** The room that one is in, as the server tells it. */
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { heardRefusal, heardRoom } from '../walk/heard.ts';
import { roomTold } from './told.ts';

/** The server has told something under this key; most of it is about no room. */
export function noteRoom(turn: Turn, world: World, key: string): void {
  if (key === 'gmcp:room.wrongdir') return heardRefusal(turn, world, '');
  const room = roomTold(world.stream.data, key);
  if (!room) return;
  const before = world.here;
  world.here = { id: room.id, name: room.name };
  heardRoom(turn, world, world.here, before);
}
