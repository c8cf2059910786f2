/** What others have done for scripts, and what was under way when Clay was replaced. */
import type { Package } from '../../../state/script/scripts.ts';
import type { Turn } from '../../../state/state.ts';
import { schedule } from '../../../state/timers.ts';
import { callAtOnce } from '../call.ts';
import { isActive, packageNamed, packagesOf } from '../packages.ts';
import { ask, askAgain } from './begin.ts';

/** It is done; `how`: what the text is. */
export function onJobDone(
  turn: Turn,
  number: number,
  how: 'text' | 'json' | 'none' | 'fault',
  text: string,
): void {
  for (const of of packagesOf(turn.state)) {
    const job = of.jobs?.find(one => one.number === number);
    if (!job) continue;
    job.answer = { how, text };
    deliver(turn, of);
  }
}

/** Tells the script what has been answered. Who is off is told when it is on again. */
function deliver(turn: Turn, of: Package): void {
  while (isActive(turn.state, of)) {
    const job = of.jobs?.find(({ answer }) => answer);
    if (!job?.answer) return;
    of.jobs = of.jobs?.filter(one => one !== job) ?? [];
    if (of.jobs.length === 0) delete of.jobs;
    callAtOnce(turn, of, null, ['job', job.id, job.answer.how, job.answer.text]);
  }
  if (of.jobs?.some(({ answer }) => answer)) askAgain(turn.state, of);
}

export function onJobs(turn: Turn, name: string): void {
  const of = packageNamed(turn.state, name);
  if (of) deliver(turn, of);
}

/** Another image has begun what is under way. */
export function resumeJobs(turn: Turn): void {
  for (const of of packagesOf(turn.state))
    for (const one of of.jobs ?? []) {
      if (one.answer) continue;
      if (one.job.kind !== 'run') ask(turn, of, one.number, one.job);
      else {
        one.answer = {
          how: 'fault',
          text: `${one.job.argv[0]} was running when Clay was replaced: it may have done its work`,
        };
        schedule(turn.state, 'job', of, 0);
      }
    }
}
