/**
 * A build on trial: before anything irreversible it runs as a child, reads a snapshot of this very client, and says
 * whether it could go on from there. What it does then is in `boot/preflight.ts`.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type Fault, fault } from '../../shared/fault.ts';
import { withHeld } from '../../shared/held.ts';
import { nextEnvironment, PREFLIGHT_VARIABLE } from '../host/environment.ts';
import type { Build } from './build.ts';
import { childVariables } from './watchdog.ts';

/** Descriptors of the scrollback file, and of memories of scripts, in a child on trial. */
export const PREFLIGHT_SCROLLBACK = 3;
export const PREFLIGHT_MEMORIES = 4;

/** What a build says that could go on. */
export interface Ready {
  readonly answer: 'ready';
  readonly version: string;
  /** Major version and the highest minor version of the state it reads. */
  readonly state: readonly [major: number, minor: number];
}

/** What it says if it could not. */
export interface Refusal {
  readonly answer: 'refused';
  readonly version: string;
  readonly code: string;
  /** Words that go on from "the new build": "cannot …". */
  readonly why: string;
}

export interface PreflightPassed {
  readonly version: string;
  readonly state: Ready['state'];
  /** From start to answer, in ms. */
  readonly took: number;
}

export interface PreflightOptions {
  readonly build: Build;
  /** The snapshot. */
  readonly state: Uint8Array;
  readonly scrollback: number;
  /** Of the file of memories that the snapshot is told by; null: it is told by none. */
  readonly memories: number | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Addon of the running build, which sees to it that the child does not outlive us; null where there is no such thing. */
  readonly library: string | null;
  /** ms. */
  readonly limit: number;
  /** Ends the trial: its outcome is not wanted any more. */
  readonly signal: AbortSignal;
}

/** A build that fails before it can speak prints a screenful at most; more of it is not kept. */
const COMPLAINT_LIMIT = 16 * 1024;
/** The answer is one line. */
const ANSWER_LIMIT = 4 * 1024;

/** For a state that the new build does not understand. */
const ADVICE =
  ' To change to it, disconnect all worlds, save what you need, start Clay anew and connect again.';

/** Never rejects; the running client is not touched. `details` of a fault are what the child has printed. */
export async function preflight(options: PreflightOptions): Promise<PreflightPassed | Fault> {
  const { build, state, limit } = options;
  const started = performance.now();
  let child: ChildProcess;
  try {
    child = startChild(options);
  } catch (error) {
    return fault(
      'TRIAL_FAILED',
      `The new build cannot be tried: ${build.runtime} does not start (${error}).`,
    );
  }
  const ending = ended(child);
  const answer = collect(child.stdout, ANSWER_LIMIT);
  const complaint = collect(child.stderr, COMPLAINT_LIMIT);
  // It may end without having read the state: that is told by how it ends.
  child.stdin?.on('error', () => {});
  child.stdin?.end(state);
  const late = stopLate(child, limit);
  const callOff = () => child.kill('SIGKILL');
  options.signal.addEventListener('abort', callOff);
  const end = await ending;
  options.signal.removeEventListener('abort', callOff);
  late.cancel();
  if (options.signal.aborted) return fault('TRIAL_CALLED_OFF', 'The trial of the new build was called off.');
  if (late.happened())
    return { ...preflightFault(`did not answer within ${limit / 1000} s`, complaint()), code: 'TRIAL_LATE' };
  return judge(end, answer(), complaint(), performance.now() - started);
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error: Error | null;
}

function startChild({ build, scrollback, memories, environment, library }: PreflightOptions): ChildProcess {
  const env = {
    ...nextEnvironment(environment),
    ...(library === null ? {} : childVariables(library, environment)),
    [PREFLIGHT_VARIABLE]: '1',
  };
  // By the runtime's own name, so that `pgrep clay` finds only clients; in a session of its own, out of reach of Ctrl+Z.
  return spawn(build.runtime, [...build.options, build.script], {
    env,
    detached: true,
    stdio: withHeld(['pipe', 'pipe', 'pipe', scrollback, memories ?? 'ignore'], [build.script, library]),
  });
}

/** Keeps the first `limit` bytes and reads on. Without descriptors to spare there is no stream. */
function collect(stream: Readable | null | undefined, limit: number): () => string {
  let kept = Buffer.alloc(0);
  stream?.on('data', (bytes: Buffer) => {
    if (kept.length < limit) kept = Buffer.concat([kept, bytes]).subarray(0, limit);
  });
  return () => kept.toString();
}

function stopLate(child: ChildProcess, limit: number) {
  let late = false;
  // After Ctrl+Z and `fg` the time is over at once: an answer that is there already is read first.
  const timer = setTimeout(() => {
    setImmediate(() => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      late = true;
      child.kill('SIGKILL');
    });
  }, limit);
  return { cancel: () => clearTimeout(timer), happened: () => late };
}

function ended(child: ChildProcess): Promise<End> {
  return new Promise(resolve => {
    child.once('error', error => resolve({ code: null, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal, error: null }));
  });
}

function judge(
  { code, signal, error }: End,
  answer: string,
  complaint: string,
  took: number,
): PreflightPassed | Fault {
  if (error) return preflightFault(`cannot be started: ${words(error)}`, complaint);
  if (signal !== null) return preflightFault(`was ended by ${signal}`, complaint);
  if (code !== 0) return preflightFault(`failed: ${mainLine(complaint) || `exit status ${code}`}`, complaint);
  if (answer === '') return preflightFault('ended without an answer', complaint);
  const said = parse(answer);
  if (said?.answer === 'ready') return { version: said.version, state: said.state, took };
  if (said?.answer === 'refused') {
    const advice = said.code === 'STATE_VERSION' ? ADVICE : '';
    return fault(said.code, `The new build (${said.version}) ${said.why}.${advice}`);
  }
  return preflightFault('gave an answer that makes no sense', answer);
}

function words(error: NodeJS.ErrnoException): string {
  return error.code === 'EMFILE' ? 'this process has no file descriptors left (ulimit -n)' : error.message;
}

function preflightFault(what: string, printed: string): Fault {
  return fault('TRIAL_FAILED', `The new build ${what}.`, { printed });
}

/** Of what Node prints about an error the line that says it, without the stack. */
export function mainLine(complaint: string): string {
  const lines = complaint.split('\n').map(line => line.trim());
  const main = lines.find(line => /^(?:Uncaught )?[A-Za-z]*(?:Error|Exception)\b.*:/.test(line));
  return (main ?? lines.find(line => line !== '') ?? '').replace(/\.$/, '').slice(0, 200);
}

/** Exactly one line with an answer in it; null for anything else. */
function parse(text: string): Ready | Refusal | null {
  if (text.indexOf('\n') !== text.length - 1) return null;
  try {
    const said: unknown = JSON.parse(text);
    return isAnswer(said) ? said : null;
  } catch {
    return null;
  }
}

function isAnswer(said: unknown): said is Ready | Refusal {
  if (typeof said !== 'object' || said === null) return false;
  const { answer, version, code, why, state } = said as Record<string, unknown>;
  if (typeof version !== 'string') return false;
  if (answer === 'ready') return Array.isArray(state);
  return answer === 'refused' && typeof code === 'string' && typeof why === 'string';
}
