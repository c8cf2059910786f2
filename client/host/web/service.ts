/** The host's part in the browser view: its sockets, the files of the page, links, and who is logged in. */

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, type Stats, stat, statSync } from 'node:fs';
import { gzip } from 'node:zlib';
import type { Posix, PosixUnavailable } from '../../../native/posix.ts';
import { faultOf, fileFault } from '../../../shared/fault.ts';
import { plainPath } from '../../../shared/held.ts';
import { type AttachPaths, attachPaths, webSocketPath } from '../../../shared/paths.ts';
import { unlinkIfThere } from '../../../shared/unlink.ts';
import type { Event } from '../../state/events.ts';
import type { ListenerName, Login, WebEffect } from '../../state/web.ts';
import { hashOf } from '../../web/login.ts';
import { readText, replaceFile } from '../files.ts';
import type { ProgramLog } from '../program-log.ts';
import { createListeners, type Keys, type Listeners } from './listeners.ts';
import { createPasswords } from './scrypt.ts';
import { createTerminatorClient, type Terminator } from './terminator.ts';

export interface WebServiceOptions {
  readonly home: string;
  /** dist/tlsproxy.js of the build on disk. */
  readonly tlsproxyFile: string;
  /** dist/web */
  readonly pageDirectory: string;
  readonly log: ProgramLog;
  dispatch(event: Event): void;
  /** A listener has come or gone. */
  changed(): void;
  /** The runtime directory, held; null = there is none. */
  runtime(): string | null;
  readonly posix: Posix | PosixUnavailable;
}

/** What takes its time, and may fail. */
export interface WebTools {
  /** The rows of a code that cameras read. */
  draw(text: string): Promise<string>;
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /** Runs it each so many ms, as long as the process lives. */
  every(interval: number, run: () => void): void;
}

/** The package that draws the code is loaded when the first one is wanted. */
const TOOLS: WebTools = {
  draw: async text => (await import('uqr')).renderUnicodeCompact(text, { ecc: 'L', border: 2 }),
  compress: bytes =>
    new Promise((resolve, reject) => {
      gzip(bytes, { level: 5 }, (error, packed) => (error ? reject(error) : resolve(packed)));
    }),
  every: (interval, run) => void setInterval(run, interval).unref(),
};

export interface WebService {
  readonly listeners: Listeners;
  /** Has nobody served over HTTPS any more; settles when that was said. null: nobody was. */
  endHttps(): Promise<unknown> | null;
  perform(effect: WebEffect): void;
}

type Of<T extends WebEffect['type']> = Extract<WebEffect, { type: T }>;

/** Random bytes of what Clay's own programs show. */
const KEY_SIZE = 32;
/** Random bytes of a link. */
const SECRET_SIZE = 16;
/** How often it is looked who is logged in with other Clays of the profile (ms). */
const LOOK_INTERVAL = 2_000;

export function createWebService(options: WebServiceOptions, tools: WebTools = TOOLS): WebService {
  const { home, pageDirectory, log, dispatch } = options;
  const keys: Keys = {
    publish(name) {
      const paths = name === 'attach' ? attachPlace() : null;
      if (!paths) return;
      const token = randomBytes(KEY_SIZE).toString('hex');
      replaceFile(paths.key, token);
      dispatch({ type: 'web admits', key: hashOf(token) });
    },
    isThere: name => name !== 'attach' || existsSync(attachPlace()?.key ?? ''),
    remove(name) {
      const paths = name === 'attach' ? attachPlace() : null;
      if (paths) unlinkIfThere(paths.key);
    },
  };
  const listeners = createListeners({
    dispatch(event) {
      dispatch(event);
      // Programs of Clay's own have no page.
      if (event.type === 'web listening' && event.listener !== 'attach')
        dispatch({ type: 'web page', page: pageBuild() });
    },
    ...{ changed, pathOf, keys, isOurs, holderOf, soon: setImmediate },
  });
  const passwords = createPasswords();
  let terminator: Terminator | null = null;
  let isWatching = false;
  /** What told web.json from another one when it was read last. */
  let looked = '';
  const file = `${home}/web.json`;

  function pathOf(name: ListenerName): string | null {
    if (name === 'attach') return attachPlace()?.socket ?? null;
    return name === 'tcp' ? null : placeBy(webSocketPath);
  }

  function attachPlace(): AttachPaths | null {
    return placeBy(attachPaths);
  }

  /** null: there is no such place. */
  function placeBy<T>(path: (runtime: string, home: string, pid: number) => T): T | null {
    const runtime = options.runtime();
    if (runtime === null) return null;
    try {
      return path(runtime, home, process.pid);
    } catch (error) {
      log('RUNTIME_PATH_TOO_LONG', { error: String(error) });
      return null;
    }
  }

  function changed(): void {
    options.changed();
    terminator?.retarget();
  }

  /** Few ever want it. */
  function https(): Terminator {
    const target = () => {
      const path = pathOf('terminator');
      return path === null ? null : plainPath(path);
    };
    const { tlsproxyFile } = options;
    terminator ??= createTerminatorClient({ ...{ home, tlsproxyFile, log, target, holderOf, dispatch } });
    return terminator;
  }

  /** Where the system cannot tell, the directory has to do, which is closed to others. */
  function isOurs(fd: number): boolean {
    const { posix } = options;
    if ('unavailable' in posix) return true;
    const { uid } = posix.peerCredentials(fd);
    const isIt = uid === process.getuid?.();
    if (!isIt) log('PEER_FOREIGN', { uid });
    return isIt;
  }

  async function holderOf(port: number): Promise<string | null> {
    const holder = await import('./port-holder.ts');
    return holder.holderOf(port, process.getuid?.() ?? 0);
  }

  function hash({ id, password }: Of<'web hash'>): Promise<void> {
    return passwords.hash(password).then(
      made => dispatch({ type: 'web hashed', id, hash: made }),
      (error: unknown) => {
        log('PASSWORD_NOT_HASHED', { error: String(error) });
        const { sentence } = faultOf(error, 'PASSWORD_NOT_HASHED');
        dispatch({ type: 'notice', text: `No browser can log in by the password: ${sentence}.` });
      },
    );
  }

  /** By what is no hash of this kind nobody gets in. */
  function check({ id, password, hash: kept }: Of<'web check'>): Promise<void> {
    return passwords.isRight(password, kept).then(
      isRight => dispatch({ type: 'web checked', id, isRight }),
      (error: unknown) => {
        log('PASSWORD_NOT_CHECKED', { error: String(error) });
        dispatch({ type: 'web checked', id, isRight: false });
      },
    );
  }

  function readLogins(): void {
    if (!isWatching) tools.every(LOOK_INTERVAL, lookAtLogins);
    isWatching = true;
    try {
      const stats = statSync(file, { throwIfNoEntry: false });
      looked = stats ? idOf(stats) : '';
      dispatch({ type: 'web logins', logins: loginsIn(readText(file)), fault: null });
    } catch (error) {
      const { code, sentence } = fileFault(error, 'LOGINS_UNREADABLE');
      log('LOGINS_UNREADABLE', { error: String(error) });
      dispatch({
        type: 'web logins',
        logins: {},
        fault: { code, sentence: `web.json cannot be read: ${sentence}` },
      });
    }
  }

  /** Another Clay of the profile may log somebody out: it is looked at now and then, off the event loop. */
  function lookAtLogins(): void {
    stat(file, (error, stats) => {
      // A file that is not there for now tells nothing.
      if (!error && idOf(stats) !== looked) readLogins();
    });
  }

  function saveLogins({ set, gone, used = {} }: Of<'save logins'>): void {
    try {
      const before = savedLogins();
      const kept = Object.entries(before).filter(([key]) => !gone.includes(key));
      const seen = Object.entries(used).filter(([key]) => Object.hasOwn(before, key));
      if (seen.length + gone.length + Object.keys(set).length === 0) return;
      const logins = { ...Object.fromEntries(kept), ...set };
      for (const [key, at] of seen) {
        const login = logins[key];
        if (login) logins[key] = { ...login, used: Math.max(login.used, at) };
      }
      replaceFile(file, `${JSON.stringify({ version: 1, logins }, null, 1)}\n`);
    } catch (error) {
      log('LOGINS_NOT_SAVED', { error: String(error) });
      dispatch({ type: 'web unsaved', keys: Object.keys(set) });
      const { sentence } = fileFault(error, 'LOGINS_NOT_SAVED');
      dispatch({ type: 'notice', text: `Who is logged in could not be saved in web.json: ${sentence}` });
    }
  }

  /** None where they cannot be read, which was told at the start. */
  function savedLogins(): Record<string, Login> {
    try {
      return loginsIn(readText(file));
    } catch (error) {
      log('LOGINS_UNREADABLE', { error: String(error) });
      return {};
    }
  }

  async function invite({ view, role, address }: Of<'web invite'>): Promise<void> {
    const secret = randomBytes(SECRET_SIZE).toString('base64url');
    const code = await drawn(`${address}#${secret}`);
    dispatch({ type: 'web invited', ...{ view, role, address, secret, code } });
  }

  async function draw({ view, address }: Of<'web draw'>): Promise<void> {
    dispatch({ type: 'web drawn', view, address, code: await drawn(address) });
  }

  /** Its rows; none if it cannot be drawn. */
  async function drawn(address: string): Promise<string[]> {
    try {
      return (await tools.draw(address)).split('\n');
    } catch (error) {
      log('LINK_NOT_DRAWN', { error: String(error) });
      return [];
    }
  }

  async function fetch({ id, wanted }: Of<'web fetch'>): Promise<void> {
    const found = 'file' in wanted ? fileOf(wanted.file) : { bytes: Buffer.from(wanted.text), tag: '' };
    const bytes = found && (await packed(found.bytes));
    dispatch({ type: 'web fetched', id, bytes, tag: found?.tag ?? '' });
  }

  /** Which page this build has; '' if it does not say. */
  function pageBuild(): string {
    return fileOf('build')?.bytes.toString().trim() ?? '';
  }

  /** null: it cannot be had. */
  function packed(bytes: Uint8Array): Promise<Uint8Array | null> {
    return tools.compress(bytes).catch((error: unknown) => {
      log('PAGE_NOT_PACKED', { error: String(error) });
      return null;
    });
  }

  /** null: this build has no page. */
  function fileOf(name: string): { bytes: Buffer; tag: string } | null {
    const path = `${pageDirectory}/${name}`;
    try {
      const { size, mtimeMs } = statSync(path);
      return { bytes: readFileSync(path), tag: `"${size}-${Math.round(mtimeMs)}"` };
    } catch (error) {
      log('PAGE_MISSING', { path, error: String(error) });
      return null;
    }
  }

  return {
    listeners,
    endHttps: () => terminator?.end() ?? null,
    perform(effect) {
      switch (effect.type) {
        case 'web listen':
          // What makes its key takes time to load, which the first frame is not to wait for.
          if (effect.listener === 'attach') setImmediate(() => listeners.listen(effect));
          else listeners.listen(effect);
          return;
        case 'web unlisten':
          return listeners.unlisten(effect.listener);
        case 'web secure':
          return https().secure(effect.wish);
        case 'web certificate':
          return https().look(effect.view);
        case 'web draw':
          return void draw(effect);
        case 'web refused':
          return log('ATTACH_REFUSED', { id: effect.id, why: 'wrong token' });
        case 'read logins':
          return readLogins();
        case 'save logins':
          return saveLogins(effect);
        case 'web invite':
          return void invite(effect);
        case 'web write':
          return listeners.write(effect.id, effect.bytes);
        case 'web fetch':
          return void fetch(effect);
        case 'web hash':
          return void hash(effect);
        case 'web check':
          return void check(effect);
        case 'web hold':
          return listeners.hold(effect.id, effect.on);
        case 'web close':
          return listeners.close(effect.id);
      }
    },
  };
}

function idOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

function loginsIn(text: string | null): Record<string, Login> {
  if (text === null) return {};
  const { logins = {} } = JSON.parse(text) as { logins?: Record<string, Login> };
  return Object.fromEntries(Object.entries(logins).filter(([, login]) => isLogin(login)));
}

function isLogin(login: unknown): login is Login {
  if (typeof login !== 'object' || login === null) return false;
  const { id, half, name, peer, role, made, used } = login as Record<string, unknown>;
  return (
    [id, made, used].every(Number.isSafeInteger) &&
    [half, name, peer].every(text => typeof text === 'string') &&
    (role === 'play' || role === 'watch')
  );
}
