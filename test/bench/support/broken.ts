/** A copy of the build to start a client from, which is then overwritten by builds that fail. */
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { putInPlace } from '../../support/builds.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { dist } from './client.ts';

export interface Breakable {
  readonly script: string;
  /** The next image passes its trial, and fails before anything else once it is alone. */
  breakIt(how: 'throws' | 'hangs'): void;
}

export function breakableBuild(): Breakable {
  const directory = join(temporaryDirectory('clay-broken'), 'dist');
  cpSync(dist, directory, { recursive: true, filter: source => basename(source) !== 'test' });
  const script = join(directory, 'clay.js');
  const whole = readFileSync(script, 'utf8');
  let broken = 0;
  return {
    script,
    breakIt(how) {
      // A build that has failed twice is not tried again: each is another one.
      const error = `new Error('broken ${++broken}')`;
      const fails = how === 'throws' ? `throw ${error};` : `for (;;) ${error};`;
      putInPlace(script, whole.replace('\n', `\nif (process.env.CLAY_STATE_FD !== undefined) ${fails}\n`));
    },
  };
}
