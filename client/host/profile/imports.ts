/** Files of other clients: read, and gone through a few milliseconds at a time. Loaded when the first one is asked for. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Fault, fault, faultOf, isFault, raise } from '../../../shared/fault.ts';
import { finish, type Steps } from '../../automation/block.ts';
import { encodingRules, preparing } from '../../automation/rules.ts';
import { converters } from '../../imports/formats.ts';
import type { OtherFile, Source } from '../../imports/source.ts';
import { createTaker } from '../../imports/taker.ts';
import type { Effect, Event } from '../../state/events.ts';
import type { Found } from '../../state/imports/found.ts';
import { unreadable } from '../files.ts';
import { isFile, macroPlaces, notFound } from '../script/macros.ts';
import { inSlices } from './slices.ts';

type Request = Extract<Effect, { type: 'read import' }>;

/** Bytes of a file, and of all that it reads: the largest that are known have a megabyte. */
const MOST_BYTES = 4 * 1024 * 1024;
/** All that is taken is taken in one turn, so that one /undo takes it back: more would be felt (some tenth of a second). */
const MOST_ITEMS = 5000;
/** Files that are read, one by another. */
const MOST_FILES = 100;

/** Reads the file and says what is in it by one event. Never throws. */
export function readImport(request: Request, profile: string, dispatch: (event: Event) => void): void {
  const notes: string[] = [];
  let found: Found | { fault: Fault } = { fault: fault('IMPORT_UNREADABLE', 'Nothing was read.') };
  function* steps(): Steps<void> {
    try {
      found = yield* finding(request, profile, notes);
    } catch (error) {
      found = { fault: faultOf(error, 'IMPORT_UNREADABLE') };
    }
  }
  inSlices(steps(), () => dispatch({ type: 'import read', id: request.id, found, notes }));
}

/** What the text of a file would be taken as: for tests, which have no files. */
export function importOfText(
  { format, group }: Pick<Request, 'format' | 'group'>,
  text: string,
  read: (path: string) => OtherFile = path => ({ fault: `${path} is not there`, missing: true }),
): Found {
  return finish(converting(format, group, text, { read, load: read }));
}

function* finding({ format, path, group }: Request, profile: string, notes: string[]): Steps<Found> {
  const whole = wholePath(path, process.cwd());
  const files = createReader(notes);
  const text = files.read(whole);
  if (isFault(text)) return raise('IMPORT_UNREADABLE', `${path} cannot be read: ${text.sentence}.`);
  yield;
  const home = dirname(whole);
  const beside = (from: string | undefined) => (from === undefined ? home : dirname(resolve(home, from)));
  const readAt = (name: string, other: string): OtherFile => {
    const read = files.read(other);
    if (!isFault(read))
      return { path: other.startsWith(`${home}/`) ? other.slice(home.length + 1) : other, text: read };
    return {
      fault: `${name} cannot be read: ${read.sentence}`,
      ...(read.code === 'ENOENT' && { missing: true }),
    };
  };
  const found = yield* converting(format, group, text, {
    read: (name, from) => readAt(name, wholePath(name, beside(from))),
    load(name, from, among) {
      const places = macroPlaces(profile, name, beside(from), among);
      const there = places.find(isFile);
      if (there !== undefined) return readAt(name, there);
      return {
        fault: notFound(name, places)
          .replace(/^There/, 'there')
          .replace(/\.$/, ''),
        missing: true,
      };
    },
  });
  // What a variable would be in a script is no entry by itself.
  const count = found.items.filter(({ as }) => as.type !== 'script' || as.only === undefined).length;
  if (count <= MOST_ITEMS) return found;
  return raise(
    'IMPORT_UNREADABLE',
    `${path} has ${count} entries, and an import takes ${MOST_ITEMS} at most: split it into several files, and import one after the other.`,
  );
}

function* converting(
  format: Request['format'],
  group: string,
  text: string,
  files: Pick<Source, 'read' | 'load'>,
): Steps<Found> {
  const taker = createTaker(group);
  yield* converters[format]({ text, group, ...files }, taker);
  const { rules, items } = taker.taken();
  const block = yield* encodingRules(rules);
  // Filed here, a little at a time, so that the first line that comes behind it need not wait for that.
  yield* preparing(block);
  return { rules: block, items };
}

/** `~` is the user's own directory, as in a shell. */
function wholePath(path: string, from: string): string {
  const expanded = path.replace(/^~(?=\/|$)/, process.env.HOME || homedir());
  return isAbsolute(expanded) ? expanded : join(from, expanded);
}

function createReader(notes: string[]) {
  let left = MOST_BYTES;
  let count = 0;
  return {
    /** The text of the file, or why there is none: its sentence is a clause, without a full stop. */
    read(path: string): string | Fault {
      if (++count > MOST_FILES)
        return fault('IMPORT_UNREADABLE', `more than ${MOST_FILES} files read one another`);
      try {
        const bytes = bytesOf(path, left);
        left -= bytes.length;
        return textOf(bytes, basename(path), notes);
      } catch (error) {
        const { code, sentence } = faultOf(error, 'IMPORT_UNREADABLE');
        return fault(code, unreadable(code) ?? sentence.replace(/\.$/, ''));
      }
    },
  };
}

/** Of a file and nothing else: a pipe keeps nobody waiting. */
function bytesOf(path: string, most: number): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) raise('IMPORT_UNREADABLE', 'it is no file');
    if (stats.size > most)
      raise('IMPORT_UNREADABLE', `all together it has more than ${MOST_BYTES / 1024 / 1024} MiB`);
    const bytes = Buffer.alloc(stats.size);
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(file, bytes, done, bytes.length - done, done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(file);
  }
}

/** UTF-8, or else Latin-1, as old files have it; line ends of any kind, and no byte order mark. */
function textOf(bytes: Uint8Array, name: string, notes: string[]): string {
  if (bytes.includes(0)) raise('IMPORT_UNREADABLE', 'it is no text: it has bytes that are 0');
  return plainText(decoded(bytes, name, notes));
}

function decoded(bytes: Uint8Array, name: string, notes: string[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    notes.push(`${name} is no UTF-8, and was read as Latin-1.`);
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** With line feeds alone at the ends of lines. */
export function plainText(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}
