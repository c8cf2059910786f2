/**
 * The input history of a profile: a JSON string a line, oldest first, and behind it, if it is known, the world in which it was
 * entered: `{"world":"Alpha"}`, with '' for none. Every client of the profile appends what is entered,
 * when it is entered; so that neither a client that is killed nor one that ends last takes anything from it.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { raise } from '../../../shared/fault.ts';
import { firstKept, MAX_ENTRY, overlap, worldsOf } from '../../editor/history.ts';
import type { InputMemory } from '../../state/state.ts';
import { readText, replaceFile } from '../files.ts';

/** A file of this size (bytes) is written anew at a start, with what a client keeps of it: a quarter at most. */
const REWRITE_AT = 4 * 1024 * 1024;

/**
 * Appends the entries; of those that are `repeated` the ones that the file ends with are left out. Throws, having added
 * nothing, if they cannot be written.
 */
export function appendHistory(
  home: string,
  texts: readonly string[],
  repeated: boolean,
  worlds?: readonly (string | null)[],
): void {
  const entries = entriesWith(texts, worlds);
  const known = repeated ? overlap(entriesOf(home).map(keyOf), entries.map(keyOf)) : 0;
  if (known === entries.length) return;
  const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  const fd = openSync(pathOf(home), O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
  try {
    append(fd, linesOf(entries.slice(known)));
  } finally {
    closeSync(fd);
  }
}

type Loaded = Required<Pick<InputMemory, 'history' | 'historyWorlds'>>;
type Unsaved = Pick<InputMemory, 'unsavedHistory' | 'unsavedWorlds'>;

/** The newest entries of earlier clients, and those of one that ended without knowing that the file has them. */
export function loadHistory(home: string, before: Unsaved = { unsavedHistory: [] }, most?: number): Loaded {
  const there = entriesOf(home);
  rewriteIfLong(home, there, most);
  const unsaved = entriesWith(before.unsavedHistory, before.unsavedWorlds);
  const known = overlap(there.map(keyOf), unsaved.map(keyOf));
  const kept = newest([...there, ...unsaved.slice(known)], most);
  return { history: kept.map(({ text }) => text), historyWorlds: kept.map(({ world }) => world) };
}

interface Entry {
  readonly text: string;
  /** null: not known. */
  readonly world: string | null;
}

function entriesWith(texts: readonly string[], worlds: readonly (string | null)[] | undefined): Entry[] {
  const all = worldsOf(texts, worlds && [...worlds]);
  return texts.map((text, at) => ({ text, world: all[at] ?? null }));
}

/** No text of an entry has this in it. */
function keyOf({ text, world }: Entry): string {
  return world === null ? text : `${text}\0${world}`;
}

function newest(entries: Entry[], most?: number): Entry[] {
  return entries.slice(
    firstKept(
      entries.map(({ text }) => text),
      most,
    ),
  );
}

function append(fd: number, lines: string): void {
  const stats = fstatSync(fd);
  if (!stats.isFile()) raise('NOT_A_FILE', 'the input history is not a file');
  const bytes = Buffer.from(endsInLine(fd, stats.size) ? lines : `\n${lines}`);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  } catch (error) {
    ftruncateSync(fd, stats.size);
    throw error;
  }
}

/** Whether the last line is whole: a crash of the computer may have cut it. */
function endsInLine(fd: number, size: number): boolean {
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
}

/** What the file holds; a damaged line is skipped, and what equals the entry before it. */
function entriesOf(home: string): Entry[] {
  let text: string | null;
  try {
    text = readText(pathOf(home));
  } catch {
    // It cannot be read, or is not to be trusted: typing works without.
    return [];
  }
  const entries = entriesIn((text ?? '').split('\n'));
  return entries.filter(
    ({ text: own, world }, at) => own !== entries[at - 1]?.text || world !== entries[at - 1]?.world,
  );
}

/** Behind an entry may stand where it was entered. What is longer than an entry is none: another program wrote it. */
function entriesIn(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let isFree = false;
  for (const line of lines) {
    const value = valueIn(line);
    const last = entries.at(-1);
    const isEntry = typeof value === 'string' && value.length <= MAX_ENTRY;
    if (isEntry) entries.push({ text: value, world: null });
    else if (isFree && last && isPlace(value)) entries[entries.length - 1] = { ...last, world: value.world };
    isFree = isEntry;
  }
  return entries;
}

function valueIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isPlace(value: unknown): value is { world: string } {
  return typeof (value as { world?: unknown } | null)?.world === 'string';
}

/** Not if another client has added something since it was read. */
function rewriteIfLong(home: string, entries: Entry[], most?: number): void {
  try {
    const path = pathOf(home);
    const { size } = statSync(path);
    if (size < REWRITE_AT) return;
    const kept = linesOf(newest(entries, most));
    if (statSync(path).size === size) replaceFile(path, kept);
  } catch {
    // There is none, or the disk is full: it stays as long as it is.
  }
}

/** Builds before read the texts, and pass over the worlds. */
function linesOf(entries: readonly Entry[]): string {
  return entries
    .map(({ text, world }) => {
      const place = world === null ? '' : `${JSON.stringify({ world })}\n`;
      return `${JSON.stringify(text)}\n${place}`;
    })
    .join('');
}

function pathOf(home: string): string {
  return `${home}/history`;
}
