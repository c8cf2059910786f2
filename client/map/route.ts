/** The shortest way from a room to one of several: breadth first, which can stop after any room and go on. */
import { type Graph, isVisited } from './graph.ts';

/** Rooms that are looked at in one go: two milliseconds of work. */
const SLICE = 10_000;

/** Rooms from the first to the last, and the ways between them; null = there is none. */
export interface Route {
  readonly rooms: readonly number[];
  readonly ways: readonly number[];
}

/** `isGoal`: whether the room is one of those that are looked for. A room that nobody was in may be the last, none between. */
export function* routeFrom(
  graph: Graph,
  from: number,
  isGoal: (room: number) => boolean,
): Generator<void, Route | null> {
  const size = graph.ids.length;
  const came = new Int32Array(size).fill(-1);
  const by = new Int32Array(size);
  const queue = new Int32Array(size);
  queue[0] = from;
  came[from] = from;
  let length = 1;
  for (let head = 0; head < length; head++) {
    if (head % SLICE === SLICE - 1) yield;
    const room = queue[head] as number;
    if (isGoal(room)) return routeTo(room, from, came, by);
    if (!isVisited(graph, room)) continue;
    const start = graph.start.all[room] as number;
    const end = start + 2 * (graph.count.all[room] as number);
    for (let at = start; at < end; at += 2) {
      const to = graph.exits.all[at + 1] as number;
      if (to < 0 || to >= size || came[to] !== -1) continue;
      came[to] = room;
      by[to] = graph.exits.all[at] as number;
      queue[length++] = to;
    }
  }
  return null;
}

function routeTo(last: number, from: number, came: Int32Array, by: Int32Array): Route {
  const rooms = [last];
  const ways: number[] = [];
  for (let room = last; room !== from; room = came[room] as number) {
    ways.push(by[room] as number);
    rooms.push(came[room] as number);
  }
  return { rooms: rooms.reverse(), ways: ways.reverse() };
}
