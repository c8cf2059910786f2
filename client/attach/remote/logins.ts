/** Logins that are kept: `attach.json` of the profile, by host and port, for the user's eyes alone. */
import { replaceFile } from '../../../shared/replace-file.ts';
import { readTrusted } from '../../../shared/trust.ts';
import { Failure } from '../failure.ts';

/** Both halves of the key of a login. */
export interface Login {
  /** `name=token`, as it was set. */
  readonly cookie: string;
  readonly half: string;
}

const COOKIE = /^[\w-]+=[\w-]+$/;
const HALF = /^[\w-]+$/;

/** null: none is kept. Throws a Failure where the file is not to be read. */
export function keptLogin(file: string, name: string): Login | null {
  const logins = readLogins(file);
  const login = Object.hasOwn(logins, name) ? logins[name] : undefined;
  return isLogin(login) ? { cookie: login.cookie, half: login.half } : null;
}

/** null: none is kept any more. */
export function keepLogin(file: string, name: string, login: Login | null): void {
  const { [name]: _before, ...others } = readLogins(file);
  const logins = login === null ? others : { ...others, [name]: login };
  try {
    replaceFile(file, `${JSON.stringify({ version: 1, logins }, null, 1)}\n`);
  } catch (error) {
    throw new Failure(`The login cannot be kept in ${file}: ${(error as Error).message}.`);
  }
}

function readLogins(file: string): Record<string, unknown> {
  try {
    const { logins } = JSON.parse(readTrusted('The file', file).toString('utf8')) as { logins?: unknown };
    return typeof logins === 'object' && logins !== null ? { ...logins } : {};
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new Failure(`The logins that are kept cannot be read: ${message.replace(/\.$/, '')} (${file}).`);
  }
}

/** What stands in a file goes into headers: nothing but what a login is made of. */
function isLogin(login: unknown): login is Login {
  if (typeof login !== 'object' || login === null) return false;
  const { cookie, half } = login as Partial<Record<keyof Login, unknown>>;
  return typeof cookie === 'string' && COOKIE.test(cookie) && typeof half === 'string' && HALF.test(half);
}

/** The login in the answer to a code or a password; null: that is none. */
export function loginIn(setCookie: readonly string[], body: string): Login | null {
  const cookie = setCookie[0]?.split(';', 1)[0] ?? '';
  let half: unknown;
  try {
    ({ half } = JSON.parse(body) as { half?: unknown });
  } catch {
    return null;
  }
  const login = { cookie, half };
  return isLogin(login) ? login : null;
}
