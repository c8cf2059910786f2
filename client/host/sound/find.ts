/** Looks for the file of a sound in a directory of the user's. What is sought is a name that was looked at (stream/media/names.ts). */
import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { SoundKind } from '../../state/sound/sounds.ts';
import { soundName } from '../../stream/media/names.ts';

/** Names of a directory that are looked through: more has no game. */
const MOST_NAMES = 20_000;
/** What a name without an ending may have, the one of the specification first. */
const ENDINGS: Readonly<Record<SoundKind, readonly string[]>> = {
  sound: ['.wav', '.ogg', '.mp3', '.flac', '.opus', '.m4a'],
  music: ['.mid', '.ogg', '.mp3', '.wav', '.flac', '.opus', '.m4a'],
  video: ['.mp4', '.webm', '.mkv', '.ogg', '.mp3'],
};

export interface Wanted {
  readonly name: string;
  readonly kind: SoundKind;
  readonly tag: string;
}

/** Where the world's own sounds are. */
export function soundDirectory(home: string, world: string, directory: string): string {
  if (directory === '') return join(home, 'sounds', world);
  const expanded = directory.replace(/^~(?=\/|$)/, process.env.HOME || homedir());
  return isAbsolute(expanded) ? expanded : join(home, expanded);
}

/** The whole path of the file, in the directory or in the one in there that has its tag for a name; null if there is none. */
export async function findSound(directory: string, { name, kind, tag }: Wanted): Promise<string | null> {
  const root = await realpath(directory).catch(() => null);
  if (root === null) return null;
  const inTag = soundName(`${tag}/${name}`);
  for (const one of tag === '' || inTag === null ? [name] : [name, inTag]) {
    const found = await findNamed(root, one, kind);
    if (found !== null) return found;
  }
  return null;
}

async function findNamed(root: string, name: string, kind: SoundKind): Promise<string | null> {
  const at = name.lastIndexOf('/') + 1;
  const [folder, last] = [name.slice(0, at), name.slice(at)];
  if (/[*?]/.test(folder)) return null;
  if (/[*?]/.test(last)) return findLike(root, folder, last, kind);
  for (const ending of last.includes('.') ? [''] : ['', ...ENDINGS[kind]]) {
    const found = await fileIn(root, `${folder}${last}${ending}`);
    if (found !== null) return found;
  }
  return null;
}

/** One of those that are like the pattern, by chance. */
async function findLike(
  root: string,
  folder: string,
  pattern: string,
  kind: SoundKind,
): Promise<string | null> {
  const names = await readdir(join(root, folder)).catch(() => []);
  const endings = pattern.includes('.') ? [''] : ENDINGS[kind];
  const like = endings.map(ending => likeness(`${pattern}${ending}`));
  const fitting = names
    .slice(0, MOST_NAMES)
    .filter(one => !one.startsWith('.') && like.some(expression => expression.test(one)));
  while (fitting.length > 0) {
    const [one = ''] = fitting.splice(Math.floor(Math.random() * fitting.length), 1);
    const found = await fileIn(root, `${folder}${one}`);
    if (found !== null) return found;
  }
  return null;
}

/** `*` is any text, `?` any character; several stars in a row are one, lest they cost more than one. */
function likeness(pattern: string): RegExp {
  const parts = pattern
    .split(/\*+/)
    .map(part => part.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&').replaceAll('?', '.'));
  // The first star matches the rest of the name, as in DOS; what stands behind it is its ending at most.
  return new RegExp(`^${parts[0]}${parts.length > 1 ? `.*${parts.at(-1)}` : ''}$`, 'isu');
}

/** A file in there: whatever links there are lead nowhere else. */
async function fileIn(root: string, name: string): Promise<string | null> {
  try {
    const path = await realpath(join(root, name));
    return path.startsWith(`${root}/`) && (await stat(path)).isFile() ? path : null;
  } catch {
    return null;
  }
}
