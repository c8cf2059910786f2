/** /repeat and /quote, /ps and /kill. */
import { raise } from '../../../../shared/fault.ts';
import type { Process, Value } from '../../../state/tinyfugue/tinyfugue.ts';
import { revealed } from '../../../tinyfugue/marks.ts';
import { integer, secondsOf, textOf } from '../../../tinyfugue/values.ts';
import type { Job } from '../job.ts';
import { endProcess, startProcess } from '../processes.ts';
import { tinyFugueOf } from '../store.ts';
import { endThread } from '../threads.ts';
import { globalOf } from '../variables.ts';
import { type ClientCommands, tell } from './command.ts';

export const processCommands: ClientCommands = { repeat, ps, kill };

/** Seconds between two times, unless `%ptime` or an option says otherwise. */
const USUAL = 1;
const LEAST = 10;
/** ms. */
const MONTH = 30 * 24 * 3600 * 1000;

export function pauseOf({ turn, world }: Job, given: string | undefined): number {
  const text = given ?? textOf(globalOf(turn.state, world, 'ptime') ?? String(USUAL));
  const ms = Math.round(secondsOf(revealed(text)) * 1000);
  if (!Number.isFinite(ms)) raise('TF', `"${revealed(text)}" is no time`);
  return Math.min(MONTH, Math.max(LEAST, ms));
}

/** `/repeat -5 3 body`: three times, every five seconds; `-w` in a world, `-n` for the first time at once. */
function repeat(job: Job, rest: string): Value {
  let text = rest;
  let world = '';
  let every: string | undefined;
  let isAtOnce = false;
  for (;;) {
    const [all, named, time] = /^-(?:w("[^"]*"|\S*)|(\d[\d:.]*|\.\d+)|[nP])(?:\s+|$)/.exec(text) ?? [];
    if (all === undefined) break;
    if (named !== undefined) world = revealed(named).replace(/^"(.*)"$/, '$1') || (job.world?.name ?? '');
    else if (time !== undefined) every = time;
    else if (all.startsWith('-P'))
      raise('TF', 'repeat -P: at each prompt is not possible here; /hook PROMPT is');
    else isAtOnce = true;
    text = text.slice(all.length);
  }
  const [, times = '', body = ''] = /^(\S+)\s+(.*)$/s.exec(text) ?? [];
  if (body === '') raise('TF', 'repeat: usage is /repeat -time count command');
  const left = times === 'i' ? null : integer(job.evaluate(times));
  if (left !== null && left <= 0) return 0;
  const pause = pauseOf(job, every);
  return startProcess(job.turn, { kind: 'repeat', every: pause, world, body, left }, isAtOnce ? 0 : pause);
}

function ps(job: Job): Value {
  const { processes, threads } = tinyFugueOf(job.turn.state);
  for (const one of processes) tell(job, shown(one));
  for (const { id, steps, frames } of threads)
    tell(
      job,
      `thread ${id}: ${frames.find(({ name }) => name)?.name ?? frames[0]?.text ?? ''}, ${steps} steps`,
    );
  if (processes.length + threads.length === 0) tell(job, 'No process runs.');
  return processes.length;
}

function shown({ id, kind, every, left, body, lines, world }: Process): string {
  const count = kind === 'quote' ? `${lines?.length ?? 0} lines` : left === null ? 'i' : String(left);
  return `${id}: /${kind} ${world && `-w${world} `}-${every / 1000} ${count} ${body}`;
}

/** By number; `t` and a number, or `thread 3`: a program under way. */
function kill(job: Job, rest: string): Value {
  let count = 0;
  for (const [, thread, id] of revealed(rest).matchAll(/(t(?:hread)?\s*)?(\d+)/g)) {
    const isGone = thread ? endThread(job.turn, Number(id)) : endProcess(job.turn, Number(id));
    if (isGone) {
      count++;
      job.hands.fire(job.turn, job.world, 'KILL', String(id));
    } else tell(job, `kill: no process ${id}`);
  }
  return count;
}
