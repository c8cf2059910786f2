/** Auto-login: what is sent by itself on a fresh connection, and when. Restored connections never log in again. */

import type { Fault } from '../../shared/fault.ts';
import type { WorldSettings } from '../state/settings.ts';
import type { Turn } from '../state/state.ts';
import type { LoginStep, World } from '../state/world.ts';
import { send } from '../stream/stream.ts';
import { sendBytes } from './outbox.ts';
import { say, streamContext, worldSettings } from './world.ts';

/** The first step of a fresh connection. */
export function startLogin({ auto_login, user }: WorldSettings): LoginStep {
  if (auto_login === 'none' || user === '') return 'done';
  return auto_login === 'connect' ? 'connect' : 'user';
}

/** The time has come for `connect user password`. */
export function loginConnect(turn: Turn, world: World): void {
  if (world.login !== 'connect') return;
  const { user } = worldSettings(turn.state, world);
  withPassword(turn, world, password => `connect ${user} ${password}`.trimEnd());
}

/** The server asks: name, then password, then (MOOs) the name again. */
export function loginPrompt(turn: Turn, world: World): void {
  const settings = worldSettings(turn.state, world);
  if (world.login === 'user') {
    world.login = 'password';
    sendText(turn, world, settings.user);
  } else if (world.login === 'password') {
    withPassword(turn, world, password => password);
  } else if (world.login === 'again') {
    world.login = 'done';
    sendText(turn, world, settings.user);
  }
}

/** The answer of password_command: the step that waited for it goes on. */
export function passwordReady(turn: Turn, world: World, password: string | Fault): void {
  // The connection that asked for it may be gone: the next one must not get a password as its first words.
  if (world.login !== 'connect' && world.login !== 'password') return;
  if (typeof password !== 'string') {
    world.login = 'done';
    say(turn, world, `${world.name}: ${password.sentence} Log in by hand.`);
  } else {
    const { user } = worldSettings(turn.state, world);
    sendPassword(turn, world, world.login === 'connect' ? `connect ${user} ${password}` : password);
  }
}

function withPassword(turn: Turn, world: World, line: (password: string) => string): void {
  const { password, password_command } = worldSettings(turn.state, world);
  if (password === '' && password_command !== '') {
    turn.effects.push({ type: 'password command', world: world.name, command: password_command });
  } else {
    sendPassword(turn, world, line(password));
  }
}

function sendPassword(turn: Turn, world: World, line: string): void {
  const isMoo = worldSettings(turn.state, world).auto_login === 'moo_prompt';
  world.login = isMoo && world.login === 'password' ? 'again' : 'done';
  sendText(turn, world, line);
}

function sendText(turn: Turn, world: World, text: string): void {
  sendBytes(turn, world, send(world.stream, text, streamContext(turn.state, world)).bytes);
}
