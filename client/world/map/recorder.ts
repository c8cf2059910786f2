/** Rooms that are noted as one walks, where the server tells of none: the way that was gone, and what the game said first. */

import { WAYS, wayNamed } from '../../map/ways.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { askMap } from './ask.ts';

/** Something was said to the world: a way, maybe. */
export function recordSent({ recording }: World, text: string): void {
  if (!recording) return;
  const way = wayNamed(text);
  delete recording.title;
  if (Object.hasOwn(WAYS, way)) recording.way = way;
  else delete recording.way;
}

/** There was no such way. */
export function recordRefusal({ recording }: World): void {
  if (recording) delete recording.way;
}

/** The first line behind a way is what the room is called. */
export function recordLine({ recording }: World, text: string): void {
  const line = text.trim();
  if (recording?.way !== undefined && line !== '' && wayNamed(line) !== recording.way)
    recording.title ??= line.slice(0, 200);
}

/** The game has said all that it had to say of the room. */
export function recordRoom(turn: Turn, world: World): void {
  const { recording, here } = world;
  if (recording?.way === undefined || recording.title === undefined || (here && !here.walked)) return;
  const { way, title } = recording;
  delete recording.way;
  delete recording.title;
  askMap(turn, world, '', { kind: 'step', from: here?.id ?? null, way, name: title });
}
