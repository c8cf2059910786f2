/**
 * The crash checkpoint: the same snapshot as the state file. It is written often while sessions live in the proxy, which
 * keeps what came after it, so that checkpoint and replay together lose nothing (law 4); and, with a journal, often
 * enough that the journal stays short. Its cost does not grow with history.
 */

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Event } from '../state/events.ts';
import type { State } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { worldOfLink } from '../world/world.ts';
import type { Journal } from './journal.ts';

/** ms between two checkpoints in quiet times: the time a crash puts back whatever does not come from a server. */
const INTERVAL = 1000;
/** The first one of an image comes this soon (ms): until then a crash is the end. */
const FIRST = 50;
/** After one the client has this many times as long for other things: with 500 worlds each takes 15 ms. */
const REST = 4;
/** A new session is not kept waiting for the rest after a checkpoint that took less than this (ms). */
const CHEAP = 10;
/** So many bytes of journal are played again in half a second. */
const JOURNAL_LIMIT = 4 * 1024 * 1024;

export interface CheckpointOptions {
  /** Where it goes; asked for when one is written. */
  path(): string;
  readonly state: State;
  /** The image before a reload has written one, if it had sessions. */
  readonly reloaded: boolean;
  /** With one, there is always a checkpoint: a crash goes on from it in place. */
  readonly journal: Journal | null;
  /** The bytes to be written, and the number of the journal that starts with them. Called right before each write. */
  snapshot(): { bytes: Uint8Array; journal: number };
  /** One is on disk. */
  onWritten(): void;
  /** All bytes of the session before `offset` are in the checkpoint on disk. */
  ack(session: string, offset: number): void;
  onFault(error: unknown): void;
}

export interface Checkpoints {
  /** An event is about to be handled. */
  hear(event: Event): void;
  /**
   * Something has changed: a checkpoint is due soon, or at once if the proxy holds much that is not in one. A session
   * that is in none could not be found after a crash, so for that nothing else happens first, if it can be.
   */
  changed(): void;
  /** The state as it was decoded from `bytes` a moment ago: they are the first checkpoint of this image. */
  adopt(bytes: Uint8Array): void;
  /** Writes one, and waits for it. */
  save(): void;
  /** The orderly end: nothing is to be taken up again. */
  remove(): void;
  /** Writes no more by itself. */
  stop(): void;
}

/** Ends of the temporary names: one write may be under way while another cannot wait for it. */
export const TEMPORARY = ['.tmp', '.now.tmp'] as const;
/** Never through a link, nor into a file that somebody else has open. */
const NEW = { mode: 0o600, flag: 'wx' } as const;

export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { state } = options;
  const acked = new Map<string, number>();
  let known = new Set(options.reloaded ? names(sessionsOf(state)) : []);
  let exists = known.size > 0;
  let timer: NodeJS.Timeout | null = null;
  let due = 0;
  let restUntil = 0;
  let cost = 0;
  let writing = false;
  let saving = false;
  let again = false;
  let failed = false;
  let stopped = false;
  let last = 0;
  // What the events since the last look can have changed: with a thousand worlds, to look at all takes as long as all else.
  const heard = new Set<number>();
  let lookAtAll = true;
  let hasSessions = false;

  function hear(event: Event): void {
    if (event.type === 'received' || event.type === 'written') heard.add(event.link);
    else lookAtAll = true;
  }

  /** All sessions; or of links that have only read and written meanwhile, theirs. */
  function sessionsHeardOf(): Sessions {
    const looked = lookAtAll || heard.size === 0;
    const sessions = looked
      ? sessionsOf(state)
      : [...heard].flatMap(link => sessionOf(worldOfLink(state, link)));
    if (looked) hasSessions = sessions.length > 0;
    heard.clear();
    lookAtAll = false;
    return sessions;
  }

  function changed(): void {
    if (stopped || saving) return;
    if (last === 0 && options.journal) later(FIRST);
    const sessions = sessionsHeardOf();
    if (!hasSessions) withoutSessions();
    else if (failed) later(INTERVAL);
    else {
      const isNew = sessions.some(([id]) => !known.has(id));
      if (!isNew && !isUrgent(sessions)) later(INTERVAL);
      else if (isNew && !writing && cost < CHEAP) save();
      else rested(isNew && !writing ? save : write);
    }
  }

  /** Nobody keeps what comes, but for the journal. */
  function withoutSessions(): void {
    if (!options.journal) {
      if (exists && !writing) remove();
    } else if (failed || !exists || known.size > 0 || !options.journal.isWhole()) later(INTERVAL);
    else if (options.journal.size() > JOURNAL_LIMIT) rested(write);
  }

  function rested(act: () => void): void {
    const rest = restUntil - performance.now();
    if (rest > 0) later(rest);
    else act();
  }

  function isUrgent(sessions: Sessions): boolean {
    // A quarter of the replay buffer: the server is never held up by a checkpoint that is late.
    const limit = state.settings.tls_proxy_buffer / 4;
    return sessions.some(([id, received]) => received - (acked.get(id) ?? -limit) >= limit);
  }

  /** The earliest wish counts. */
  function later(delay: number): void {
    const at = performance.now() + delay;
    if (timer && due <= at) return;
    unschedule();
    due = at;
    timer = setTimeout(write, delay);
  }

  function unschedule(): void {
    if (timer) clearTimeout(timer);
    timer = null;
  }

  function take(): Taken {
    const start = performance.now();
    const taken = options.snapshot();
    const end = performance.now();
    cost = end - start;
    restUntil = end + REST * cost;
    return { ...taken, number: ++last };
  }

  function write(): void {
    unschedule();
    if (stopped) return;
    if (writing) {
      again = true;
      return;
    }
    writing = true;
    replace()
      .catch(fail)
      .finally(() => {
        writing = false;
        if (again) changed();
        again = false;
      });
  }

  /** Not fsynced: what a power cut takes would be of no use, for the proxy ends with it. */
  async function replace(): Promise<void> {
    const path = options.path();
    const sessions = sessionsOf(state);
    const { bytes, journal, number } = take();
    rmSync(path + TEMPORARY[0], { force: true });
    await writeFile(path + TEMPORARY[0], bytes, NEW);
    // A later one may have been saved meanwhile. Nothing may come between the look and the rename.
    if (number !== last) return rmSync(path + TEMPORARY[0], { force: true });
    renameSync(path + TEMPORARY[0], path);
    written(sessions, journal);
  }

  function save(): void {
    unschedule();
    saving = true;
    saveNow(take);
    saving = false;
  }

  function saveNow(source: () => Taken): void {
    try {
      const path = options.path();
      const sessions = sessionsOf(state);
      const { bytes, journal } = source();
      rmSync(path + TEMPORARY[1], { force: true });
      writeFileSync(path + TEMPORARY[1], bytes, NEW);
      renameSync(path + TEMPORARY[1], path);
      written(sessions, journal);
    } catch (error) {
      fail(error);
    }
  }

  function written(sessions: Sessions, journal: number): void {
    exists = true;
    failed = false;
    known = new Set(names(sessions));
    for (const [id, received] of sessions) {
      acked.set(id, received);
      options.ack(id, received);
    }
    options.journal?.drop(journal);
    options.onWritten();
  }

  /** A full disk is asked again in a while, not at every line. */
  function fail(error: unknown): void {
    if (!failed) options.onFault(error);
    failed = true;
  }

  function remove(): void {
    unschedule();
    exists = false;
    known.clear();
    acked.clear();
    const path = options.path();
    for (const end of [...TEMPORARY, '']) rmSync(path + end, { force: true });
  }

  return {
    hear,
    changed,
    adopt(bytes) {
      const { journal } = options;
      if (journal) saveNow(() => ({ bytes, journal: journal.cut(), number: ++last }));
    },
    save,
    remove,
    stop() {
      stopped = true;
      unschedule();
    },
  };
}

/** A checkpoint that is to be written: its bytes, its journal, and which one of this image it is. */
interface Taken {
  readonly bytes: Uint8Array;
  readonly journal: number;
  readonly number: number;
}

type Sessions = readonly [id: string, received: number][];

function names(sessions: Sessions): string[] {
  return sessions.map(([id]) => id);
}

/** Sessions in the proxy, each with the bytes processed of it. */
export function sessionsOf(state: State): [id: string, received: number][] {
  return Object.values(state.worlds).flatMap(sessionOf);
}

function sessionOf(world: World | undefined): [id: string, received: number][] {
  const { session = null, received = 0 } = world?.link ?? {};
  return session === null ? [] : [[session, received]];
}
