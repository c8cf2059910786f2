/** Logging in by the password: what becomes of it in the profile, and that tries are counted through a reload. */
import { readFileSync, statSync } from 'node:fs';
import { test } from '../support/needs-reload.ts';
import { reload } from '../support/reloading.ts';
import { until } from '../support/tls-world.ts';
import { startWeb } from '../support/web-view.ts';

async function tryPassword(port: number, password: string): Promise<Response> {
  const origin = `http://127.0.0.1:${port}`;
  const body = JSON.stringify({ password });
  return fetch(`${origin}/login`, { method: 'POST', headers: { origin }, body });
}

test('a password in plain is a hash in the file at once; six wrong ones are five, and the sixth waits', async () => {
  const { clay, port } = await startWeb({ more: 'password = "open sesame" # for the phone\n' });
  const file = () => readFileSync(`${clay.home}/settings.toml`, 'utf8');
  await until(() => /^password = "scrypt:32768:8:1:[\w-]{22}:[\w-]{43}" # for the phone$/m.test(file()));
  const right = await tryPassword(port, 'open sesame');
  expect(right.status).toBe(200);
  await clay.waitFor('127.0.0.1, is logged in');
  const { half } = (await right.json()) as { half: string };
  const token = /clay-\d+=([\w-]+);/.exec(right.headers.get('set-cookie')!)![1]!;
  const kept = `${clay.home}/web.json`;
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  for (const secret of [half, token, 'open sesame'])
    expect(readFileSync(kept, 'utf8') + file()).not.toContain(secret);
  for (let i = 0; i < 3; i++) expect((await tryPassword(port, 'wrong')).status).toBe(403);
  await reload(clay, 'signal');
  for (let i = 0; i < 2; i++) expect((await tryPassword(port, 'wrong')).status).toBe(403);
  const sixth = await tryPassword(port, 'open sesame');
  expect(sixth.status).toBe(429);
  expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(800);
  await clay.waitFor('5 wrong passwords came from 127.0.0.1');
  expect(clay.screen().filter(row => row.includes('The browser view is at'))).toHaveLength(1);
});

test('a hundred passwords at once keep nobody waiting who types', async () => {
  const { clay, port } = await startWeb({ more: 'password = "open sesame"\n' });
  await until(() => /^password = "scrypt:/m.test(readFileSync(`${clay.home}/settings.toml`, 'utf8')));
  let answered = 0;
  const tries = Array.from({ length: 100 }, async () => {
    const { status } = await tryPassword(port, 'wrong');
    answered++;
    return status;
  });
  await until(() => answered > 0);
  clay.type('typed meanwhile');
  await clay.waitFor('typed meanwhile');
  // Five of them are worked on, one after the other.
  expect(answered).toBeLessThan(100);
  const statuses = await Promise.all(tries);
  expect(statuses.filter(status => status === 403)).toHaveLength(5);
  expect(statuses.filter(status => status === 429)).toHaveLength(95);
});
