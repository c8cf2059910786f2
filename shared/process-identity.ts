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

/** Field 22 of /proc/pid/stat counts clock ticks since boot (proc(5)), hence the id of the boot before it. */
function linuxIdentity(pid: number): string {
  const stat = readOr(`/proc/${pid}/stat`, '');
  // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended, whatever its parent has yet to do.
  if (stat === '' || fields[0] === 'Z') return '';
  return `${readOr('/proc/sys/kernel/random/boot_id', '').trim()}/${fields[19]}`;
}

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
