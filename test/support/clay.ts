/** The client itself, in a terminal, with a profile and a runtime directory of its own. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Descriptor,
  descriptorsOf,
  listeningPortsOf,
  type Process,
  processesThatMention,
  rssOf,
  signalsOf,
} from './processes.ts';
import { atEnd, type TemporaryHome, temporaryHome } from './temporary.ts';
import { startTerminal, type Terminal } from './terminal.ts';
import { inTime } from './waiting.ts';

export interface ClayOptions {
  /** To start again where another one lived; default: a new one, removed at the end. */
  readonly place?: TemporaryHome;
  readonly args?: readonly string[];
  /** On top of the small, fixed environment; undefined removes a variable. */
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly rows?: number;
  /** Contents of settings.toml. */
  readonly settings?: string;
  /** Default: dist/clay.js of this tree. */
  readonly program?: string;
  /** Default: the Node that runs the tests. */
  readonly runtime?: string;
  /** Words before runtime and program, for a limit or a shell around it: `['sh', '-c', 'exec "$@"', 'sh']`. */
  readonly launcher?: readonly string[];
  /** The terminal does not answer what it is asked: the test does. */
  readonly isMute?: boolean;
  /** As the leader of the terminal's session: no shell minds it (pty.ts). */
  readonly withoutShell?: boolean;
}

export interface Clay extends Terminal {
  readonly place: TemporaryHome;
  /** The profile directory. */
  readonly home: string;
  /** The state file of a reload under way. */
  readonly stateFile: string;
  /** Contents of <home>/logs/<world>/*.log, oldest day first; '' when there is none. */
  logFile(world: string): string;
  /** Contents of <home>/clay.log; '' when there is none. */
  programLog(): string;
  descriptors(): Descriptor[];
  listeningPorts(): number[];
  /** Resident memory in bytes. */
  rss(): number;
  /** Processes other than the client that live in its place: proxies, children. */
  companions(): Process[];
}

export const PROGRAM = resolve(__dirname, '../../dist/clay.js');

/**
 * Starts `node dist/clay.js`; resolves when the process runs (wait for its screen yourself). What is left of
 * it and of its proxies at the end of the test file is killed, and its place removed.
 */
export async function startClay(options: ClayOptions = {}): Promise<Clay> {
  const { place = temporaryHome(), args = [], settings, program = PROGRAM } = options;
  const { runtime = process.execPath, launcher = [] } = options;
  const [command, ...rest] = [...launcher, runtime, program, ...args] as [string, ...string[]];
  const { home } = place;
  if (settings !== undefined) writeFileSync(join(home, 'settings.toml'), settings, { mode: 0o600 });
  atEnd(() => endCompanions(place));
  const terminal = await startTerminal({
    command,
    args: rest,
    env: environment(place, options.env),
    cwd: place.root,
    withoutCompiler: options.withoutShell ?? false,
    isMute: options.isMute ?? false,
    ...(options.columns === undefined ? {} : { columns: options.columns }),
    ...(options.rows === undefined ? {} : { rows: options.rows }),
  });
  const { pid } = terminal;
  return {
    ...terminal,
    ended: timeout => inTime(terminal.exit, () => `end of the client\n${standing(terminal, home)}`, timeout),
    place,
    home,
    stateFile: `${home}.reload`,
    logFile: world => logText(join(home, 'logs', world)),
    programLog: () => textOf(join(home, 'clay.log')),
    descriptors: () => descriptorsOf(pid),
    listeningPorts: () => listeningPortsOf(pid),
    rss: () => rssOf(pid),
    companions: () => companionsOf(place).filter(companion => companion.pid !== pid),
  };
}

/** How a client stands that does not do what it is waited for. */
function standing({ pid, screen }: Terminal, home: string): string {
  return [...screen(), textOf(join(home, 'clay.log')), signalsOf(pid)].join('\n');
}

/** Fixed, so that neither the test runner's nor the developer's own settings change what is tested. */
export function environment(place: TemporaryHome, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, NODE_V8_COVERAGE } = process.env;
  const env: NodeJS.ProcessEnv = {
    PATH,
    NODE_V8_COVERAGE,
    HOME: place.root,
    CLAY_HOME: place.home,
    XDG_RUNTIME_DIR: place.runtime,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'C.UTF-8',
    ...more,
  };
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

/** The pty helper mentions the place too (it was given the client's environment), but belongs to the terminal. */
function companionsOf(place: TemporaryHome): Process[] {
  return processesThatMention(place.runtime).filter(({ comm }) => comm !== 'pty' && comm !== 'script');
}

/** The proxies outlive their client by design; the directory's name is unique, so these are our own. */
export function endCompanions(place: TemporaryHome): void {
  for (const { pid } of companionsOf(place)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended by itself
    }
  }
}

export function logText(directory: string): string {
  if (!existsSync(directory)) return '';
  const files = readdirSync(directory).filter(name => name.endsWith('.log'));
  return files
    .sort()
    .map(name => textOf(join(directory, name)))
    .join('');
}

export function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
