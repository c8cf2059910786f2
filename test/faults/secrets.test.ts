/** Passwords on disk: none once the server has them, of whatever was typed, set or printed; and none is missed after a crash. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import WebSocket from 'ws';
import { VERSION } from '../../client/web/protocol.ts';
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { atEnd } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';
import { LOGGED } from '../support/traffic.ts';
import { logIn, startWeb } from '../support/web-view.ts';

const SECRET = 'hidden-word-4711';
const [MASK, UNMASK] = [Buffer.from([255, 251, 1]), Buffer.from([255, 252, 1])];

/** Files of the profile and of the runtime directory in which the password stands, settings.toml aside. */
function filesWithSecret(clay: Clay): string[] {
  return filesWith(clay, SECRET);
}

function filesWith({ place }: Clay, secret: string): string[] {
  const { stdout } = spawnSync('grep', ['-rlae', secret, place.root], { encoding: 'utf8' });
  return stdout.split('\n').filter(file => file !== '' && !file.endsWith('/settings.toml'));
}

const isForgotten = (clay: Clay) =>
  until(() => filesWithSecret(clay).length === 0, 'the password is on disk');

/** Whether there is a checkpoint: before the first one nothing is recorded. */
function hasCheckpoint({ place }: Clay): boolean {
  return readdirSync(join(place.root, 'run/clay')).some(name => name.endsWith('.checkpoint'));
}

test.each([false, true])('a typed password, plain_proxy = %p', async proxy => {
  const { clay, peers } = await startPlaying({ ...LOGGED, top: `${LOGGED.top}\nplain_proxy = ${proxy}` });
  const [alpha] = peers as [Peer];
  await until(() => hasCheckpoint(clay), 'there is no checkpoint');
  alpha.send(MASK);
  alpha.send('Password: ');
  await clay.waitFor('Password:');
  clay.type(`${SECRET}\r`);
  await alpha.waitFor(`${SECRET}\r\n`);
  alpha.send(UNMASK);
  alpha.send('\r\nWelcome\r\n');
  await clay.waitFor('Welcome');
  await isForgotten(clay);
  process.kill(clay.pid, 'SIGKILL');
  expect(filesWithSecret(clay)).toEqual([]);
});

test('that of an automatic login, also after a reload and a crash, where it is still known', async () => {
  const more = `user = "mia"\npassword = "${SECRET}"\nauto_login = "connect"`;
  const { clay, worlds, peers } = await startPlaying({ ...LOGGED, more });
  await peers[0]!.waitFor(`connect mia ${SECRET}\r\n`);
  await until(() => hasCheckpoint(clay), 'there is no checkpoint');
  await isForgotten(clay);
  await reload(clay, 'signal');
  await isForgotten(clay);
  const before = readFileSync(join(clay.home, 'clay.log'), 'utf8').length;
  process.kill(clay.pid, 'SIGSEGV');
  await until(() => readFileSync(join(clay.home, 'clay.log'), 'utf8').slice(before).includes('CRASHED'));
  await isForgotten(clay);
  clay.type('/dc\r/worlds Alpha\r');
  await (await worlds[0]!.accepted()).waitFor(`connect mia ${SECRET}\r\n`);
});

test('the key of a login, of a browser that has shown it in every way: as hashes in the profile, and nowhere else', async () => {
  const { clay, port } = await startWeb();
  await until(() => hasCheckpoint(clay), 'there is no checkpoint');
  const { cookie, half } = await logIn(clay, port);
  const [, token] = cookie.split('=') as [string, string];
  const origin = `http://127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: { origin, cookie } });
  atEnd(() => socket.terminate());
  await once(socket, 'open');
  const answered = once(socket, 'message');
  socket.send(JSON.stringify({ t: 'hello', v: VERSION, half, tab: 'tab', visible: true }));
  const welcome = JSON.parse(String((await answered)[0])) as { worlds: { w: string; epoch: number }[] };
  const { epoch } = welcome.worlds.find(({ w }) => w === 'Alpha')!;
  const lines = await fetch(`${origin}/lines/Alpha/${epoch}/0-1`, {
    headers: { cookie, 'x-clay-half': half },
  });
  expect(lines.status).toBe(200);
  const isThere = () => filesWith(clay, token).length > 0 || filesWith(clay, half).length > 0;
  await until(() => !isThere(), 'the key is on disk');
  process.kill(clay.pid, 'SIGKILL');
  expect(isThere()).toBe(false);
});
