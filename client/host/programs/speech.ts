/** Speaks words by a program. They go to its standard input, never into a command line: no shell and no option is made of them. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { type Fault, fault, faultOf } from '../../../shared/fault.ts';
import { childEnvironment } from '../environment.ts';

/** Those that are looked for, the first that there is. */
const KNOWN: readonly (readonly [program: string, ...args: string[]])[] = [
  ['spd-say', '-e'],
  ['espeak-ng', '--stdin'],
  ['espeak', '--stdin'],
  ['say', '-f', '-'],
];
/** Whoever speaks for longer hangs (ms). */
const PATIENCE = 30_000;

/**
 * Calls `done` once, when they are spoken, or with why they are not. `command`: the user's own, for the shell; '' = what
 * there is.
 */
export function speakWords(text: string, command: string, done: (fault: Fault | null) => void): void {
  const program = command === '' ? installed(process.env.PATH ?? '') : ['/bin/sh', '-c', command];
  if (!program)
    return done(
      fault(
        'SPEECH_MISSING',
        'No program speaks: neither spd-say nor espeak-ng is installed. /setup speak_command names another one.',
      ),
    );
  const [file = '', ...args] = program;
  let isOver = false;

  function finish(failed: Fault | null): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    done(failed);
  }

  const named = command === '' ? file : 'speak_command';
  // A session of its own: keys of the terminal are not for it, and an end of Clay does not cut it off.
  const child = spawn(file, args, {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: childEnvironment(process.env) as NodeJS.ProcessEnv,
  });
  const timer = setTimeout(() => {
    finish(fault('SPEECH_HANGS', `${named} was stopped: it spoke for more than ${PATIENCE / 1000} s.`));
    endGroup(child.pid);
  }, PATIENCE);
  child.on('error', error =>
    finish(fault('SPEECH_FAILED', `${named} cannot be run: ${faultOf(error, 'SPEECH_FAILED').sentence}.`)),
  );
  child.on('close', status =>
    finish(status === 0 ? null : fault('SPEECH_FAILED', `${named} has failed, and nothing may be heard.`)),
  );
  // One that does not read has said so by how it ends.
  child.stdin?.on('error', () => {});
  child.stdin?.end(`${text}\n`);
  child.unref();
}

function installed(path: string): readonly string[] | null {
  const directories = path.split(':').filter(one => one.startsWith('/'));
  for (const [program, ...args] of KNOWN) {
    const file = directories.map(one => `${one}/${program}`).find(isProgram);
    if (file !== undefined) return [file, ...args];
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program and what it has started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
