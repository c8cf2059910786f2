/** handle(state, event) → effects: the one place where the parts meet. Synchronous, without I/O, without state of its own. */

import { carryOut } from '../command/automation/deeds.ts';
import { onImportMade, onImportRead, onImportSaved } from '../command/imports/queue.ts';
import { onSessionsListed } from '../command/orphans.ts';
import { commandNamed, runOfBody } from '../command/run.ts';
import { askerOf, onMapTold } from '../command/walking/told.ts';
import { showInvitation } from '../command/web.ts';
import { showAuthority } from '../command/web-certificate.ts';
import { worldsOf } from '../editor/history.ts';
import { settingsSaved } from '../settings/change.ts';
import { requestSettings, settingsRead } from '../settings/reread.ts';
import { automationRead, automationSaved, requestAutomation } from '../settings/rules/change.ts';
import type { Effect, Event } from '../state/events.ts';
import type { ReadChunk } from '../state/log.ts';
import type { State, Turn } from '../state/state.ts';
import { takeDue } from '../state/timers.ts';
import { TERMINAL } from '../state/view.ts';
import type { WebCame, WebEvent } from '../state/web.ts';
import type { Link, World } from '../state/world.ts';
import { onTried } from '../view/dialog/worlds/trial.ts';
import { offerFresh } from '../view/edits/open.ts';
import { takeOverPlaces } from '../view/panes.ts';
import { isPlain } from '../view/plain/settle.ts';
import { onLogsSearched } from '../view/search/grep.ts';
import { onChecked } from '../view/spelling/check.ts';
import { onSuggested } from '../view/spelling/suggest.ts';
import { noteTrial } from '../view/status/reloaded.ts';
import { followWidths } from '../view/widths.ts';
import { isForProgram } from '../web/attach/link.ts';
import { listenForPrograms } from '../web/listening.ts';
import { isWebEvent, onWebEvent, reviveWeb, settleWeb, takeTabs } from '../web/web.ts';
import { worldNamed, worldOn } from '../world/audience.ts';
import { onSpilled, onSpillFailed } from '../world/chunks/unspilled.ts';
import { onClosed, onConnected, onTrusted, refuseAlert } from '../world/connection.ts';
import { recoverWorlds, requestReload, resumeWorlds, reviveWorlds } from '../world/handover.ts';
import { endAfterInbox, onReceived } from '../world/incoming.ts';
import { flushWhole, markLog, onLogFailed, onLogged } from '../world/logfile.ts';
import { passwordReady } from '../world/login.ts';
import { onWritten, pump } from '../world/outbox.ts';
import { onDetached } from '../world/proxied/session.ts';
import { onReplayRead } from '../world/replay/play.ts';
import { onLinesWritten } from '../world/rules/files.ts';
import { fireHook } from '../world/rules/hooks.ts';
import { onSpoken } from '../world/rules/speech.ts';
import { restAll } from '../world/scripts/rest.ts';
import { noteStores } from '../world/scripts/store/store.ts';
import { forgetSecrets, noteSecret } from '../world/secrecy/secrets.ts';
import { isSoundEvent, onSoundEvent } from '../world/sound/events.ts';
import { endOrphaned, sweepSounds } from '../world/sound/play.ts';
import { writeAllStreams } from '../world/tinyfugue/streams/files.ts';
import { seesAlert } from '../world/tls-port.ts';
import { complainHere, sayHere, worldOfLink } from '../world/world.ts';
import { hookConnection } from './automation.ts';
import { fire } from './due.ts';
import { onEditEvent } from './edits/events.ts';
import { connectDemo, onStarted } from './greeting.ts';
import { doActions } from './keymap.ts';
import { takeLines } from './lines.ts';
import { resumeAsked, takeImage } from './resume.ts';
import { isScriptsEvent, onScriptsEvent } from './script/events.ts';
import { beginStart, onRulesRead, settleStart } from './start/waiting.ts';
import { forAttended, onBehalfOf } from './turns/behalf.ts';
import { settle } from './turns/settle.ts';
import { EFFORT } from './typing/effort.ts';
import { handleInput } from './typing/input.ts';
import { closeView, handsFor, resizeView, settleViews } from './views.ts';

/**
 * Handles one event that happened at `state.now`: changes the state and adds what is to be done to `effects`, in
 * order. What was added before an exception must be done all the same.
 */
export function handle(state: State, event: Event, readChunk: ReadChunk, effects: Effect[]): void {
  followWidths(state);
  const turn: Turn = {
    state,
    effects,
    readChunk,
    touched: new Set(),
    view: null,
    world: null,
    actions: [],
    deeds: [],
    scriptWork: { steps: 0 },
    effort: { left: EFFORT },
    commandNamed,
  };
  const unsaved = state.unsavedHistory.length;
  try {
    dispatch(turn, event);
    carryOut(turn, runOfBody);
    offerFresh(turn);
    doActions(turn);
    settleStart(turn);
  } finally {
    tellLoss(turn);
    settleViews(state);
    settle(turn);
    settleWeb(turn, event);
    saveHistory(turn, event, unsaved);
    forgetSecrets(turn);
  }
}

function dispatch(turn: Turn, event: Event): void {
  const { state } = turn;
  if (isWebEvent(event)) return webEvent(turn, event);
  if (isScriptsEvent(event)) return onScriptsEvent(forAttended(turn), event);
  if (isSoundEvent(event)) return onSoundEvent(forAttended(turn), event);
  switch (event.type) {
    case 'input':
    case 'resize':
      return viewEvent(turn, event);
    case 'input ended':
    case 'printed':
      return plainEvent(state, event);
    case 'view closed':
      return closeView(state, event.view);
    case 'tick':
      for (const due of takeDue(state)) fire(turn, due, settle);
      return;
    case 'connected':
    case 'received':
    case 'written':
    case 'closed':
    case 'detached':
      return linkEvent(turn, event);
    case 'spilled':
      return onSpilled(state, event.offset);
    case 'spill failed':
      return spillFailed(turn, event);
    case 'logged':
    case 'log failed':
    case 'lines written':
    case 'password':
    case 'trusted':
      return worldEvent(turn, event);
    case 'spoken':
      return onSpoken(forAttended(turn), event.fault);
    case 'settings read':
      noteSecret(state);
      return settingsRead(forAttended(turn), event);
    case 'settings saved':
      return settingsSaved(turn, event);
    case 'automation read':
      onRulesRead(state);
      return automationRead(forAttended(turn), event);
    case 'automation saved':
      return automationSaved(turn, event);
    case 'history saved':
      state.unsavedHistory.splice(0, event.count);
      state.unsavedWorlds?.splice(0, event.count);
      return;
    case 'trial':
      return noteTrial(state, event.isSlow);
    case 'notice':
      return sayHere(turn, event.text);
    case 'started':
      requestAutomation(turn, false);
      takeTabs(turn, event.tabs ?? {});
      beginStart(turn);
      sweepSounds(turn);
      listenForPrograms(turn);
      return onStarted(forAttended(turn), event);
    case 'sessions listed':
      return onSessionsListed(forAttended(turn), event);
    case 'tried':
      return onTried(turn, event);
    case 'words checked':
      return onChecked(turn, event);
    case 'suggested':
      return onSuggested(turn, event);
    case 'reload requested':
      return requestReload(turn);
    case 'logs searched':
      return logsSearched(turn, event);
    case 'map told':
      return onMapTold(onBehalfOf(turn, askerOf(turn, event)), event);
    case 'recovered':
      resumeAsked(turn);
      requestAutomation(turn, false);
      finishSettings(turn);
      reviveWeb(turn, NONE_CAME);
      listenForPrograms(turn);
      recoverWorlds(turn);
      return endOrphaned(turn);
    case 'crashed':
      resumeAsked(turn);
      noteStores(state);
      requestAutomation(turn, false);
      finishSettings(turn);
      reviveWeb(turn, { ...NONE_CAME, listens: event.listens ?? [] });
      listenForPrograms(turn);
      return resumeWorlds(turn, event.links);
    case 'restored':
      resumeAsked(turn);
      takeOverPlaces(turn);
      if (event.image) takeImage(state, event.image);
      reviveWorlds(turn, event.carried, event.lost ?? []);
      requestAutomation(turn, false);
      reviveWeb(turn, event.web ?? NONE_CAME);
      listenForPrograms(turn);
      fireHook(forAttended(turn), forAttended(turn).world, 'RELOAD');
      return requestSettings(turn, false);
    case 'key made':
    case 'edit begun':
    case 'edited':
    case 'no editor':
      return onEditEvent(turn, event);
    case 'replay read':
      return onReplayRead(turn, event);
    case 'import read':
      return onImportRead(view => onBehalfOf(turn, view), event);
    case 'import saved':
      return onImportSaved(view => onBehalfOf(turn, view), event);
    case 'import made':
      return onImportMade(view => onBehalfOf(turn, view), event.id);
    case 'flush logs':
      return flushAll(turn);
    case 'again':
      return dispatch(turn, event.event);
    case 'demo':
      return connectDemo(forAttended(turn), event.port, event.tlsPort);
  }
}

/** They may have been on their way into the file. */
function finishSettings(turn: Turn): void {
  if (turn.state.settingsFile.unsaved.length > 0) requestSettings(turn, false);
}

const NONE_CAME: WebCame = { browsers: [], listens: [] };

/** What browsers bring about is told where somebody looks. */
function webEvent(turn: Turn, event: WebEvent): void {
  const asked = event.type === 'web secured' ? event.asked : null;
  const behalf = asked === null ? forAttended(turn) : onBehalfOf(turn, asked);
  onWebEvent(event.type === 'web received' ? turn : behalf, event, handsFor(settle));
  if (event.type === 'web invited' && !isForProgram(event.view))
    showInvitation(onBehalfOf(turn, event.view), event);
  if (event.type === 'web drawn') showAuthority(onBehalfOf(turn, event.view), event);
}

type ViewEvent = Extract<Event, { type: 'input' | 'resize' }>;

function viewEvent(turn: Turn, event: ViewEvent): void {
  const view = turn.state.views[event.view ?? TERMINAL];
  // A view that was closed may still have events on their way.
  if (!view) return;
  if (event.type === 'input') {
    if (isPlain(view) && view.plain.input === 'lines') return takeLines(turn, view, event.bytes);
    return handleInput(turn, view, event.bytes, settle);
  }
  const isOther = view.columns !== event.columns || view.rows !== event.rows;
  resizeView(view, event);
  if (isOther) fireHook(turn, worldOn(turn.state, view), 'RESIZE', `${view.columns}x${view.rows}`);
}

function plainEvent({ views }: State, event: Extract<Event, { type: 'input ended' | 'printed' }>): void {
  const plain = views[event.view]?.plain;
  if (!plain) return;
  if (event.type === 'input ended') plain.ended = true;
  else {
    plain.queue.splice(0, event.items);
    plain.printed = event.printed;
  }
}

function logsSearched(turn: Turn, event: Extract<Event, { type: 'logs searched' }>): void {
  const view = turn.state.views[event.view];
  if (view) onLogsSearched(onBehalfOf(turn, view.id), view, event);
}

type LinkEvent = Exclude<Extract<Event, { link: number }>, { type: 'key made' }>;

function linkEvent(turn: Turn, event: LinkEvent): void {
  const { state } = turn;
  const world = worldOfLink(state, event.link);
  // A link that was given up may still have events on their way.
  if (!world?.link) return;
  const { phase } = world;
  handleLink(turn, world, world.link, event);
  hookConnection(turn, world, phase);
}

function handleLink(turn: Turn, world: World, link: Link, event: LinkEvent): void {
  const { state } = turn;
  switch (event.type) {
    case 'connected':
      return onConnected(turn, world, event);
    case 'received':
      if (seesAlert(state, world, link, event.bytes)) return refuseAlert(turn, world, link);
      return onReceived(turn, world, link, event.bytes);
    case 'written':
      onWritten(link, event.bytes);
      return pump(turn, link);
    case 'closed':
      if (endAfterInbox(link, event.fault)) onClosed(turn, world, event.fault);
      return;
    case 'detached':
      return onDetached(turn, world, event.fault);
  }
}

type WorldEvent = Exclude<Extract<Event, { world: string }>, { type: 'map told' }>;

function worldEvent(turn: Turn, event: WorldEvent): void {
  const world = worldNamed(turn.state, event.world);
  if (!world) return;
  turn.touched.add(world);
  switch (event.type) {
    case 'logged':
      return onLogged(world, event.path, event.size);
    case 'log failed':
      return onLogFailed(turn, world, event);
    case 'lines written':
      return onLinesWritten(turn, world, event);
    case 'password':
      noteSecret(turn.state);
      return passwordReady(turn, world, event.password);
    case 'trusted':
      return onTrusted(onBehalfOf(turn, event.view), world, event.fault);
  }
}

/** So that a checkpoint knows exactly how much of the log files is written, and what scripts are put back to. */
function flushAll(turn: Turn): void {
  restAll(turn.state);
  for (const world of Object.values(turn.state.worlds)) {
    flushWhole(turn, world);
    markLog(turn, world);
  }
  writeAllStreams(turn);
}

/** What another image has maybe done already. */
const REPEATED: ReadonlySet<Event['type']> = new Set(['again', 'crashed', 'recovered', 'restored']);

/** What was entered goes to the file at once: a client that is killed has lost none of it. */
function saveHistory({ state, effects }: Turn, { type }: Event, before: number): void {
  const entries = [...state.unsavedHistory];
  const isRepeated = REPEATED.has(type);
  // Before all else: what comes of it may be the end, which saves what is not saved yet.
  if (entries.length > before || (isRepeated && entries.length > 0))
    effects.unshift({
      ...{ type: 'save history', entries, repeated: isRepeated || before > 0 },
      worlds: [...worldsOf(entries, state.unsavedWorlds)],
    });
}

function spillFailed(turn: Turn, event: Extract<Event, { type: 'spill failed' }>): void {
  if (onSpillFailed(turn.state))
    complainHere(turn, `${event.fault.sentence} Old lines stay in memory until there is room.`);
}

/** Once, until all that waits has got to the file. */
function tellLoss(turn: Turn): void {
  const { spilling } = turn.state;
  if (spilling.lost !== 'untold') return;
  spilling.lost = 'told';
  complainHere(turn, 'More lines wait for room on the disk than memory should hold: the oldest of them go.');
}
