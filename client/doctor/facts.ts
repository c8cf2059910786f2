/** What the checks want to know of this computer, and nothing that they make of it. */
import { existsSync, readdirSync, readFileSync, type Stats, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { loadPosix } from '../../native/posix.ts';
import { type Fault, faultOf } from '../../shared/fault.ts';
import { attachPids, ensureRuntimeDirectory, proxyBuilds, runtimeDirectories } from '../../shared/paths.ts';
import { suspicion } from '../../shared/trust.ts';
import { readUtf8 } from '../host/files.ts';
import { namedRuntime } from '../host/node.ts';
import { readSettings } from '../host/settings-file.ts';
import { usableStartupBlob } from '../reload/startup.ts';
import { FILE, parseAutomation } from '../settings/rules/file.ts';
import { CODE_CACHE, readCodeCache } from '../starter/code-cache.ts';
import { sourceIn } from '../starter/source.ts';
import type { Settings } from '../state/settings.ts';

/** Of the profile. */
const SECRET_FILES = [
  ...['settings.toml', FILE, 'known_hosts', 'history', 'logs'],
  ...['web.json', 'attach.json', 'web/certificate.key', 'web/authority.key'],
];

export interface FileFacts {
  readonly path: string;
  /** null = it is not there. */
  readonly stats: Pick<Stats, 'mode' | 'uid'> | null;
}

export interface Facts {
  readonly node: string;
  /** Its own directory: dist/. */
  readonly directory: string;
  /** Why there is no addon; null = there is one. */
  readonly addon: string | null;
  /** Programs that should lie beside clay.js and do not. */
  readonly missing: readonly string[];
  readonly hasCodeCache: boolean;
  readonly hasSnapshot: boolean;
  /** Why others could have written to the build; null = they could not. */
  readonly distrust: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly isTerminal: boolean;
  /** Columns and rows; null without a terminal. */
  readonly size: readonly [number, number] | null;
  readonly home: FileFacts;
  /** Bytes that are free there; null = not to be told. */
  readonly free: number | null;
  /** Files with secrets. */
  readonly files: readonly FileFacts[];
  readonly uid: number;
  readonly settings: { readonly settings: Settings; readonly warnings: readonly string[] } | Fault;
  /** Rules; a sentence says what is wrong with the file. */
  readonly rules: number | string;
  readonly runtime: { readonly path: string; readonly isNoexec: boolean } | Fault;
  /** PIDs of clients of this profile, builds of its proxies. */
  readonly clients: readonly number[];
  readonly proxies: readonly string[];
  /** Descriptors that a process may have; null = not to be told. */
  readonly descriptors: number | null;
  /** PEM of what browsers are shown, if there is one. */
  readonly certificate: string | null;
  /** Unix ms. */
  readonly now: number;
}

/** Looks; changes nothing but that a runtime directory is made as Clay would make it. */
export function factsOf(home: string, directory: string, env: NodeJS.ProcessEnv): Facts {
  const uid = process.getuid?.() ?? 0;
  const script = join(directory, 'clay.js');
  const settings = readSettings(join(home, 'settings.toml'));
  const runtime = runtimeOf(env, uid);
  const names = 'code' in runtime ? [] : readdirSync(runtime.path);
  return {
    node: process.version,
    directory,
    addon: addonOf(join(directory, 'native/posix.node')),
    missing: ['clay.js', 'tlsproxy.js', 'attach.js', 'web/page.js'].filter(
      name => !existsSync(join(directory, name)),
    ),
    hasCodeCache: hasCodeCache(script, join(directory, CODE_CACHE)),
    hasSnapshot: usableStartupBlob(script, namedRuntime()) !== null,
    distrust: suspicion('The build', script)?.sentence ?? null,
    env,
    isTerminal: isatty(0) && isatty(1),
    size: process.stdout.isTTY ? [process.stdout.columns, process.stdout.rows] : null,
    home: fileAt(home),
    free: freeAt(home),
    files: SECRET_FILES.map(name => fileAt(join(home, name))),
    uid,
    settings: 'fault' in settings ? settings.fault : settings,
    rules: rulesOf(join(home, FILE)),
    runtime,
    clients: attachPids(names, home).filter(isRunning),
    proxies: proxyBuilds(names, home),
    descriptors: descriptors(),
    certificate: textAt(join(home, 'web/certificate.crt')),
    now: Date.now(),
  };
}

function addonOf(file: string): string | null {
  const loaded = loadPosix(file);
  return 'unavailable' in loaded ? loaded.unavailable : null;
}

function hasCodeCache(script: string, cache: string): boolean {
  return existsSync(script) && readCodeCache(cache, sourceIn(readFileSync(script, 'utf8'))) !== undefined;
}

function fileAt(path: string): FileFacts {
  try {
    return { path, stats: statSync(path, { throwIfNoEntry: false }) ?? null };
  } catch (error) {
    // In a directory of somebody else: that is a finding of its own.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return { path, stats: null };
    throw error;
  }
}

function freeAt(home: string): number | null {
  const there = [home, join(home, '..')].find(path => existsSync(path));
  if (there === undefined) return null;
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // None, or none of ours: what browsers are shown then is another check's.
    return null;
  }
}

function rulesOf(path: string): number | string {
  try {
    const loaded = parseAutomation(readUtf8(path) ?? '');
    return 'fault' in loaded ? loaded.fault : loaded.rules.length;
  } catch (error) {
    return faultOf(error, 'AUTOMATION_UNREADABLE').sentence;
  }
}

function runtimeOf(env: NodeJS.ProcessEnv, uid: number): Facts['runtime'] {
  let failed: Fault | null = null;
  for (const directory of runtimeDirectories(env, uid)) {
    try {
      const path = ensureRuntimeDirectory(directory, uid);
      return { path, isNoexec: isNoexec(path) };
    } catch (error) {
      failed ??= faultOf(error, 'RUNTIME_DIR_FAILED');
    }
  }
  return failed as Fault;
}

/** Whether programs cannot be started from there, by proc(5) mountinfo: the fifth field is the place, the sixth its options. */
function isNoexec(path: string): boolean {
  const text = textAt('/proc/self/mountinfo') ?? '';
  let best = { place: '', options: '' };
  for (const line of text.split('\n')) {
    const [, , , , place = '', options = ''] = line.split(' ');
    const isAbove = place === '/' || path === place || path.startsWith(`${place}/`);
    if (isAbove && place.length >= best.place.length) best = { place, options };
  }
  return best.options.split(',').includes('noexec');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The soft limit, by proc(5). */
function descriptors(): number | null {
  const found = /^Max open files +(\d+)/m.exec(textAt('/proc/self/limits') ?? '');
  return found ? Number(found[1]) : null;
}
