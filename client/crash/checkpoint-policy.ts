/** When a checkpoint is due: numbers in, a verdict out. */

/** ms between two checkpoints in quiet times: the time a crash puts back whatever does not come from a server. */
const INTERVAL = 1000;
/** The first one of an image comes this soon (ms), if nobody has asked for one before: until then a crash is the end. */
const FIRST = 50;
/** What is to be forgotten is so this soon (ms): other passwords of the same moment are on their way, maybe. */
const RENEW = 250;
/** A new session is not kept waiting for the rest after a checkpoint that took less than this (ms). */
const CHEAP = 10;
/** One is worth while when the journal has grown to this part of it: so much is written for each byte that changes. */
const WORTHWHILE = 4;
/** So many bytes of journal are played again in half a second. */
const JOURNAL_LIMIT = 4 * 1024 * 1024;

/** Sessions in the proxy, each with the bytes processed of it. */
export type Sessions = readonly (readonly [id: string, received: number])[];

/**
 * The checkpoint on disk: `none` is there; `kept`: with the sessions in `known`, of which the proxy keeps nothing before
 * the bytes in `acked`; `failed`: the last attempt to write one has.
 */
export interface Kept {
  readonly is: 'none' | 'kept' | 'failed';
  readonly known: ReadonlySet<string>;
  readonly acked: ReadonlyMap<string, number>;
}

export interface Situation {
  readonly kept: Kept;
  /** There is a secret on disk that nobody needs any more. */
  readonly hasSecret: boolean;
  /** This image has taken none yet. */
  readonly isFirst: boolean;
  readonly isWriting: boolean;
  /** Sessions that events have come from since the last look. */
  readonly heard: Sessions;
  /** There are sessions, heard of or not. */
  readonly hasSessions: boolean;
  /** null = there is no journal, so nothing is to be kept of what does not come from a session. */
  readonly journal: { readonly isWhole: boolean; readonly size: number } | null;
  /** ms that are still to pass until the next one may be taken. */
  readonly rest: number;
  /** ms that the last one took. */
  readonly cost: number;
  /** Bytes of the last one; 0 = this image does not know. */
  readonly size: number;
  /** Bytes of a session that the proxy keeps. */
  readonly buffer: number;
}

/**
 * `write` goes on in the background, `save` is waited for; `later`: `write` within so many ms; `remove` what is there; `ack`:
 * the proxy need not keep what was heard, for the journal has it.
 */
export type Verdict =
  | { readonly act: 'nothing' | 'write' | 'save' | 'remove' | 'ack' }
  | { readonly act: 'later'; readonly within: number };

/**
 * What is to be done after a change. A session that is in no checkpoint could not be found after a crash, so for that
 * nothing else happens first, if one is cheap; one is due at once, too, if the proxy holds much that is not in one.
 */
export function verdictOn(situation: Situation): Verdict {
  const verdict = situation.hasSessions ? withSessions(situation) : withoutSessions(situation);
  const within = latest(situation);
  if (within === null) return verdict;
  if (verdict.act === 'nothing' || verdict.act === 'ack') return later(within);
  return verdict.act === 'later' ? later(Math.min(within, verdict.within)) : verdict;
}

/** When one is due whatever else is the case (ms); null = it need not be. */
function latest({ isFirst, journal, hasSecret, hasSessions, kept }: Situation): number | null {
  if (isFirst && journal) return FIRST;
  return hasSecret && (journal || hasSessions) && kept.is !== 'failed' ? RENEW : null;
}

function withSessions(situation: Situation): Verdict {
  const { kept, heard, isWriting, cost } = situation;
  if (kept.is === 'failed') return later(INTERVAL);
  const isNew = heard.some(([id]) => !kept.known.has(id));
  if (!isNew && isCheaper(situation)) return { act: isUrgent(situation) ? 'ack' : 'nothing' };
  if (!isNew && !isUrgent(situation)) return later(INTERVAL);
  const act = isNew && !isWriting ? 'save' : 'write';
  return act === 'save' && cost < CHEAP ? { act } : rested(situation, act);
}

/**
 * A checkpoint costs what there is, the journal what has changed: while that is little, the journal has to do. What was
 * told once, megabytes maybe, is then not written every second.
 */
function isCheaper({ journal, size }: Situation): boolean {
  return journal?.isWhole === true && journal.size < Math.min(JOURNAL_LIMIT, size / WORTHWHILE);
}

/** Nobody keeps what comes, but for the journal. */
function withoutSessions(situation: Situation): Verdict {
  const { kept, journal, isWriting } = situation;
  if (!journal) return { act: kept.is === 'none' || isWriting ? 'nothing' : 'remove' };
  if (kept.is !== 'kept' || kept.known.size > 0 || !journal.isWhole) return later(INTERVAL);
  return journal.size > JOURNAL_LIMIT ? rested(situation, 'write') : { act: 'nothing' };
}

/** A quarter of the replay buffer: the server is never held up by a checkpoint that is late. */
function isUrgent({ heard, kept, buffer }: Situation): boolean {
  const limit = buffer / 4;
  return heard.some(([id, received]) => received - (kept.acked.get(id) ?? -limit) >= limit);
}

function rested({ rest }: Situation, act: 'write' | 'save'): Verdict {
  return rest > 0 ? later(rest) : { act };
}

function later(within: number): Verdict {
  return { act: 'later', within };
}
