/** How long the turns of a client's event loop are: CPU time of its main thread, as test/support/turns.c writes it down. */
import { closeSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileLibrary } from '../../../support/preload.ts';
import { atEnd, temporaryDirectory } from '../../../support/temporary.ts';

/** As the library has it. */
const RING = 1 << 20;

/** ms. */
export interface Turns {
  readonly longest: number;
  /** Those of more than 5 ms, in order. */
  readonly long: readonly number[];
  readonly all: number;
  readonly count: number;
}

export interface TurnWatch {
  /** For the client's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The number of the turn that is under way. */
  now(): number;
  /** The turns from that one on. */
  since(number: number): Turns;
  /** Resolves when the client has had nothing to do for so long (ms). */
  idle(time?: number): Promise<void>;
}

/** Of the client that is started with its `env`. */
export function watchTurns(): TurnWatch {
  const file = join(temporaryDirectory(), 'turns');
  const fd = openSync(file, 'w+');
  ftruncateSync(fd, 4 * (RING + 2));
  const numbers = (at: number, count: number) => {
    const words = new Uint32Array(count);
    readSync(fd, words, 0, words.byteLength, 4 * at);
    return words;
  };
  const now = () => numbers(1, 1)[0]!;
  const since = (number: number): Turns => {
    const [to, ring] = [now(), numbers(2, RING)];
    const turns = Array.from({ length: to - number }, (_, n) => ring[(number + n) % RING]! / 1000);
    const all = turns.reduce((sum, turn) => sum + turn, 0);
    const longest = turns.reduce((most, turn) => Math.max(most, turn), 0);
    return { longest, all, count: turns.length, long: turns.filter(turn => turn > 5) };
  };
  atEnd(() => closeSync(fd));
  return {
    env: { LD_PRELOAD: compileLibrary('turns.c'), TEST_TURNS: file },
    now,
    since,
    async idle(time = 400) {
      // A clock in the status bar and the like is nothing.
      for (let mark = now(); ; mark = now()) {
        await sleep(time);
        if (now() > 0 && since(mark).all < time / 50) return;
      }
    },
  };
}
