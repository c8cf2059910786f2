/**
 * How clients find the proxy: its lock, its token and its socket in the runtime directory. They are looked after, because
 * the directory goes with the last login, or a cleaner takes it: then all of them are published anew, where the directory
 * is by then, and the sessions never notice.
 */
import { existsSync } from 'node:fs';
import type { Server } from 'node:net';
import { type Fault, fault, faultOf, isFault } from '../../shared/fault.ts';
import type { ProxyPaths } from '../../shared/paths.ts';
import { filesOf, isAnswered, publish, refresh, type Transport, unpublish } from './files.ts';
import { type Lock, releaseLock, takeLock } from './lock.ts';
import type { Log } from './log.ts';

/** Below the time that anybody needs to start a client again; a look costs some microseconds. */
const LOOK_INTERVAL = 2_000;

/** Cleaners of /tmp take days; an hour is far below. */
const REFRESH_INTERVAL = 3_600_000;

export interface PresenceOptions {
  /** The names to be had now; throws if there is no directory for them. */
  paths(): ProxyPaths;
  readonly transport: Transport;
  readonly token: string;
  /** A server that does not listen yet. */
  server(): Server;
  readonly log: Log;
  /** Another proxy has come to have the name of this one, or has it no more. */
  taken?(isTaken: boolean): void;
}

interface Published {
  readonly paths: ProxyPaths;
  readonly lock: Lock;
  readonly server: Server;
}

export interface Presence {
  /** Takes the lock and publishes. Answers why it cannot: another proxy has the name. Throws if there is no directory. */
  appear(): Promise<Fault | null>;
  /** Sees to it from now on that all of it is there. */
  lookAfter(): void;
  /** Looks once. */
  look(): Promise<void>;
  vanish(): void;
}

export function createPresence(options: PresenceOptions): Presence {
  const { paths, transport, token, server, log } = options;
  let published: Published | null = null;
  let trouble = '';
  let looking: Promise<void> | null = null;

  async function appear(): Promise<Fault | null> {
    const names = paths();
    const lock = await lockFor(names);
    if (isFault(lock)) return lock;
    const control = server();
    try {
      await publish(names, transport, token, control);
    } catch (error) {
      releaseLock(lock);
      throw error;
    }
    published = { paths: names, lock, server: control };
    return null;
  }

  /** What is still there of it goes first: a listener that is closed takes the name of its socket with it. */
  function vanish(): void {
    if (!published) return;
    published.server.close();
    unpublish(published.paths);
    releaseLock(published.lock);
    published = null;
  }

  function isThere(now: ProxyPaths): boolean {
    if (published?.paths.socket !== now.socket) return false;
    return [...filesOf(now, transport), published.lock.file].every(file => existsSync(file));
  }

  /** One after the other: two that publish would find each other's claim. */
  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function lookOnce(): Promise<void> {
    try {
      if (isThere(paths())) return;
      vanish();
      const failed = await appear();
      note(failed?.sentence ?? '');
      options.taken?.(failed !== null);
      if (!failed) log('published again', { socket: published?.paths.socket });
    } catch (error) {
      note(faultOf(error, 'RUNTIME_DIR_FAILED').sentence);
    }
  }

  /** Once, however often it is tried. */
  function note(sentence: string): void {
    if (sentence !== '' && sentence !== trouble) log('failed', { what: 'publish', error: sentence });
    trouble = sentence;
  }

  function lookAgain(): void {
    setTimeout(() => void look().finally(lookAgain), LOOK_INTERVAL);
  }

  function touch(): void {
    if (published) refresh([...filesOf(published.paths, transport), published.lock.file]);
  }

  return {
    appear,
    look,
    vanish,
    lookAfter() {
      lookAgain();
      setInterval(touch, REFRESH_INTERVAL);
    },
  };
}

/** The lock, or why it cannot be had. */
async function lockFor(paths: ProxyPaths): Promise<Lock | Fault> {
  const lock = await takeLock(paths.lock);
  if ('pid' in lock) return alreadyRunning(`tlsproxy with PID ${lock.pid}`);
  if (!(await isAnswered(paths.socket))) return lock;
  releaseLock(lock);
  return alreadyRunning('Another tlsproxy');
}

export function alreadyRunning(who: string): Fault {
  return fault('ALREADY_RUNNING', `${who} serves this profile already.`);
}
