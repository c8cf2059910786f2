/** Timers of scripts whose time has come. */

import { prepareMachine } from '../../script/machines.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import { callAtOnce, MOST_STEPS } from './call.ts';
import { loadAwaiting } from './loading/load.ts';
import { isActive, isOftenCalled, packageNamed, packagesOf } from './packages.ts';
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

/** ms after which the engine is made ready, and between two interpreters: what lies unread comes first. */
const BEGIN = 500;
const NEXT = 20;

/**
 * Scripts have come through a reload: if some are called often their engine has to be made ready. It takes 25 MB, and for others that
 * wait for what may never come they are saved: the first of them that is woken takes some 20 ms.
 */
export function prepareSoon({ state }: Turn): void {
  const { scripts } = state;
  if (!scripts || !packagesOf(state).some(of => isOftenCalled(state, of))) return;
  scripts.cold = true;
  schedule(state, 'scripts', null, BEGIN);
}

/** The engine first, which is done beside everything else; then scripts that are called often, one at a time. Others are woken by what they wait for. */
export function prepareNext({ state, effects }: Turn): void {
  const { scripts } = state;
  if (!scripts) return;
  const all = packagesOf(state);
  if (scripts.cold) {
    delete scripts.cold;
    const busy = all.filter(of => isOftenCalled(state, of));
    for (const engine of new Set(busy.map(of => of.rest.image.engine)))
      effects.push({ type: 'prepare engine', engine });
    return;
  }
  const isNew = all.some(of => isOftenCalled(state, of) && prepareMachine(scripts, of) === 'is ready');
  if (isNew) schedule(state, 'scripts', null, NEXT);
}

/** Whoever waits for it goes on. */
export function onEngineReady(turn: Turn): void {
  if (turn.state.scripts?.awaiting) loadAwaiting(turn);
  else if (packagesOf(turn.state).length > 0) schedule(turn.state, 'scripts', null, NEXT);
}
