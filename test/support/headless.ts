/** A client without any terminal, as a service manager starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endCompanions, environment, logText, PROGRAM, textOf } from './clay.ts';
import type { Exit } from './pty.ts';
import type { Reloaded } from './reloading.ts';
import { atEnd, type TemporaryHome, temporaryHome } from './temporary.ts';
import { inTime } from './waiting.ts';

export interface Headless extends Reloaded {
  readonly place: TemporaryHome;
  /** Contents of <home>/logs/<world>/*.log. */
  logFile(world: string): string;
  /** What it has printed. */
  printed(): string;
  /** How it has ended; rejects with what it has printed if it does not. */
  ended(): Promise<Exit>;
}

/** Starts `clay --headless` in a session of its own; resolves when the process runs. */
export async function startHeadless(
  settings: string,
  args: readonly string[],
  place: TemporaryHome = temporaryHome(),
): Promise<Headless> {
  const { home } = place;
  writeFileSync(join(home, 'settings.toml'), settings, { mode: 0o600 });
  atEnd(() => endCompanions(place));
  const child = spawn(process.execPath, [PROGRAM, '--headless', ...args], {
    env: environment(place),
    cwd: place.root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => (printed += bytes));
  const exit: Promise<Exit> = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  atEnd(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  await once(child, 'spawn');
  return {
    ...{ place, home, exit },
    ended: () => inTime(exit, () => `end of the client; it has printed:\n${printed}`),
    pid: child.pid as number,
    printed: () => printed,
    screen: () => [],
    logFile: world => logText(join(home, 'logs', world)),
    programLog: () => textOf(join(home, 'clay.log')),
  };
}
