/** The socket that the terminator of HTTPS connects to: whose it is, and that it goes through reloads. */
import { existsSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { answerOf } from '../support/browsers.ts';
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { until } from '../support/tls-world.ts';

const ask = (path: string) =>
  [
    `GET ${path} HTTP/1.1`,
    ...['Host: localhost', 'X-Forwarded-For: 192.0.2.7', 'X-Forwarded-Proto: https', '', ''],
  ].join('\r\n');

/** What the client answers to the pieces; `between` comes between them. */
async function answered(path: string, pieces: readonly string[], between?: () => Promise<unknown>) {
  const socket = connect(path);
  const got: Buffer[] = [];
  socket.on('data', bytes => got.push(bytes));
  const ended = new Promise((resolve, reject) => socket.on('end', resolve).on('error', reject));
  for (const [at, piece] of pieces.entries()) {
    if (at > 0) await between?.();
    socket.write(piece);
  }
  await ended;
  socket.destroy();
  return answerOf(Buffer.concat(got));
}

function socketOf({ place, pid }: Clay): string {
  const directory = `${place.runtime}/clay`;
  const name = readdirSync(directory).find(one => one.endsWith(`-${pid}-web.sock`));
  return name ? `${directory}/${name}` : '';
}

async function startListening(): Promise<{ clay: Clay; path: string }> {
  const { clay } = await startPlaying({ more: `\n[web]\nhttps = true\nhttps_port = 443\n` });
  // It is bound a moment before it is nobody else's, and listens.
  await until(() => socketOf(clay) !== '' && (statSync(socketOf(clay)).mode & 0o777) === 0o600);
  return { clay, path: socketOf(clay) };
}

test('half a request waits through reloads, and the socket goes with the client', async () => {
  const { clay, path } = await startListening();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = ask('/icon.svg');
  const pieces = [text.slice(0, 10), text.slice(10, 60), text.slice(60)];
  const { status } = await answered(path, pieces, () => reload(clay, 'signal'));
  expect(status).toBe(200);
  expect((await answered(path, [ask('/')])).status).toBe(200);
  clay.type('/quit\r');
  await clay.ended();
  expect(existsSync(path)).toBe(false);
});

test('a socket that somebody has removed is there again, and after kill -9 it is cleared away', async () => {
  const { clay, path } = await startListening();
  unlinkSync(path);
  // It is there a moment before anybody listens.
  await until(() => clay.programLog().includes('"whole":'));
  expect((await answered(path, [ask('/icon.svg')])).status).toBe(200);
  process.kill(clay.pid, 'SIGKILL');
  await clay.ended();
  expect(existsSync(path)).toBe(true);
  await startPlaying({ place: clay.place });
  expect(existsSync(path)).toBe(false);
});
