/**
 * The file `known_hosts` of a profile: pinned certificates, `host:port sha256:HEX` a line. Lines that are not
 * of that form (comments, what a newer version writes) stay as they are.
 */
import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { endpoint } from '../fault.ts';
import { readTrusted } from '../trust.ts';
import { normalFingerprint } from './certificate-policy.ts';

const PIN = /^(\S+)\s+sha256:([0-9a-fA-F:]+)\s*$/;

/** The fingerprints pinned for `host:port` in the text of the file. */
export function pinsOf(text: string, host: string, port: number): string[] {
  const name = hostName(host, port);
  return text
    .split('\n')
    .map(line => PIN.exec(line))
    .filter(match => match?.[1]?.toLowerCase() === name)
    .map(match => normalFingerprint(match![2]!));
}

/** The text of the file with `fingerprint` as the only pin of `host:port`, where the first one stood. */
export function withPin(text: string, host: string, port: number, fingerprint: string): string {
  const name = hostName(host, port);
  const pin = `${name} sha256:${normalFingerprint(fingerprint)}`;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const isOurs = (line: string) => PIN.exec(line)?.[1]?.toLowerCase() === name;
  const first = lines.findIndex(isOurs);
  const kept = lines.filter(line => !isOurs(line));
  kept.splice(first < 0 ? kept.length : first, 0, pin);
  return `${kept.join('\n')}\n`;
}

/** The fingerprints pinned for `host:port`; none if there is no file. Rejects if it cannot be read. */
export async function readPins(file: string, host: string, port: number): Promise<string[]> {
  return pinsOf(readText(file), host, port);
}

/**
 * Makes `fingerprint` the pin of `host:port`. The file is replaced as a whole (temporary name, fsync, rename)
 * with mode 0600; its directory is made with 0700 where there is none. Rejects, with the old file untouched, if it cannot be read or written.
 */
export function writePin(file: string, host: string, port: number, fingerprint: string): Promise<void> {
  // One after the other: two worlds seen for the first time at once must not overwrite each other's pin.
  const write = lastWrite.then(async () => replace(file, withPin(readText(file), host, port, fingerprint)));
  lastWrite = write.catch(() => undefined);
  return write;
}

let lastWrite: Promise<void> = Promise.resolve();

async function replace(file: string, text: string): Promise<void> {
  const directory = dirname(file);
  if (!existsSync(directory)) await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function readText(file: string): string {
  try {
    return readTrusted('The file', file).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function hostName(host: string, port: number): string {
  return endpoint(host, port).toLowerCase();
}
