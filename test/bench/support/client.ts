/**
 * The built client in a pseudo-terminal, as the tests start it, but without an emulator behind it: that would take
 * as much of the machine as the client itself. What it writes is handed on as it comes.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openPty, openPtyByScript, ptyProgram, type Report } from '../../support/pty.ts';
import { temporaryHome } from '../../support/temporary.ts';

export const root = resolve(__dirname, '../../..');
export const dist = resolve(root, process.env.CLAY_DIST ?? 'dist');

export interface BenchClient {
  readonly pid: number;
  type(text: string): void;
  stop(): Promise<void>;
}

export interface BenchClientOptions {
  /** Contents of settings.toml. */
  readonly settings: string;
  /** The worlds to connect, and options. */
  readonly args: readonly string[];
  /** Options of the runtime. */
  readonly nodeOptions?: readonly string[];
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

/** Starts it in a terminal of 120 × 40; resolves when its process runs. */
export async function startBenchClient(options: BenchClientOptions): Promise<BenchClient> {
  const place = temporaryHome();
  writeFileSync(join(place.home, 'settings.toml'), options.settings, { mode: 0o600 });
  const command = {
    command: process.execPath,
    args: [...(options.nodeOptions ?? []), join(dist, 'clay.js'), ...options.args],
    env: benchEnvironment(place.home, place.runtime),
    cwd: place.root,
    columns: 120,
    rows: 40,
  };
  return new Promise((resolveStart, rejectStart) => {
    const onReport = (report: Report) => {
      if (report.kind === 'started')
        resolveStart({ pid: report.pid, type: text => pty.input.write(text), stop: () => stop(report.pid) });
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
