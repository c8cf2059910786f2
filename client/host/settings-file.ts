/** settings.toml on disk: the one place where it is read and written. */
import { statSync } from 'node:fs';
import { type Fault, fault, fileFault } from '../../shared/fault.ts';
import { finish, type Steps } from '../automation/block.ts';
import { parsingToml } from '../settings/in-pieces.ts';
import { type Loaded, parseSettings, settingsIn } from '../settings/load.ts';
import { editingSettings, settingsText } from '../settings/save.ts';
import { editingMany, type TextChange } from '../settings/save-many.ts';
import type { SettingEdit, SettingsRead } from '../state/events.ts';
import { defaultSettings, NO_FILE } from '../state/settings.ts';
import { readUtf8, replaceFile } from './files.ts';

/** Which file is there now, without reading it: whatever is done to it, another answer follows. '' = that cannot be told. */
export function identityOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join('.');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? NO_FILE : '';
  }
}

/** Reads the file. None is one that says nothing. */
export function readSettings(path: string): SettingsRead {
  const read = textIn(path);
  return 'text' in read ? readingOf(read.id, read.text) : read;
}

/** The same in steps. */
export function* readingSettings(path: string): Steps<SettingsRead> {
  const read = textIn(path);
  if (!('text' in read)) return read;
  return readAs(read.id, yield* settingsIn(read.text, yield* parsingToml(read.text)));
}

function textIn(path: string): { readonly id: string; readonly text: string } | SettingsRead {
  // Before the text: what is written in between is read the next time.
  const id = identityOf(path);
  try {
    const text = readUtf8(path);
    return text === null ? readingOf(NO_FILE, '') : { id, text };
  } catch (error) {
    const { code, sentence } = fileFault(error, 'SETTINGS_UNREADABLE');
    return { id, fault: fault(code, `${path} cannot be read: ${sentence}`) };
  }
}

/** What a file with this text says. */
export function readingOf(id: string, text: string): SettingsRead {
  if (id === NO_FILE) return { id, settings: defaultSettings(), warnings: [] };
  return readAs(id, parseSettings(text));
}

function readAs(id: string, loaded: Loaded): SettingsRead {
  return 'fault' in loaded ? { id, fault: fault('SETTINGS_BROKEN', loaded.fault) } : { id, ...loaded };
}

export interface Saved {
  /** Ids of the edits that are in the file now. */
  readonly saved: readonly number[];
  /** Which file it was before, and which it is now. */
  readonly before: string;
  readonly after: string;
  /** Why there are others. */
  readonly fault: Fault | null;
}

/** Makes the edits in the file, as many as can be made. */
export function saveSettings(path: string, edits: readonly SettingEdit[], anew = false): Saved {
  const wanted = { edits, anew };
  return finish(savingNewest(path, () => wanted, identityOf(path)));
}

/** Somebody who changes or saves it all the time does not keep it from being written. */
const MOST_TRIES = 10;

/** What is to be saved; `anew`: and nothing else. */
export interface Wanted {
  readonly edits: readonly SettingEdit[];
  readonly anew?: boolean;
}

/**
 * As saveSettings(), in steps. What was edited by hand meanwhile is edited then; and of what is wanted the newest is
 * written, so that the file never says what is not wanted any more.
 */
export function* savingNewest(path: string, newest: () => Wanted, known: string): Steps<Saved> {
  for (let tries = 1; ; tries++) {
    const before = identityOf(path);
    const wanted = newest();
    try {
      // Anew, if it is the file still that this was wanted for.
      const isAnew = wanted.anew === true && before === known;
      const steps = isAnew ? writing(wanted.edits) : editing(readUtf8(path) ?? '', wanted.edits);
      const { text, saved, fault: failed } = tries < MOST_TRIES ? yield* steps : finish(steps);
      if (identityOf(path) !== before || newest() !== wanted) continue;
      if (saved.length > 0) replaceFile(path, text);
      return { saved, before, after: identityOf(path), fault: failed };
    } catch (error) {
      return { saved: [], before, after: before, fault: fileFault(error, 'SETTINGS_NOT_SAVED') };
    }
  }
}

interface Edited extends Pick<Saved, 'saved' | 'fault'> {
  readonly text: string;
}

/** A file of these edits alone, which may be many: one after the other would read all of it again for each. */
export function written(edits: readonly SettingEdit[]): Edited {
  return finish(writing(edits));
}

function* writing(edits: readonly SettingEdit[]): Steps<Edited> {
  yield;
  return { text: settingsText(edits), saved: edits.map(({ id }) => id), fault: null };
}

/** The text with the edits made; one that cannot be made keeps none of the others from it. */
export function edited(before: string, edits: readonly SettingEdit[]): Edited {
  return finish(editing(before, edits));
}

function editing(before: string, edits: readonly SettingEdit[]): Steps<Edited> {
  const changes = edits.map(({ id, path, value }) => ({ id, path, value: value ?? undefined }));
  return changing(before, changes, 'SETTINGS_NOT_SAVED');
}

/** Edits that are made one by one before many at once are tried again. */
const ONE_BY_ONE = 10;

/** The same in steps: many at once as far as they can be, for an import has thousands, and the others one by one. */
export function* changing(
  before: string,
  changes: readonly (TextChange & { readonly id: number })[],
  code: string,
): Steps<Edited> {
  let text = before;
  let failed: Fault | null = null;
  const saved: number[] = [];
  for (let at = 0; at < changes.length; ) {
    const many = yield* editingMany(text, changes.slice(at));
    text = many.text;
    for (const { id } of changes.slice(at, at + many.count)) saved.push(id);
    at += many.count;
    for (const { id, path, value } of changes.slice(at, at + ONE_BY_ONE)) {
      try {
        text = yield* editingSettings(text, path, value);
        saved.push(id);
      } catch (error) {
        failed ??= fileFault(error, code);
      }
      at++;
      yield;
    }
  }
  return { text, saved, fault: failed };
}
