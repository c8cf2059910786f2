/** Scripts under a real terminal: their memory goes through reloads and crashes, and each line is counted once. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { temporaryHome } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';

async function playing(scripts: Record<string, string>) {
  const place = temporaryHome();
  mkdirSync(join(place.home, 'scripts'), { mode: 0o700 });
  for (const [name, source] of Object.entries(scripts))
    writeFileSync(join(place.home, 'scripts', `${name}.js`), source);
  const { clay, peers } = await startPlaying({ place, names: ['Alpha'] });
  for (const name of Object.keys(scripts)) clay.type(`/load ${name}\r`);
  await clay.waitFor(/is loaded/);
  return { clay, alpha: peers[0]! };
}

async function crash(clay: Clay, times: number): Promise<void> {
  const there = () => readdirSync(`${clay.place.runtime}/clay`);
  await until(() => ['.checkpoint', '.exec'].every(end => there().some(name => name.endsWith(end))));
  process.kill(clay.pid, 'SIGSEGV');
  await clay.waitFor('has restarted itself in place');
  expect(times).toBeGreaterThan(0);
}

const COUNTING = `
let n = 0;
clay.trigger(/^tick/, () => { n++; });
clay.trigger(/^how many/, () => clay.send('counted ' + n));
(async () => {
  const m = await clay.line(/^tell me (.*)/);
  await clay.wait(1500);
  clay.send('told ' + m[1]);
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
