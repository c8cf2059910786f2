/** The first thing a fresh client does: greets, says what is amiss, connects the worlds it was started with. */
import { runLine } from '../command/run.ts';
import { defaultWorld } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import { switchTo } from '../view/switching.ts';
import { connect } from '../world/connection.ts';
import { addTemporary, findWorld, sayHere } from '../world/world.ts';

export function started(turn: Turn, notices: readonly string[], worlds: readonly string[]): void {
  sayHere(
    turn,
    `Clay ${turn.state.version}. /help lists the commands, /worlds the worlds; Ctrl+C twice quits.`,
  );
  const [first, ...others] = worlds;
  if (first !== undefined) runLine(turn, `/worlds ${first}`);
  // What is said from here on is said where the user looks now: behind a world the console is not seen.
  for (const name of others) runLine(turn, `/worlds -b ${name}`);
  for (const notice of notices) sayHere(turn, notice);
}

/** Connects to both ports of the demo MUD; the worlds are not saved. */
export function connectDemo(turn: Turn, port: number, tlsPort: number | null): void {
  const { worlds } = turn.state.settings;
  const demo = { ...defaultWorld(), host: '127.0.0.1', auto_login: 'none' as const };
  const plain = freeName(turn.state, 'Demo');
  const secure = freeName(turn.state, 'Demo TLS');
  worlds[plain] = { ...demo, port };
  // The demo makes itself a new certificate at each start: there is nothing to pin.
  if (tlsPort !== null) worlds[secure] = { ...demo, port: tlsPort, tls: true, tls_verify: 'none' };
  for (const name of [secure, plain]) {
    const world = findWorld(turn.state, name);
    addTemporary(turn.state, name);
    if (!world || !(name in worlds)) continue;
    switchTo(turn, world);
    connect(turn, world, true);
  }
}

/** The user may have a world of this name. */
function freeName({ settings, temporary }: State, name: string): string {
  return Object.hasOwn(settings.worlds, name) && !temporary.includes(name) ? `${name} (demo)` : name;
}
