/** Timers of scripts whose time has come. */

import { prepareMachine } from '../../script/machines.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import { callAtOnce, MOST_STEPS } from './call.ts';
import { isActive, packageNamed, packagesOf } from './packages.ts';
import { forgetOverdue, waiterOf } from './timers.ts';

/** ms: who is off is asked again, and goes on where it was. */
const RETRY = 1000;

/** Of a script: it was due `late` ms ago. */
export function onWait(turn: Turn, owner: string, late: number): void {
  const { name, id } = waiterOf(owner);
  const of = packageNamed(turn.state, name);
  if (!of) return;
  const due = of.overdue?.[id] ?? turn.state.now - late;
  if (turn.scriptWork && turn.scriptWork.steps > MOST_STEPS) return postpone(turn, of, id, due, 0);
  if (!isActive(turn.state, of)) return postpone(turn, of, id, due, RETRY);
  forgetOverdue(of, id);
  callAtOnce(turn, of, null, ['timer', id, Math.round(turn.state.now - due)]);
}

/** Its time stays what it was: one that comes again and again comes at the times that it would have come at. */
function postpone({ state }: Turn, of: Package, id: number, due: number, delay: number): void {
  (of.overdue ??= {})[id] = due;
  schedule(state, 'wait', { name: `${of.name} ${id}` }, delay);
}

/** ms after which interpreters are made ready, and between two of them: what lies unread comes first. */
const BEGIN = 500;
const NEXT = 20;

/** Scripts have come through a reload. */
export function prepareSoon({ state }: Turn): void {
  if (packagesOf(state).length > 0) schedule(state, 'scripts', null, BEGIN);
}

/** One at a time: the first line for scripts would else wait for all of them. */
export function prepareNext({ state }: Turn): void {
  const { scripts } = state;
  const isNew = scripts && packagesOf(state).some(of => prepareMachine(scripts, of) === 'is ready');
  if (isNew) schedule(state, 'scripts', null, NEXT);
}
