/** The first thing a fresh client does: greets, says what is amiss, connects the worlds it was started with. */
import { runCommand } from '../command/run.ts';
import { isAddress, isPort, parseServer } from '../command/server-address.ts';
import { findNamed } from '../command/table.ts';
import { noWorld } from '../command/worlds.ts';
import { changeWorld } from '../settings/change.ts';
import { worldNameFault } from '../settings/check.ts';
import type { Event } from '../state/events.ts';
import type { WorldSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import type { Interrupted, World } from '../state/world.ts';
import { switchTo } from '../view/switching.ts';
import { foreignLines } from '../view/worlds/welcome.ts';
import { connect } from '../world/connection.ts';
import { connectAfter } from '../world/reconnect.ts';
import { runTyped } from '../world/tinyfugue/typed.ts';
import { addTemporary, findWorld, sayHere } from '../world/world.ts';

/** A demo that has not started in so long a time (ms) has failed. */
const DEMO_TIME = 10_000;

type Started = Extract<Event, { type: 'started' }>;

export function onStarted(
  turn: Turn,
  {
    notices,
    worlds,
    welcome = false,
    orphaned = false,
    interrupted = [],
    demo = false,
    foreign = [],
  }: Started,
): void {
  sayHere(
    turn,
    `Clay ${turn.state.version}. F1 or /help lists the commands, /worlds the worlds; /quit leaves.`,
  );
  if (welcome && worlds.length === 0) turn.state.welcome = true;
  if (foreign.length > 0) turn.state.foreign = foreign;
  if (demo && turn.view?.plain) turn.view.plain.awaits = turn.state.now + DEMO_TIME;
  for (const file of turn.state.settings.macros) runTyped(turn, `/load ${file}`);
  // What is said from here on is said where the user looks now: behind a world the console is not seen.
  if (namesServer(turn.state, worlds)) runCommand(turn, 'connect', worlds.join(' '), '');
  else connectWorlds(turn, worlds);
  const back = comeBackAll(turn, interrupted);
  // As at the last client, if the user has not said where to look.
  if (back[0] && turn.view?.current === null) switchTo(turn, back[0].world);
  for (const notice of notices) sayHere(turn, notice);
  if (back.length > 0) sayHere(turn, backWords(back));
  // Where a world is on screen nobody sees the first page.
  if (turn.state.welcome !== true) for (const line of foreignLines(turn.state)) sayHere(turn, `${line}.`);
  if (orphaned) turn.effects.push({ type: 'list sessions', wish: 'take', name: '' });
}

function connectWorlds(turn: Turn, [first, ...others]: readonly string[]): void {
  if (first !== undefined) runCommand(turn, 'worlds', first, '');
  for (const name of others) runCommand(turn, 'worlds', `-b ${name}`, '');
}

/** `clay host port [tls]` or `clay host:port`; a world that is called so goes first. */
function namesServer(state: State, words: readonly string[]): boolean {
  const [host = '', port, tls, ...more] = words;
  if (more.length > 0 || words.some(word => findNamed(state, word))) return false;
  if (isAddress(host)) return port === undefined || (port === 'tls' && tls === undefined);
  return port !== undefined && /^\d+$/.test(port) && (tls === undefined || tls === 'tls');
}

/** What is wrong with the words that Clay is to be started with, in one sentence; null = they are worlds, or a server. */
export function amissAtStart(state: State, words: readonly string[]): string | null {
  const isUnknown = (word: string) => !findNamed(state, word);
  const unknown = words.find(isUnknown);
  if (unknown === undefined) return null;
  if (unknown === '') return 'A world with an empty name is none.';
  if (!words.every(isUnknown) || !meansServer(words))
    return noWorld(state, unknown, ` A server has its port behind it: clay ${unknown} 4000.`);
  const server = parseServer(words, one => `clay ${one}`);
  if ('fault' in server) return server.fault;
  const fault = worldNameFault(`${server.host}:${server.port}`);
  return fault ? `There is no such server: ${fault}.` : null;
}

/** Whether they are meant as a server, if not well put. */
function meansServer([first = '', ...rest]: readonly string[]): boolean {
  return (
    /[.:]/.test(first) ||
    rest.some(word => isPort(word) || /^-?\d+$/.test(word) || /^(?:tls|ssl)$/.test(word))
  );
}

interface Back {
  readonly world: World;
  /** Seconds until it connects. */
  readonly wait: number;
}

/** They wait as after any loss; those that were named at the start, or came with the sessions, are on their way already. */
function comeBackAll(turn: Turn, interrupted: readonly Interrupted[]): Back[] {
  return interrupted.flatMap(({ name, retry }) => {
    const world = findWorld(turn.state, name);
    if (!world || world.link || world.phase === 'waiting') return [];
    const wait = connectAfter(turn, world, retry);
    return wait === null ? [] : [{ world, wait }];
  });
}

function backWords(back: readonly Back[]): string {
  const places = back.map(({ world, wait }) => `to ${world.name} in ${wait} s`);
  return `The last Clay ended without hanging up; connecting again ${places.join(', ')}.`;
}

/** Connects to both ports of the demo MUD; the worlds are not saved. */
export function connectDemo(turn: Turn, port: number, tlsPort: number | null): void {
  delete turn.view?.plain?.awaits;
  // The demo makes itself a new certificate at each start: there is nothing to pin.
  if (tlsPort !== null) connectTemporary(turn, 'Demo TLS', { port: tlsPort, tls: true, tls_verify: 'none' });
  connectTemporary(turn, 'Demo', { port });
}

function connectTemporary(turn: Turn, wanted: string, settings: Partial<WorldSettings>): void {
  const name = freeName(turn.state, wanted);
  addTemporary(turn.state, name);
  // Its port is another one each time; the town is the same.
  changeWorld(turn, name, { ...settings, host: '127.0.0.1', auto_login: 'none', map: 'demo' });
  const world = findWorld(turn.state, name);
  if (!world) return;
  switchTo(turn, world);
  connect(turn, world, true);
}

/** The user may have a world of this name. */
function freeName({ settings, temporary }: State, name: string): string {
  return Object.hasOwn(settings.worlds, name) && !temporary.includes(name) ? `${name} (demo)` : name;
}
