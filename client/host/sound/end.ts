/** Ends programs that play sounds, whichever image has started them. Done at once: the client itself may be about to end. */
import { isAlive, type ProcessId } from '../../../shared/process-identity.ts';

/** Whoever has not ended by then (ms) does not want to. */
const PATIENCE = 2000;

export function endPrograms(programs: readonly ProcessId[]): void {
  const asked = programs.filter(program => endGroup(program, 'SIGTERM'));
  if (asked.length === 0) return;
  setTimeout(() => {
    for (const program of asked) endGroup(program, 'SIGKILL');
  }, PATIENCE).unref();
}

/** The program and what it has started; false if it has ended: its number may be another's by now. */
function endGroup(program: ProcessId, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  if (!isAlive(program)) return false;
  try {
    process.kill(-program.pid, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It has just ended by itself, or runs as somebody else.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    return false;
  }
}
