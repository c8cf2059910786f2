/** Maps of 40,000 rooms. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordLine } from '../../../../client/map/record.ts';
import { writeMudletMap } from '../../../support/mudlet-map.ts';
import type { Act, TurnScene } from './scene.ts';

const SIDE = 200;

interface Room {
  readonly id: number;
  readonly name: string;
  readonly at: readonly [number, number, number];
  readonly area: number;
  readonly exits: Readonly<Record<string, number>>;
}

const ROOMS: readonly Room[] = Array.from({ length: SIDE * SIDE }, (_, id) => {
  const [x, y] = [id % SIDE, Math.floor(id / SIDE)];
  const exits = {
    ...(y > 0 && { n: id + 1 - SIDE }),
    ...(y < SIDE - 1 && { s: id + 1 + SIDE }),
    ...(x < SIDE - 1 && { e: id + 2 }),
    ...(x > 0 && { w: id }),
  };
  return {
    id: id + 1,
    name: `A room of the wide plain number ${id + 1}`,
    at: [x, -y, 0],
    area: 1 + (y >> 3),
    exits,
  };
});
const AREAS = [...new Set(ROOMS.map(({ area }) => area))];

function tintin(): string {
  const lines = ROOMS.map(({ id, name, area, exits }) =>
    [
      `R {${id}} {0} {} {${name}} { } {} {Area ${area}} {} {plain} {} {1.000} {}`,
      ...Object.entries(exits).map(([way, to]) => `E {${to}} {${way}} {${way}} {1} {0} {} {1.000} {} {0.00}`),
    ].join('\n'),
  );
  return `C 50000\n\n${lines.join('\n')}\n`;
}

function mudletJson(): string {
  const long: Record<string, string> = { n: 'north', s: 'south', e: 'east', w: 'west' };
  const rooms = ({ id, name, at, exits }: Room) => ({
    ...{ id, name, coordinates: at, environment: 1 },
    exits: Object.entries(exits).map(([way, exitId]) => ({ exitId, name: long[way] })),
  });
  const areas = AREAS.map(id => ({
    ...{ id, name: `Area ${id}`, roomCount: 0 },
    rooms: ROOMS.filter(({ area }) => area === id).map(rooms),
  }));
  return JSON.stringify({ formatVersion: 1.0, areas });
}

function mudletOwn(): Buffer {
  const areas = Object.fromEntries(AREAS.map(id => [id, `Area ${id}`]));
  return writeMudletMap({ rooms: ROOMS, areas });
}

function clay(): string {
  const lines = ROOMS.map(({ id, name, area, at, exits }) => {
    const ways = Object.entries(exits).map(([way, to]) => [way, { to: String(to) }]);
    const room = {
      id: String(id),
      name,
      area: `Area ${area}`,
      terrain: 'plain',
      exits: Object.fromEntries(ways),
      at,
    };
    return recordLine({ room });
  });
  return `{"clay-map":1}\n${lines.join('\n')}\n`;
}

const importing = (what: string, make: () => string | Buffer): Act => ({
  what: `/map import, ${what}`,
  async prepare({ client }) {
    writeFileSync(join(client.directories[0]!, 'a.map'), make());
  },
  run: ({ typed }) => typed('/map import a.map\r', 'rooms'),
  times: 2,
});

/** In a world that tells of rooms, and has a map. */
function inMap(what: string, act: (scene: TurnScene) => Promise<void>): Act {
  return {
    what: `${what}, map of 40,000 rooms`,
    files: { 'maps/plain.map': clay() },
    tables: 'map = "plain"\n',
    async prepare({ socket }) {
      socket.write(Buffer.from([255, 251, 201]));
    },
    run: act,
    times: 2,
  };
}

async function go({ socket, idle }: TurnScene, id: number): Promise<void> {
  const info = JSON.stringify({
    num: id,
    name: `A room of the wide plain number ${id}`,
    area: 'Area 1',
    exits: ROOMS[id - 1]!.exits,
  });
  socket.write(
    Buffer.concat([Buffer.from([255, 250, 201]), Buffer.from(`Room.Info ${info}`), Buffer.from([255, 240])]),
  );
  await idle();
}

export const maps: readonly Act[] = [
  importing('TinTin++', tintin),
  importing('Mudlet as JSON', mudletJson),
  importing('Mudlet as it is', mudletOwn),
  inMap('a room', scene => go(scene, 20_100)),
  inMap('/map', async scene => {
    await go(scene, 20_100);
    scene.client.type('/map\r');
    await scene.idle();
    await go(scene, 20_101);
  }),
  inMap('/map find', async scene => {
    await go(scene, 20_100);
    scene.client.type('/map find number\r');
    await scene.idle();
    scene.client.type('\x1b');
  }),
  inMap('/map path', async scene => {
    await go(scene, 1);
    await scene.typed('/map path 40000\r', 'steps');
    await scene.typed('/map path number 40000\r', 'steps');
  }),
  inMap('/map area', async scene => {
    await go(scene, 1);
    await scene.typed('/map area\r', 'Area');
    scene.client.type('\x1b');
  }),
  inMap('/walk to', async scene => {
    await go(scene, 1);
    await scene.typed('/walk to 40000\r', 'alk');
    await scene.idle();
    scene.client.type('/walk stop\r');
  }),
];
