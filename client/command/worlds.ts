/** Commands about worlds and their connections. */

import { maxOf } from '../../shared/arrays.ts';
import { endpoint } from '../../shared/fault.ts';
import { changeWorld, keepWorld } from '../settings/change.ts';
import { worldNameFault } from '../settings/check.ts';
import { defaultWorld } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { textWidth } from '../text/width.ts';
import { padded } from '../view/dialog/box/cells.ts';
import { openWorldEditor } from '../view/dialog/worlds/editor.ts';
import { openWorlds } from '../view/dialog/worlds/list.ts';
import { removeWorld as dropWorld } from '../view/dialog/worlds/removal.ts';
import { switchTo } from '../view/switching.ts';
import { worldNamed } from '../world/audience.ts';
import { connect, disconnect, trust } from '../world/connection.ts';
import { addTemporary, complainHere, findWorld, sayHere, typedName } from '../world/world.ts';
import { connectionsCommand } from './connections.ts';
import { isAddress, isPort, parseServer } from './server-address.ts';
import { didYouMeanBegun } from './similar.ts';
import { type Command, findNamed, takeFlags } from './table.ts';

/** Worlds listed at a time: more than anybody plays, and done in some milliseconds. */
const MOST_LISTED = 1000;

export const worldCommands: readonly Command[] = [
  {
    names: ['worlds', 'world'],
    usage: '/worlds [-l] [-b] [-e] [-a] [name]',
    summary: 'list the worlds to choose one, or switch to one and connect if need be',
    details: [
      'In the list, letters narrow it down; Enter puts a world on screen and connects it, Alt+E edits it, Alt+A adds one, Alt+D deletes it after a question.',
      'The settings of a world are a form, in which a connection can be tried before anything is saved.',
    ],
    options: [
      { flag: '-l', help: 'connect without auto-login; without a name: list them as text' },
      { flag: '-b', help: 'connect in the background, and stay where you are' },
      { flag: '-e', help: 'edit the world, or the one on screen' },
      { flag: '-a', help: 'add a world: four questions' },
    ],
    arguments: ['world'],
    examples: [
      ['/worlds', 'opens the list'],
      ['/worlds Alpha', 'puts Alpha on screen, and connects it'],
      ['/worlds -b "My World"', 'connects it in the background; the quotes may be left out'],
      ['/worlds -e Alpha', 'opens the settings of Alpha'],
      ['/worlds -a', 'asks for a new world, and connects it'],
      ['/worlds -l', 'lists them as text'],
    ],
    related: ['addworld', 'connect', 'connections', 'start'],
    takesData: true,
    run: worlds,
  },
  {
    names: ['addworld'],
    usage: '/addworld [-x] name host port',
    summary: 'add a world to settings.toml, or change where it is',
    options: [{ flag: '-x', help: 'with TLS' }],
    examples: [
      ['/addworld Home mud.example.org 4000', 'adds a world called Home'],
      ['/addworld Home mud.example.org:4000', 'the same'],
      ['/addworld -x "My World" mud.example.org 4443', 'with TLS, and a name of two words'],
    ],
    related: ['worlds', 'unworld', 'setup', 'login', 'tls'],
    takesData: true,
    run: addWorld,
  },
  {
    names: ['unworld'],
    usage: '/unworld name',
    summary: 'remove a world from settings.toml',
    details: ['Its user and its password go with it, its log files stay.'],
    arguments: ['world'],
    examples: [['/unworld Home', 'removes Home']],
    related: ['addworld', 'worlds'],
    careful: true,
    isByHand: () => true,
    run: removeWorld,
  },
  {
    names: ['connect'],
    usage: '/connect [world | host port [tls]]',
    summary: 'connect the world on screen, another one, or a server that is not in settings.toml',
    details: ['A server that is in no file is a world called host:port, for this run.'],
    arguments: ['world'],
    examples: [
      ['/connect', 'connects the world on screen'],
      ['/connect mud.example.org 4000', 'connects to a server just like that'],
      ['/connect mud.example.org:4443 tls', 'with TLS'],
    ],
    related: ['worlds', 'disconnect', 'addworld', 'tls'],
    takesData: true,
    run: connectCommand,
  },
  {
    names: ['disconnect', 'dc'],
    usage: '/disconnect [name]',
    summary: 'hang up, stop connecting, or stop waiting to connect again',
    arguments: ['world'],
    examples: [
      ['/disconnect', 'hangs up in the world on screen'],
      ['/dc Alpha', 'hangs up in Alpha'],
    ],
    related: ['connect', 'quit', 'reconnect'],
    careful: true,
    run: disconnectCommand,
  },
  {
    names: ['trust'],
    usage: '/trust [name]',
    summary: "accept a world's certificate that was refused, and connect",
    arguments: ['world'],
    examples: [['/trust', 'accepts that of the world on screen']],
    related: ['tls', 'connect', 'tls_verify'],
    isByHand: () => true,
    run: trustCommand,
  },
  connectionsCommand,
  {
    names: ['demo'],
    usage: '/demo',
    summary: 'start a small game on this machine, to look around and to try things out',
    details: ['It ends with Clay. clay demo, in the shell, starts Clay with it.'],
    examples: [['/demo', 'starts it, or goes to it']],
    related: ['start', 'worlds'],
    run: demo,
  },
];

/** Of this run: two worlds, the one on screen is plain. */
function demo(turn: Turn): void {
  const { state } = turn;
  const running = state.temporary.includes('Demo') ? findWorld(state, 'Demo') : undefined;
  if (running?.phase === 'connected') return switchTo(turn, running);
  sayHere(turn, 'Starting the demo ...');
  turn.effects.push({ type: 'start demo' });
}

function worlds(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, 'lbea');
  if (unknown) return complainHere(turn, `/worlds: there is no option -${unknown}.`);
  if ('e' in flags || 'a' in flags) return editWorld(turn, rest, 'a' in flags);
  if (rest === '') return withoutName(turn, flags);
  const world = findNamed(turn.state, rest);
  if (!world)
    return complainHere(turn, noWorld(turn.state, rest, ' /worlds lists them, /addworld makes one.'));
  if (!('b' in flags)) switchTo(turn, world);
  connect(turn, world, !('l' in flags));
}

/** The list to choose from is for those who see it; scripts and other views get a text. */
function withoutName(turn: Turn, flags: Readonly<Record<string, string>>): void {
  if ('b' in flags) return sayHere(turn, 'Which world? /worlds -b Home connects Home in the background.');
  if ('l' in flags || !turn.view) listWorlds(turn);
  else openWorlds(turn);
}

/** One that does not exist yet is a new one of that name. */
function editWorld(turn: Turn, name: string, isNew: boolean): void {
  const { state, view, world } = turn;
  if (!view) return sayHere(turn, '/worlds -e and -a are forms, which want a terminal.');
  if (isNew) return openWorldEditor(turn, null, bare(name));
  const named = name === '' ? world : findNamed(state, name);
  if (named) openWorldEditor(turn, named.name);
  else if (name === '') openWorlds(turn);
  else openWorldEditor(turn, null, bare(name));
}

function bare(name: string): string {
  return name.replace(/^"(.*)"$/, '$1');
}

/** That there is none of that name, and which one may be meant, or else what helps. */
export function noWorld({ settings }: State, name: string, help = ''): string {
  const names = Object.keys(settings.worlds);
  const meant = didYouMeanBegun(bare(name), names, one => typedName({ name: one }));
  return `There is no world ${shown(name)}.${meant || help}`;
}

/** What was typed, in one pair of quotes. */
function shown(name: string): string {
  return /^".*"$/.test(name) ? name : `"${name}"`;
}

function listWorlds(turn: Turn): void {
  const { worlds: known } = turn.state.settings;
  const names = Object.keys(known);
  if (names.length === 0)
    return sayHere(turn, 'There are no worlds yet. /addworld name host port makes one.');
  const listed = names.slice(0, MOST_LISTED);
  const width = maxOf(listed.map(textWidth));
  for (const name of listed) {
    const { host, port, tls } = known[name] ?? defaultWorld();
    const phase = worldNamed(turn.state, name)?.phase ?? 'idle';
    const state = phase === 'idle' ? 'not connected' : phase;
    const mark = name === turn.view?.current ? '*' : ' ';
    sayHere(turn, `${mark} ${padded(name, width)}  ${endpoint(host, port)}${tls ? ' tls' : ''}  ${state}`);
  }
  const more = names.length - listed.length;
  if (more > 0) sayHere(turn, `There are ${more} more in settings.toml.`);
}

function addWorld(turn: Turn, args: string): void {
  const { flags, rest, unknown } = takeFlags(args, 'x');
  if (unknown) return complainHere(turn, `/addworld: there is no option -${unknown}.`);
  const [, quoted, plain, where = ''] = /^(?:"([^"]+)"|(\S+))\s*(.*)$/.exec(rest) ?? [];
  const name = quoted ?? plain ?? '';
  const words = where.split(/\s+/).filter(word => word !== '');
  const unnamed = namesNoWorld(name, words);
  if (unnamed) return complainHere(turn, unnamed);
  const server = parseServer(words, one => `/addworld ${typedName({ name })} ${one}`);
  if ('fault' in server) return complainHere(turn, server.fault);
  const fault = worldNameFault(name);
  if (fault) return complainHere(turn, `Not added: ${fault}.`);
  const { host, port } = server;
  const tls = 'x' in flags || server.tls;
  const before = Object.hasOwn(turn.state.settings.worlds, name)
    ? turn.state.settings.worlds[name]
    : undefined;
  const was = before && before.host !== '' ? endpoint(before.host, before.port) : '';
  const moved = was !== '' && was !== endpoint(host, port) ? ` now, and no longer ${was}` : '';
  changeWorld(turn, name, { ...keepWorld(turn, name), host, port, tls });
  sayHere(
    turn,
    `World ${name} is ${endpoint(host, port)}${tls ? ' with TLS' : ''}${moved}. /worlds ${typedName({ name })} connects.`,
  );
}

/** What is wrong if somebody gives an address at once, or nothing at all; null if there is a name. */
function namesNoWorld(name: string, words: readonly string[]): string | null {
  if (name === '')
    return 'A name, a host and a port are missing: /addworld Home mud.example.org 4000, for example.';
  const isNameless =
    words.length === 0 ? isAddress(name) : name.includes('.') && words.length === 1 && isPort(words[0]);
  const server = [name, ...words].join(' ');
  return isNameless ? `The name of the world is missing: /addworld Home ${server}, for example.` : null;
}

function removeWorld(turn: Turn, args: string): void {
  const { state } = turn;
  const world = findNamed(state, args);
  if (!world) {
    const missing = 'Which world is to be removed? /unworld Home removes Home; /worlds lists them.';
    return complainHere(turn, args === '' ? missing : noWorld(state, args));
  }
  if (world.phase === 'connected' || world.phase === 'connecting') {
    return complainHere(turn, `${world.name} is ${world.phase}; /disconnect ${typedName(world)} first.`);
  }
  dropWorld(turn, world);
}

function connectCommand(turn: Turn, args: string): void {
  if (args === '') {
    const world = turn.world;
    if (!world)
      return complainHere(turn, 'No world is on screen. /worlds name switches to one and connects.');
    if (world.phase === 'connected') return sayHere(turn, `${world.name} is connected.`);
    return connect(turn, world, true);
  }
  const { flags, rest, unknown } = takeFlags(args, 'x');
  if (unknown) return complainHere(turn, `/connect: there is no option -${unknown}.`);
  const named = findNamed(turn.state, rest);
  if (named) return connectTo(turn, named);
  const server = parseServer(rest.split(/\s+/), one => `/connect ${one}`);
  if ('fault' in server) return complainHere(turn, server.fault);
  const { host, port } = server;
  const fault = worldNameFault(`${host}:${port}`);
  if (fault) return complainHere(turn, `Not connected: ${fault}.`);
  connectTo(turn, temporaryWorld(turn, host, port, server.tls || 'x' in flags));
}

function connectTo(turn: Turn, world: World): void {
  switchTo(turn, world);
  connect(turn, world, true);
}

/** A world for a server that is not in settings.toml; it is gone with this run. */
function temporaryWorld(turn: Turn, host: string, port: number, tls: boolean): World {
  const { state } = turn;
  const name = `${host}:${port}`;
  const known = state.settings.worlds[name];
  if (!known) addTemporary(state, name);
  if (known?.tls !== tls) changeWorld(turn, name, { ...(!known && { host, port }), tls });
  return findWorld(state, name) as World;
}

function disconnectCommand(turn: Turn, args: string): void {
  const world = args === '' ? turn.world : findNamed(turn.state, args);
  if (!world) return complainHere(turn, args === '' ? 'No world is on screen.' : noWorld(turn.state, args));
  if (world.phase === 'idle' || world.phase === 'disconnected') {
    return complainHere(turn, `${world.name} is not connected.`);
  }
  disconnect(turn, world);
}

function trustCommand(turn: Turn, args: string): void {
  const world = args === '' ? turn.world : findNamed(turn.state, args);
  if (world) trust(turn, world);
  else complainHere(turn, args === '' ? 'No world is on screen.' : noWorld(turn.state, args));
}
