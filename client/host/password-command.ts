/** Runs `password_command`. It gets no terminal: what asks there (gpg's pinentry) would take keys and leave its modes. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type Fault, fault } from '../../shared/fault.ts';
import { childEnvironment } from './environment.ts';

/** A command that waits for a human has this long (ms). */
const TIME = 30_000;
/** Of what it prints (bytes): its first line is the password. */
const MAX_OUTPUT = 64 * 1024;

/** Calls `done` once: with the first line that the command prints, or with why there is none. */
export function runPasswordCommand(command: string, done: (password: string | Fault) => void): void {
  // A session of its own has no controlling terminal, /dev/tty included.
  const child = spawn('/bin/sh', ['-c', command], {
    detached: true,
    env: withoutTerminal(childEnvironment(process.env)),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // Without descriptors to spare there is no stream, and nothing that would be closed.
  const stdout: Readable | null | undefined = child.stdout;
  let output = Buffer.alloc(0);
  const timer = setTimeout(() => finish(false), TIME);

  let isOver = false;

  function finish(succeeded: boolean): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (child.exitCode === null) endGroup(child.pid);
    stdout?.destroy();
    const line = output.toString().split('\n', 1)[0] ?? '';
    const failed = fault('PASSWORD_COMMAND_FAILED', 'password_command failed or printed nothing.');
    done(succeeded && line !== '' ? line : failed);
  }

  stdout?.on('data', (bytes: Buffer) => {
    if (output.length < MAX_OUTPUT) output = Buffer.concat([output, bytes]);
  });
  // What has not started may be closed as well, or not.
  child.on('error', () => finish(false));
  child.on('close', status => finish(status === 0));
}

/** Without what names the terminal to programs that would open it by its name. */
function withoutTerminal(environment: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const { GPG_TTY: _gpg, SSH_TTY: _ssh, ...rest } = environment;
  return rest;
}

/** The shell and what it has started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
