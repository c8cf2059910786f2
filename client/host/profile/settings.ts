/** settings.toml, written and read for the client: in slices, where there are many changes, as an import has them, or many worlds. */
import { statSync } from 'node:fs';
import { finish, type Steps } from '../../automation/block.ts';
import type { Effect, Event, SettingsRead } from '../../state/events.ts';
import type { ProgramLog } from '../program-log.ts';
import { identityOf, readingSettings, readSettings, savingNewest } from '../settings-file.ts';
import { createQueue } from './slices.ts';

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;

export interface SettingsOnDisk {
  read(effect: Of<'read settings'>): void;
  save(effect: Of<'save settings'>): void;
  /** Writes to its end what is being written. */
  finish(): void;
}

interface Saving {
  effect: Of<'save settings'>;
  steps(): Steps<void>;
}

/** Fewer are written at once, in a file of fewer bytes. */
const MANY = 50;
const LONG = 32 * 1024;

export function createSettingsOnDisk(
  path: string,
  dispatch: (event: Event) => void,
  log: ProgramLog,
): SettingsOnDisk {
  const queue = createQueue<{ steps(): Steps<void> }>();
  /** What is not in the file yet: a newer one has all of it, and takes its place. */
  let pending: Saving | null = null;

  /** `known`: the file that it was wanted for. */
  function* saving(job: Pick<Saving, 'effect'>, known: string): Steps<void> {
    const outcome = yield* savingNewest(path, () => job.effect, known);
    if (pending === job) pending = null;
    if (outcome.fault) log('SETTINGS_NOT_SAVED', { error: outcome.fault.sentence });
    dispatch({ type: 'settings saved', ...outcome });
  }

  function isLong(): boolean {
    try {
      return statSync(path).size > LONG;
    } catch {
      // There is none, or what is wrong with it is said by the attempt to read it.
      return false;
    }
  }

  function tell(asked: boolean, file: SettingsRead): void {
    dispatch({ type: 'settings read', asked, file });
  }

  function* reading(asked: boolean): Steps<void> {
    tell(asked, yield* readingSettings(path));
  }

  return {
    read({ known, asked }) {
      // A file that nobody has touched costs a reload this and nothing more.
      if (known !== '' && identityOf(path) === known) return;
      if (queue.isEmpty() && !isLong()) tell(asked, readSettings(path));
      else queue.add({ steps: () => reading(asked) });
    },
    save(effect) {
      if (pending) return void (pending.effect = pending.effect.anew ? { ...effect, anew: true } : effect);
      const known = identityOf(path);
      // What is just being read is told before it is another file.
      if (queue.isEmpty() && effect.edits.length < MANY && !isLong())
        return finish(saving({ effect }, known));
      const job: Saving = { effect, steps: () => saving(job, known) };
      pending = job;
      queue.add(job);
    },
    finish: queue.finish,
  };
}
