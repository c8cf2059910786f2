/**
 * The built client in a pseudo-terminal, as the tests start it, but without an emulator behind it: that would take
 * as much of the machine as the client itself. What it writes is handed on as it comes.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkpointPath } from '../../../client/crash/leftovers.ts';
import { openPty, openPtyByScript, ptyProgram, type Report } from '../../support/pty.ts';
import { temporaryHome } from '../../support/temporary.ts';

export const root = resolve(__dirname, '../../..');
export const dist = resolve(root, process.env.CLAY_DIST ?? 'dist');

export interface BenchClient {
  readonly pid: number;
  /** Bytes of the state that the last reload has carried: the new image keeps them as its first checkpoint. */
  stateSize(): number;
  /** Memory of the process (bytes). */
  memory(): number;
  /** What it keeps files in: the profile, the runtime directory. */
  readonly directories: readonly string[];
  type(text: string): void;
  stop(): Promise<void>;
}

export interface BenchClientOptions {
  /** Contents of settings.toml. */
  readonly settings: string;
  /** More files of the profile, by their names. */
  readonly files?: Readonly<Record<string, string>>;
  /** The worlds to connect, and options. */
  readonly args: readonly string[];
  /** What is started instead of the build's own. */
  readonly script?: string | undefined;
  /** Options of the runtime. */
  readonly nodeOptions?: readonly string[];
  /** On top of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  onOutput?(bytes: Buffer): void;
}

/** What a start costs depends on the environment, so everything that is started and compared gets this one. */
export function benchEnvironment(home: string, runtime: string): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return {
    PATH,
    HOME: home,
    CLAY_HOME: home,
    XDG_RUNTIME_DIR: runtime,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
  };
}

/** Resident, as the kernel counts it. */
function memoryOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** Starts it in a terminal of 120 × 40; resolves when its process runs. */
export async function startBenchClient(options: BenchClientOptions): Promise<BenchClient> {
  const place = temporaryHome();
  const files = { ...options.files, 'settings.toml': options.settings };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place.home, name)), { recursive: true, mode: 0o700 });
    writeFileSync(join(place.home, name), text, { mode: 0o600 });
  }
  const command = {
    command: process.execPath,
    args: [...(options.nodeOptions ?? []), options.script ?? join(dist, 'clay.js'), ...options.args],
    env: { ...benchEnvironment(place.home, place.runtime), ...options.env },
    cwd: place.root,
    columns: 120,
    rows: 40,
  };
  return new Promise((resolveStart, rejectStart) => {
    const onReport = (report: Report) => {
      if (report.kind === 'started')
        resolveStart({
          pid: report.pid,
          stateSize: () => statSync(checkpointPath(`${place.runtime}/clay`, place.home, report.pid)).size,
          directories: [place.home, place.runtime],
          memory: () => memoryOf(report.pid),
          type: text => pty.input.write(text),
          stop: () => stop(report.pid),
        });
    };
    const helper = ptyProgram();
    const pty = helper ? openPty(helper, command, onReport) : openPtyByScript(command, onReport);
    const closed = new Promise<void>(done => pty.helper.once('close', () => done()));
    const stop = async (pid: number) => {
      if (pty.helper.exitCode === null) process.kill(pid, 'SIGTERM');
      await closed;
    };
    pty.helper.once('error', rejectStart);
    pty.output.on('data', (bytes: Buffer) => options.onOutput?.(bytes));
  });
}
