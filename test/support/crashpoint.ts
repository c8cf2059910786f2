/** A crash at a moment that a test chooses to the system call, for programs started with its environment (crashpoint.c). */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { compileLibrary } from './preload.ts';
import { atEnd, temporaryDirectory } from './temporary.ts';

/** Three 64-bit numbers. */
const SIZE = 24;

export interface Crashpoint {
  readonly env: { readonly LD_PRELOAD: string; readonly TEST_CRASHPOINT: string };
  /** The process gets the signal right after so many more system calls of its main thread. */
  set(pid: number, calls: number, signal?: NodeJS.Signals): void;
  /** Whether it got it. */
  reached(): boolean;
}

export function crashpoint(): Crashpoint {
  const file = join(temporaryDirectory(), 'crashpoint');
  const fd = openSync(file, 'w+');
  atEnd(() => closeSync(fd));
  const write = (...numbers: number[]) => {
    writeSync(fd, new Uint8Array(BigInt64Array.from(numbers.map(BigInt)).buffer), 0, SIZE, 0);
  };
  write(0, 0, 0);
  return {
    env: { LD_PRELOAD: compileLibrary('crashpoint.c'), TEST_CRASHPOINT: file },
    set: (pid, calls, signal = 'SIGSEGV') => write(pid, constants.signals[signal], calls),
    reached() {
      const numbers = new BigInt64Array(SIZE / 8);
      readSync(fd, new Uint8Array(numbers.buffer), 0, SIZE, 0);
      return numbers[2] === 0n;
    },
  };
}
