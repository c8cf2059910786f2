/** A client of a user without rights, and another user of the same machine. Only root can be both. */
import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { type OrdinaryUser, ordinaryUser } from './small-disk.ts';
import { atEnd, removeInUse } from './temporary.ts';

/** Of nobody, and not the one that ordinary users of the tests have. */
const OTHER = 7002;

/** Runs the shell script as the other user, with `$1`, `$2`, … Throws if that fails. */
export function asOther(script: string, ...args: string[]): void {
  const become = [`--reuid=${OTHER}`, `--regid=${OTHER}`, '--clear-groups'];
  const { status, stderr } = spawnSync('setpriv', [...become, 'sh', '-ec', script, 'sh', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the other user cannot: ${stderr}`);
}

/** A user whose runtime directory, as without XDG_RUNTIME_DIR, lies where everybody may make one: removed at the end. */
export function userInTmp(): OrdinaryUser & { readonly runtime: string } {
  const user = ordinaryUser();
  // The state file of a reload is written beside the profile.
  user.own(user.place.root);
  const runtime = `/tmp/clay-${lstatSync(user.place.home).uid}`;
  removeInUse(runtime);
  atEnd(() => removeInUse(runtime));
  return { ...user, runtime };
}

/** Files in the memory of the process that belong to the other user. */
export function foreignCode(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  const files = new Set(lines.map(line => line.split(/\s+/)[5] ?? '').filter(name => name.startsWith('/')));
  return [...files].filter(file => lstatSync(file, { throwIfNoEntry: false })?.uid === OTHER);
}
