/** Processes: bodies and lines that are run at their times, which stand in the state. */
import { raise } from '../../../shared/fault.ts';
import type { Turn } from '../../state/state.ts';
import { cancel, schedule } from '../../state/timers.ts';
import type { Process, Quote } from '../../state/tinyfugue/tinyfugue.ts';
import { tinyFugueOf } from './store.ts';

const MOST = 500;

export const timerOf = (id: number) => ({ name: String(id) });

/** Starts it; it acts for the first time in so many ms. Returns its number. */
export function startProcess(turn: Turn, process: Omit<Process, 'id'>, after: number): number {
  const tinyfugue = tinyFugueOf(turn.state);
  if (tinyfugue.processes.length >= MOST) raise('TF', `there are ${MOST} processes at most`);
  const id = ++tinyfugue.last.process;
  tinyfugue.processes.push({ ...process, id });
  schedule(turn.state, 'macro', timerOf(id), after);
  return id;
}

/** False: there is none of this number. */
export function endProcess({ state }: Turn, id: number): boolean {
  const tinyfugue = tinyFugueOf(state);
  const left = tinyfugue.processes.filter(one => one.id !== id);
  const isThere = left.length < tinyfugue.processes.length;
  tinyfugue.processes = left;
  cancel(state, 'macro', timerOf(id));
  return isThere;
}

/** Lines of a /quote that are worked off one by one. Returns the number of the process; 0: there are none. */
export function quoteLater(turn: Turn, { every, world }: Quote, lines: readonly string[]): number {
  if (lines.length === 0) return 0;
  const pause = every ?? 0;
  return startProcess(
    turn,
    { kind: 'quote', every: pause, world, body: '', left: null, lines: [...lines] },
    pause,
  );
}
