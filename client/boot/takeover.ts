/** The moment an image has taken over, or the end of one that cannot. */

import { spawnSync } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import type { Posix } from '../../native/posix.ts';
import { GUARDED_VARIABLE } from '../host/environment.ts';
import { LEAVE } from '../terminal/modes.ts';

/** Nobody watches any more, and no program that is started from here is to believe so. */
export function takeOver(posix: Posix): void {
  posix.releaseGuard();
  delete process.env[GUARDED_VARIABLE];
}

/** Calls `work`; what it throws ends the process. */
export function orGiveUp(work: () => void): void {
  try {
    work();
  } catch (error) {
    giveUp(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** Nothing can be restored: who watches puts the previous build back; else leave the terminal usable, say why. */
function giveUp(why: string): never {
  if (process.env[GUARDED_VARIABLE] !== undefined) {
    writeSync(2, `${why}\n`);
    process.exit(1);
  }
  // Nobody is left who knows the settings the terminal had; the usual ones are better than raw ones.
  spawnSync('stty', ['sane'], { stdio: [0, 'ignore', 'ignore'] });
  const [sentence] = why.split('\n');
  writeSync(2, `${LEAVE}\r\nclay: the reload failed: ${sentence}.\r\n`);
  // As in tty.ts: what Node found at its start is a raw terminal, not to be put back.
  for (const fd of [0, 1, 2]) closeSync(fd);
  process.exit(1);
}
