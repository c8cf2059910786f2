/** A clock that a test can set, for programs started with its environment (clock.c). */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atEnd, temporaryDirectory } from './temporary.ts';

export interface Clock {
  readonly env: NodeJS.ProcessEnv;
  /** Seconds from where it was at first. */
  set(seconds: number): void;
}

/** Starts at noon, so that an hour more or less is the same day. Needs a C compiler, as reloads do. */
export function testClock(): Clock {
  const directory = temporaryDirectory();
  const [library, file] = [join(directory, 'clock.so'), join(directory, 'offset')];
  const source = resolve(__dirname, 'clock.c');
  const compiler = process.env.CC ?? 'cc';
  const { status, stderr } = spawnSync(compiler, ['-O2', '-shared', '-fPIC', source, '-o', library]);
  if (status !== 0) throw new Error(`${compiler}: ${String(stderr)}`);
  const fd = openSync(file, 'w');
  atEnd(() => closeSync(fd));
  const noon = Math.round((new Date().setHours(12, 0, 30) - Date.now()) / 1000);
  const set = (seconds: number) => void writeSync(fd, offsetBytes(noon + seconds), 0, 8, 0);
  set(0);
  return { env: { LD_PRELOAD: library, TEST_CLOCK: file }, set };
}

function offsetBytes(seconds: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(seconds)).buffer);
}
