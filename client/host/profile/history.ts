/**
 * The input history of a profile: a JSON string a line, oldest first. Every client of the profile appends what is entered,
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
import { newest, overlap } from '../../editor/history.ts';
import { readText, replaceFile } from '../files.ts';

/** A file of this size (bytes) is written anew at a start, with what a client keeps of it: a quarter at most. */
const REWRITE_AT = 4 * 1024 * 1024;

/**
 * Appends the entries; of those that are `repeated` the ones that the file ends with are left out. Throws, having added
 * nothing, if they cannot be written.
 */
export function appendHistory(home: string, entries: readonly string[], repeated: boolean): void {
  const known = repeated ? overlap(entriesOf(home), entries) : 0;
  if (known === entries.length) return;
  const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  const fd = openSync(pathOf(home), O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
  try {
    append(fd, linesOf(entries.slice(known)));
  } finally {
    closeSync(fd);
  }
}

/** Entries of earlier clients, and those of one that ended without knowing that the file has them. */
export function loadHistory(home: string, unsaved: readonly string[] = []): string[] {
  const there = entriesOf(home);
  rewriteIfLong(home, there);
  return newest([...there, ...unsaved.slice(overlap(there, unsaved))]);
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
function entriesOf(home: string): string[] {
  let text: string | null;
  try {
    text = readText(pathOf(home));
  } catch {
    // It cannot be read, or is not to be trusted: typing works without.
    return [];
  }
  const entries = (text ?? '').split('\n').flatMap(entryOf);
  return entries.filter((entry, at) => entry !== entries[at - 1]);
}

function entryOf(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'string' ? [entry] : [];
  } catch {
    return [];
  }
}

/** Not if another client has added something since it was read. */
function rewriteIfLong(home: string, entries: string[]): void {
  try {
    const path = pathOf(home);
    const { size } = statSync(path);
    if (size < REWRITE_AT) return;
    const kept = linesOf(newest(entries));
    if (statSync(path).size === size) replaceFile(path, kept);
  } catch {
    // There is none, or the disk is full: it stays as long as it is.
  }
}

function linesOf(entries: readonly string[]): string {
  return entries.map(entry => `${JSON.stringify(entry)}\n`).join('');
}

function pathOf(home: string): string {
  return `${home}/history`;
}
