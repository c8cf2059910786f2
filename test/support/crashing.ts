/** Crashes of a client that is to go on from them in place. */
import { readdirSync } from 'node:fs';
import type { TemporaryHome } from './temporary.ts';
import { until } from './tls-world.ts';

interface Living {
  readonly place: TemporaryHome;
  readonly pid: number;
}

/** A checkpoint is there, and the build is kept: a crash has something to go on from. A fresh client takes a moment to get there. */
export function isArmed({ place }: Pick<Living, 'place'>): Promise<void> {
  const there = () => readdirSync(`${place.runtime}/clay`);
  const isThere = (end: string) => there().some(name => name.endsWith(end));
  return until(() => ['.checkpoint', '.exec'].every(isThere), 'it has nothing to go on from');
}

/** Crashes it, as soon as it can go on from that; waits for nothing further. */
export async function crashOnceArmed(clay: Living): Promise<void> {
  await isArmed(clay);
  process.kill(clay.pid, 'SIGSEGV');
}
