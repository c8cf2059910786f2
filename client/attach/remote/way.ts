/** The way to the Clay of another machine: over HTTPS, through the terminator there, by a login as pages have it. */
import { hostname } from 'node:os';
import { ATTACH_PATH } from '../../../shared/protocol/attach.ts';
import type { Address } from '../address.ts';
import { shakeHands } from '../connection.ts';
import { Failure } from '../failure.ts';
import type { Screen } from '../screen.ts';
import type { Way } from '../way.ts';
import { type Answer, ask, refusalBy } from './ask.ts';
import { keepLogin, keptLogin, type Login, loginIn } from './logins.ts';
import { reach } from './reach.ts';

/** The first try comes at once, the next ones after twice as long each, up to the last (ms). */
const FIRST_RETRY = 200;
const LAST_RETRY = 10_000;
/** A network that is gone says nothing (ms). */
const SILENCE = { ask: 20_000, end: 40_000 };
/** How often a password may be typed. */
const TRIES = 3;
/** A code by itself, as it stands in a link. */
const CODE = /^[\w-]{22}$/;

export function remoteWay(address: Address, home: string): Way {
  const { name } = address;
  const file = `${home}/attach.json`;
  const knownHosts = `${home}/known_hosts`;
  const common = { Host: name, Origin: `https://${name}`, 'User-Agent': `clay attach on ${hostname()}` };
  let login: Login | null = null;

  const keysOf = ({ cookie, half }: Login) => ({ ...common, Cookie: cookie, 'X-Clay-Half': half });

  /** Whether the login is one that is let in. */
  async function isGood(known: Login, screen: Screen): Promise<boolean> {
    const { status } = await ask(await reach(address, knownHosts, screen.ask), name, {
      ...{ method: 'GET', path: ATTACH_PATH, headers: keysOf(known) },
    });
    // It would be an upgrade.
    if (status === 426) return true;
    if (status === 403) return false;
    throw refusalBy(status, address);
  }

  async function logIn(said: { code: string } | { password: string }, screen: Screen): Promise<Answer> {
    return ask(await reach(address, knownHosts, screen.ask), name, {
      ...{ method: 'POST', path: '/login', body: JSON.stringify(said) },
      headers: { ...common, 'Content-Type': 'application/json' },
    });
  }

  function keep(answer: Answer): Login {
    const made = loginIn(answer.headers['set-cookie'] ?? [], answer.body);
    if (!made) throw refusalBy(answer.status, address);
    keepLogin(file, name, made);
    return made;
  }

  async function askForLogin(screen: Screen): Promise<Login> {
    for (let tries = 1; ; tries++) {
      const text = await screen.ask(
        `A link for ${name} (/web link there shows one), or its password: `,
        true,
      );
      let answer = await logIn(meant(text), screen);
      // It may be a password that looks like a code.
      if (answer.status === 403 && CODE.test(text.trim())) answer = await logIn({ password: text }, screen);
      if (answer.status === 200) return keep(answer);
      const refusal = refusalBy(answer.status, address, answer.headers['retry-after']);
      if (answer.status !== 403 || tries === TRIES) throw refusal;
      screen.print(`${refusal.message}\n`);
    }
  }

  return {
    name,
    async prepare(screen) {
      const { code } = address;
      if (code !== null) {
        // A code is good once: what is in the way of keeping the login has to be found before.
        keptLogin(file, name);
        const answer = await logIn({ code }, screen);
        if (answer.status !== 200) throw refusalBy(answer.status, address, answer.headers['retry-after']);
        login = keep(answer);
        return;
      }
      const kept = keptLogin(file, name);
      if (kept && (await isGood(kept, screen))) {
        login = kept;
        return;
      }
      if (kept) {
        keepLogin(file, name, null);
        screen.print(`The login for ${name} that was kept is over.\n`);
      } else if (!(await isThere(screen))) throw refusalBy(404, address);
      login = await askForLogin(screen);
    },
    async connect(listener) {
      if (!login) throw new Failure('Not logged in.');
      const socket = await reach(address, knownHosts, null);
      const headers = Object.entries(keysOf(login)).map(([key, value]) => `${key}: ${value}`);
      const refusal = (status: string) =>
        status === '403'
          ? new Failure(`The login for ${name} is over: clay attach https://${name} logs in anew.`)
          : refusalBy(Number(status), address);
      return shakeHands(socket, listener, { headers, refusal, silence: SILENCE });
    },
    wait: tries => (tries === 0 ? 0 : Math.min(FIRST_RETRY * 2 ** (tries - 1), LAST_RETRY)),
  };

  /** Before anybody types a password: whether there is what takes terminals. */
  async function isThere(screen: Screen): Promise<boolean> {
    const { status } = await ask(await reach(address, knownHosts, screen.ask), name, {
      ...{ method: 'GET', path: ATTACH_PATH, headers: common },
    });
    if (status === 403) return true;
    throw refusalBy(status, address);
  }
}

/** A link as it is shown, its code alone, or a password, which may begin and end with blanks. */
function meant(text: string): { code: string } | { password: string } {
  const trimmed = text.trim();
  const [, code] = /^https?:\/\/[^#\s]+#([\w-]+)$/i.exec(trimmed) ?? [];
  if (code !== undefined) return { code };
  return CODE.test(trimmed) ? { code: trimmed } : { password: text };
}
