/** Scripts under a real terminal: their memory goes through reloads and crashes, and each line is counted once. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { crashOnceArmed } from '../support/crashing.ts';
import { endlessScripts } from '../support/endless.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { atEnd, temporaryHome } from '../support/temporary.ts';
import { settingsToml, startTlsWorld, tlsTable, until } from '../support/tls-world.ts';

function placeWith(scripts: Record<string, string>) {
  const place = temporaryHome();
  mkdirSync(join(place.home, 'scripts'), { mode: 0o700 });
  for (const [name, source] of Object.entries(scripts))
    writeFileSync(join(place.home, 'scripts', `${name}.js`), source);
  return place;
}

async function playing(scripts: Record<string, string>) {
  const place = placeWith(scripts);
  const { clay, peers } = await startPlaying({ place, names: ['Alpha'], top: 'more_mode = false' });
  for (const name of Object.keys(scripts)) clay.type(`/load ${name}\r`);
  await clay.waitFor(/is loaded/);
  return { clay, alpha: peers[0]! };
}

async function crash(clay: Clay, times: number): Promise<void> {
  await crashOnceArmed(clay);
  // Its line on screen has scrolled away before it is looked at, where so much is said.
  await until(() => clay.programLog().split('"code":"CRASHED"').length > times);
}

const COUNTING = `
let n = 0;
clay.trigger(/^tick/, () => { n++; });
clay.trigger(/^how many/, () => clay.send('counted ' + n));
(async () => {
  const m = await clay.line(/^tell me (.*)/);
  const began = Date.now();
  await clay.wait(1500);
  // By its own clock, whatever comes in between.
  clay.send('told ' + (Date.now() - began < 1500 ? 'early' : m[1]));
})();
`;

/** So long that the compiler reads it. */
const LONG = `${'// It is about nothing.\n'.repeat(400)}${COUNTING}`;

test('a script counts each line once, and waits on, through reloads and a crash', async () => {
  const { clay, alpha } = await playing({ count: LONG });
  let sent = 0;
  const ticks = setInterval(() => {
    alpha.send('tick\r\n'.repeat(5));
    sent += 5;
  }, 10);
  alpha.send('tell me more\r\n');
  await reload(clay, 'signal');
  await reload(clay, 'signal');
  await crash(clay, 1);
  for (let i = 0; i < 3; i++) await reload(clay, 'signal');
  clearInterval(ticks);
  alpha.send('how many\r\n');
  await alpha.waitFor(`counted ${sent}\r\n`);
  await alpha.waitFor('told more\r\n');
  expect(alpha.received.toString().split('told').length).toBe(2);
});

test('one whose client is killed goes on with its memory in the next one, where the proxy has kept the connection', async () => {
  const place = placeWith({ count: COUNTING });
  const world = await startTlsWorld();
  const settings = settingsToml({ tls_proxy: true }, { Alpha: tlsTable(world) });
  let clay = await startClay({ place, args: ['Alpha'], settings });
  const peer = await world.accepted();
  await clay.waitFor('Connected to Alpha.');
  clay.type('/js -p count 40+2\r');
  await clay.waitFor(/^% 42$/m);
  let sent = 0;
  const ticks = setInterval(() => {
    peer.send('tick\r\n'.repeat(5));
    sent += 5;
  }, 10);
  atEnd(() => clearInterval(ticks));
  peer.send('tell me more\r\n');
  for (let kills = 0; kills < 2; kills++) {
    const seen = sent;
    await until(() => sent > seen + 100);
    // The second time what it was is in a file of the client before, or of this one by now.
    process.kill(clay.pid, 'SIGKILL');
    await clay.ended();
    clay = await startClay({ place });
    await until(() => clay.programLog().split('"recovered":true').length === kills + 2);
    if (kills === 0) await reload(clay, 'signal');
  }
  clearInterval(ticks);
  peer.send('how many\r\n');
  await peer.waitFor(`counted ${sent}\r\n`);
  await peer.waitFor('told more\r\n');
  expect(peer.received.toString().split('told').length).toBe(2);
  const files = readdirSync(`${clay.place.runtime}/clay`).filter(name => name.endsWith('.memories'));
  expect(files).toEqual([expect.stringContaining(`-${clay.pid}.`)]);
  expect(world.connections).toBe(1);
});

test('a program without an end keeps no key waiting until it is stopped, and is named; others go on', async () => {
  const bad = endlessScripts();
  const good = `let n = 0; clay.trigger(/^go/, () => clay.send('good ' + ++n));`;
  const { clay, alpha } = await playing({
    good,
    ...Object.fromEntries(bad.map(({ name, source }) => [name, source])),
  });
  // Each is there when the one before has been said to be.
  await clay.waitFor(`${bad.at(-1)!.name}.js is loaded`);
  for (const [n, { name }] of bad.entries()) {
    alpha.send(`go ${n}\r\n`);
    clay.type('x');
    await clay.waitFor(new RegExp(`^x{${n + 1}}$`, 'm'));
    await clay.waitFor(new RegExp(`% ${name}\\.js`));
    await alpha.waitFor(`good ${n + 1}\r\n`);
  }
});
