/** Children of the image before this one: Node knows nothing of them, and when they end somebody must take note. */
import { readFileSync } from 'node:fs';
import type { Posix } from '../../native/posix.ts';

/** They are few, and a zombie of a second harms nobody (ms). */
const INTERVAL = 1000;

/** To be called before this image has children of its own. */
export function reapInheritedChildren(posix: Posix): void {
  let orphans = childrenOf(process.pid).filter(pid => !posix.reap(pid));
  if (orphans.length === 0) return;
  const timer = setInterval(() => {
    orphans = orphans.filter(pid => !posix.reap(pid));
    if (orphans.length === 0) clearInterval(timer);
  }, INTERVAL);
  timer.unref();
}

/** Processes that this one is the parent of; none where the system does not tell. */
export function childrenOf(pid: number): number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
    return list.split(' ').filter(Boolean).map(Number);
  } catch {
    // Not on this system: what ends stays a zombie until we end.
    return [];
  }
}
