/** settings.toml, written and read for the client: in slices, where there are many changes, as an import has them, or many worlds. */
import { statSync } from 'node:fs';
import { finish, type Steps } from '../../automation/block.ts';
import type { Effect, Event, SettingsRead } from '../../state/events.ts';
import type { ProgramLog } from '../program-log.ts';
import { identityOf, readingSettings, readSettings, savingSettings } from '../settings-file.ts';
import { createQueue } from './slices.ts';

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;

export interface SettingsOnDisk {
  read(effect: Of<'read settings'>): void;
  save(effect: Of<'save settings'>): void;
  /** Writes to its end what is being written. */
  finish(): void;
}

/** Fewer are written at once, in a file of fewer bytes. */
const MANY = 50;
const LONG = 32 * 1024;

export function createSettingsOnDisk(
  path: string,
  dispatch: (event: Event) => void,
  log: ProgramLog,
): SettingsOnDisk {
  const queue = createQueue<{ effect?: Of<'save settings'>; steps(): Steps<void> }>();

  function* saving({ edits, anew }: Of<'save settings'>): Steps<void> {
    const outcome = yield* savingSettings(path, edits, anew);
    if (outcome.fault) log('SETTINGS_NOT_SAVED', { error: outcome.fault.sentence });
    dispatch({ type: 'settings saved', ...outcome });
  }

  function isLong(): boolean {
    return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LONG;
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
      if (queue.isEmpty() && effect.edits.length < MANY && !isLong()) return finish(saving(effect));
      const last = queue.next();
      // Each has all that is not saved yet: the newest says what those say that have not begun.
      if (last?.effect && !last.effect.anew && !effect.anew) last.effect = effect;
      else {
        const job = { effect, steps: () => saving(job.effect) };
        queue.add(job);
      }
    },
    finish: queue.finish,
  };
}
