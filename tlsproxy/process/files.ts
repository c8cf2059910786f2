/** What a running proxy has in the runtime directory beside its lock: the token, and the socket or port. */
import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, type Server } from 'node:net';
import type { ProxyPaths } from '../../shared/paths.ts';

export type Transport = 'unix' | 'tcp';

/** Node's own 511 is less than the worlds of a large profile, which connect all at once. */
const BACKLOG = 1_024;

export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** Whether somebody answers at the socket: a stale one refuses. */
export function isAnswered(socketPath: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

/** Publishes the token and listens. To be called by the holder of the lock only: it takes the place of what is there. */
export async function publish(
  paths: ProxyPaths,
  transport: Transport,
  token: string,
  server: Server,
): Promise<void> {
  writeSecret(paths.token, token);
  if (transport === 'unix') {
    rmSync(paths.socket, { force: true });
    await listen(server, { path: paths.socket });
  } else {
    await listen(server, { host: '127.0.0.1', port: 0 });
    writeSecret(paths.port, String((server.address() as AddressInfo).port));
  }
}

export function unpublish(paths: ProxyPaths): void {
  for (const file of [paths.socket, paths.port, paths.token]) rmSync(file, { force: true });
}

/** What clients need to find the proxy. */
export function filesOf(paths: ProxyPaths, transport: Transport): string[] {
  return [paths.token, transport === 'unix' ? paths.socket : paths.port];
}

/**
 * Cleaners of /tmp remove what has not been used for days, and a proxy may run for months: its files are made to look
 * new. One that is not there is for others to miss.
 */
export function refresh(files: readonly string[]): void {
  const now = new Date();
  for (const file of files.filter(one => existsSync(one))) utimesSync(file, now, now);
}

function listen(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...where, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Complete as soon as it can be seen. */
function writeSecret(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
  renameSync(temporary, file);
}
