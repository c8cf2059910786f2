/** What follows from any event and from each key. */

import { settleChoices } from '../../command/completion/complete.ts';
import { seeOff } from '../../settings/reread.ts';
import type { Turn } from '../../state/state.ts';
import { isScheduled, schedule } from '../../state/timers.ts';
import type { View } from '../../state/view.ts';
import { isPasting, pendingEscape } from '../../terminal/keys.ts';
import { profileFor, terminalType } from '../../terminal/profile.ts';
import { noteAttention } from '../../view/attention/notify.ts';
import { settleDialogs } from '../../view/dialog/kinds.ts';
import { offerCertificate } from '../../view/dialog/worlds/certificate.ts';
import { noteNews } from '../../view/importance.ts';
import { settleInput } from '../../view/input-lines.ts';
import { restingArea } from '../../view/layout.ts';
import { releaseNew } from '../../view/panes.ts';
import { isPlain, settlePlain } from '../../view/plain/settle.ts';
import { settleSearch } from '../../view/search/search.ts';
import { settleSpelling } from '../../view/spelling/check.ts';
import { scheduleBar } from '../../view/status/schedule.ts';
import { followWidths, measureFor } from '../../view/widths.ts';
import { sizingView } from '../../world/audience.ts';
import { scheduleLog } from '../../world/logfile.ts';
import { settleMap } from '../../world/map/ask.ts';
import { tellSize } from '../../world/outbox.ts';
import { scheduleLines } from '../lines.ts';

/** A lone Escape is told from the start of a sequence by what follows within this time (ms). */
const ESCAPE_DELAY = 50;
/** A paste under way is asked so often (ms) whether it is still coming. */
const PASTE_CHECK = 500;

/** What follows from any event and from each key: lines reach the screens and the log, servers learn the size, Escape gets its time. */
export function settle(turn: Turn): void {
  const { state } = turn;
  seeOff(turn);
  // The draft of a world that has just come on screen takes rows that its lines cannot have.
  for (const view of Object.values(state.views)) {
    measureFor(view, state);
    settleInput(state, view);
  }
  releaseNew(turn);
  noteNews(turn);
  noteAttention(turn);
  for (const world of turn.touched) scheduleLog(turn, world);
  for (const view of Object.values(state.views)) settleView(turn, view);
  followWidths(state);
  scheduleBar(state);
}

function settleView(turn: Turn, view: View): void {
  const { state } = turn;
  measureFor(view, state);
  if (view.device) view.terminal = terminalType(profileFor(view, state.settings));
  settleDialogs(state, view);
  settleSearch(turn, view);
  settleMap(turn, view);
  announceSize(turn, view);
  settleInput(state, view);
  settleChoices(state, view);
  settleSpelling(turn, view);
  offerCertificate(state, view);
  if (isPlain(view)) {
    settlePlain(turn, view);
    // A dialog that asks has a line of its own.
    settleInput(state, view);
    scheduleLines(state, view);
  }
  if (view.typed) return;
  if (pendingEscape(view.keys) && !isScheduled(state, 'escape', view))
    schedule(state, 'escape', view, ESCAPE_DELAY);
  if (isPasting(view.keys) && !isScheduled(state, 'paste', view)) schedule(state, 'paste', view, PASTE_CHECK);
}

/** The servers of worlds that this view types to are told its size when it changes. */
function announceSize(turn: Turn, view: View): void {
  const { state } = turn;
  const { columns, rows } = restingArea(state, view);
  const told = state.announced[view.id];
  if (columns === told?.columns && rows === told.rows) return;
  state.announced[view.id] = { columns, rows };
  for (const world of Object.values(state.worlds)) {
    if (world.phase === 'connected' && sizingView(state, world) === view) tellSize(turn, world);
  }
}
