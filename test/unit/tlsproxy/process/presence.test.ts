import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { proxyPaths } from '../../../../shared/paths.ts';
import { createPresence } from '../../../../tlsproxy/process/presence.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';

/** A proxy's presence in a directory that the test may take away. */
function present(transport: 'unix' | 'tcp' = 'unix') {
  const at = { directory: temporaryDirectory() };
  const servers: Server[] = [];
  const logged: string[] = [];
  const presence = createPresence({
    paths() {
      mkdirSync(at.directory, { recursive: true });
      return proxyPaths(at.directory, '/home', 'build');
    },
    transport,
    token: 'secret',
    server() {
      const server = createServer(socket => void socket.end('hello'));
      servers.push(server);
      return server;
    },
    log: (event, fields) => void logged.push(`${event} ${fields?.error ?? ''}`.trim()),
  });
  return { at, presence, logged, servers, paths: () => proxyPaths(at.directory, '/home', 'build') };
}

/** What whoever connects is told. */
function ask(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(path);
    socket.on('error', reject).on('data', bytes => (text += bytes));
    socket.on('end', () => void resolve(text));
  });
}

test('a directory that was removed: token, lock and socket are published anew, once', async () => {
  const { at, presence, paths, logged, servers } = present();
  expect(await presence.appear()).toBeNull();
  rmSync(at.directory, { recursive: true });
  await presence.look();
  expect(readFileSync(paths().token, 'utf8')).toBe('secret');
  expect(await ask(paths().socket)).toBe('hello');
  await presence.look();
  expect([logged, servers.length]).toEqual([['published again'], 2]);
  presence.vanish();
});

test.each(['token', 'socket'] as const)('its %s alone was removed: it is there again', async which => {
  const { presence, paths } = present();
  await presence.appear();
  rmSync(paths()[which]);
  await presence.look();
  expect(existsSync(paths()[which])).toBe(true);
  expect(await ask(paths().socket)).toBe('hello');
  presence.vanish();
});

test('with a port in place of a socket it is the same', async () => {
  const { at, presence, paths } = present('tcp');
  await presence.appear();
  rmSync(at.directory, { recursive: true });
  await presence.look();
  expect(Number(readFileSync(paths().port, 'utf8'))).toBeGreaterThan(0);
  presence.vanish();
});

test('it moves with the directory, and leaves nothing where it was', async () => {
  const { at, presence, paths } = present();
  await presence.appear();
  const before = paths();
  at.directory = join(temporaryDirectory(), 'elsewhere');
  await presence.look();
  expect(await ask(paths().socket)).toBe('hello');
  expect([before.socket, before.token].some(file => existsSync(file))).toBe(false);
  presence.vanish();
  expect([paths().socket, paths().token].some(file => existsSync(file))).toBe(false);
});

test('where there is no directory to be had it goes on trying, and says so once', async () => {
  const { presence, paths, logged, at } = present();
  await presence.appear();
  const { directory } = at;
  rmSync(directory, { recursive: true });
  at.directory = '/dev/null/nowhere';
  for (let i = 0; i < 3; i++) await presence.look();
  expect(logged).toHaveLength(1);
  at.directory = directory;
  await presence.look();
  expect(await ask(paths().socket)).toBe('hello');
  presence.vanish();
});
