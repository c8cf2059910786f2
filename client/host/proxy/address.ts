/** Where the proxies of a profile are to be found, and the token they want to see. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ProxyPaths, type ProxyRole, proxyBuilds, proxyPaths } from '../../../shared/paths.ts';
import { isAlive, type ProcessId } from '../../../shared/process-identity.ts';

export type Transport = 'unix' | 'tcp';

export interface ProxyAddress {
  readonly build: string;
  readonly target: { readonly path: string } | { readonly host: string; readonly port: number };
}

export interface Place {
  readonly home: string;
  /** The runtime directory, which exists and is ours, held. */
  readonly runtime: string;
  /** Its path, for other processes. */
  readonly directory: string;
  readonly transport: Transport;
  /** Of the proxies that are looked for, or started. */
  readonly role: ProxyRole;
}

/** The build of the file that was looked at last: to read a megabyte for each of a thousand sessions takes longer than all else. */
let lately: { readonly stamp: string; readonly build: string } | null = null;

/** What has just been changed may be changed once more without a trace (ms): it is read each time. */
const SETTLED = 1000;

/** The name of a build: what its file contains, so that the same build is known again wherever it lies. */
export async function buildOf(
  file: string,
  read: (file: string) => Promise<Buffer> = readFile,
): Promise<string> {
  const { dev, ino, size, ctimeMs } = await stat(file);
  const stamp = [dev, ino, size, ctimeMs].join();
  if (lately?.stamp === stamp) return lately.build;
  const build = createHash('sha256')
    .update(await read(file))
    .digest('hex')
    .slice(0, 12);
  lately = Date.now() - ctimeMs > SETTLED ? { stamp, build } : null;
  return build;
}

/** The builds that have, or had, a proxy for this profile in one of the places. */
export async function knownBuilds(places: readonly Place[]): Promise<string[]> {
  const found = await Promise.all(
    places.map(async ({ home, runtime, role }) => proxyBuilds(await readdir(runtime), home, role)),
  );
  return [...new Set(found.flat())];
}

/**
 * Address and token of a proxy; null when there is none. The transport asked for is where it is looked for first: one
 * that was started while the setting was another is found all the same.
 */
export async function findProxy(
  place: Place,
  build: string,
): Promise<{ address: ProxyAddress; token: string } | null> {
  const paths = proxyPaths(place.runtime, place.home, build, place.role);
  try {
    const token = await readFile(paths.token, 'utf8');
    const socket = { build, target: { path: paths.socket } };
    const isUnix = existsSync(paths.socket);
    if (isUnix && (place.transport === 'unix' || !existsSync(paths.port))) return { address: socket, token };
    const port = Number(await readFile(paths.port, 'utf8'));
    // A port is not ours for ever as a path is: whoever has it after a killed proxy must not be told anything.
    if (!(await isHeld(place, paths))) return null;
    return { address: { build, target: { host: '127.0.0.1', port } }, token };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whether a process that is alive holds the proxy's lock; see tlsproxy/process/lock.ts for its form. */
async function isHeld({ runtime }: Place, paths: ProxyPaths): Promise<boolean> {
  const prefix = basename(paths.lock);
  const claims = (await readdir(runtime)).filter(name => name.startsWith(prefix));
  const holders = await Promise.all(claims.map(name => readFile(join(runtime, name), 'utf8')));
  return holders.some(text => isAlive(JSON.parse(text) as ProcessId));
}
