/** What a changed setting changes at once. Most are looked at when they are next needed, and need nothing here. */
import type { Turn } from '../state/state.ts';
import { schedule } from '../state/timers.ts';
import type { World } from '../state/world.ts';
import { switchGmcp, switchSounds } from '../stream/stream.ts';
import { disconnect, keepAlive } from '../world/connection.ts';
import { markLog, startLog, stopLog } from '../world/logfile.ts';
import { answering, sendAnswer } from '../world/outbox.ts';
import { endSoundsOf } from '../world/sound/orders.ts';
import { tuneSounds } from '../world/sound/play.ts';
import { worldSettings } from '../world/world.ts';
import type { Path } from './path.ts';

/** Brings what runs in line with the setting at `path`, which has just been changed. */
export function applySetting(turn: Turn, [table, name = '', key = '']: Path): void {
  if (table === 'log_format') for (const world of Object.values(turn.state.worlds)) markLog(turn, world);
  if (table === 'sound_volume') tuneSounds(turn);
  if (table !== 'worlds' || !Object.hasOwn(turn.state.worlds, name)) return;
  if (Object.hasOwn(ofWorlds, key)) ofWorlds[key]!(turn, turn.state.worlds[name] as World);
}

const ofWorlds: Readonly<Record<string, (turn: Turn, world: World) => void>> = {
  log: applyLog,
  // From here on there is another file, of which it is to be known how long it is.
  log_format: markLog,
  gmcp: applyGmcp,
  sound: applySound,
  reconnect: applyReconnect,
  // If it is due now, it is sent now.
  keepalive_interval: keepAlive,
};

function applyLog(turn: Turn, world: World): void {
  const { log } = worldSettings(turn.state, world);
  if (log && !world.log.on) startLog(turn, world);
  if (!log && world.log.on) stopLog(turn, world);
}

function applyGmcp(turn: Turn, world: World): void {
  const { link } = world;
  if (!link || world.phase !== 'connected') return;
  const { gmcp } = worldSettings(turn.state, world);
  sendAnswer(turn, world, switchGmcp(world.stream, gmcp, answering(turn, world, link)));
}

function applySound(turn: Turn, world: World): void {
  const { link } = world;
  const { sound } = worldSettings(turn.state, world);
  if (!sound) endSoundsOf(turn, world);
  if (!link || world.phase !== 'connected') return;
  sendAnswer(turn, world, switchSounds(world.stream, sound, answering(turn, world, link)));
}

/** A world that waits to connect again waits as long as is said now, or no more. */
function applyReconnect(turn: Turn, world: World): void {
  if (world.phase !== 'waiting') return;
  const { reconnect } = worldSettings(turn.state, world);
  if (reconnect === 0) disconnect(turn, world);
  else schedule(turn.state, 'reconnect', world, reconnect * 1000);
}
