/** A start, as long as it waits for its rules, scripts and macros; and what follows when it does not any more. */

import {
  awaitPart,
  endPart,
  isAwaited,
  isStarting,
  START_LIMIT,
  startParts,
} from '../../state/start/starting.ts';
import type { State, Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import type { Thread } from '../../state/tinyfugue/tinyfugue.ts';
import { tellWorld } from '../../view/switching.ts';
import { worldOn } from '../../world/audience.ts';
import { connectHeld } from '../../world/handover.ts';
import { packagesOf } from '../../world/scripts/packages.ts';
import { complainHere } from '../../world/world.ts';
import { forAttended, onBehalfOf } from '../turns/behalf.ts';

/** A limit that comes so late (ms) tells that Clay stood still, not that something hangs. */
const STOOD_STILL = 1000;

/** What this start does not have yet is waited for. */
export function beginStart(turn: Turn): void {
  const { state } = turn;
  const { read, block } = state.automation;
  awaitPart(state, 'macros');
  if (read === '' && block.length === 0) awaitPart(state, 'rules');
  // Those of a client that was killed go on.
  if (packagesOf(state).length > 0) return;
  awaitPart(state, 'scripts');
  turn.effects.push({ type: 'read scripts' });
}

/** Another image was to look for scripts, and has not said what there is; what it was at is begun anew, and has its time again. */
export function resumeStart({ state, effects }: Turn): void {
  for (const part of startParts) if (isAwaited(state, part)) awaitPart(state, part);
  if (isAwaited(state, 'scripts') && !state.scripts?.loading) effects.push({ type: 'read scripts' });
}

/** The rules are in force: keys that waited for no more than them act. */
export function onRulesRead(state: State): void {
  if (!isAwaited(state, 'rules')) return;
  endPart(state, 'rules');
  wakeKeys(state);
}

function wakeKeys(state: State): void {
  for (const view of Object.values(state.views))
    if (view.typed || view.entering) schedule(state, 'keys', view, 0);
}

/** Behind an event of a start: what waited goes on as soon as all is in force. */
export function settleStart(turn: Turn): void {
  const { state } = turn;
  if (!isStarting(state) || isAwaited(state, 'rules') || isAwaited(state, 'scripts')) return;
  if (filesUnderWay(state).length === 0) letGo(turn);
}

/** The time of a part is over, since `late` ms: it is told, and nothing waits any longer. */
export function giveUpStart(turn: Turn, part: string, late: number): void {
  const { state } = turn;
  const left = startParts.filter(one => one === part || isAwaited(state, one));
  if (late > STOOD_STILL) {
    for (const one of left) awaitPart(state, one);
    return;
  }
  const missing = [
    ...(left.includes('rules') ? ['automation.toml'] : []),
    ...(left.includes('scripts') ? [scriptUnderWay(state)] : []),
    ...filesUnderWay(state),
  ];
  if (missing.length > 0)
    complainHere(
      forAttended(turn),
      `Not read within ${START_LIMIT / 1000} s: ${missing.join(', ')}. Clay goes on without; what is read later acts from then on.`,
    );
  letGo(turn);
}

function scriptUnderWay({ scripts }: State): string {
  const [first] = scripts?.loading ?? [];
  return first === undefined ? 'scripts' : `${first}.js`;
}

/** Files of macros that are being read or taken, by their names. */
function filesUnderWay({ tinyfugue }: State): string[] {
  return (tinyfugue?.threads ?? []).flatMap(thread => fileOf(thread) ?? []);
}

function fileOf({ waits, frames }: Thread): string | null {
  if (waits && !waits.quote && !waits.stream) return waits.path;
  return frames.find(({ kind }) => kind === 'file')?.path ?? null;
}

/** Connections first: what was entered may be for them. */
function letGo(turn: Turn): void {
  const { state } = turn;
  for (const part of startParts) endPart(state, part);
  tellWorlds(turn);
  connectHeld(forAttended(turn));
  wakeKeys(state);
  const { saying, browsers = {} } = state.web ?? {};
  if (saying ?? Object.values(browsers).some(({ inbox }) => inbox)) schedule(state, 'said', null, 0);
}

/** Those that have come on screen: a connection that is taken up again was there before. */
function tellWorlds(turn: Turn): void {
  for (const view of Object.values(turn.state.views)) {
    const world = worldOn(turn.state, view);
    const isNew = world !== null && (world.link?.session ?? null) === null;
    if (isNew) tellWorld(onBehalfOf(turn, view.id), view, world);
  }
}
