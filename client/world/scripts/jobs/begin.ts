/**
 * What scripts have others do, and wait for: files read and written, programs run. What is under way stands in the state. A
 * new image asks for files once more, for that does no harm; of a program nobody knows how far it came, so that it is not
 * run twice, and whoever waits is told.
 */
import type { Package, ScriptJob } from '../../../state/script/scripts.ts';
import type { State, Turn } from '../../../state/state.ts';
import { isScheduled, schedule } from '../../../state/timers.ts';
import { jobFault } from '../grants.ts';

/** Of a script at a time. */
const MOST = 16;
/** UTF-16 units of a text that is written: what is longer takes too long to hand over. */
export const LONGEST_FILE = 128 * 1024;
const MOST_ARGUMENTS = 256;
const LONGEST_ARGUMENT = 10_000;
/** ms: who is off is asked again. */
const RETRY = 1000;

/** Begins what a script has asked for, by the number that it has there. Returns why it cannot be. */
export function beginJob(turn: Turn, of: Package, id: number, job: ScriptJob): string | null {
  const { scripts } = turn.state;
  const fault = shapeFault(job) ?? jobFault(turn.state, of, job);
  if (!scripts || fault !== null) return fault;
  const jobs = (of.jobs ??= []);
  if (jobs.length >= MOST) return `a script waits for ${MOST} files and programs at most`;
  const number = (scripts.jobs ?? 0) + 1;
  scripts.jobs = number;
  jobs.push({ number, id, job });
  ask(turn, of, number, job);
  return null;
}

function shapeFault(job: ScriptJob): string | null {
  if (job.kind === 'write' && job.text.length > LONGEST_FILE)
    return `a text to write has ${LONGEST_FILE / 1024} KiB at most`;
  if (job.kind !== 'run') return null;
  if (job.argv.length > MOST_ARGUMENTS || job.argv.some(one => one.length > LONGEST_ARGUMENT))
    return `a program gets ${MOST_ARGUMENTS} words of ${LONGEST_ARGUMENT} letters at most`;
  return job.argv.some(one => one.includes('\0')) ? 'no word of a program has a NUL in it' : null;
}

/** Has the host do it. */
export function ask({ state, effects }: Turn, { name }: Package, number: number, job: ScriptJob): void {
  effects.push({ type: 'script job', number, name, job, allow: state.scripts?.grants[name]?.allow ?? [] });
}

/** Who is off is told later. */
export function askAgain(state: State, of: Package): void {
  if (!isScheduled(state, 'job', of)) schedule(state, 'job', of, RETRY);
}

/** The script is what it was when it was last looked at: what it waited for then, and has heard of since, does not come again. */
export function putBackJobs(state: State, of: Package, before: readonly number[]): void {
  const here = of.jobs ?? [];
  const lost = before.filter(id => !here.some(one => one.id === id));
  const known = here.filter(({ id }) => before.includes(id));
  const answer = { how: 'fault', text: 'what came of it is undone' } as const;
  const again = lost.map(id => ({ number: 0, id, job: { kind: 'read', path: '' } as const, answer }));
  if (known.length + again.length === 0) delete of.jobs;
  else of.jobs = [...known, ...again];
  if (again.length > 0) askAgain(state, of);
}
