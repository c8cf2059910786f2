/** Who has a TCP port of this machine, as far as the system tells it to an ordinary user. */

import { readdir, readFile, readlink } from 'node:fs/promises';

/** State LISTEN in /proc/net/tcp (proc_net_tcp.txt in the documentation of Linux). */
const LISTENING = '0A';

interface Listening {
  readonly port: number;
  readonly uid: number;
  readonly inode: string;
}

/** A process by name and number; or that it is another user's; null: it cannot be told. */
export async function holderOf(port: number, uid: number): Promise<string | null> {
  const tables = await Promise.all(['tcp', 'tcp6'].map(table => readText(`/proc/net/${table}`)));
  const [found] = tables.flatMap(listeningIn).filter(one => one.port === port);
  if (!found) return null;
  if (found.uid !== uid) return `a program of another user (uid ${found.uid})`;
  const pid = await processWith(`socket:[${found.inode}]`);
  if (pid === null) return null;
  const name = (await readText(`/proc/${pid}/comm`)).trim();
  return `${name || 'a program'} (process ${pid})`;
}

function listeningIn(table: string): Listening[] {
  return table
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields[3] === LISTENING)
    .map(([, local = '', , , , , , uid, , inode = '']) => ({
      port: Number.parseInt(local.split(':')[1] ?? '', 16),
      uid: Number(uid),
      inode,
    }));
}

/** One after the other: there may be thousands, and everything else goes on meanwhile. */
async function processWith(descriptor: string): Promise<string | null> {
  for (const pid of await namesIn('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const links = await Promise.all(
      (await namesIn(`/proc/${pid}/fd`)).map(fd => linkAt(`/proc/${pid}/fd/${fd}`)),
    );
    if (links.includes(descriptor)) return pid;
  }
  return null;
}

/** Another user's, or of a process that has ended meanwhile: there is none. */
function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

function linkAt(path: string): Promise<string> {
  return readlink(path).catch(() => '');
}

/** '' where there is no such file: other systems have none. */
function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
