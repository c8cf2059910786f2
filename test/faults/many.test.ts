/** A thousand connections in one client, and several clients that reload at once. */
import { existsSync, readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { type Playing, worldTable } from '../support/playing.ts';
import { askForReload, reload } from '../support/reloading.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';
import { temporaryHome } from '../support/temporary.ts';
import { tcpServer } from '../support/tls-server.ts';
import { until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const COUNT = 1000;
const AT_ONCE = 10;
/** So many of them log and get a line while the reload is under way. */
const CLOSELY = 20;

/** Asked in order (RFC 860): the answer says that everything before it was read. */
const DO_TIMING_MARK = Buffer.of(255, 253, 6);
const WILL_TIMING_MARK = Buffer.of(255, 251, 6);

test(`${COUNT} plain worlds stay connected through a reload, and each goes on in both directions`, async () => {
  const sockets: Socket[] = [];
  const counts = { answers: 0, ended: 0 };
  const server = await tcpServer(socket => {
    socket.write(`you are ${sockets.push(socket)}\r\n`);
    socket.on('data', (bytes: Buffer) => {
      // Small, and alone on its way.
      if (bytes.equals(WILL_TIMING_MARK)) counts.answers++;
    });
    socket.on('end', () => counts.ended++);
  });
  const names = Array.from({ length: COUNT }, (_, index) => `W${String(index + 1).padStart(4, '0')}`);
  const [close, others] = [names.slice(0, CLOSELY), names.slice(CLOSELY)];
  const table = (name: string, more: string) =>
    worldTable(name, { host: '127.0.0.1', port: server.port }, more);
  const tables = [...close.map(name => table(name, LOGGED.more)), ...others.map(name => table(name, ''))];
  const clay = await startClay({ args: names, settings: `${LOGGED.top}\n${tables.join('\n')}` });
  const answered = (times: number) => () => counts.answers === times * COUNT;
  await until(() => sockets.length === COUNT, 'not every world is connected');
  for (const socket of sockets) socket.write(DO_TIMING_MARK);
  await until(answered(1), 'not every world answers');
  await until(() => close.every(name => clay.logFile(name) !== ''), 'not every world has logged');
  // Each knows its number; which name has which is not settled.
  const numbers = close.map(name => Number(/^you are (\d+)\n$/.exec(clay.logFile(name))?.[1]));

  const start = performance.now();
  const reloaded = reload(clay, 'signal');
  for (const number of numbers) sockets[number - 1]!.write(`during it, ${number}\r\nhalf of`);
  await reloaded;
  const time = performance.now() - start;
  for (const number of numbers) sockets[number - 1]!.write(` a line, ${number}\r\n`);
  for (const socket of sockets) socket.write(Buffer.concat([Buffer.from('end\r\n'), DO_TIMING_MARK]));
  await until(answered(2), 'not every world goes on');
  console.log(`${COUNT} worlds: ${Math.round(time)} ms from the signal to the new image at work`);

  await until(
    () => close.every(name => clay.logFile(name).endsWith('end\n')),
    'the last lines are not logged',
  );
  const line = (number: number) =>
    `you are ${number}\nduring it, ${number}\nhalf of a line, ${number}\nend\n`;
  expect(close.map(name => clay.logFile(name))).toEqual(numbers.map(line));
  expect(clay.descriptors().at(-1)!.fd).toBeGreaterThan(1024);
  expect(sockets).toHaveLength(COUNT);
  expect(counts.ended).toBe(0);
  clay.type('/quit\r');
  expect(await clay.ended()).toEqual({ code: 0, signal: null });
  await until(() => counts.ended === COUNT, 'not every connection was closed by /quit');
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

test('two clients of one profile in the same world: its log file has the lines of both, through their reloads', async () => {
  const world = await startWorld();
  const settings = `${LOGGED.top}\n${worldTable('Alpha', world, LOGGED.more)}`;
  const place = temporaryHome();
  const clays: Clay[] = [];
  const peers: Peer[] = [];
  for (let index = 0; index < 2; index++) {
    clays.push(await startClay({ place, settings, args: ['Alpha'] }));
    peers.push(await world.accepted());
  }
  const lines: string[] = [];
  for (let round = 1; round <= 3; round++) {
    // Each writes again after the other has.
    for (const peer of [...peers, ...peers]) {
      lines.push(`line ${lines.length + 1}, reload ${round}`);
      peer.send(`${lines.at(-1)}\r\n`);
      await until(
        () => clays[0]!.logFile('Alpha').endsWith(`${lines.at(-1)}\n`),
        'the line is not in the log',
      );
    }
    for (const clay of clays) askForReload(clay, 'signal');
    await until(() => clays.every(clay => reloads(clay) === round), `not both have reloaded ${round} times`);
  }
  expect(clays[0]!.logFile('Alpha')).toBe(lines.map(line => `${line}\n`).join(''));
});
