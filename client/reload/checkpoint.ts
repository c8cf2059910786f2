/**
 * The crash checkpoint: the same snapshot as the state file, written while sessions live in the proxy. The proxy keeps
 * what came after it, so checkpoint and replay together lose nothing (law 4). Its cost does not grow with history.
 */
import { rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { State } from '../state.ts';

/** ms between two checkpoints in quiet times: the time a crash puts back whatever does not come from a server. */
const INTERVAL = 1000;

export interface CheckpointOptions {
  /** Where it goes; asked for when one is written. */
  path(): string;
  readonly state: State;
  /** The bytes to be written. Called right before each write. */
  snapshot(): Uint8Array;
  /** All bytes of the session before `offset` are in the checkpoint on disk. */
  ack(session: string, offset: number): void;
  onFault(error: unknown): void;
}

export interface Checkpoints {
  /** Something has changed: a checkpoint is due soon, or at once if the proxy holds much that is not in one. */
  changed(): void;
  /** The orderly end: nothing is to be taken up again. */
  remove(): void;
  /** The terminal is lost: the last word, before the process ends. Waits for the disk. */
  stop(): void;
}

export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { state } = options;
  const acked = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let writing = false;
  let again = false;
  let exists = false;
  let stopped = false;

  function changed(): void {
    if (stopped) return;
    const sessions = sessionsOf(state);
    if (sessions.length === 0) {
      if (exists && !writing) remove();
      return;
    }
    // A quarter of the replay buffer: the server is never held up by a checkpoint that is late.
    const limit = state.settings.tls_proxy_buffer / 4;
    const isUrgent = sessions.some(([id, received]) => received - (acked.get(id) ?? -limit) >= limit);
    if (isUrgent) write();
    else timer ??= setTimeout(write, INTERVAL);
  }

  function write(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped) return;
    if (writing) {
      again = true;
      return;
    }
    writing = true;
    const sessions = sessionsOf(state);
    replace(options.path(), options.snapshot())
      .then(() => {
        exists = true;
        for (const [id, received] of sessions) {
          acked.set(id, received);
          options.ack(id, received);
        }
      })
      .catch(options.onFault)
      .finally(() => {
        writing = false;
        if (again) changed();
        again = false;
      });
  }

  function remove(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    exists = false;
    acked.clear();
    rmSync(options.path(), { force: true });
  }

  return {
    changed,
    remove,
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}

/** Sessions in the proxy, each with the bytes processed of it. */
export function sessionsOf(state: State): [id: string, received: number][] {
  return Object.values(state.worlds).flatMap(({ link }) =>
    link?.session ? [[link.session, link.received] as [string, number]] : [],
  );
}

async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
