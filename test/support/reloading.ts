/** Reloads as seen from outside: by the client's own log, in which each new image says that it has taken over. */
import { watch } from 'node:fs';
import type { Clay } from './clay.ts';
import { createWaiting } from './waiting.ts';

export type Way = 'key' | 'command' | 'signal';

/** What tells of it. */
export type Reloaded = Pick<Clay, 'home' | 'pid' | 'exit' | 'programLog' | 'screen'>;

/** How often the client has replaced its code so far. */
export function reloadCount(clay: Pick<Clay, 'programLog'>): number {
  return clay.programLog().split('"code":"RELOADED"').length - 1;
}

/** Resolves when it has done so `count` times in all. */
export async function reloadedTimes(clay: Reloaded, count: number): Promise<void> {
  await untilLogged(clay, `reload number ${count}`, () => reloadCount(clay) >= count);
}

/** Resolves when the client's own log is as `isTrue` wants it, looked at whenever a file of the profile changes. */
export async function untilLogged(clay: Reloaded, what: string, isTrue: () => boolean): Promise<void> {
  const waiting = createWaiting();
  const watcher = watch(clay.home, waiting.look);
  void clay.exit.then(() => waiting.end('the client ended without'));
  try {
    await waiting.until(isTrue, () => `${what}\n${clay.screen().join('\n')}\n${clay.programLog()}`);
  } finally {
    watcher.close();
  }
}

/** Asks for a reload; does not wait for it. */
export function askForReload(clay: Clay, way: Way): void {
  if (way === 'key') clay.press('C-r');
  else if (way === 'command') clay.type('/reload\r');
  else process.kill(clay.pid, 'SIGUSR1');
}

/** Asks for it by SIGUSR1, and waits until the new image has taken over. */
export async function reloadBySignal(clay: Reloaded): Promise<void> {
  const before = reloadCount(clay);
  process.kill(clay.pid, 'SIGUSR1');
  await reloadedTimes(clay, before + 1);
}

/** Asks for a reload and waits until the new image has taken over. */
export async function reload(clay: Clay, way: Way = 'key'): Promise<void> {
  const before = reloadCount(clay);
  askForReload(clay, way);
  await reloadedTimes(clay, before + 1);
}
