/** What a reload carries from one image to the next, and a checkpoint from one process to the next. codec.ts makes bytes of it. */
import type { State } from '../state/state.ts';
import type { Descriptors } from './descriptors.ts';
import type { ProcessFacts } from './process-facts.ts';

/**
 * A reader refuses a higher major version, and reads the one before its own (migrate.ts). Raise it when builds of the
 * version before could not make sense of the state.
 */
export const STATE_MAJOR = 2;
/**
 * Raise it when something is added. A reader of a higher minor version gives what is missing its empty value, one of a
 * lower version keeps what it does not know and passes it on.
 */
export const STATE_MINOR = 14;

export interface Snapshot {
  readonly facts: ProcessFacts;
  readonly state: State;
  /** Those that go through execve(), by what they are for: `scrollback`, `link 3`. */
  readonly descriptors: Descriptors;
  /** Name of the spill file, if it has one. */
  readonly spillPath: string | null;
  /** Of a checkpoint, the first file of the journal that goes on from it (crash/journal.ts). */
  readonly journal: number;
}

const KNOWN: ReadonlySet<string> = new Set<keyof Snapshot>([
  'facts',
  'state',
  'descriptors',
  'spillPath',
  'journal',
]);

/** Parts that a build of a higher minor version has added. */
export function unknownParts(snapshot: Snapshot): Record<string, unknown> {
  return Object.fromEntries(Object.entries(snapshot).filter(([name]) => !KNOWN.has(name)));
}
