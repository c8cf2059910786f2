/** Questions to a map, and changes of it. What may be long can stop on its way. */

import { clean } from '../automation/data.ts';
import type { MapAnswer, MapAsk, MapEdit, MapExit, MapRoom } from '../state/map/rooms.ts';
import type { Book } from './book.ts';
import { isVisited, knownRoom, roomNumber } from './graph.ts';
import { fits, fitted, LONGEST_LINE, lineBytes, type MapRecord, MOST_EXITS } from './record.ts';
import { type Route, routeFrom } from './route.ts';
import { surroundings } from './surroundings.ts';
import { same } from './told.ts';
import { MOST_STEPS, opposite, stepBy, wayInFull, wayNamed } from './ways.ts';

type Answering = Generator<void, MapAnswer>;

/** Rooms that /map find lists. */
const MOST_FOUND = 30;
/** Rooms of a way that are looked up in the file in one go: some three milliseconds. */
const LOOKS = 100;

export function* answerFor(book: Book, ask: Exclude<MapAsk, { kind: 'import' }>): Answering {
  yield* book.follow();
  switch (ask.kind) {
    case 'path':
      return yield* path(book, ask.from, ask.to, ask.walk);
    case 'find':
      return yield* find(book, ask.from, ask.text);
    case 'sight': {
      const number = knownRoom(book.graph, ask.at);
      return number < 0
        ? { kind: 'sight', sight: { at: ask.at, cells: [] } }
        : { kind: 'sight', sight: surroundings(book.graph, number) };
    }
    case 'area':
      return yield* area(book, ask.at);
    case 'room':
      return aboutRoom(book, ask.at);
    case 'edit':
      return yield* edit(book, ask.at, ask.edit);
    case 'undo':
      return yield* undo(book);
    case 'step':
      return yield* step(book, ask.from, ask.way, ask.name);
  }
}

const refused = (sentence: string): MapAnswer => ({ kind: 'fault', sentence });

function roomCalled({ name, id, area: of }: MapRoom): string {
  return `${name || 'a room without a name'} (${id}${of ? `, ${of}` : ''})`;
}

function* path(book: Book, from: string, to: string, walk: boolean): Answering {
  const { graph } = book;
  const start = knownRoom(graph, from);
  if (start < 0) return refused('The map does not know the room that you are in.');
  const goals = yield* roomsNamed(book, to);
  if (goals.size === 0) return refused(`The map has no room "${to}". /map find looks for a part of a name.`);
  const route: Route | null = yield* routeFrom(graph, start, room => goals.has(room));
  if (!route) return refused(`The map knows no way from here to "${to}".`);
  if (route.ways.length === 0) return refused('You are there already.');
  const steps: string[] = [];
  const rooms: string[] = [];
  const tooLong = refused(
    `The way to "${to}" has more than ${MOST_STEPS} steps, which is more than a walk has.`,
  );
  if (route.ways.length > MOST_STEPS) return tooLong;
  for (const [at, way] of route.ways.entries()) {
    // Each look into the file opens it.
    if (at % LOOKS === LOOKS - 1) yield;
    const name = graph.ways.list[way] as string;
    const before = exitOf(book, route.rooms[at] as number, name)?.before;
    if (before) {
      steps.push(`(${before})`);
      rooms.push('');
    }
    steps.push(stepBy(name));
    rooms.push(graph.ids[route.rooms[at + 1] as number] as string);
  }
  if (steps.length > MOST_STEPS) return tooLong;
  const last = route.rooms.at(-1) as number;
  const name = book.room(last)?.name || (graph.ids[last] as string);
  return { kind: 'path', name, to: graph.ids[last] as string, steps, rooms, walk };
}

/** Looked up in the file only where doors are: most rooms have none. */
function exitOf(book: Book, number: number, way: string): MapExit | undefined {
  return book.room(number)?.exits[way];
}

/** By number, else by mark, else all that are called so, else all that have it in their names. */
function* roomsNamed(book: Book, name: string): Generator<void, ReadonlySet<number>> {
  const { graph } = book;
  const number = graph.index.get(name.replace(/^#/, ''));
  if (number !== undefined) return new Set([number]);
  const folded = name.toLowerCase();
  const marked = graph.marks.get(folded);
  if (marked !== undefined) return new Set([marked]);
  const [exact, parts] = [new Set<number>(), new Set<number>()];
  for (const room of book.all(folded)) {
    if (!room) {
      yield;
      continue;
    }
    const called = room.name.toLowerCase();
    if (called === folded) exact.add(roomNumber(graph, room.id));
    else if (called.includes(folded)) parts.add(roomNumber(graph, room.id));
  }
  return exact.size > 0 ? exact : parts;
}

function* find(book: Book, from: string | null, text: string): Answering {
  const folded = text.toLowerCase();
  const found = new Map<number, MapRoom>();
  for (const room of book.all(folded)) {
    if (!room) yield;
    else if ([room.name, room.note, room.mark, room.area].some(one => one?.toLowerCase().includes(folded)))
      found.set(roomNumber(book.graph, room.id), room);
  }
  if (found.size === 0) return refused(`The map has nothing with "${text}" in it.`);
  const start = from === null ? -1 : knownRoom(book.graph, from);
  const near = start < 0 ? [] : yield* nearest(book, start, found);
  const reached = new Set(near.map(({ room }) => room));
  const others: number[] = [];
  for (const room of found.keys()) {
    if (near.length + others.length >= MOST_FOUND) break;
    if (!reached.has(room)) others.push(room);
  }
  const rows = [
    ...near.map(({ room, steps }) => `${counted(steps, 'step')}: ${described(found.get(room) as MapRoom)}`),
    ...others.map(room => `${start < 0 ? '' : 'no way: '}${described(found.get(room) as MapRoom)}`),
  ];
  const more = found.size > rows.length ? [`… and ${found.size - rows.length} more.`] : [];
  return { kind: 'said', lines: [...rows, ...more] };
}

function described(room: MapRoom): string {
  return [roomCalled(room), room.mark && `mark ${room.mark}`, room.note].filter(Boolean).join(' – ');
}

/** The nearest of them with their distances, in order. */
function* nearest(
  book: Book,
  start: number,
  wanted: ReadonlyMap<number, MapRoom>,
): Generator<void, { room: number; steps: number }[]> {
  const found: { room: number; steps: number }[] = [];
  const left = new Set(wanted.keys());
  while (found.length < MOST_FOUND && left.size > 0) {
    const route: Route | null = yield* routeFrom(book.graph, start, room => left.has(room));
    if (!route) break;
    const room = route.rooms.at(-1) as number;
    left.delete(room);
    found.push({ room, steps: route.ways.length });
    yield;
  }
  return found;
}

function* area(book: Book, at: string): Answering {
  const { graph } = book;
  const here = knownRoom(graph, at);
  const sizes = new Map<number, number>();
  for (let room = 0; room < graph.ids.length; room++) {
    if (isVisited(graph, room)) {
      const of = graph.area.all[room] as number;
      sizes.set(of, (sizes.get(of) ?? 0) + 1);
    }
    if (room % 20_000 === 19_999) yield;
  }
  const mine = here < 0 ? -1 : (graph.area.all[here] as number);
  const rows = [...sizes].sort(([, one], [, other]) => other - one).slice(0, 50);
  const name = (of: number) => graph.areas.list[of] || '(no area)';
  return {
    kind: 'said',
    lines: [
      `${counted(graph.known, 'room')} in ${counted(sizes.size, 'area')}.`,
      ...rows.map(([of, size]) => `${of === mine ? '> ' : '  '}${name(of)}: ${size}`),
      ...(sizes.size > rows.length ? [`… and ${sizes.size - rows.length} more.`] : []),
    ],
  };
}

function aboutRoom(book: Book, at: string): MapAnswer {
  const room = book.room(book.graph.index.get(at) ?? -1);
  if (!room) return refused('The map does not know the room that you are in.');
  const exits = Object.entries(room.exits).map(([way, { to, before }]) => {
    const beyond = to === '' ? null : book.room(book.graph.index.get(to) ?? -1);
    const name = beyond
      ? roomCalled(beyond)
      : to === ''
        ? 'nobody knows where'
        : `${to}, where nobody was yet`;
    return `  ${way}: ${name}${before ? `, after ${before}` : ''}`;
  });
  const more = [room.terrain, room.mark && `mark ${room.mark}`, room.note].filter(Boolean);
  return { kind: 'said', lines: [[roomCalled(room), ...more].join(' – '), ...exits] };
}

function* edit(book: Book, at: string, change: MapEdit): Answering {
  const room = book.room(book.graph.index.get(at) ?? -1);
  if (!room) return refused('The map does not know this room.');
  const before = book.offsetOf(at);
  if (change.what === 'delete') {
    yield* book.write([{ room: { id: at, gone: true }, before }]);
    return done(`${roomCalled(room)} is off the map. /map undo brings it back.`);
  }
  const changed = changedRoom(book, room, change);
  if (typeof changed === 'string') return refused(changed);
  // Made already, maybe by the image before, which has not answered: it is one change.
  if (changed.others.length === 0 && same(room, changed.room)) return done(changed.said);
  const long = [changed.room, ...changed.others.map(({ room: other }) => other)].find(
    one => !('gone' in one) && isTooMuch(book, one),
  );
  if (long)
    return refused(
      `That is too much for the room ${long.id.slice(0, 200)}: the map takes ${MOST_EXITS} ways and ${LONGEST_LINE / 1024} KiB of each.`,
    );
  yield* book.write([{ room: changed.room, before }, ...changed.others]);
  return done(changed.said);
}

/** What makes a room smaller that is too large already is welcome. */
function isTooMuch(book: Book, room: MapRoom): boolean {
  if (fits(room)) return false;
  const before = book.room(book.graph.index.get(room.id) ?? -1);
  return !before || lineBytes(room) > lineBytes(before);
}

const done = (sentence: string): MapAnswer => ({ kind: 'said', lines: [sentence], changed: true });

interface Changed {
  readonly room: MapRoom;
  readonly others: readonly MapRecord[];
  readonly said: string;
}

function changedRoom(
  book: Book,
  room: MapRoom,
  change: Exclude<MapEdit, { what: 'delete' }>,
): Changed | string {
  switch (change.what) {
    case 'mark': {
      const taken = book.graph.marks.get(change.text.toLowerCase());
      const isOther = taken !== undefined && book.graph.ids[taken] !== room.id;
      if (isOther)
        return `Another room has the mark ${change.text}: ${roomCalled(book.room(taken) as MapRoom)}.`;
      const said = change.text === '' ? 'The mark is gone.' : `${room.name} has the mark ${change.text}.`;
      return { room: without({ ...room, mark: change.text }, 'mark'), others: [], said };
    }
    case 'note': {
      const said = change.text === '' ? 'The note is gone.' : `Noted: ${change.text}`;
      return { room: without({ ...room, note: change.text }, 'note'), others: [], said };
    }
    case 'name':
      return {
        room: { ...room, name: change.text, named: true },
        others: [],
        said: `This room is called ${change.text}.`,
      };
    case 'door': {
      const exit = room.exits[change.way];
      if (!exit) return `There is no way ${change.way} out of this room on the map.`;
      const { before: _before, ...rest } = exit;
      const next = change.words === '' ? rest : { ...rest, before: change.words };
      const said =
        change.words === ''
          ? `Nothing is said before ${change.way}.`
          : `Before ${change.way} goes: ${change.words}`;
      return { room: { ...room, exits: { ...room.exits, [change.way]: next } }, others: [], said };
    }
    case 'link':
      return linked(book, room, change);
  }
}

function without(room: MapRoom, part: 'mark' | 'note'): MapRoom {
  if (room[part] !== '') return room;
  const { [part]: _gone, ...rest } = room;
  return rest;
}

/** A way to another room, and back unless it is `single`. */
function linked(book: Book, room: MapRoom, change: Extract<MapEdit, { what: 'link' }>): Changed | string {
  const { way, to, single } = change;
  if (to === '') {
    const { [way]: _gone, ...exits } = room.exits;
    return { room: { ...room, exits }, others: [], said: `There is no way ${way} any more.` };
  }
  const target = book.room(book.graph.index.get(to) ?? -1);
  if (!target) return `The map has no room ${to}.`;
  const back = opposite(way);
  const others: MapRecord[] = [];
  if (back !== null && target.id !== room.id) {
    const { [back]: there, ...rest } = target.exits;
    if (single && there?.to === room.id) others.push({ room: { ...target, exits: rest } });
    else if (!single && there?.to !== room.id)
      others.push({ room: { ...target, exits: { ...target.exits, [back]: { ...there, to: room.id } } } });
  }
  const exits = { ...room.exits, [way]: { ...room.exits[way], to } };
  const said = `${wayInFull(way)} leads to ${roomCalled(target)}${single ? ', and not back' : ''}.`;
  return { room: { ...room, exits }, others, said };
}

function* undo(book: Book): Answering {
  const change = book.changes.at(-1);
  if (!change) return refused('There is no change of the map to take back.');
  const record = change.before < 0 ? null : book.recordAt(change.before);
  const before = record && record.room.id === change.id ? record.room : null;
  if (!before) return refused('What the room was before is not known any more.');
  yield* book.write([{ room: before, undo: true }]);
  return done(
    'gone' in before ? 'Taken back: the room is off the map again.' : `Taken back: ${roomCalled(before)}.`,
  );
}

/** By walking: the room behind the way, which may be one that the map has. */
function* step(book: Book, from: string | null, way: string, name: string): Answering {
  const last = from === null ? null : book.room(book.graph.index.get(from) ?? -1);
  const known = last?.exits[way]?.to;
  const there = known ? book.room(book.graph.index.get(known) ?? -1) : null;
  if (there && (there.name === name || name === '')) return { kind: 'here', id: there.id, name: there.name };
  const id = freeId(book);
  const back = opposite(way);
  const exits: Record<string, MapExit> = last && back ? { [back]: { to: last.id } } : {};
  const room = fitted({ id, name: clean(name), area: last?.area ?? '', exits });
  const records: MapRecord[] = [{ room, before: -1 }];
  if (last)
    records.push({
      room: fitted(
        { ...last, exits: { ...last.exits, [wayNamed(way)]: { to: id } } },
        { [wayNamed(way)]: { to: id } },
      ),
    });
  yield* book.write(records);
  return { kind: 'here', id, name: room.name };
}

function freeId(book: Book): string {
  for (let number = book.graph.ids.length + 1; ; number++)
    if (!book.graph.index.has(`w${number}`)) return `w${number}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
