/** What scripts have done: files, one after the other, and programs, without a shell. Nothing waits for any of it but the script. */
import { type ChildProcess, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { faultOf, fileFault } from '../../../shared/fault.ts';
import type { Effect, Event } from '../../state/events.ts';
import { childEnvironment } from '../environment.ts';
import { readInside, writeInside } from './inside.ts';

type Asked = Extract<Effect, { type: 'script job' }>;
type Done = Extract<Event, { type: 'script job done' }>;

/** A program has so long (ms). */
const TIME = 30_000;
/** Of what it prints, on each of its outputs (UTF-16 units): the rest is not kept. */
const MOST_OUTPUT = 32 * 1024;

export function createJobs(
  home: string,
  dispatch: (event: Event) => void,
  time = TIME,
): (asked: Asked) => void {
  /** By script: what is under way, for one that writes and then reads is to read what it wrote. */
  const files = new Map<string, Promise<void>>();

  function answer(number: number, how: Done['how'], text: string): void {
    dispatch({ type: 'script job done', number, how, text });
  }

  async function doFile({ number, job, allow }: Asked): Promise<void> {
    if (job.kind === 'run') return;
    const kinds = job.kind === 'read' ? ['read', 'file'] : ['file'];
    const directories = allow.flatMap(grant => {
      const [kind = '', name = ''] = grant.split(/:(.*)/s);
      return kinds.includes(kind) ? [name] : [];
    });
    try {
      const granted = { home, directories };
      if (job.kind === 'read') answer(number, 'text', await readInside(job.path, granted));
      else {
        await writeInside(job.path, job.text, granted);
        answer(number, 'none', '');
      }
    } catch (error) {
      const verb = job.kind === 'read' ? 'read' : 'written';
      answer(
        number,
        'fault',
        `${job.path} cannot be ${verb}: ${fileFault(error, 'SCRIPT_FILE').sentence.replace(/\.$/, '')}`,
      );
    }
  }

  function run(number: number, argv: readonly string[]): void {
    let isOver = false;

    function over(how: Done['how'], text: string): void {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      answer(number, how, text);
    }

    const cannot = (error: unknown) => `${argv[0]} cannot be run: ${faultOf(error, 'SCRIPT_RUN').sentence}`;
    const child = start(argv);
    const timer = setTimeout(() => {
      endGroup(child);
      over('fault', `${argv[0]} took longer than ${time / 1000} s and was ended`);
    }, time);
    if (child instanceof Error) return void setImmediate(() => over('fault', cannot(child)));
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    child.on('error', error => over('fault', cannot(error)));
    child.on('close', (code, signal) =>
      over('json', JSON.stringify({ code, signal, out: out(), err: err() })),
    );
    // Whoever wants to end is not kept by it.
    child.unref();
  }

  return asked => {
    const { name, number, job } = asked;
    if (job.kind === 'run') return run(number, job.argv);
    const next = (files.get(name) ?? Promise.resolve()).then(() => doFile(asked));
    files.set(name, next);
    void next.finally(() => files.get(name) === next && files.delete(name));
  };
}

function start([program = '', ...args]: readonly string[]): ChildProcess | Error {
  try {
    return spawn(program, args, {
      detached: true,
      cwd: homedir(),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment(process.env) as NodeJS.ProcessEnv,
    });
  } catch (error) {
    return error as Error;
  }
}

/** Answers what has been printed so far. */
function collect(stream: ChildProcess['stdout']): () => string {
  const decoder = new StringDecoder('utf8');
  let text = '';
  stream?.on('data', (bytes: Buffer) => {
    if (text.length < MOST_OUTPUT) text += decoder.write(bytes);
  });
  return () => text.slice(0, MOST_OUTPUT);
}

/** It, and what it has started. */
function endGroup(child: ChildProcess | Error): void {
  if (child instanceof Error || child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
