/**
 * The crash checkpoint: the same snapshot as the state file, written while sessions live in the proxy. The proxy keeps
 * what came after it, so checkpoint and replay together lose nothing (law 4). Its cost does not grow with history.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { State } from '../state.ts';

/** ms between two checkpoints in quiet times: the time a crash puts back whatever does not come from a server. */
const INTERVAL = 1000;
/** After one the client has this many times as long for other things: with 500 worlds each takes 15 ms. */
const REST = 4;

export interface CheckpointOptions {
  /** Where it goes; asked for when one is written. */
  path(): string;
  readonly state: State;
  /** The image before a reload has written one, if it had sessions. */
  readonly reloaded: boolean;
  /** The bytes to be written. Called right before each write. */
  snapshot(): Uint8Array;
  /** All bytes of the session before `offset` are in the checkpoint on disk. */
  ack(session: string, offset: number): void;
  onFault(error: unknown): void;
}

export interface Checkpoints {
  /**
   * Something has changed: a checkpoint is due soon, or at once if the proxy holds much that is not in one. A session
   * that is in none could not be found after a crash, so for that nothing else happens first, if it can be.
   */
  changed(): void;
  /** Writes one, and waits for it. */
  save(): void;
  /** The orderly end: nothing is to be taken up again. */
  remove(): void;
  /** Writes no more by itself. */
  stop(): void;
}

/** Ends of the temporary names: one write may be under way while another cannot wait for it. */
export const TEMPORARY = ['.tmp', '.now.tmp'] as const;

export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { state } = options;
  const acked = new Map<string, number>();
  let known = new Set(options.reloaded ? names(sessionsOf(state)) : []);
  let exists = known.size > 0;
  let timer: NodeJS.Timeout | null = null;
  let due = 0;
  let restUntil = 0;
  let writing = false;
  let saving = false;
  let again = false;
  let failed = false;
  let stopped = false;

  function changed(): void {
    if (stopped || saving) return;
    const sessions = sessionsOf(state);
    if (sessions.length === 0) {
      if (exists && !writing) remove();
    } else if (failed) later(INTERVAL);
    else {
      const isNew = sessions.some(([id]) => !known.has(id));
      const rest = restUntil - performance.now();
      if (!isNew && !isUrgent(sessions)) later(INTERVAL);
      else if (rest > 0) later(rest);
      else if (isNew && !writing) save();
      else write();
    }
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

  function take(): Uint8Array {
    const start = performance.now();
    const bytes = options.snapshot();
    const end = performance.now();
    restUntil = end + REST * (end - start);
    return bytes;
  }

  function write(): void {
    unschedule();
    if (stopped) return;
    if (writing) {
      again = true;
      return;
    }
    writing = true;
    const sessions = sessionsOf(state);
    replace(options.path, take)
      .then(() => written(sessions), fail)
      .finally(() => {
        writing = false;
        if (again) changed();
        again = false;
      });
  }

  function save(): void {
    unschedule();
    saving = true;
    try {
      const path = options.path();
      const sessions = sessionsOf(state);
      writeFileSync(path + TEMPORARY[1], take(), { mode: 0o600 });
      renameSync(path + TEMPORARY[1], path);
      written(sessions);
    } catch (error) {
      fail(error);
    }
    saving = false;
  }

  function written(sessions: Sessions): void {
    exists = true;
    failed = false;
    known = new Set(names(sessions));
    for (const [id, received] of sessions) {
      acked.set(id, received);
      options.ack(id, received);
    }
  }

  /** A full disk is asked again in a while, not at every line. */
  function fail(error: unknown): void {
    failed = true;
    options.onFault(error);
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
    changed,
    save,
    remove,
    stop() {
      stopped = true;
      unschedule();
    },
  };
}

type Sessions = readonly [id: string, received: number][];

function names(sessions: Sessions): string[] {
  return sessions.map(([id]) => id);
}

/** Sessions in the proxy, each with the bytes processed of it. */
export function sessionsOf(state: State): [id: string, received: number][] {
  return Object.values(state.worlds).flatMap(({ link }) =>
    link?.session ? [[link.session, link.received] as [string, number]] : [],
  );
}

/** Not fsynced: what a power cut takes would be of no use, for the proxy ends with it. */
async function replace(pathOf: () => string, snapshot: () => Uint8Array): Promise<void> {
  const path = pathOf();
  await writeFile(path + TEMPORARY[0], snapshot(), { mode: 0o600 });
  await rename(path + TEMPORARY[0], path);
}
