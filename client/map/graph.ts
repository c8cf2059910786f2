/**
 * Which room leads where: what a map holds in memory, in numbers. Names, notes and all else stay in the file; of each room it is
 * known where its line begins there.
 */
import type { MapRoom } from '../state/map/rooms.ts';

/** Integers that grow in number. */
export interface Ints {
  all: Int32Array;
  length: number;
}

const emptyInts = (): Ints => ({ all: new Int32Array(1024), length: 0 });

export function pushInt(ints: Ints, value: number): void {
  if (ints.length === ints.all.length) {
    const more = new Int32Array(ints.all.length * 2);
    more.set(ints.all);
    ints.all = more;
  }
  ints.all[ints.length++] = value;
}

export interface Graph {
  /** Numbers of rooms by their ids; also of those that a way leads to and that nobody has seen. */
  readonly index: Map<string, number>;
  readonly ids: string[];
  /** Where the line of a room begins in the file, and its length (bytes); -1: there is none. */
  readonly offset: Ints;
  readonly size: Ints;
  /** Its exits: `count` pairs of way and room from `start` on. */
  readonly start: Ints;
  readonly count: Ints;
  readonly exits: Ints;
  readonly area: Ints;
  /** Ways and areas by their numbers. */
  readonly ways: Names;
  readonly areas: Names;
  /** Rooms by their marks, in lower case; and those that have one. */
  readonly marks: Map<string, number>;
  readonly marked: Map<number, string>;
  /** How many rooms have a line, and what those have together (bytes). */
  known: number;
  bytes: number;
}

export interface Names {
  readonly list: string[];
  readonly index: Map<string, number>;
}

const emptyNames = (): Names => ({ list: [], index: new Map() });

export function numberOf(names: Names, name: string): number {
  const known = names.index.get(name);
  if (known !== undefined) return known;
  names.index.set(name, names.list.length);
  return names.list.push(name) - 1;
}

export function emptyGraph(): Graph {
  return {
    ...{ index: new Map(), ids: [], offset: emptyInts(), size: emptyInts(), start: emptyInts() },
    ...{ count: emptyInts(), exits: emptyInts(), area: emptyInts(), ways: emptyNames(), areas: emptyNames() },
    ...{ marks: new Map(), marked: new Map(), known: 0, bytes: 0 },
  };
}

/** The number of the room; one that was never heard of gets one. */
export function roomNumber(graph: Graph, id: string): number {
  const known = graph.index.get(id);
  if (known !== undefined) return known;
  const number = graph.ids.push(id) - 1;
  graph.index.set(id, number);
  for (const ints of [graph.start, graph.count, graph.size]) pushInt(ints, 0);
  pushInt(graph.offset, -1);
  pushInt(graph.area, -1);
  return number;
}

/** The number of a room that has a line; -1: there is none. */
export function knownRoom(graph: Graph, id: string): number {
  const number = graph.index.get(id) ?? -1;
  return number >= 0 && isVisited(graph, number) ? number : -1;
}

export function isVisited({ offset }: Graph, number: number): boolean {
  return (offset.all[number] as number) >= 0;
}

/** The room is as its line there says. */
export function putRoom(graph: Graph, room: MapRoom, offset: number, size: number): void {
  const number = roomNumber(graph, room.id);
  if (!isVisited(graph, number)) graph.known++;
  graph.offset.all[number] = offset;
  graph.bytes += size - (graph.size.all[number] as number);
  graph.size.all[number] = size;
  graph.area.all[number] = numberOf(graph.areas, room.area);
  const entries = Object.entries(room.exits);
  // What a room has no more is left behind: it is gone at the next start.
  if (entries.length > (graph.count.all[number] as number)) graph.start.all[number] = graph.exits.length;
  const start = graph.start.all[number] as number;
  graph.count.all[number] = entries.length;
  entries.forEach(([way, { to }], at) => {
    const target = to === '' ? -1 : roomNumber(graph, to);
    putPair(graph.exits, start + 2 * at, numberOf(graph.ways, way), target);
  });
  putMark(graph, number, room.mark ?? '');
}

function putPair(ints: Ints, at: number, way: number, to: number): void {
  while (ints.length < at + 2) pushInt(ints, 0);
  ints.all[at] = way;
  ints.all[at + 1] = to;
}

function putMark({ marks, marked }: Graph, number: number, mark: string): void {
  const before = marked.get(number);
  if (before !== undefined && marks.get(before.toLowerCase()) === number) marks.delete(before.toLowerCase());
  marked.delete(number);
  if (mark === '') return;
  marks.set(mark.toLowerCase(), number);
  marked.set(number, mark);
}

/** The room is no more; ways that lead there are open again. */
export function dropRoom(graph: Graph, id: string): void {
  const number = graph.index.get(id);
  if (number === undefined || !isVisited(graph, number)) return;
  graph.known--;
  graph.bytes -= graph.size.all[number] as number;
  graph.size.all[number] = 0;
  graph.offset.all[number] = -1;
  graph.count.all[number] = 0;
  graph.area.all[number] = -1;
  putMark(graph, number, '');
}
