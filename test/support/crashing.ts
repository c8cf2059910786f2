/** Crashes of a client that is to go on from them in place. */
import { readdirSync } from 'node:fs';
import type { Clay } from './clay.ts';
import { redrawn } from './redrawing.ts';
import type { TemporaryHome } from './temporary.ts';
import { until } from './tls-world.ts';

/**
 * A checkpoint is there, and the build is kept: by the end of this turn of the client's event loop a crash has something to go on
 * from. A fresh one takes a moment to get there. Whoever crashes it waits for an answer first, which is another turn.
 */
export function isArmed({ place }: { readonly place: TemporaryHome }): Promise<void> {
  const there = () => readdirSync(`${place.runtime}/clay`);
  const isThere = (end: string) => there().some(name => name.endsWith(end));
  return until(() => ['.checkpoint', '.exec'].every(isThere), 'it has nothing to go on from');
}

/** Crashes it, as soon as it can go on from that; waits for nothing further. */
export async function crashOnceArmed(clay: Clay): Promise<void> {
  await isArmed(clay);
  await redrawn(clay);
  process.kill(clay.pid, 'SIGSEGV');
}
