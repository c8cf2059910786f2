/**
 * The connection of a world, one state machine: idle → connecting → connected → disconnected (→ waiting → connecting).
 * Only these functions change a world's phase and link.
 */
import type { Fault } from '../../shared/fault.ts';
import type { Carrier, Turn, World } from '../state.ts';
import { emptyStream, partial, send, sendRaw } from '../stream/stream.ts';
import { startLogin } from './login.ts';
import { pump, sendBytes } from './outbox.ts';
import { cancel, schedule } from './timers.ts';
import { addLine, say, streamContext, worldSettings } from './world.ts';

/** Long enough for a slow server behind two lost SYNs, short enough to wait for. */
const CONNECT_TIMEOUT = 15_000;
/** Home routers forget a silent connection after five minutes at the earliest. */
const KEEPALIVE_INTERVAL = 4 * 60_000;
const IAC_NOP = Uint8Array.of(255, 241);

/** Starts to connect; `login` says whether auto-login runs. Does nothing if the world is connected or about to be. */
export function connect(turn: Turn, world: World, login: boolean): void {
  if (world.phase === 'connected' || world.phase === 'connecting') return;
  const { host, port, tls } = worldSettings(turn.state, world);
  if (host === '') {
    say(turn, world, `${world.name}: no host is set in settings.toml; not connected.`);
    return;
  }
  cancel(turn.state, 'reconnect', world);
  world.login = login ? startLogin(worldSettings(turn.state, world)) : 'skip';
  say(turn, world, `Connecting to ${address(host, port)} ...`);
  dial(turn, world, host, port, tls);
}

/** The connection attempt itself; also repeats one that a reload interrupted. */
export function dial(turn: Turn, world: World, host: string, port: number, tls: boolean): void {
  const id = turn.state.nextLink++;
  const carrier: Carrier = tls ? (turn.state.settings.tls_proxy ? 'tls-proxy' : 'tls-direct') : 'tcp';
  world.link = {
    id,
    host,
    port,
    carrier,
    received: 0,
    outbox: [],
    inFlight: 0,
    inbox: [],
    held: false,
    session: null,
  };
  world.phase = 'connecting';
  world.stream = emptyStream();
  schedule(turn.state, 'connect', world, CONNECT_TIMEOUT);
  turn.effects.push({ type: 'connect', link: id, world: world.name, host, port, tls });
}

export function connected(turn: Turn, world: World, carrier: Carrier, session: string | null): void {
  if (!world.link) return;
  world.phase = 'connected';
  world.link.carrier = carrier;
  world.link.session = session;
  world.lastReceived = world.lastSent = turn.state.now;
  cancel(turn.state, 'connect', world);
  schedule(turn.state, 'keepalive', world, KEEPALIVE_INTERVAL);
  if (world.login === 'connect') schedule(turn.state, 'login', world, LOGIN_DELAY);
  say(turn, world, `Connected to ${world.name}.`);
}

/** A server says its welcome first; `connect name password` sent into it would stand in the middle. */
const LOGIN_DELAY = 500;

/** The peer ended the connection, or it failed, or could not be made. */
export function closed(turn: Turn, world: World, fault: Fault | null): void {
  const was = world.phase;
  hangUp(turn, world);
  if (was === 'connecting') say(turn, world, `${world.name}: ${fault?.sentence ?? 'connection closed'}`);
  else if (fault) say(turn, world, `${world.name}: connection lost: ${fault.sentence}`);
  else say(turn, world, `${world.name}: the server closed the connection.`);
  const { reconnect } = worldSettings(turn.state, world);
  if (reconnect > 0) {
    world.phase = 'waiting';
    schedule(turn.state, 'reconnect', world, reconnect * 1000);
    say(turn, world, `${world.name}: connecting again in ${reconnect} s.`);
  }
}

/** The user hangs up. */
export function disconnect(turn: Turn, world: World): void {
  if (world.link) turn.effects.push({ type: 'close', link: world.link.id });
  const was = world.phase;
  hangUp(turn, world);
  if (was === 'waiting') say(turn, world, `${world.name}: will not connect again by itself.`);
  else
    say(
      turn,
      world,
      was === 'connecting' ? `${world.name}: gave up connecting.` : `${world.name}: disconnected.`,
    );
}

/** Leaves nothing of the connection but the log: unterminated text becomes a line. */
export function hangUp(turn: Turn, world: World): void {
  const rest = partial(world.stream);
  if (rest.text !== '') addLine(turn, world, { ...rest, time: turn.state.now, kind: 'game' });
  world.stream = emptyStream();
  world.phase = 'disconnected';
  world.link = null;
  world.prompt = null;
  world.promptOpen = false;
  world.masked = false;
  world.login = 'skip';
  for (const name of ['connect', 'keepalive', 'login', 'prompt', 'inbox', 'reconnect'] as const) {
    cancel(turn.state, name, world);
  }
}

export function connectTimedOut(turn: Turn, world: World): void {
  const { link } = world;
  if (world.phase !== 'connecting' || !link) return;
  turn.effects.push({ type: 'close', link: link.id });
  const sentence = `no answer from ${address(link.host, link.port)} within 15 s; not connected.`;
  closed(turn, world, { code: 'ETIMEDOUT', sentence });
}

/** Sends what the world's settings ask for, if nothing was sent for a while, and comes back later. */
export function keepAlive(turn: Turn, world: World): void {
  if (world.phase !== 'connected') return;
  const due = world.lastSent + KEEPALIVE_INTERVAL;
  if (due > turn.state.now) {
    schedule(turn.state, 'keepalive', world, due - turn.state.now);
    return;
  }
  const settings = worldSettings(turn.state, world);
  if (settings.keepalive === 'nop') sendBytes(turn, world, sendRaw(world.stream, IAC_NOP));
  if (settings.keepalive === 'generic') sendIdle(turn, world, 'help commands ##_idler_message_##');
  if (settings.keepalive === 'custom') sendIdle(turn, world, settings.keepalive_command);
  schedule(turn.state, 'keepalive', world, KEEPALIVE_INTERVAL);
}

function sendIdle(turn: Turn, world: World, text: string): void {
  sendBytes(turn, world, send(world.stream, text, streamContext(turn.state, world)).bytes);
}

/** A restored connection: whatever was waiting to be sent goes on. */
export function resume(turn: Turn, world: World): void {
  if (world.link) pump(turn, world.link);
}

export function address(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
