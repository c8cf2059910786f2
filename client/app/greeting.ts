/** The first thing a fresh client does: greets, says what is amiss, connects the worlds it was started with. */
import { runLine } from '../command/run.ts';
import { changeWorld } from '../settings/change.ts';
import type { Event } from '../state/events.ts';
import type { WorldSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import { switchTo } from '../view/switching.ts';
import { connect } from '../world/connection.ts';
import { addTemporary, findWorld, sayHere } from '../world/world.ts';

type Started = Extract<Event, { type: 'started' }>;

export function onStarted(turn: Turn, { notices, worlds, orphaned = false }: Started): void {
  sayHere(
    turn,
    `Clay ${turn.state.version}. /help lists the commands, /worlds the worlds; Ctrl+C twice quits.`,
  );
  const [first, ...others] = worlds;
  if (first !== undefined) runLine(turn, `/worlds ${first}`);
  // What is said from here on is said where the user looks now: behind a world the console is not seen.
  for (const name of others) runLine(turn, `/worlds -b ${name}`);
  for (const notice of notices) sayHere(turn, notice);
  if (orphaned) turn.effects.push({ type: 'list sessions', wish: 'take', name: '' });
}

/** Connects to both ports of the demo MUD; the worlds are not saved. */
export function connectDemo(turn: Turn, port: number, tlsPort: number | null): void {
  // The demo makes itself a new certificate at each start: there is nothing to pin.
  if (tlsPort !== null) connectTemporary(turn, 'Demo TLS', { port: tlsPort, tls: true, tls_verify: 'none' });
  connectTemporary(turn, 'Demo', { port });
}

function connectTemporary(turn: Turn, wanted: string, settings: Partial<WorldSettings>): void {
  const name = freeName(turn.state, wanted);
  addTemporary(turn.state, name);
  changeWorld(turn, name, { ...settings, host: '127.0.0.1', auto_login: 'none' });
  const world = findWorld(turn.state, name);
  if (!world) return;
  switchTo(turn, world);
  connect(turn, world, true);
}

/** The user may have a world of this name. */
function freeName({ settings, temporary }: State, name: string): string {
  return Object.hasOwn(settings.worlds, name) && !temporary.includes(name) ? `${name} (demo)` : name;
}
