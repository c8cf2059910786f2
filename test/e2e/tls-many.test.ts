/** Many TLS sessions through one proxy and one client, alive through ten reloads. CLAY_LONG=1 takes 500 of them. */
import type { TLSSocket } from 'node:tls';
import { startClay } from '../support/clay.ts';
import { it } from '../support/needs-reload.ts';
import { rssOf } from '../support/processes.ts';
import { tlsServer } from '../support/tls-server.ts';
import { proxiesOf, reloaded, settingsToml, tlsTable, until } from '../support/tls-world.ts';

const COUNT = process.env.CLAY_LONG ? 500 : 100;
const RELOADS = 10;

const name = (number: number) => `W${String(number).padStart(3, '0')}`;

it(`${COUNT} sessions live through ${RELOADS} reloads in one proxy`, async () => {
  const sockets: TLSSocket[] = [];
  let ended = 0;
  const server = await tlsServer(socket => {
    sockets.push(socket);
    socket.write('welcome\r\n');
    socket.on('end', () => ended++).resume();
  });
  const names = Array.from({ length: COUNT }, (_, i) => name(i + 1));
  const settings = settingsToml(
    { tls_proxy: true },
    Object.fromEntries(names.map(one => [one, tlsTable(server)])),
  );
  const clay = await startClay({ args: names, settings });
  await until(() => sockets.length === COUNT, 'not every world is connected');
  const isGreeted = (one: string) => clay.logFile(one) === 'welcome\n';
  await until(() => names.every(isGreeted), 'not every world was greeted');
  const [proxy, ...others] = proxiesOf(clay);
  expect(others).toEqual([]);
  for (let number = 1; number <= RELOADS; number++) {
    const words = `after reload ${number}`;
    process.kill(clay.pid, 'SIGUSR1');
    for (const socket of sockets) socket.write(`${words}\r\n`);
    await reloaded(clay, number);
    const isThere = (one: string) => clay.logFile(one).endsWith(`${words}\n`);
    await until(() => names.every(isThere), `not every world has "${words}"`);
  }
  const after = Array.from({ length: RELOADS }, (_, i) => `after reload ${i + 1}\n`);
  const wanted = ['welcome\n', ...after].join('');
  for (const one of names) expect(clay.logFile(one)).toBe(wanted);
  expect(proxiesOf(clay)).toEqual([proxy]);
  expect(sockets).toHaveLength(COUNT);
  expect(ended).toBe(0);
  // 50 KiB a session, on top of what Node itself takes.
  expect(rssOf(proxy!)).toBeLessThan(70 * 1024 * 1024 + COUNT * 50 * 1024);
  clay.type('/quit\r');
  expect(await clay.ended()).toMatchObject({ code: 0 });
  await until(() => ended === COUNT, 'not every session was closed by /quit');
}, 600_000);
