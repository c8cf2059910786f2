/** A clock that a test can set, for programs started with its environment (clock.c). */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { compileLibrary } from './preload.ts';
import { atEnd, temporaryDirectory } from './temporary.ts';

export interface Clock {
  readonly env: { readonly LD_PRELOAD: string; readonly TEST_CLOCK: string };
  /** Seconds from where it was at first. */
  set(seconds: number): void;
}

/** Starts at noon, so that an hour more or less is the same day; or now, later than the build's files. */
export function testClock(start: 'noon' | 'now' = 'noon'): Clock {
  const file = join(temporaryDirectory(), 'offset');
  const fd = openSync(file, 'w');
  atEnd(() => closeSync(fd));
  const first = start === 'now' ? 0 : Math.round((new Date().setHours(12, 0, 30) - Date.now()) / 1000);
  const set = (seconds: number) => void writeSync(fd, offsetBytes(first + seconds), 0, 8, 0);
  set(0);
  return { env: { LD_PRELOAD: compileLibrary('clock.c'), TEST_CLOCK: file }, set };
}

function offsetBytes(seconds: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(seconds)).buffer);
}
