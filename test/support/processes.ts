/** What /proc tells about a process: its descriptors, its listening ports, its memory. Linux only. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Descriptor {
  readonly fd: number;
  /** As readlink gives it: a path, `socket:[inode]`, `pipe:[inode]`, `anon_inode:[eventpoll]`. */
  readonly link: string;
  readonly cloexec: boolean;
}

/** O_CLOEXEC in the octal `flags` of fdinfo. */
const CLOEXEC = 0o2000000;

/** Open descriptors of the process, by number. */
export function descriptorsOf(pid: number): Descriptor[] {
  return readdirSync(`/proc/${pid}/fd`)
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap(fd => unlessGone(() => descriptorOf(pid, fd)));
}

function descriptorOf(pid: number, fd: number): Descriptor {
  const link = readlinkSync(`/proc/${pid}/fd/${fd}`);
  const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1'))![1]!;
  return { fd, link, cloexec: (Number.parseInt(flags, 8) & CLOEXEC) !== 0 };
}

/** TCP ports (both families) on which the process listens, ascending, each once. */
export function listeningPortsOf(pid: number): number[] {
  const sockets = new Set(descriptorsOf(pid).map(descriptor => descriptor.link));
  const ports = ['tcp', 'tcp6'].flatMap(table =>
    unlessGone(() => readFileSync(`/proc/${pid}/net/${table}`, 'latin1')).flatMap(text =>
      text.split('\n').flatMap(line => listeningPort(line, sockets)),
    ),
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** A line of /proc/net/tcp: `sl local:port remote:port state ... inode` with state 0A = LISTEN, hex port. */
function listeningPort(line: string, sockets: ReadonlySet<string>): number[] {
  const fields = line.trim().split(/\s+/);
  if (fields[3] !== '0A' || !sockets.has(`socket:[${fields[9]}]`)) return [];
  return [Number.parseInt(fields[1]!.split(':')[1]!, 16)];
}

/** Resident memory in bytes. */
export function rssOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]) * 1024;
}

/** State and signals of each of its threads, a line each: what it does with one that seems to do nothing. */
export function signalsOf(pid: number): string {
  const of = (thread: string) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1');
    return [...status.matchAll(/^(?:State|\w{3}Pnd|Sig\w{3}):.*$/gm)]
      .map(([line]) => line.replace('\t', ' '))
      .join(', ');
  };
  try {
    return readdirSync(`/proc/${pid}/task`).map(of).join('\n');
  } catch {
    return 'there is no such process';
  }
}

export interface Process {
  readonly pid: number;
  /** The process name that pgrep sees. */
  readonly comm: string;
}

/** Processes (zombies apart) whose command line or start environment holds the text, say a directory of the test's. */
export function processesThatMention(text: string): Process[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid =>
      unlessGone(() => {
        const mentioned = ['cmdline', 'environ'].some(file =>
          readFileSync(`/proc/${pid}/${file}`).includes(text),
        );
        const comm = readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
        return mentioned ? [{ pid: Number(pid), comm }] : [];
      }).flat(),
    );
}

/** Processes and descriptors may go while one looks; those of other users are none of ours. */
function unlessGone<T>(look: () => T): T[] {
  try {
    return [look()];
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return [];
    throw error;
  }
}
