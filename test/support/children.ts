/** The children of a process, as /proc tells. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** Name and state of each, such as `sh S`; a zombie's is Z. */
export function childrenOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap(thread => childrenOfThread(`/proc/${pid}/task/${thread}/children`))
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

/** A thread may end while it is looked at. */
function childrenOfThread(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split(' ');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
