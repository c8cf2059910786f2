/**
 * Is a process that wrote its number down still that process? A PID alone does not say: numbers are used
 * again. PID plus the time it was started does.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessId {
  readonly pid: number;
  /** As `processIdentity` gave it when the process wrote itself down. */
  readonly identity: string;
}

/** When `pid` was started, in words that no later process of that number has; '' if there is no such process. */
export function processIdentity(pid: number): string {
  return process.platform === 'linux' ? linuxIdentity(pid) : portableIdentity(pid);
}

export function isAlive({ pid, identity }: ProcessId): boolean {
  return identity !== '' && processIdentity(pid) === identity;
}

/** Whether the process is no more, for certain: that it cannot be looked at (no descriptors left, say) is no proof. */
export function hasEnded({ pid, identity }: ProcessId): boolean {
  try {
    const now = process.platform === 'linux' ? identityIn(readStat(pid)) : portableIdentity(pid);
    return now === '' || (identity !== '' && identity !== now);
  } catch {
    return false;
  }
}

/** Field 22 of /proc/pid/stat counts clock ticks since boot (proc(5)), hence the id of the boot before it. */
function linuxIdentity(pid: number): string {
  return identityIn(readOr(`/proc/${pid}/stat`, ''));
}

/** '' if there is no such process; throws if that is not known. */
function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}

function identityIn(stat: string): string {
  // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended, whatever its parent has yet to do; and what is on its way out has closed its sockets.
  if (stat === '' || fields[0] === 'Z' || Number(fields[6]) & PF_EXITING) return '';
  return `${readOr('/proc/sys/kernel/random/boot_id', '').trim()}/${fields[19]}`;
}

/** Of the flags in field 9 (include/linux/sched.h). */
const PF_EXITING = 4;

function portableIdentity(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    // ps ends with 1 when there is no such process.
    return '';
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return otherwise;
  }
}
