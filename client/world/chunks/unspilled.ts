/**
 * Chunks on their way to the spill file. When it cannot be written they wait, one of them is tried now and then, and what
 * is more than memory should hold is given up, the oldest first: a failure must not cost more than what failed.
 */
import type { Scrollback } from '../../state/log.ts';
import type { State, Turn } from '../../state/state.ts';
import { cancel, schedule } from '../../state/timers.ts';
import { giveUp } from './chunk-index.ts';

/** A full disk is asked again this often (ms). */
const RETRY = 10_000;
/** Bytes of chunks that wait at most; they also travel in snapshots. */
const MOST = 8 * 1024 * 1024;
/** So much stays when that is exceeded, so that it is not exceeded with each chunk. */
const KEPT = (MOST / 4) * 3;
/** What a chunk takes in memory beside its bytes. */
const OVERHEAD = 256;
/** Chunks, and bytes of them, that are written in one turn once there is room. */
const BATCH = 64;
const BATCH_SIZE = 1024 * 1024;

interface Waiting {
  readonly log: Scrollback;
  readonly size: number;
}

/** All that wait, by their place in the file, the oldest first; and what they take. Derived from the logs. */
interface Queue {
  readonly chunks: Map<number, Waiting>;
  size: number;
}

const queues = new WeakMap<State, Queue>();

export function allLogs(state: State): Scrollback[] {
  return [state.console, ...Object.values(state.worlds).map(world => world.scrollback)];
}

function queueOf(state: State): Queue {
  const known = queues.get(state);
  if (known) return known;
  const queue: Queue = { chunks: new Map(), size: 0 };
  const found = allLogs(state).flatMap(log =>
    Object.keys(log.unspilled).map(key => ({ log, at: Number(key) })),
  );
  for (const { log, at } of found.sort((one, other) => one.at - other.at)) enter(queue, log, at);
  queues.set(state, queue);
  return queue;
}

function enter(queue: Queue, log: Scrollback, offset: number): void {
  const size = (log.unspilled[offset] as Uint8Array).length + OVERHEAD;
  queue.chunks.set(offset, { log, size });
  queue.size += size;
}

function leave(queue: Queue, offset: number): void {
  const { log, size } = queue.chunks.get(offset) as Waiting;
  queue.chunks.delete(offset);
  queue.size -= size;
  delete log.unspilled[offset];
}

/** Hands a chunk of `log` to the spill file, or keeps it while that cannot be written. */
export function spill(turn: Turn, log: Scrollback, offset: number, bytes: Uint8Array): void {
  const { state } = turn;
  const queue = queueOf(state);
  log.unspilled[offset] = bytes;
  if (!queue.chunks.has(offset)) enter(queue, log, offset);
  if (state.spilling.phase === 'well') turn.effects.push({ type: 'spill', offset, bytes });
  if (queue.size > MOST) giveUpOldest(state, queue);
}

/** What is under way has its bytes in the effect, and is read from the file from then on. */
function giveUpOldest({ spilling }: State, queue: Queue): void {
  const gone = new Map<Scrollback, Set<number>>();
  for (const [offset, { log }] of queue.chunks) {
    if (queue.size <= KEPT) break;
    if (offset in log.unspilled) gone.set(log, (gone.get(log) ?? new Set()).add(offset));
    leave(queue, offset);
  }
  if (spilling.phase === 'well') return;
  spilling.lost ||= 'untold';
  for (const [log, offsets] of gone) giveUp(log, offsets);
}

/** The spill file has the chunk at `offset`: memory need not keep it. If others wait, it is their turn. */
export function onSpilled(state: State, offset: number): void {
  const queue = queueOf(state);
  if (queue.chunks.has(offset)) leave(queue, offset);
  const { spilling } = state;
  if (spilling.phase === 'well') return;
  if (queue.chunks.size > 0) {
    spilling.phase = 'behind';
    return schedule(state, 'spill', null, 0);
  }
  cancel(state, 'spill', null);
  state.spilling = { phase: 'well', told: false, lost: false };
}

/** It could not be written. Returns whether the user does not know yet. */
export function onSpillFailed(state: State): boolean {
  const { told } = state.spilling;
  state.spilling.phase = 'waits';
  state.spilling.told = true;
  schedule(state, 'spill', null, RETRY);
  return !told;
}

/** Tries those that wait: one while there is no room, some at a time once there is. */
export function retrySpill(turn: Turn): void {
  const { state } = turn;
  const { chunks } = queueOf(state);
  if (chunks.size === 0) return;
  // Builds before knew by the timer that they were told.
  if (state.spilling.phase === 'well') state.spilling = { ...state.spilling, phase: 'waits', told: true };
  schedule(state, 'spill', null, RETRY);
  spillSome(turn, state.spilling.phase === 'behind' ? BATCH : 1);
}

/** After a crash: chunks whose writing was under way; those that wait for room wait on. */
export function spillAgain(turn: Turn): void {
  const { state } = turn;
  if (state.spilling.phase === 'waits' || queueOf(state).chunks.size === 0) return;
  state.spilling.phase = 'behind';
  schedule(state, 'spill', null, RETRY);
  spillSome(turn, BATCH);
}

function spillSome(turn: Turn, most: number): void {
  let room = BATCH_SIZE;
  let count = 0;
  for (const [offset, { log }] of queueOf(turn.state).chunks) {
    const bytes = log.unspilled[offset];
    if (count >= most || room <= 0) return;
    // A log that was emptied, or whose world is gone, has none to write.
    if (!bytes) {
      leave(queueOf(turn.state), offset);
      continue;
    }
    turn.effects.push({ type: 'spill', offset, bytes });
    count++;
    room -= bytes.length;
  }
}
