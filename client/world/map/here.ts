/** The room that one is in: as the server tells it, or as it was walked into. */
import type { MapExit } from '../../state/map/rooms.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { heardRefusal, heardRoom } from '../walk/heard.ts';
import { lookAround, mapName } from './ask.ts';
import { roomTold, type ToldRoom } from './told.ts';

/** The server has told something under this key; most of it is about no room. */
export function noteRoom(turn: Turn, world: World, key: string): void {
  if (key === 'gmcp:room.wrongdir') return heardRefusal(turn, world);
  const telling = key.startsWith('msdp:ROOM_') ? (world.telling ??= {}) : {};
  if (key === 'msdp:ROOM_NAME') telling.name = true;
  if (key === 'msdp:ROOM_EXITS') telling.exits = true;
  const room = roomTold(world.stream.data, key);
  if (!room) return;
  const before = world.here;
  world.here = { id: room.id, name: room.name };
  if (key === 'msdp:ROOM_VNUM' && !(telling.name && telling.exits)) telling.waits = true;
  else keep(turn, world, room);
  heardRoom(turn, world, world.here, before);
}

/**
 * Text has come: of the room whose number MSDP has told all is told now. Its variables come one by one, in an order of the
 * server's, and none that is as it was: before the text, a name may be that of the room before.
 */
export function settleRoom(turn: Turn, world: World): void {
  const { telling, here } = world;
  delete world.telling;
  if (!telling?.waits || !here) return;
  const room = roomTold(world.stream.data, 'msdp:ROOM_VNUM');
  if (room?.id !== here.id) return;
  world.here = { id: room.id, name: room.name };
  keep(turn, world, room);
}

/** The map takes it as it is told. */
function keep(turn: Turn, world: World, told: ToldRoom): void {
  if (told.id === null) return;
  const exits: Record<string, MapExit> = Object.create(null);
  for (const [way, to] of Object.entries(told.exits)) exits[way] = { to };
  const { id, name, area, terrain, coords } = told;
  const room = { id, name, area, exits, ...(terrain && { terrain }), ...(coords && { at: coords }) };
  turn.effects.push({ type: 'map note', map: mapName(turn.state, world), world: world.name, room });
  lookAround(turn, world);
}

/** What this image has never told the map, maybe, it is told again: the map is no worse for it. */
export function noteRoomsAgain(turn: Turn): void {
  for (const world of Object.values(turn.state.worlds)) {
    if (!world.here || world.telling?.waits) continue;
    const key = ['gmcp:room.info', 'msdp:ROOM', 'msdp:ROOM_VNUM'].find(one =>
      Object.hasOwn(world.stream.data.entries, one),
    );
    const room = key === undefined ? null : roomTold(world.stream.data, key);
    if (room && room.id === world.here.id) keep(turn, world, room);
  }
}
