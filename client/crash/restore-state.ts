/** The state as it was when a process ended: that of its checkpoint, and every event of the journal since then. */

import { dirname, resolve } from 'node:path';
import { faultOf } from '../../shared/fault.ts';
import { provideEngines } from '../host/script/engines.ts';
import { readSettings } from '../host/settings-file.ts';
import { realScript } from '../reload/build.ts';
import { restorePasswords } from '../snapshot/secrets.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ReadChunk } from '../state/log.ts';
import type { Settings } from '../state/settings.ts';
import { beginEditions, endsOf } from './editions.ts';
import { type JournalEntries, type JournalEntry, readJournal } from './journal.ts';
import { replay } from './replay.ts';

export interface Replayed {
  /** How many events were replayed. */
  readonly count: number;
  /** The event that was being handled when the process ended, if it was not replayed. */
  readonly last: JournalEntry | null;
  /** What a user should know of what could not be replayed; null = nothing. */
  readonly damage: string | null;
}

/**
 * Brings the snapshot's state up to date by the journal's files, whose names begin with `stem`. The event that was being
 * handled at the end is replayed `withLast`; else it is left to the caller, who may try it once more.
 */
export function restoreState(
  snapshot: Snapshot,
  stem: string,
  readChunk: ReadChunk,
  options: { readonly withLast: boolean },
): Replayed {
  const ends = endsOf(snapshot.state);
  const replayed = playJournal(snapshot, stem, readChunk, options);
  beginEditions(snapshot.state, ends, Date.now());
  return replayed;
}

function playJournal(
  { state, journal, facts }: Snapshot,
  stem: string,
  readChunk: ReadChunk,
  { withLast }: { readonly withLast: boolean },
): Replayed {
  // Scripts are called while it is played.
  const ownScript = realScript(resolve(process.argv[1] ?? ''));
  provideEngines(facts.home, dirname(ownScript), dirname(facts.script));
  if (state.settingsFile.withheld) restorePasswords(state, settingsOf(facts.home));
  const entries = readEntries(stem, journal);
  if (entries === null) return { count: 0, last: null, damage: null };
  if (typeof entries === 'string') return { count: 0, last: null, damage: entries };
  const { done, last, isDamaged } = entries;
  replay(state, { done, last: withLast ? last : null }, readChunk);
  return {
    count: done.length,
    last: withLast ? null : last,
    damage: isDamaged ? damage('it is damaged') : null,
  };
}

/** A journal that cannot be read costs what is in it: the state of the checkpoint stands. */
function readEntries(stem: string, first: number): JournalEntries | string | null {
  try {
    return readJournal(stem, first);
  } catch (error) {
    return damage(faultOf(error, 'JOURNAL_UNREADABLE').sentence);
  }
}

function damage(why: string): string {
  return `The journal of the last Clay cannot be read to its end (${why}): what was typed last may be missing.`;
}

function settingsOf(home: string): Settings | null {
  const file = readSettings(`${home}/settings.toml`);
  return 'fault' in file ? null : file.settings;
}
