/**
 * The proxies that a profile has at work, written down in the profile itself. The runtime directory may be removed: until a proxy has
 * published itself anew there, whoever looks for it finds nothing, and would start another one, which would be in its way for good.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../shared/fault.ts';
import { type ProxyPaths, type ProxyRole, proxyPaths } from '../../shared/paths.ts';
import { isAlive, type ProcessId, processIdentity } from '../../shared/process-identity.ts';
import { lockHolder } from './lock.ts';
import { alreadyRunning } from './presence.ts';

/** Has the proxy that gets it look whether it is published. */
export const LOOK_SIGNAL = 'SIGHUP';

/** What the names of all its files begin with, in the profile directory. */
const PREFIX = '.tlsproxy.';

/** Twice what a proxy takes by itself (presence.ts); one that has not answered by then stands still (ms). */
const PATIENCE = 5_000;
const LOOK_INTERVAL = 20;

export interface RollOptions {
  readonly home: string;
  readonly role: ProxyRole;
  readonly build: string;
  /** The runtime directory that it was told to use. */
  readonly runtime: string;
}

interface Entry extends ProcessId {
  readonly runtime: string;
}

/** Writes this process down, complete as soon as it can be seen. */
export function enter(options: RollOptions): void {
  const { pid } = process;
  const entry: Entry = { pid, identity: processIdentity(pid), runtime: options.runtime };
  const file = fileOf(options, pid);
  // Of an earlier process of that number, at most.
  rmSync(`${file}.tmp`, { force: true });
  writeFileSync(`${file}.tmp`, JSON.stringify(entry), { flag: 'wx', mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

export function leave(options: RollOptions): void {
  rmSync(fileOf(options, process.pid), { force: true });
}

/**
 * To be called before another proxy appears. Has the one that is at work already, but was robbed of its files, publish itself;
 * answers that it has. null: there is none, or none that answers.
 */
export async function callOlder(
  options: RollOptions,
  paths: () => ProxyPaths,
  { patience = PATIENCE, kill = process.kill }: { patience?: number; kill?: typeof process.kill } = {},
): Promise<Fault | null> {
  const older = othersIn(options).filter(one => !isElsewhere(options, one));
  for (const { pid } of older) call(pid, kill);
  const end = performance.now() + patience;
  while (older.some(isAlive) && performance.now() < end) {
    const names = paths();
    const holder = lockHolder(names.lock);
    if (holder && existsSync(names.token) && [names.socket, names.port].some(file => existsSync(file)))
      return alreadyRunning(`tlsproxy with PID ${holder.pid}`);
    await wait(LOOK_INTERVAL);
  }
  return null;
}

function call(pid: number, kill: typeof process.kill): void {
  try {
    kill(pid, LOOK_SIGNAL);
  } catch (error) {
    // It has ended meanwhile, and is in nobody's way.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** All others of this role and build that are alive; what the dead have left is removed, whichever they were. */
function othersIn(options: RollOptions): Entry[] {
  const { home } = options;
  const others: Entry[] = [];
  const names = readdirSync(home).filter(name => name.startsWith(PREFIX) && !name.endsWith('.tmp'));
  for (const name of names) {
    const file = join(home, name);
    const entry = readEntry(file);
    if (!entry || !isAlive(entry)) rmSync(file, { force: true });
    else if (entry.pid !== process.pid && file === fileOf(options, entry.pid)) others.push(entry);
  }
  return others;
}

/** It was told to use another runtime directory, and can be found there by those who look there. */
function isElsewhere({ home, role, build, runtime }: RollOptions, entry: Entry): boolean {
  if (entry.runtime === runtime || !existsSync(entry.runtime)) return false;
  return lockHolder(proxyPaths(entry.runtime, home, build, role).lock)?.pid === entry.pid;
}

function fileOf({ home, role, build }: RollOptions, pid: number): string {
  return join(home, `${PREFIX}${role}-${build}-${pid}`);
}

/** null for one that is gone meanwhile, or that is none. */
function readEntry(file: string): Entry | null {
  try {
    const { pid, identity, runtime } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Entry>;
    const isWhole = typeof pid === 'number' && typeof identity === 'string' && typeof runtime === 'string';
    return isWhole ? { pid, identity, runtime } : null;
  } catch {
    return null;
  }
}
