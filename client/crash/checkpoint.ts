/**
 * The crash checkpoint: the same snapshot as the state file. It is written often while sessions live in the proxy, which
 * keeps what came after it, so that checkpoint and replay together lose nothing (law 4); and, with a journal, often
 * enough that the journal stays short, and not before what has changed is worth it. Its cost does not grow with history.
 */

import type { Event } from '../state/events.ts';
import type { State } from '../state/state.ts';
import type { World } from '../state/world.ts';
import { worldOfLink } from '../world/world.ts';
import { type Kept, type Sessions, verdictOn } from './checkpoint-policy.ts';
import type { Journal } from './journal.ts';

/** After one the client has this many times as long for other things: with 500 worlds each takes 15 ms. */
const REST = 4;

/** Files by their paths; each throws, or rejects, if it fails. */
export interface CheckpointFiles {
  /** What is not there is removed already. */
  remove(path: string): void;
  /** Makes a new file, never through a link, nor into one that somebody else has open. */
  write(path: string, bytes: Uint8Array): void;
  /** As `write`, without being waited for. */
  writeSoon(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): void;
  exists(path: string): boolean;
}

export interface CheckpointOptions {
  readonly files: CheckpointFiles;
  /** ms of a clock that nobody puts forward. */
  now(): number;
  /** Calls `run` once, `delay` ms from now; what it answers takes that back. */
  after(delay: number, run: () => void): () => void;
  /** Where it goes; asked for when one is written. Throws if it may go nowhere. */
  path(): string;
  readonly state: State;
  /** The image before a reload has written one, if it had sessions. */
  readonly reloaded: boolean;
  /** With one, there is always a checkpoint: a crash goes on from it in place. */
  readonly journal: Pick<Journal, 'isWhole' | 'size' | 'cut' | 'drop'> | null;
  /**
   * The bytes to be written, the number of the journal that starts with them, and how many bytes were written besides.
   * Called right before each write.
   */
  snapshot(): { bytes: Uint8Array; journal: number; besides?: number };
  /** One is on disk. */
  onWritten(): void;
  /** All bytes of the session before `offset` are on disk, in the checkpoint or the journal. */
  ack(session: string, offset: number): void;
  onFault(error: unknown): void;
}

/** `outdated`: what is being written is not new enough any more; `saving`: everything waits for it. */
export type CheckpointPhase = 'resting' | 'writing' | 'outdated' | 'saving' | 'stopped';

export interface Checkpoints {
  phase(): CheckpointPhase;
  /** An event is about to be handled. */
  hear(event: Event): void;
  /** Something has changed: what the policy says is done. */
  changed(): void;
  /** What is on disk has a secret that nobody needs any more, or what not every build can read: another one takes its place soon. */
  forget(): void;
  /** The state as it was decoded from `bytes` a moment ago: they are the first checkpoint of this image. */
  adopt(bytes: Uint8Array): void;
  /** Writes one, and waits for it. */
  save(): void;
  /** What was written, if anything was, is where it belongs. Throws if nothing may go there. */
  isThere(): boolean;
  /** Writes one in the background, whatever the policy says. */
  renew(): void;
  /** The orderly end: nothing is to be taken up again. */
  remove(): void;
  /** Writes no more by itself. */
  stop(): void;
}

/** Ends of the temporary names: one write may be under way while another cannot wait for it. */
export const TEMPORARY = ['.tmp', '.now.tmp'] as const;

export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { state, files, journal } = options;
  const ear = createEar(state);
  let phase: CheckpointPhase = 'resting';
  let kept: Kept = keptBefore(options);
  let cancel: (() => void) | null = null;
  let due = Number.POSITIVE_INFINITY;
  let restUntil = 0;
  let cost = 0;
  let size = 0;
  /** What is on disk has a secret; and so it was when the one was taken that is being written. */
  let hasSecret = false;
  let hadSecret = false;
  /** How many this image has taken. */
  let last = 0;

  function changed(): void {
    // What a checkpoint does itself on the way is no reason for another one.
    if (phase === 'stopped' || phase === 'saving') return;
    const { heard, hasSessions } = ear.listen();
    // Named one by one, not spread: this is done for every read.
    const verdict = verdictOn({
      kept,
      cost,
      size,
      hasSecret,
      isFirst: last === 0,
      isWriting: phase !== 'resting',
      heard,
      hasSessions,
      journal: journal && { isWhole: journal.isWhole(), size: journal.size() },
      rest: restUntil - options.now(),
      buffer: state.settings.tls_proxy_buffer,
    });
    if (verdict.act === 'later') later(verdict.within);
    else if (verdict.act === 'write') write();
    else if (verdict.act === 'save') save();
    else if (verdict.act === 'remove') remove();
    else if (verdict.act === 'ack') ack(heard);
  }

  /** The earliest wish counts. */
  function later(delay: number): void {
    const at = options.now() + delay;
    if (due <= at) return;
    unschedule();
    due = at;
    cancel = options.after(delay, write);
  }

  function unschedule(): void {
    cancel?.();
    cancel = null;
    due = Number.POSITIVE_INFINITY;
  }

  function take(): Taken {
    const start = options.now();
    const taken = options.snapshot();
    size = taken.bytes.length + (taken.besides ?? 0);
    hadSecret = hasSecret;
    hasSecret = false;
    const end = options.now();
    cost = end - start;
    restUntil = end + REST * cost;
    return { ...taken, number: ++last };
  }

  function write(): void {
    unschedule();
    if (phase === 'stopped') return;
    if (phase !== 'resting') {
      phase = 'outdated';
      return;
    }
    phase = 'writing';
    replace().catch(fail).finally(finish);
  }

  function finish(): void {
    if (phase === 'stopped') return;
    const isOutdated = phase === 'outdated';
    phase = 'resting';
    if (isOutdated) changed();
  }

  /** Not fsynced: what a power cut takes would be of no use, for the proxy ends with it. */
  async function replace(): Promise<void> {
    const path = options.path();
    const sessions = sessionsOf(state);
    const { bytes, journal, number } = take();
    files.remove(path + TEMPORARY[0]);
    await files.writeSoon(path + TEMPORARY[0], bytes);
    // A later one may have been saved meanwhile. Nothing may come between the look and the rename.
    if (number !== last) return files.remove(path + TEMPORARY[0]);
    files.rename(path + TEMPORARY[0], path);
    written(sessions, journal);
  }

  function save(): void {
    unschedule();
    const before = phase;
    phase = 'saving';
    saveNow(take);
    phase = before;
  }

  function saveNow(source: () => Taken): void {
    try {
      const path = options.path();
      const sessions = sessionsOf(state);
      const { bytes, journal } = source();
      files.remove(path + TEMPORARY[1]);
      files.write(path + TEMPORARY[1], bytes);
      files.rename(path + TEMPORARY[1], path);
      written(sessions, journal);
    } catch (error) {
      fail(error);
    }
  }

  /** Of all others it keeps what it kept. */
  function ack(sessions: Sessions): void {
    kept = { ...kept, acked: new Map([...kept.acked, ...sessions]) };
    for (const [id, received] of sessions) options.ack(id, received);
  }

  function written(sessions: Sessions, number: number): void {
    kept = { is: 'kept', known: new Set(names(sessions)), acked: new Map(sessions) };
    for (const [id, received] of sessions) options.ack(id, received);
    journal?.drop(number);
    options.onWritten();
  }

  /** A full disk is asked again in a while, not at every line. */
  function fail(error: unknown): void {
    if (kept.is !== 'failed') options.onFault(error);
    kept = { ...kept, is: 'failed' };
    hasSecret ||= hadSecret;
  }

  function remove(): void {
    unschedule();
    kept = NOTHING_KEPT;
    // One that is being written is not wanted any more.
    last++;
    const path = options.path();
    for (const end of [...TEMPORARY, '']) files.remove(path + end);
  }

  return {
    phase: () => phase,
    hear: ear.hear,
    changed,
    forget() {
      hasSecret = true;
      changed();
    },
    adopt(bytes) {
      if (journal) saveNow(() => ({ bytes, journal: journal.cut(), number: ++last }));
    },
    save,
    isThere: () => kept.is !== 'kept' || files.exists(options.path()),
    renew: write,
    remove,
    stop() {
      phase = 'stopped';
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

const NOTHING_KEPT: Kept = { is: 'none', known: new Set(), acked: new Map() };

function keptBefore({ reloaded, state }: CheckpointOptions): Kept {
  const known = new Set(reloaded ? names(sessionsOf(state)) : []);
  return known.size > 0 ? { ...NOTHING_KEPT, is: 'kept', known } : NOTHING_KEPT;
}

/**
 * What the events since the last look can have changed: with a thousand worlds, to look at all takes as long as all else.
 */
function createEar(state: State) {
  const links = new Set<number>();
  let lookAtAll = true;
  let hasSessions = false;
  return {
    hear(event: Event): void {
      if (event.type === 'received' || event.type === 'written' || event.type === 'connected')
        links.add(event.link);
      else lookAtAll = true;
    },
    /** All sessions; or of links that have only connected, read and written meanwhile, theirs. */
    listen(): { heard: Sessions; hasSessions: boolean } {
      const all = lookAtAll || links.size === 0;
      const heard = all ? sessionsOf(state) : [...links].flatMap(link => sessionOf(worldOfLink(state, link)));
      hasSessions = heard.length > 0 || (!all && hasSessions);
      links.clear();
      lookAtAll = false;
      return { heard, hasSessions };
    },
  };
}

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
