/** Dictionaries of hunspell as they are installed, and the words that the user has added. */
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import nspell from 'nspell';

type Dictionary = ReturnType<typeof nspell>;

/** Where systems have them; DICPATH goes first, as with hunspell. */
const DIRECTORIES: readonly string[] = [
  '/usr/share/hunspell',
  '/usr/local/share/hunspell',
  '/usr/share/myspell',
  '/usr/share/myspell/dicts',
  '/opt/homebrew/share/hunspell',
  '/Library/Spelling',
];

/** The largest dictionaries of hunspell have 10 MB (bytes). */
const LARGEST = 64 * 1024 * 1024;

/** More are of no use. */
const MOST = 9;

const loaded = new Map<string, Dictionary>();

/** Whether any of the languages has the word, or the file `own`. */
export function isRight(languages: string, word: string, own: string): boolean {
  return dictionariesOf(languages).some(one => one.correct(word)) || ownWords(own).has(word.toLowerCase());
}

/** What could have been meant, the likeliest first. */
export function suggestions(languages: string, word: string): string[] {
  const all = dictionariesOf(languages).flatMap(one => one.suggest(word));
  return [...new Set(all)].slice(0, MOST);
}

function dictionariesOf(languages: string): Dictionary[] {
  return languages
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
    .map(dictionaryOf);
}

function dictionaryOf(name: string): Dictionary {
  const known = loaded.get(name);
  if (known) return known;
  const path = /^[\w-]{1,40}$/.test(name)
    ? directories().find(one => existsSync(`${one}/${name}.dic`))
    : undefined;
  if (path === undefined) throw new Error(`There is no dictionary ${name} in ${directories().join(', ')}`);
  const aff = fileAt(`${path}/${name}.aff`);
  const encoding = /^SET\s+(\S+)/m.exec(aff.toString('latin1'))?.[1] ?? 'ISO8859-1';
  const dictionary = nspell(decoded(aff, encoding), decoded(fileAt(`${path}/${name}.dic`), encoding));
  loaded.set(name, dictionary);
  return dictionary;
}

/** What a pipe of that name would say is never waited for. Throws if it is no file, or too long to be what is meant. */
function fileAt(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error(`${path} is not a file`);
    if (stats.size > LARGEST) throw new Error(`${path} is too large`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

function directories(): string[] {
  return [...(process.env.DICPATH ?? '').split(':').filter(path => path !== ''), ...DIRECTORIES];
}

/** Hunspell writes `ISO8859-15` and `microsoft-cp1251`. */
function decoded(bytes: Uint8Array, encoding: string): string {
  const label = encoding.replace(/^ISO(?=\d)/i, 'iso-').replace(/^microsoft-cp/i, 'windows-');
  return new TextDecoder(label).decode(bytes);
}

let words = new Set<string>();
let readAt = -1;

/** Read again when the file is another one: every client of the profile adds to it. */
function ownWords(path: string): ReadonlySet<string> {
  const changed = path === '' || !existsSync(path) ? 0 : statSync(path).mtimeMs;
  if (changed === readAt) return words;
  words = new Set(changed === 0 ? [] : fileAt(path).toString('utf8').toLowerCase().split(/\s+/));
  readAt = changed;
  return words;
}
