/** Browsers, attached terminals and the terminator from build to build: one that knows none of them, and one that has another. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import WebSocket from 'ws';
import { startAttached, untilKey } from '../support/attaching.ts';
import { buildBefore, WITHOUT_BROWSERS } from '../support/build-before.ts';
import { deploy, flip, putInPlace } from '../support/builds.ts';
import { textOf } from '../support/clay.ts';
import { unwrapped } from '../support/deployed.ts';
import { test } from '../support/needs-reload.ts';
import { descriptorsOf } from '../support/processes.ts';
import { reload } from '../support/reloading.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { proxiesOf, until } from '../support/tls-world.ts';
import { type Answer, get } from '../support/visitors.ts';
import { logIn, startHttps, startWeb } from '../support/web-view.ts';

const present = resolve(__dirname, '../..');

/** What reloads start: the build in dist/ of a directory. */
function releases() {
  const link = join(temporaryDirectory('releases'), 'current');
  const release = (directory: string) => flip(link, directory);
  release(present);
  return { program: join(link, 'dist/clay.js'), release };
}

/** A page is served: it may be that nobody has listened for a moment. */
async function answered(port: number): Promise<void> {
  let answer: Answer | string = '';
  while (typeof answer === 'string') answer = await get(port, '/');
  expect(answer.status).toBe(200);
}

/** The same without TLS. */
async function answeredAt(origin: string): Promise<void> {
  let answer: Response | null = null;
  while (!answer) answer = await fetch(origin).catch(() => null);
  expect(answer.ok).toBe(true);
}

/** How many sockets the process has. */
const socketsOf = (pid: number) => descriptorsOf(pid).filter(({ link }) => link.startsWith('socket:')).length;

test('a build that knows no browsers: they and terminals are let go before it, which is told, and are there again behind it', async () => {
  const older = buildBefore(WITHOUT_BROWSERS);
  const { program, release } = releases();
  const { clay, peer, port } = await startWeb({ program });
  const { cookie } = await logIn(clay, port);
  const origin = `http://127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { origin, headers: { cookie } });
  await once(socket, 'open');
  await untilKey(clay.place);
  const second = await startAttached(clay.place);
  await second.waitFor('Connected to Alpha.');
  const closed = once(socket, 'close');
  release(older);
  await reload(clay, 'signal');
  await closed;
  const told = 'their connections end. Pages come back once a build knows them.';
  await clay.waitFor(() => unwrapped(clay).includes(told));
  expect(readFileSync(`/proc/${clay.pid}/net/tcp`, 'utf8')).not.toMatch(
    new RegExp(`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`),
  );
  await expect(fetch(origin)).rejects.toThrow();
  // The game goes on; its connection is the same one.
  peer.send('Still here.\r\n');
  await clay.waitFor('Still here.');
  clay.type('look\r');
  await peer.waitFor('look\r\n');
  release(present);
  await reload(clay, 'signal');
  // What the screen says of its address may be from the first start.
  await answeredAt(origin);
  // Its program comes again by itself.
  peer.send('All of us.\r\n');
  await second.waitFor('All of us.');
});

test('a build with another tlsproxy has another terminator, without a word, and the one before is let go', async () => {
  const { program, release } = releases();
  const { clay, port } = await startHttps({ program });
  const [before] = proxiesOf(clay) as [number];
  const next = temporaryDirectory('next');
  deploy(next, '9.9.9');
  const tlsproxy = join(next, 'dist/tlsproxy.js');
  putInPlace(tlsproxy, `${readFileSync(tlsproxy, 'utf8')}\n// Another one.\n`);
  release(next);
  await reload(clay, 'signal');
  const others = () => proxiesOf(clay).filter(pid => pid !== before);
  await until(() => others().length === 1, 'there is no other one');
  const log = () => textOf(join(clay.home, 'tlsproxy.log'));
  await until(() => log().includes('"unlistened"'), 'the one before was not told');
  // The one that it is asked by; whoever watches it keeps it from its end.
  await until(() => socketsOf(before) === 1, 'the one before is kept by a connection');
  await answered(port);
  expect(unwrapped(clay)).not.toMatch(/tlsproxy|cannot be served/);
});
