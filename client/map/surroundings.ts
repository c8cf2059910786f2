/** What lies around a room, on a grid: rooms are laid out by their ways, the nearest first. */
import { CELL, DIRECTIONS, type Sight, type SightCell } from '../state/map/rooms.ts';
import { type Graph, isVisited } from './graph.ts';

/** Columns and rows of rooms to each side: more than any screen shows beside a game. */
const REACH = { x: 20, y: 14 };

const STEP: Readonly<Record<string, readonly [number, number]>> = {
  ...{ n: [0, -1], ne: [1, -1], e: [1, 0], se: [1, 1], s: [0, 1], sw: [-1, 1], w: [-1, 0], nw: [-1, -1] },
};

/** Ways are called as servers like, also as what every object has. */
function stepOf(way: string): readonly [number, number] | undefined {
  return Object.hasOwn(STEP, way) ? STEP[way] : undefined;
}

interface Placed {
  readonly room: number;
  readonly x: number;
  readonly y: number;
}

export function surroundings(graph: Graph, middle: number): Sight {
  const placed = new Map<number, Placed>();
  const taken = new Map<string, number>();
  const queue: Placed[] = [];
  const place = (one: Placed) => {
    placed.set(one.room, one);
    taken.set(`${one.x},${one.y}`, one.room);
    queue.push(one);
  };
  place({ room: middle, x: 0, y: 0 });
  for (let head = 0; head < queue.length; head++) {
    const { room, x, y } = queue[head] as Placed;
    for (const { way, to } of exitsOf(graph, room)) {
      const step = stepOf(way);
      if (!step || to < 0 || placed.has(to)) continue;
      const [nextX, nextY] = [x + step[0], y + step[1]];
      if (Math.abs(nextX) > REACH.x || Math.abs(nextY) > REACH.y || taken.has(`${nextX},${nextY}`)) continue;
      place({ room: to, x: nextX, y: nextY });
    }
  }
  const area = graph.area.all[middle] as number;
  return {
    at: graph.ids[middle] as string,
    cells: queue.map(one => cellOf(graph, one, placed, middle, area)),
  };
}

function* exitsOf(graph: Graph, room: number): Generator<{ way: string; to: number }> {
  if (!isVisited(graph, room)) return;
  const start = graph.start.all[room] as number;
  for (let at = start; at < start + 2 * (graph.count.all[room] as number); at += 2)
    yield {
      way: graph.ways.list[graph.exits.all[at] as number] as string,
      to: graph.exits.all[at + 1] as number,
    };
}

function cellOf(
  graph: Graph,
  { room, x, y }: Placed,
  placed: ReadonlyMap<number, Placed>,
  middle: number,
  area: number,
): SightCell {
  let [near, single, far, open, other] = [0, 0, 0, 0, 0];
  for (const { way, to } of exitsOf(graph, room)) {
    const bit = 1 << DIRECTIONS.indexOf(way as (typeof DIRECTIONS)[number]);
    const step = stepOf(way);
    if (!step) {
      other |= way === 'u' ? 1 : way === 'd' ? 2 : 4;
      continue;
    }
    const beside = placed.get(to);
    const isNear = beside && beside.x === x + step[0] && beside.y === y + step[1];
    if (isNear) near |= bit;
    else if (to >= 0 && isVisited(graph, to)) far |= bit;
    else open |= bit;
    if (isNear && isVisited(graph, to) && !leadsTo(graph, to, room)) single |= bit;
  }
  return [x, y, kindOf(graph, room, middle, area), near, single, far, open, other];
}

function leadsTo(graph: Graph, from: number, to: number): boolean {
  for (const exit of exitsOf(graph, from)) if (exit.to === to) return true;
  return false;
}

function kindOf(graph: Graph, room: number, middle: number, area: number): number {
  if (room === middle) return CELL.here;
  if (!isVisited(graph, room)) return CELL.unvisited;
  if (graph.marked.has(room)) return CELL.marked;
  return graph.area.all[room] === area ? CELL.room : CELL.elsewhere;
}
