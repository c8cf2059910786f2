/** Timers whose time has come: of worlds, of views, of the client as a whole. */

import { goOn } from '../command/imports/queue.ts';
import type { Turn } from '../state/state.ts';
import type { AppTimer, Due, ViewTimer, WorldTimer } from '../state/timers.ts';
import type { View } from '../state/view.ts';
import type { World } from '../state/world.ts';
import { sendNext } from '../view/paste/slowly.ts';
import { continueGrep } from '../view/search/grep.ts';
import { continueRecall } from '../view/search/recall.ts';
import { continueSearch } from '../view/search/search.ts';
import { forgetReload } from '../view/status/reloaded.ts';
import { measureFor } from '../view/widths.ts';
import { continueAsked } from '../web/attach/grep.ts';
import { watchBrowsers, workOffSaid } from '../web/web.ts';
import { worldNamed } from '../world/audience.ts';
import { retrySpill } from '../world/chunks/unspilled.ts';
import { connectAgain, keepAlive, onClosed, onConnectTimeout } from '../world/connection.ts';
import { onQuiet, workOff } from '../world/incoming.ts';
import { flushLog } from '../world/logfile.ts';
import { loginDue, loginTimedOut } from '../world/login.ts';
import { onAttachTimeout } from '../world/proxied/session.ts';
import { onReplayDue } from '../world/replay/play.ts';
import { writeLines } from '../world/rules/files.ts';
import { sendWaiting } from '../world/rules/sending.ts';
import { onTimer } from '../world/rules/timers.ts';
import { onWait, prepareNext } from '../world/scripts/due.ts';
import { fileSomeOfScripts } from '../world/scripts/filing.ts';
import { onJobs } from '../world/scripts/jobs/done.ts';
import { onOpening } from '../world/scripts/loading/load.ts';
import { onStore } from '../world/scripts/store/save.ts';
import { forgetSent } from '../world/secrecy/secrets.ts';
import { endFaded } from '../world/sound/fade.ts';
import { onMacroTimer } from '../world/tinyfugue/due.ts';
import { onSilence } from '../world/tls-port.ts';
import { onWalkDue } from '../world/walk/walk.ts';
import { askPaste, flushEscape } from './keymap.ts';
import { continueLines } from './lines.ts';
import { giveUpStart } from './start/waiting.ts';
import { onBehalfOf } from './turns/behalf.ts';
import { continueTyped } from './typing/input.ts';
import { handsFor } from './views.ts';

/** `late`: by how much its time is over (ms). */
const worldTimers: Record<WorldTimer, (turn: Turn, world: World, late: number) => void> = {
  connect: attemptTimedOut,
  reconnect: connectAgain,
  silence: onSilence,
  keepalive: keepAlive,
  login: loginDue,
  'login-limit': loginTimedOut,
  prompt: onQuiet,
  inbox: nextSlice,
  pace: sendWaiting,
  secret: (_, world) => forgetSent(world.link),
  log: flushLog,
  replay: onReplayDue,
  'rule-log': writeLines,
  'paste-line': sendNext,
  walk: onWalkDue,
};

function attemptTimedOut(turn: Turn, world: World): void {
  if (world.link?.session) onAttachTimeout(turn, world, world.link);
  else onConnectTimeout(turn, world);
}

function nextSlice(turn: Turn, world: World): void {
  workOff(turn, world);
  const { link } = world;
  if (link?.ended && link.inbox.length === 0) onClosed(turn, world, link.ended.fault);
}

type Settle = (turn: Turn) => void;

const viewTimers: Record<ViewTimer, (turn: Turn, view: View, settle: Settle) => void> = {
  escape: flushEscape,
  paste: askPaste,
  recall: continueRecall,
  search: continueSearch,
  grep: continueGrep,
  script: continueLines,
  keys: continueTyped,
  // The view is closed as all others whose terminals are gone.
  gone() {},
};

const appTimers: Record<AppTimer, (turn: Turn, settle: Settle) => void> = {
  spill: retrySpill,
  // The status bar is drawn anew after each event; `settle` sets the next one.
  clock() {},
  countdown() {},
  reloaded: ({ state }) => forgetReload(state),
  web: watchBrowsers,
  ask: continueAsked,
  scripts: prepareNext,
  filing: turn => fileSomeOfScripts(turn),
  sounds: endFaded,
  said: continueSaid,
  imports: turn => goOn(view => onBehalfOf(turn, view)),
};

/** Pages that have said more than a turn had time for. */
function continueSaid(turn: Turn, settle: Settle): void {
  workOffSaid(turn, handsFor(settle));
}

/** Whose time has come: of a world or view that is gone, nobody's. `settle` follows each key that is pressed. */
export function fire(turn: Turn, { what, owner, late }: Due, settle: Settle): void {
  if (what === 'rule') return onTimer(turn, owner ?? '', late);
  if (what === 'wait') return onWait(turn, owner ?? '', late);
  if (what === 'macro') return onMacroTimer(turn, owner ?? '', late);
  if (what === 'store') return onStore(turn, owner ?? '');
  if (what === 'job') return onJobs(turn, owner ?? '');
  if (what === 'opening') return onOpening(turn, owner ?? '');
  if (what === 'start') return giveUpStart(turn, owner ?? '', late);
  if (owner === null) return appTimers[what as AppTimer]?.(turn, settle);
  if (Object.hasOwn(viewTimers, what)) {
    const view = turn.state.views[owner];
    if (view) measureFor(view, turn.state);
    if (view) viewTimers[what as ViewTimer](turn, view, settle);
    return;
  }
  const world = worldNamed(turn.state, owner);
  if (!world) return;
  turn.touched.add(world);
  worldTimers[what as WorldTimer]?.({ ...turn, world }, world, late);
}
