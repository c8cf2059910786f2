/** What is asked of the map of a world; the answers come as events. */
import type { MapAsk } from '../../state/map/rooms.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { worldOn } from '../audience.ts';
import { worldSettings } from '../world.ts';

/** Questions that wait at most: whoever asks faster has asked for the same. */
const MOST_ASKED = 100;

/** The name of the world's map, which is that of its file. */
export function mapName(state: State, world: World): string {
  const { map, host, port } = worldSettings(state, world);
  const name = map || `${host || world.name}_${port}`;
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80);
}

/** `view`: who has asked, and is answered; '' = nobody. */
export function askMap(turn: Turn, world: World, view: string, ask: MapAsk): void {
  const maps = (turn.state.maps ??= { last: 0, asked: [] });
  if (maps.asked.length >= MOST_ASKED) maps.asked.shift();
  const asked = { id: ++maps.last, world: world.name, view, map: mapName(turn.state, world), ask };
  maps.asked.push(asked);
  turn.effects.push({ type: 'map ask', map: asked.map, asked });
}

/** What another image was asked and has not answered. What is maybe done already, and not to be done twice, is not. */
export function resumeMaps({ state, effects }: Turn): void {
  if (!state.maps) return;
  state.maps.asked = state.maps.asked.filter(({ ask }) => ask.kind !== 'undo' && ask.kind !== 'step');
  for (const asked of state.maps.asked) effects.push({ type: 'map ask', map: asked.map, asked });
}

/** Whether somebody looks at the world's map. */
export function isMapShown({ settings, views, web }: State, { name }: World): boolean {
  if (!settings.map_pane) return false;
  const hasPage = Object.values(web?.browsers ?? {}).some(({ visible }) => visible);
  return hasPage || Object.values(views).some(({ current }) => current === name);
}

/** What is drawn of the map is to be what it is now. */
export function lookAround(turn: Turn, world: World): void {
  const at = world.here?.id;
  if (at === null || at === undefined || !isMapShown(turn.state, world)) return;
  const isAsked = turn.state.maps?.asked.some(
    ({ world: name, ask }) => name === world.name && ask.kind === 'sight' && ask.at === at,
  );
  if (!isAsked) askMap(turn, world, '', { kind: 'sight', at });
}

/** The map of the world that has come on screen. */
export function settleMap(turn: Turn, view: View): void {
  const world = turn.state.settings.map_pane ? worldOn(turn.state, view) : null;
  if (world?.here && world.sight?.at !== world.here.id) lookAround(turn, world);
}
