/**
 * One proxy per profile and build. Each that starts first puts down a claim, a file of its own whose name
 * nobody else ever has, and then looks whether anybody else's is there: of two that start together, the one
 * that looks second sees the other (or each the other; then both withdraw, wait a little and try again). A
 * claim counts as long as the very process that made it lives, so what a killed proxy leaves behind
 * locks nobody out, and is removed by the next one.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive, type ProcessId, processIdentity } from '../../shared/process-identity.ts';

export interface Lock {
  /** The claim's file. */
  readonly file: string;
}

/** Two that withdraw together meet again with probability 1/100 or so each time. */
const TRIES = 5;

/** Takes the lock whose files start with `prefix`; answers the process that has it if somebody else does. */
export async function takeLock(prefix: string): Promise<Lock | ProcessId> {
  const own = { pid: process.pid, identity: processIdentity(process.pid) };
  for (let tried = 1; ; tried++) {
    const file = `${prefix}${own.pid}-${randomBytes(6).toString('hex')}`;
    writeClaim(file, own);
    const other = findHolder(prefix, file);
    if (!other) return { file };
    rmSync(file, { force: true });
    if (tried === TRIES) return other;
    await wait(10 + Math.random() * 90);
  }
}

export function releaseLock({ file }: Lock): void {
  rmSync(file, { force: true });
}

/** The process that has the lock; null: it is free. */
export function lockHolder(prefix: string): ProcessId | null {
  return findHolder(prefix, '');
}

/** Written under another name first: a claim that can be seen is complete. */
function writeClaim(file: string, own: ProcessId): void {
  const temporary = join(dirname(file), `.${basename(file)}.tmp`);
  writeFileSync(temporary, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
  renameSync(temporary, file);
}

/** Whoever alive has a claim other than `own`; the claims of the dead are removed on the way. */
function findHolder(prefix: string, own: string): ProcessId | null {
  const directory = dirname(prefix);
  const claims = readdirSync(directory)
    .filter(name => name.startsWith(basename(prefix)))
    .map(name => join(directory, name))
    .filter(file => file !== own);
  for (const file of claims) {
    const holder = readClaim(file);
    if (holder && isAlive(holder)) return holder;
    rmSync(file, { force: true });
  }
  return null;
}

/** null for a claim that was withdrawn meanwhile or that is no claim at all. */
function readClaim(file: string): ProcessId | null {
  try {
    const { pid, identity } = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessId>;
    return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : null;
  } catch {
    return null;
  }
}
