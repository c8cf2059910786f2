/** Further terminals on a client that runs, and what else is asked of it from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { environment, PROGRAM } from './clay.ts';
import { atEnd, type TemporaryHome } from './temporary.ts';
import { startTerminal, type Terminal, type TerminalOptions } from './terminal.ts';
import { createWaiting, inTime } from './waiting.ts';

export interface AttachOptions extends Pick<TerminalOptions, 'columns' | 'rows'> {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Words before runtime and program. */
  readonly launcher?: readonly string[];
  /** As the leader of the terminal's session: no shell minds it. */
  readonly withoutShell?: boolean;
}

/** `clay attach` on the client that lives in the place. */
export function startAttached(place: TemporaryHome, options: AttachOptions = {}): Promise<Terminal> {
  const { args = [], env, launcher = [], withoutShell = false, ...size } = options;
  const [command, ...words] = [...launcher, process.execPath, PROGRAM, 'attach', ...args] as [
    string,
    ...string[],
  ];
  const where = { env: environment(place, env), cwd: place.root };
  return startTerminal({ command, args: words, withoutCompiler: withoutShell, ...where, ...size });
}

/** What programs show to the client. */
export function keysIn({ runtime }: TemporaryHome): string[] {
  const directory = join(runtime, 'clay');
  return readdirSync(directory)
    .filter(name => name.endsWith('-attach.key'))
    .map(name => join(directory, name));
}

/** Programs can connect: a client without a terminal shows nothing by which that could be known. */
export async function untilKey(place: TemporaryHome): Promise<void> {
  const waiting = createWaiting();
  const watcher = watch(join(place.runtime, 'clay'), waiting.look);
  await waiting.until(
    () => keysIn(place).length > 0,
    () => 'a key',
  );
  watcher.close();
}

export interface Program {
  readonly pid: number;
  /** What it has printed so far. */
  printed(): string;
  complaint(): string;
  /** Its status once it has ended; rejects with what it has printed if it does not. */
  ended(): Promise<number | null>;
  /** Resolves when it has printed so much. */
  untilPrinted(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** `clay grep` or `clay web`, without a terminal. */
export function startProgram(place: TemporaryHome, ...args: string[]): Program {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: environment(place),
    cwd: place.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaint = '';
  child.stdout.on('data', bytes => (printed += bytes));
  child.stderr.on('data', bytes => (complaint += bytes));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  atEnd(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return {
    pid: child.pid as number,
    ...{ printed: () => printed, complaint: () => complaint },
    ended: () => inTime(exit, () => `end of the program; it has printed:\n${printed}${complaint}`),
    async untilPrinted(text) {
      while (!printed.includes(text)) await once(child.stdout, 'data');
    },
    signal: signal => void child.kill(signal),
  };
}
