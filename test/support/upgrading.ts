/** A client that plays on three worlds, a plain, a TLS and a compressed one, and is taken from build to build by a link. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flip } from './builds.ts';
import { type Clay, startClay } from './clay.ts';
import { compressed } from './compressed.ts';
import type { Playing } from './playing.ts';
import { type ScriptedWorld, startWorld } from './scripted-world.ts';
import { temporaryDirectory } from './temporary.ts';
import { settingsToml, startTlsWorld, tlsTable } from './tls-world.ts';

/** Of the worlds, the one on screen first, in the order in which C-Down goes through them. */
export const NAMES = ['Plain', 'Sealed', 'Zipped'] as const;

export interface Upgrading extends Playing {
  /** What the next reload starts: the build in dist/ of `directory`. */
  release(directory: string): void;
}

/** Starts the build in dist/ of `directory`. */
export async function startUpgrading(directory: string, moreMode = false): Promise<Upgrading> {
  const link = join(temporaryDirectory('releases'), 'current');
  const release = (next: string) => flip(link, next);
  release(directory);
  const [plain, sealed, zipped] = await Promise.all([startWorld(), startTlsWorld(), startWorld()]);
  const table = ({ host, port }: ScriptedWorld) => ({ host, port, log: true });
  const settings = settingsToml(
    { tls_proxy: true, more_mode: moreMode },
    { Plain: table(plain), Sealed: tlsTable(sealed), Zipped: table(zipped) },
  );
  const clay = await startClay({ program: join(link, 'dist/clay.js'), args: NAMES, settings });
  const worlds = [plain, sealed, zipped];
  const [first, second, third] = await Promise.all(worlds.map(world => world.accepted()));
  const peers = [first!, second!, await compressed(third!)];
  await clay.waitFor('Connected to Plain.');
  return { clay, worlds, peers, release };
}

/** The directories of the builds that the client keeps. */
export function keptBuilds({ place }: Clay): string[] {
  const runtime = join(place.runtime, 'clay');
  const folders = readdirSync(runtime).filter(name => name.endsWith('.build'));
  return folders.flatMap(folder =>
    readdirSync(join(runtime, folder)).map(name => join(runtime, folder, name)),
  );
}

/** The program that the client runs, which is the only build it keeps once a reload is done. */
export function programOf(clay: Clay): string {
  const builds = keptBuilds(clay);
  if (builds.length !== 1) throw new Error(`the client keeps ${builds.length} builds`);
  return readFileSync(join(builds[0]!, 'clay.js'), 'utf8');
}
