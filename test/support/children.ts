/** The children of a process, as /proc tells. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** Name and state of each, such as `sh S`; a zombie's is Z. */
export function childrenOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap(thread => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' '))
    .filter(child => child.trim() !== '')
    .flatMap(child => describe(child.trim()));
}

function describe(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return [/\((.*)\) (.)/.exec(stat)!.slice(1).join(' ')];
  } catch (error) {
    // It has just been waited for.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
