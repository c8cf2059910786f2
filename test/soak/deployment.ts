/** The build that the client runs: copies of dist/ side by side, and a link `current` to one of them. */
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const DIST = resolve(__dirname, '../../dist');

export interface Deployment {
  /** What the client is started by. */
  readonly program: string;
  /** Puts an equal build in place of the present one, in one step. The one before the present one is removed. */
  good(): void;
  /** Puts one in place that cannot be run; `fault` is what stands in its clay.js, null for none at all. */
  bad(fault: string | null): void;
  /** Puts the last good one back. */
  back(): void;
}

export function deploy(root: string): Deployment {
  const builds = join(root, 'builds');
  const link = join(builds, 'current');
  let number = 0;
  let current = '';
  let previous = '';

  function copy(): string {
    const directory = join(builds, String(++number));
    // The pty helper of the tests lies there too.
    cpSync(DIST, directory, { recursive: true, filter: source => basename(source) !== 'test' });
    return directory;
  }

  function flip(target: string): void {
    symlinkSync(target, `${link}.new`);
    renameSync(`${link}.new`, link);
  }

  function good(): void {
    if (previous !== '') rmSync(previous, { recursive: true });
    previous = current;
    current = copy();
    flip(current);
  }

  mkdirSync(builds, { mode: 0o700 });
  good();
  return {
    program: join(link, 'clay.js'),
    good,
    bad(fault) {
      const directory = copy();
      rmSync(join(directory, 'clay.js'));
      // The start-up snapshot belongs to the script: with another one it is not used.
      if (fault !== null) writeFileSync(join(directory, 'clay.js'), fault, { mode: 0o755 });
      flip(directory);
    },
    back() {
      flip(current);
      rmSync(join(builds, String(number)), { recursive: true });
    },
  };
}
