/** Scripts on disk: a file each in scripts/, what each has kept beside it, and what they may do. */
import { readdirSync } from 'node:fs';
import { type Fault, fault, fileFault } from '../../../shared/fault.ts';
import { parseGrants, withGrant } from '../../settings/scripts/grants.ts';
import type { Effect, Event } from '../../state/events.ts';
import type { GrantsRead, ScriptRead } from '../../state/script/scripts.ts';
import { NAMES, packageName } from '../../world/scripts/packages.ts';
import { readText, readUtf8, replaceFile } from '../files.ts';
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
    const files = filesIn(directory);
    for (const file of files) if (isMisnamed(file)) tellMisnamed(file);
    const names = files.flatMap(file => scriptNamed(file) ?? []).sort();
    if (names.length > 0) dispatch({ type: 'grants read', file: readGrants(grantsPath) });
    dispatch({ type: 'scripts found', names });
  }

  function tellMisnamed(file: string): void {
    const why = fault('SCRIPT_UNREADABLE', `${directory}/${file} is not loaded: ${NAMES}.`);
    dispatch({ type: 'script read', asked: false, name: file, file: { fault: why } });
  }

  function readOne({ name, asked }: Of<'read script'>): void {
    settle(name);
    const read = () => dispatch({ type: 'script read', asked, name, file: readScript(directory, name) });
    if (!asked) return void setImmediate(read);
    dispatch({ type: 'grants read', file: readGrants(grantsPath) });
    read();
  }

  function settle(name: string): void {
    const path = storePath(directory, name);
    try {
      stores.settle(path);
    } catch (error) {
      storeNotSaved(name, error);
    }
  }

  function storeNotSaved(name: string, error: unknown): void {
    dispatch({ type: 'script not saved', store: name, fault: whyNot(storePath(directory, name), error) });
  }

  function whyNot(path: string, error: unknown, rest = ''): Fault {
    const { sentence } = fileFault(error, 'SCRIPT_NOT_SAVED');
    return fault('SCRIPT_NOT_SAVED', `${path} cannot be written: ${sentence}${rest}`);
  }

  /** Said already of the script that runs: that is so until the file is read again, with the next script that is loaded by hand. */
  function saveGrant({ name, grant }: Of<'save grant'>): void {
    try {
      replaceFile(grantsPath, withGrant(readUtf8(grantsPath) ?? '', name, grant));
    } catch (error) {
      const rest = ` What ${name}.js may do is so until scripts are loaded anew.`;
      dispatch({ type: 'script not saved', fault: whyNot(grantsPath, error, rest) });
    }
  }

  function saveStore({ name, text, now }: Of<'save store'>): void {
    const told = (error: unknown) =>
      error === null ? dispatch({ type: 'store saved', name }) : storeNotSaved(name, error);
    stores.write(storePath(directory, name), `${text}\n`, told);
    if (now) settle(name);
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

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // There is none: nobody has scripts.
    return [];
  }
}

/** The script that the file is; null: it is none. */
function scriptNamed(file: string): string | null {
  return file.endsWith('.js') ? packageName(file.slice(0, -3)) : null;
}

/** A dot in the name says that it is not to be loaded: `import-x.todo.js`, or what an editor has put there. */
function isMisnamed(file: string): boolean {
  return file.endsWith('.js') && !file.slice(0, -3).includes('.') && scriptNamed(file) === null;
}

function storePath(directory: string, name: string): string {
  return `${directory}/${name}.json`;
}

function readScript(directory: string, name: string): ScriptRead {
  const path = `${directory}/${name}.js`;
  let reading = path;
  try {
    const source = readUtf8(path);
    if (source === null) return { fault: fault('SCRIPT_UNREADABLE', `There is no ${path}.`) };
    reading = storePath(directory, name);
    return { source, store: readUtf8(reading) ?? '{}' };
  } catch (error) {
    return { fault: unreadable(reading, error) };
  }
}

function readGrants(path: string): GrantsRead {
  try {
    const parsed = parseGrants(readUtf8(path) ?? '');
    return 'fault' in parsed ? { fault: fault('GRANTS_BROKEN', parsed.fault) } : parsed;
  } catch (error) {
    return { fault: unreadable(path, error) };
  }
}

function unreadable(path: string, error: unknown): Fault {
  const { code, sentence } = fileFault(error, 'SCRIPT_UNREADABLE');
  return fault(code === 'NOT_UTF8' ? code : 'SCRIPT_UNREADABLE', `${path} cannot be read: ${sentence}`);
}
