/** `/map`: what it draws, finds and changes. The map itself answers later. */
import { revealed } from '../../automation/data.ts';
import { wayNamed } from '../../map/ways.ts';
import { changeSetting } from '../../settings/change.ts';
import type { MapEdit } from '../../state/map/rooms.ts';
import type { Turn } from '../../state/state.ts';
import type { World } from '../../state/world.ts';
import { LEAST_FOR_MAP } from '../../view/map/width.ts';
import { askMap, lookAround } from '../../world/map/ask.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import type { Command } from '../table.ts';

export const mapCommand: Command = {
  names: ['map'],
  usage:
    '/map [find | path | area | room | mark | name | note | door | link | oneway | delete | undo | record | import …]',
  summary: 'show the map beside the game, find rooms on it, change it',
  details: [
    'Rooms come onto the map as the server tells of them (GMCP Room.Info, MSDP), or, with /map record on, as you walk through them. Without a word the map is shown at the right of the text, or no longer (Esc m); on a screen of less than 100 columns it opens in a box.',
    '@ is where you are, * a mark, ? where nobody was yet, ^ and v lead up and down, + elsewhere by other words. An arrow has no way back; what is dotted leads to a room that stands elsewhere.',
    '/map find TEXT lists rooms by what they are called, the nearest first; /map path NAME says the way, /walk to NAME walks it. NAME is a number, a mark, or a name.',
    '/map mark NAME, /map name TEXT, /map note TEXT are about the room that you are in; without a text they take it away. /map door WAY WORDS says what is to be said before that way; /map link WAY NUMBER, /map oneway WAY NUMBER draw a way, /map link WAY takes it out. /map delete takes a room off the map, /map undo takes the last change back, also after a reload.',
    '/map import FILE takes the rooms of a map of TinTin++ (#map write) or of Mudlet (the .dat in map/ of its profile, or JSON), and says what it has left out. Maps are files in maps/ of the profile, one for each host and port; worlds may share one (/setup worlds.NAME.map).',
  ],
  arguments: [
    [
      ...['find', 'path', 'area', 'room', 'mark', 'name', 'note', 'door', 'link', 'oneway', 'delete', 'undo'],
      ...['record', 'import'],
    ],
  ],
  examples: [
    ['/map find fountain', 'rooms with that in their names, and how far they are'],
    ['/map mark home', 'this room is called home from now on: /walk to home'],
    ['/map door e open gate', 'paths say open gate before they go east from here'],
    ['/map import midgaard.map', 'takes a map of TinTin++ in the profile directory'],
  ],
  related: ['walk', 'map_pane', 'gmcp'],
  late: true,
  takesData: true,
  isByHand: (_, args) => /^(?:import|delete)\b/.test(args),
  run: map,
};

export const NOT_KNOWN = ({ name, recording }: World): string =>
  recording
    ? `${name}: it is not known where you are yet: go a step.`
    : `${name}: it is not known where you are: the server has told of no room. /map record on notes rooms as you walk.`;

type Act = (turn: Turn, world: World, words: string) => void;

const acts: Readonly<Record<string, Act>> = {
  find: (turn, world, text) =>
    text === ''
      ? complainHere(turn, '/map find wants a part of a name.')
      : ask(turn, world, { kind: 'find', from: world.here?.id ?? null, text }),
  path: (turn, world, to) =>
    to === ''
      ? complainHere(turn, '/map path wants a number, a mark or the name of a room.')
      : here(turn, world, from => ask(turn, world, { kind: 'path', from, to, walk: false })),
  area: (turn, world) => ask(turn, world, { kind: 'area', at: world.here?.id ?? '' }),
  room: (turn, world) => here(turn, world, at => ask(turn, world, { kind: 'room', at })),
  mark: (turn, world, text) => edit(turn, world, { what: 'mark', text }),
  note: (turn, world, text) => edit(turn, world, { what: 'note', text }),
  name: (turn, world, text) =>
    text === '' ? complainHere(turn, '/map name wants a name.') : edit(turn, world, { what: 'name', text }),
  door,
  link: (turn, world, text) => link(turn, world, text, false),
  oneway: (turn, world, text) => link(turn, world, text, true),
  delete: (turn, world, id) =>
    id === ''
      ? edit(turn, world, { what: 'delete' })
      : ask(turn, world, { kind: 'edit', at: id, edit: { what: 'delete' } }),
  undo: (turn, world) => ask(turn, world, { kind: 'undo' }),
  record,
  import: (turn, world, file) =>
    file === ''
      ? complainHere(turn, '/map import wants a file: a map of TinTin++, or of Mudlet (.dat or JSON).')
      : ask(turn, world, { kind: 'import', file: file.replace(/^"(.*)"$/, '$1') }),
};

function map(turn: Turn, args: string): void {
  const { world } = turn;
  if (args === '') return showMap(turn);
  if (!world) return complainHere(turn, 'No world is on screen: there is no map to look at.');
  // Which of these it is says whoever has written the line; the rest is text.
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(args) ?? [];
  const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
  if (!act) return complainHere(turn, `/map: there is no "${revealed(name)}". /help map has what there is.`);
  act(turn, world, revealed(rest).trim());
}

function ask(turn: Turn, world: World, question: Parameters<typeof askMap>[3]): void {
  askMap(turn, world, turn.view?.id ?? '', question);
}

function here(turn: Turn, world: World, act: (id: string) => void): void {
  const id = world.here?.id;
  if (id === undefined || id === null) complainHere(turn, NOT_KNOWN(world));
  else act(id);
}

function edit(turn: Turn, world: World, change: MapEdit): void {
  here(turn, world, at => ask(turn, world, { kind: 'edit', at, edit: change }));
}

function door(turn: Turn, world: World, text: string): void {
  const [, way = '', words = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
  if (way === '')
    return complainHere(turn, '/map door wants a way, and what is said before it: /map door e open gate.');
  if (/[()[\]]/.test(words)) return complainHere(turn, '/map door: no brackets in what is said, please.');
  edit(turn, world, { what: 'door', way: wayNamed(way), words });
}

function link(turn: Turn, world: World, text: string, single: boolean): void {
  const [, way = '', to = ''] = /^(.*?)\s*(\S*)$/s.exec(text) ?? [];
  const isOut = way === '';
  if (text === '')
    return complainHere(turn, '/map link wants a way and the number of a room: /map link e 1234.');
  edit(turn, world, { what: 'link', way: wayNamed(isOut ? to : way), to: isOut ? '' : to, single });
}

function record(turn: Turn, world: World, text: string): void {
  if (text !== 'on' && text !== 'off')
    return sayHere(
      turn,
      `${world.name}: rooms are ${world.recording ? '' : 'not '}noted as you walk. /map record on, off.`,
    );
  if (text === 'off') {
    delete world.recording;
    return sayHere(turn, `${world.name}: rooms are noted no longer.`);
  }
  if (world.here && !world.here.walked)
    return complainHere(turn, `${world.name} tells of its rooms by itself: they are on the map already.`);
  world.recording ??= {};
  sayHere(
    turn,
    `${world.name}: each room that you walk into is noted, by the first line behind a step. Go one.`,
  );
}

/** A page has no place for it where there is nothing to draw: what was typed is answered. */
function tellPane(turn: Turn): void {
  const { state, world } = turn;
  if (!state.settings.map_pane) return sayHere(turn, 'The map is shown no longer.');
  const isKnown = world?.here?.id !== undefined && world.here.id !== null;
  sayHere(turn, world && !isKnown ? `The map is shown. ${NOT_KNOWN(world)}` : 'The map is shown.');
}

/** The map beside the text, or no longer; where there is no room for it, in a box. */
export function showMap(turn: Turn): void {
  const { state, view, world } = turn;
  if (!view) return;
  if (view.kind === 'web' || (view.columns >= LEAST_FOR_MAP && !view.plain)) {
    changeSetting(turn, ['map_pane'], !state.settings.map_pane);
    if (world) lookAround(turn, world);
    if (view.kind === 'web') tellPane(turn);
    return;
  }
  if (!world) return complainHere(turn, 'No world is on screen: there is no map to look at.');
  here(turn, world, at => ask(turn, world, { kind: 'sight', at }));
}
