/**
 * Names of hosts into addresses, as every program of the system sees them: the hosts file, the name servers and
 * whatever else it has. One look-up that hangs keeps nobody waiting but those who ask for the same name.
 */
import { lookup } from 'node:dns';
import { Socket } from 'node:net';
import type { Posix, PosixUnavailable } from '../native/posix.ts';

/** Returns the addresses of a host, the best one first. Rejects with an error whose code is Node's. */
export type LookUp = (host: string) => Promise<readonly string[]>;

/**
 * Returns a look-up with a thread for each name. Node's own has two for all of them, which two dead name servers
 * occupy for half a minute; it is used where there is no addon, or no thread to be had.
 */
export function createLookUp(posix: Pick<Posix, 'lookUp'> | PosixUnavailable): LookUp {
  const underWay = new Map<string, Promise<readonly string[]>>();
  return host => {
    const known = underWay.get(host);
    if (known) return known;
    const answer = ask(posix, host).finally(() => underWay.delete(host));
    underWay.set(host, answer);
    return answer;
  };
}

function ask(posix: Pick<Posix, 'lookUp'> | PosixUnavailable, host: string): Promise<readonly string[]> {
  if ('unavailable' in posix) return lookUpByNode(host);
  let fd: number;
  try {
    fd = posix.lookUp(host);
  } catch {
    return lookUpByNode(host);
  }
  return answerFrom(fd);
}

/** Looks a name up on the two threads that Node has for it. */
export function lookUpByNode(host: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve(found.map(({ address }) => address));
    });
  });
}

function answerFrom(fd: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    const pipe = new Socket({ fd, readable: true, writable: false });
    pipe.setEncoding('latin1');
    pipe.on('data', (part: string) => (text += part));
    pipe.on('error', reject);
    pipe.on('end', () => {
      const addresses = new Set(text.split('\n').filter(line => line !== '' && !line.startsWith('!')));
      const [, code = 'ENOTFOUND'] = /^!(\w+)/.exec(text) ?? [];
      if (addresses.size > 0) resolve([...addresses]);
      else reject(Object.assign(new Error(`getaddrinfo ${code}`), { code }));
    });
  });
}
