/** Scripts on disk: a file each in scripts/, what each has kept beside it, and what they may do. */
import { readdirSync } from 'node:fs';
import { type Fault, fault, fileFault } from '../../../shared/fault.ts';
import { parseGrants, withGrant } from '../../settings/scripts/grants.ts';
import type { Effect, Event } from '../../state/events.ts';
import type { GrantsRead, ScriptRead } from '../../state/script/scripts.ts';
import { readText, replaceFile } from '../files.ts';
import { createStores } from './stores.ts';

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;
export type ScriptEffect = Of<
  | 'read scripts'
  | 'read script'
  | 'compile script'
  | 'script job'
  | 'save store'
  | 'save grant'
  | 'save import'
>;

/** What is done elsewhere. */
export interface Others {
  compile(effect: Of<'compile script'>): void;
  work(effect: Of<'script job'>): void;
}

/** Carries out what is wanted in the directory. */
export function createScriptFiles(
  directory: string,
  { compile, work }: Others,
  dispatch: (event: Event) => void,
): (effect: ScriptEffect) => void {
  const grantsPath = `${directory}/grants.toml`;
  const stores = createStores();

  function readAll(): void {
    const names = namesIn(directory);
    if (names.length === 0) return;
    dispatch({ type: 'grants read', file: readGrants(grantsPath) });
    dispatch({ type: 'scripts found', names });
  }

  function readOne({ name, asked }: Of<'read script'>): void {
    save(storePath(directory, name), path => stores.settle(path));
    const read = () => dispatch({ type: 'script read', asked, name, file: readScript(directory, name) });
    if (!asked) return void setImmediate(read);
    dispatch({ type: 'grants read', file: readGrants(grantsPath) });
    read();
  }

  function save(path: string, write: (path: string) => void): void {
    try {
      write(path);
    } catch (error) {
      notSaved(path, error);
    }
  }

  function notSaved(path: string, error: unknown, rest = ''): void {
    const { sentence } = fileFault(error, 'SCRIPT_NOT_SAVED');
    const failed = fault('SCRIPT_NOT_SAVED', `${path} cannot be written: ${sentence}${rest}`);
    dispatch({ type: 'script not saved', fault: failed });
  }

  /** Said already of the script that runs: that is so until the file is read again, with the next script that is loaded by hand. */
  function saveGrant({ name, grant }: Of<'save grant'>): void {
    try {
      replaceFile(grantsPath, withGrant(readText(grantsPath) ?? '', name, grant));
    } catch (error) {
      notSaved(grantsPath, error, ` What ${name}.js may do is so until scripts are loaded anew.`);
    }
  }

  function saveStore({ name, text, now }: Of<'save store'>): void {
    const path = storePath(directory, name);
    const told = (error: unknown) =>
      error === null ? dispatch({ type: 'store saved', name }) : notSaved(path, error);
    stores.write(path, `${text}\n`, told);
    if (now) save(path, one => stores.settle(one));
  }

  /** Said once it is known what has become of it: the disk may be full. */
  function saveImport({ id, name, force, script, stub }: Of<'save import'>): void {
    const failed = {
      script: script === null ? null : notKept(`${directory}/${name}.js`, script, force),
      // A dot in its name: no start loads it.
      stub: stub === null ? null : notKept(`${directory}/${name}.todo.js`, stub, null),
    };
    const saved = {
      ...(failed.script !== null && { script: failed.script }),
      ...(failed.stub !== null && { stub: failed.stub }),
    };
    dispatch({ type: 'import saved', id, saved });
  }

  return effect => {
    switch (effect.type) {
      case 'read scripts':
        return readAll();
      case 'read script':
        return readOne(effect);
      case 'save store':
        return saveStore(effect);
      case 'compile script':
        return compile(effect);
      case 'script job':
        return work(effect);
      case 'save import':
        return saveImport(effect);
      case 'save grant':
        return saveGrant(effect);
    }
  };
}

/** Writes it; why not, in a sentence, or null. `force`: over another one that is there; null: that is the user's own. */
function notKept(path: string, text: string, force: boolean | null): string | null {
  try {
    const here = readText(path);
    if (here === text) return null;
    if (here === null || force) replaceFile(path, text);
    else
      return `another one is there, and stays${force === null ? '' : '; /import -f puts this one in its place'}.`;
    return null;
  } catch (error) {
    return `${path}: ${fileFault(error, 'SCRIPT_NOT_SAVED').sentence}`;
  }
}

function namesIn(directory: string): string[] {
  try {
    const names = readdirSync(directory).filter(name => /^[\w-]{1,64}\.js$/.test(name));
    return names.map(name => name.slice(0, -3)).sort();
  } catch {
    // There is none: nobody has scripts.
    return [];
  }
}

function storePath(directory: string, name: string): string {
  return `${directory}/${name}.json`;
}

function readScript(directory: string, name: string): ScriptRead {
  const path = `${directory}/${name}.js`;
  try {
    const source = readText(path);
    if (source === null) return { fault: fault('SCRIPT_UNREADABLE', `There is no ${path}.`) };
    return { source, store: readText(storePath(directory, name)) ?? '{}' };
  } catch (error) {
    return { fault: unreadable(path, error) };
  }
}

function readGrants(path: string): GrantsRead {
  try {
    const parsed = parseGrants(readText(path) ?? '');
    return 'fault' in parsed ? { fault: fault('GRANTS_BROKEN', parsed.fault) } : parsed;
  } catch (error) {
    return { fault: unreadable(path, error) };
  }
}

function unreadable(path: string, error: unknown): Fault {
  const { sentence } = fileFault(error, 'SCRIPT_UNREADABLE');
  return fault('SCRIPT_UNREADABLE', `${path} cannot be read: ${sentence}`);
}
