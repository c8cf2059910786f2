/** Places for a client that the file system does not let do everything: a small disk, another user. */
import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { atEnd, type TemporaryHome, temporaryHome } from './temporary.ts';

export interface SmallDisk {
  /** The profile and the state file lie on the disk; logs and runtime directory do not, unless asked for. */
  readonly place: TemporaryHome;
  /** Leaves not a byte of it. */
  fill(): void;
  free(): void;
  setReadOnly(on: boolean): void;
}

/** A disk of 1 MiB in memory; null where this user may not mount one. */
export function smallDisk({ logs = false } = {}): SmallDisk | null {
  const { root, runtime } = temporaryHome();
  const disk = join(root, 'disk');
  mkdirSync(disk);
  if (!mount('-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'clay-test', disk)) return null;
  atEnd(() => void spawnSync('umount', ['-l', disk]));
  const home = join(disk, '.clay');
  mkdirSync(home, { mode: 0o700 });
  if (!logs) {
    mkdirSync(join(root, 'logs'));
    symlinkSync(join(root, 'logs'), join(home, 'logs'));
  }
  const filler = join(disk, 'filler');
  return {
    place: { root, home, runtime },
    fill: () => fill(filler),
    free: () => rmSync(filler),
    setReadOnly(on) {
      if (!mount('-o', `remount,${on ? 'ro' : 'rw'}`, disk)) throw new Error(`cannot remount ${disk}`);
    },
  };
}

function mount(...args: string[]): boolean {
  return spawnSync('mount', args).status === 0;
}

function fill(file: string): void {
  for (let size = 64 * 1024; size >= 1; size /= 2) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

/** Any user without rights will do. Each is another one, so that nobody else uses its runtime directory in /tmp. */
function newUser(): number {
  users++;
  return 10_000 + (process.pid % 500) * 100 + (users % 100);
}

let users = 0;

export interface OrdinaryUser {
  readonly place: TemporaryHome;
  /** Words before the program, and the program, which this user may read. */
  readonly launcher: readonly string[];
  readonly program: string;
  /** Gives it a file or directory. */
  own(path: string): void;
}

/** A place whose profile and runtime directory belong to a user without rights: this one, or another for root. */
export function ordinaryUser(): OrdinaryUser {
  const place = temporaryHome();
  const isRoot = process.getuid?.() === 0;
  const user = newUser();
  const own = (path: string) => {
    if (isRoot) chownSync(path, user, user);
  };
  // The project may lie where only root may look.
  const build = join(place.root, 'build');
  const from = resolve(__dirname, '../../dist');
  cpSync(from, build, { recursive: true, filter: source => basename(source) !== 'test' });
  if (isRoot) spawnSync('chmod', ['0755', place.root]);
  own(place.home);
  own(place.runtime);
  // Also the settings, which are written when everything else stands.
  const become = `chown ${user}:${user} "$0"/* 2>/dev/null; exec setpriv --reuid=${user} --regid=${user} --clear-groups "$@"`;
  const launcher = isRoot ? ['sh', '-c', become, place.home] : [];
  return { place, launcher, program: join(build, 'clay.js'), own };
}
