/** A thousand connections in one client, and several clients that reload at once. */
import { existsSync, readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { type Playing, worldTable } from '../support/playing.ts';
import { askForReload, reload } from '../support/reloading.ts';
import { startWorld } from '../support/scripted-world.ts';
import { temporaryHome } from '../support/temporary.ts';
import { tcpServer } from '../support/tls-server.ts';
import { until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const COUNT = 1000;
const AT_ONCE = 10;

test(`${COUNT} plain worlds stay connected through a reload, each with its own line before, during and after it`, async () => {
  const sockets: Socket[] = [];
  let ended = 0;
  const server = await tcpServer(socket => {
    socket.write(`you are ${sockets.push(socket)}\r\n`);
    socket.on('end', () => ended++).resume();
  });
  const names = Array.from({ length: COUNT }, (_, index) => `W${String(index + 1).padStart(4, '0')}`);
  const tables = names.map(name => worldTable(name, { host: '127.0.0.1', port: server.port }, LOGGED.more));
  const settings = `${LOGGED.top}\n${tables.join('\n')}`;
  const clay = await startClay({ args: names, settings });
  await until(() => sockets.length === COUNT, 'not every world is connected');
  const hasAll = (last: string) => () => names.every(name => clay.logFile(name).endsWith(`${last}\n`));
  await until(() => names.every(name => clay.logFile(name) !== ''), 'not every world was greeted');

  const start = performance.now();
  const reloaded = reload(clay, 'signal');
  for (const [index, socket] of sockets.entries()) socket.write(`during it, ${index + 1}\r\nhalf of`);
  await reloaded;
  const time = performance.now() - start;
  for (const [index, socket] of sockets.entries()) socket.write(` a line, ${index + 1}\r\nend\r\n`);
  await until(hasAll('end'), 'not every world has its last line');
  console.log(`${COUNT} worlds: ${Math.round(time)} ms from the signal to the new image at work`);

  const logs = new Set(names.map(name => clay.logFile(name)));
  const line = (number: number) =>
    `you are ${number}\nduring it, ${number}\nhalf of a line, ${number}\nend\n`;
  expect(logs).toEqual(new Set(sockets.map((_, index) => line(index + 1))));
  expect(clay.descriptors().at(-1)!.fd).toBeGreaterThan(1024);
  expect(sockets).toHaveLength(COUNT);
  expect(ended).toBe(0);
  clay.type('/quit\r');
  expect(await clay.exit).toEqual({ code: 0, signal: null });
  await until(() => ended === COUNT, 'not every connection was closed by /quit');
});

/** Two clients may share a program log: this one's reloads. */
function reloads({ programLog, pid }: Clay): number {
  const mine = (line: string) => line.includes(`"pid":${pid},"code":"RELOADED"`);
  return programLog().split('\n').filter(mine).length;
}

async function reloadAtOnce(clays: readonly Clay[]): Promise<void> {
  for (let number = 1; number <= AT_ONCE; number++) {
    for (const clay of clays) askForReload(clay, 'signal');
    await until(
      () => clays.every(clay => reloads(clay) === number),
      `not both have reloaded ${number} times`,
    );
  }
}

test.each([
  ['two profiles', false],
  ['one profile', true],
])(
  `two clients of %s reload at once, ${AT_ONCE} times, and neither gets anything of the other's`,
  async (_, shared) => {
    const worlds = [await startWorld(), await startWorld()] as const;
    const settings = `${LOGGED.top}\n${worldTable('Alpha', worlds[0], LOGGED.more)}${worldTable('Beta', worlds[1], LOGGED.more)}`;
    const place = temporaryHome();
    const both: Playing[] = [];
    for (const [index, name] of ['Alpha', 'Beta'].entries()) {
      const world = worlds[index]!;
      const own = shared || index === 0 ? place : temporaryHome();
      const clay = await startClay({ place: own, settings, args: [name] });
      both.push({ clay, worlds: [world], peers: [await world.accepted()] });
      await clay.waitFor(`Connected to ${name}.`);
    }
    const traffic = both.map((playing, index) =>
      startTraffic(playing, { name: ['Alpha', 'Beta'][index]!, seed: index, rate: 200 }),
    );
    const clays = both.map(({ clay }) => clay);
    await reloadAtOnce(clays);
    expect(await Promise.all(traffic.map(one => one.end()))).toEqual([UNHARMED, UNHARMED]);
    expect(existsSync(`${place.home}.reload`)).toBe(false);
    expect(readdirSync(join(place.home, '..')).sort()).toEqual(['.clay', 'run']);
  },
);
