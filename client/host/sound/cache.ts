/** Sounds that were fetched. A file is named by a hash of its address: nothing that a game says becomes a name. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, fault, faultOf, raise } from '../../../shared/fault.ts';
import { ENDINGS, endingOf, TELLING } from './contents.ts';
import { type Fetching, fetchFile } from './fetch.ts';

/** Bytes and files of all of it; the ones that were not played for longest go. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_FILES = 2000;
/** At once; and as many may wait. */
const AT_ONCE = 2;
const MOST_WAITING = 20;
/** In a minute. */
const MOST_A_MINUTE = 60;
/** What could not be fetched is not asked for again so soon (ms), and so many of these are remembered. */
const REST = 300_000;
const MOST_FAILED = 500;

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
const NAME = /^[0-9a-f]{40}\.[a-z0-9]{2,4}$/;

export interface Bounds {
  readonly bytes: number;
  readonly files: number;
}

export interface SoundCache {
  /** The whole path of what was fetched from there, or is now; a fault says why it cannot be. Never rejects. */
  get(url: string): Promise<string | Fault>;
}

/** `directory`: made when something is fetched. */
export function createSoundCache(
  directory: string,
  fetching: Fetching,
  bounds: Bounds = { bytes: MOST_BYTES, files: MOST_FILES },
): SoundCache {
  const underWay = new Map<string, Promise<string | Fault>>();
  const failed = new Map<string, { readonly until: number; readonly fault: Fault }>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let minute = { from: 0, count: 0 };

  async function get(url: string): Promise<string | Fault> {
    const known = await cached(directory, url);
    if (known !== null) return known;
    const before = failed.get(url);
    if (before && before.until > Date.now()) return before.fault;
    const same = underWay.get(url);
    if (same) return same;
    const coming = inTurn(url).finally(() => underWay.delete(url));
    underWay.set(url, coming);
    return coming;
  }

  async function inTurn(url: string): Promise<string | Fault> {
    if (waiting.length >= MOST_WAITING || isTooOften())
      return fault('SOUND_REFUSED', 'the game asks for too many at once.');
    if (busy >= AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve));
    busy++;
    try {
      return await fetchInto(directory, url, fetching, bounds);
    } catch (error) {
      const { code, sentence } = faultOf(error, 'SOUND_REFUSED');
      const why = fault(code, `${sentence.replace(/\.$/, '')}.`);
      if (failed.size >= MOST_FAILED) failed.clear();
      failed.set(url, { until: Date.now() + REST, fault: why });
      return why;
    } finally {
      busy--;
      waiting.shift()?.();
    }
  }

  function isTooOften(): boolean {
    const now = Date.now();
    if (now < minute.from || now - minute.from > 60_000) minute = { from: now, count: 0 };
    return ++minute.count > MOST_A_MINUTE;
  }

  return { get };
}

function nameOf(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 40);
}

/** A file of the cache, and no link. */
async function cached(directory: string, url: string): Promise<string | null> {
  for (const ending of ENDINGS) {
    const path = join(directory, `${nameOf(url)}.${ending}`);
    const stats = await lstat(path).catch(() => null);
    if (!stats?.isFile()) continue;
    const now = new Date();
    await utimes(path, now, now).catch(() => {});
    return path;
  }
  return null;
}

let written = 0;

async function fetchInto(
  directory: string,
  url: string,
  fetching: Fetching,
  bounds: Bounds,
): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const stats = await lstat(directory);
  if (!stats.isDirectory()) raise('SOUND_REFUSED', `${directory} is no directory of Clay's`);
  const pieces: Buffer[] = [];
  await fetchFile(url, fetching, piece => pieces.push(piece));
  const whole = Buffer.concat(pieces);
  const ending = endingOf(whole.subarray(0, TELLING)) ?? raise('SOUND_REFUSED', 'what is there is no sound');
  const temporary = join(directory, `.${process.pid}.${++written}.tmp`);
  const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  const path = join(directory, `${nameOf(url)}.${ending}`);
  try {
    try {
      await file.writeFile(whole);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await clear(directory, path, bounds);
  return path;
}

/** As much as may be there stays, `kept` in any case. */
async function clear(directory: string, kept: string, { bytes, files }: Bounds): Promise<void> {
  const names = (await readdir(directory)).filter(name => NAME.test(name));
  const known = await Promise.all(
    names.map(async name => {
      const path = join(directory, name);
      const stats = await lstat(path).catch(() => null);
      return {
        path,
        size: stats?.size ?? 0,
        used: path === kept ? Number.POSITIVE_INFINITY : (stats?.mtimeMs ?? 0),
      };
    }),
  );
  let [size, count] = [0, 0];
  for (const one of known.toSorted((a, b) => b.used - a.used)) {
    size += one.size;
    if (++count <= files && size <= bytes) continue;
    if (one.path !== kept) await unlink(one.path).catch(() => {});
  }
}
