/** A crash at a moment that a test chooses to the system call, for programs started with its environment (crashpoint.c). */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { compileLibrary } from './preload.ts';
import { atEnd, temporaryDirectory } from './temporary.ts';

export interface Crashpoint {
  readonly env: { readonly LD_PRELOAD: string; readonly TEST_CRASHPOINT: string };
  /** The process dies of SIGSEGV right after so many more system calls of its main thread. */
  set(pid: number, calls: number): void;
  /** Whether it has. */
  reached(): boolean;
}

export function crashpoint(): Crashpoint {
  const file = join(temporaryDirectory(), 'crashpoint');
  const fd = openSync(file, 'w+');
  atEnd(() => closeSync(fd));
  const set = (...numbers: number[]) => {
    writeSync(fd, new Uint8Array(BigInt64Array.from(numbers.map(BigInt)).buffer), 0, 16, 0);
  };
  set(0, 0);
  return {
    env: { LD_PRELOAD: compileLibrary('crashpoint.c'), TEST_CRASHPOINT: file },
    set,
    reached() {
      const numbers = new BigInt64Array(2);
      readSync(fd, new Uint8Array(numbers.buffer), 0, 16, 0);
      return numbers[1] === 0n;
    },
  };
}
