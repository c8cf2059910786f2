/** Groups of one: on many systems each user has a group of his own, and files that it may write to (umask 002). */
import { readFileSync } from 'node:fs';

/** Members of the group `admin` of macOS, to which Homebrew's files belong, may become root anyway. */
const ADMIN_OF_MACOS = 80;

/** Whether nobody but this user and root is in the group, as far as this machine's own files can tell. */
export function isPrivateGroup(gid: number): boolean {
  if (process.platform === 'darwin' && gid === ADMIN_OF_MACOS) return true;
  const uid = process.getuid?.() ?? 0;
  const own = process.getgid?.() ?? 0;
  return isGroupOfOne(gid, { uid, gid: own }, textOf('/etc/passwd'), textOf('/etc/group'));
}

/**
 * The judgement for `self`, on the texts of passwd(5) and group(5). The group is the user's primary one or root's; it is
 * named or numbered as its user is, so that one of "users" whose members a directory service knows is none; and neither
 * file knows anybody else in it.
 */
export function isGroupOfOne(
  gid: number,
  self: { readonly uid: number; readonly gid: number },
  passwd: string,
  group: string,
): boolean {
  if (gid !== self.gid && gid !== 0) return false;
  const users = recordsOf(passwd);
  const owner = gid === self.gid ? self.uid : 0;
  const nameOf = (uid: number) => users.find(fields => Number(fields[2]) === uid)?.[0] ?? '';
  const allowed = new Set([nameOf(self.uid), nameOf(0), 'root']);
  const [name = '', , , members = ''] = recordsOf(group).find(fields => Number(fields[2]) === gid) ?? [];
  const isOwn = gid === 0 || gid === owner || (name !== '' && name === nameOf(owner));
  const others = [
    ...members.split(',').filter(member => member !== ''),
    ...users.filter(fields => Number(fields[3]) === gid).map(([user = '']) => user),
  ].filter(user => !allowed.has(user));
  return isOwn && others.every(user => SYSTEM_USERS.has(user));
}

/** Of root's group on some systems; nobody can log in as one of them. */
const SYSTEM_USERS: ReadonlySet<string> = new Set(['sync', 'shutdown', 'halt', 'operator']);

function recordsOf(text: string): string[][] {
  return text.split('\n').map(line => line.split(':'));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A system without such a file tells nothing of its groups: numbers have to do.
    return '';
  }
}
