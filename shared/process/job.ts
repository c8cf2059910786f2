/** The job that Clay is a part of: whether anybody could continue it after it was suspended. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

/** Where a process belongs. */
export interface Kin {
  readonly parent: number;
  readonly group: number;
  readonly session: string;
}

/** Whether this process group has the terminal; where nobody knows, it does not. */
export function isForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , , foreground] = fieldsOf(stat);
    return group === foreground;
  } catch {
    return false;
  }
}

/** null where there is no such process, or none that may be looked at. */
export type Lookup = (pid: number) => Kin | null;

/**
 * Whether a shell minds this process group. One that nobody minds is orphaned, in the words of POSIX: no member has a
 * parent in the same session and another group. The kernel leaves out Ctrl+Z there; so do we, because it does not
 * leave out SIGSTOP.
 */
export async function canBeContinued(pid = process.pid): Promise<boolean> {
  // The first process of a container: signals from within do not stop it.
  if (pid === 1) return false;
  const isLinux = process.platform === 'linux';
  const lookup = isLinux ? linuxKin : portableKin();
  // By this name even where /proc counts processes otherwise than we do.
  const own = isLinux ? linuxKin('self') : lookup(pid);
  if (own === null) return false;
  // Nearly always the answer, and without a wait: nothing may come between Ctrl+Z and the stop.
  return isMinded(own, lookup) || (isLinux && hasMindedMember(own.group, await allKin()));
}

/** Whether another job has the terminal of this process. */
export function isInBackground(): boolean {
  const [group, foreground] = process.platform === 'linux' ? linuxGroups() : portableGroups();
  // Without a terminal there is none; where nobody knows, the terminal is ours.
  return Number(foreground) > 0 && foreground !== group;
}

function linuxGroups(): readonly (string | undefined)[] {
  try {
    const [, , group, , , foreground] = fieldsOf(readFileSync('/proc/self/stat', 'latin1'));
    return [group, foreground];
  } catch {
    // There is no /proc here.
    return [];
  }
}

function portableGroups(): readonly string[] {
  return words(listed('-p', `${process.pid}`, '-o', 'pgid=,tpgid='));
}

/** Whether the parent of `kin`, or of the nearest ancestor whose parent is not of the group (npm's), minds the group. */
export function isMinded(kin: Kin, lookup: Lookup): boolean {
  const parent = lookup(kin.parent);
  if (parent === null || parent.session !== kin.session) return false;
  return parent.group !== kin.group || isMinded(parent, lookup);
}

/** Whether the parent of any member minds the group. */
export function hasMindedMember(group: number, all: ReadonlyMap<number, Kin>): boolean {
  const lookup: Lookup = pid => all.get(pid) ?? null;
  return [...all.values()].some(kin => kin.group === group && isMinded(kin, lookup));
}

function linuxKin(pid: number | 'self'): Kin | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // It has ended, or is outside of what this process may see.
    return null;
  }
}

/** In turns, because there may be thousands. */
async function allKin(): Promise<Map<number, Kin>> {
  const found = new Map<number, Kin>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => null);
    // Processes end while the list is read.
    if (stat !== null) found.set(Number(name), parseStat(stat));
  }
  return found;
}

function parseStat(stat: string): Kin {
  const [, parent, group, session] = fieldsOf(stat);
  return { parent: Number(parent), group: Number(group), session: session ?? '' };
}

/** Those behind the name: state, parent, group, session, terminal, its foreground group. */
function fieldsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** ps of POSIX tells no session, but the terminal: one session at most has it. */
function portableKin(): Lookup {
  const all = new Map<number, Kin>();
  for (const line of listed('-A', '-o', 'pid=,ppid=,pgid=,tty=').trim().split('\n')) {
    const [pid, parent, group, tty] = words(line);
    all.set(Number(pid), { parent: Number(parent), group: Number(group), session: tty ?? '' });
  }
  return pid => all.get(pid) ?? null;
}

function words(line: string): readonly string[] {
  return line.trim().split(/\s+/);
}

function listed(...args: string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8' });
  } catch {
    // There is no ps: nobody knows, and staying does no harm.
    return '';
  }
}
