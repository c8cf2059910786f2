/** handle(state, event) → effects: the one place where the parts meet. Synchronous, without I/O, without state of its own. */

import { askPaste, flushEscape, handleInput } from './input.ts';
import { recoverWorlds, requestReload, resumeWorlds, reviveWorlds } from './reload/restore.ts';
import { connectDemo, started } from './start.ts';
import type { Editor } from './state/terminal.ts';
import type { Effect, Event, ReadChunk, State, Turn, World } from './state.ts';
import { resized } from './stream/stream.ts';
import { setText } from './terminal/editor.ts';
import { isPasting, pendingEscape } from './terminal/keys.ts';
import { screenArea } from './terminal/layout.ts';
import { releaseNew } from './terminal/panes.ts';
import { continueSearch } from './terminal/search.ts';
import { closed, connect, connected, connectTimedOut, keepAlive } from './world/connection.ts';
import { endAfterInbox, quiet, received, workOff } from './world/incoming.ts';
import { flushLog, flushWhole, logFailed, logged, markLog, scheduleLog } from './world/logfile.ts';
import { loginDue, loginTimedOut, passwordReady } from './world/login.ts';
import { pump, sendBytes, written } from './world/outbox.ts';
import { continueRecall } from './world/recall.ts';
import { allLogs, retryUnspilled, spilled } from './world/scrollback.ts';
import { type Due, isScheduled, schedule, takeDue } from './world/timers.ts';
import { currentWorld, say, sayHere, worldOfLink } from './world/world.ts';

/** A lone Escape is told from the start of a sequence by what follows within this time (ms). */
const ESCAPE_DELAY = 50;
/** A paste under way is asked so often (ms) whether it is still coming. */
const PASTE_CHECK = 500;
/** A full disk is asked again this often (ms). */
const SPILL_RETRY = 10_000;

/**
 * Handles one event that happened at `state.now`: changes the state and adds what is to be done to `effects`, in
 * order. What was added before an exception must be done all the same.
 */
export function handle(state: State, event: Event, readChunk: ReadChunk, effects: Effect[]): void {
  const turn: Turn = { state, effects, readChunk, touched: new Set() };
  try {
    dispatch(turn, event);
  } finally {
    settle(turn);
  }
}

function dispatch(turn: Turn, event: Event): void {
  const { state } = turn;
  switch (event.type) {
    case 'input':
      return handleInput(turn, event.bytes, settle);
    case 'resize':
      state.columns = event.columns;
      state.rows = event.rows;
      return;
    case 'tick':
      for (const due of takeDue(state)) fire(turn, due);
      return;
    case 'connected':
    case 'received':
    case 'written':
    case 'closed':
      return linkEvent(turn, event);
    case 'spilled':
      return spilled(state, event.offset);
    case 'spill failed':
      return spillFailed(turn, event);
    case 'logged':
    case 'log failed':
    case 'password':
    case 'trusted':
      return worldEvent(turn, event);
    case 'notice':
      return sayHere(turn, event.text);
    case 'started':
      return started(turn, event.notices, event.worlds);
    case 'reload requested':
      return requestReload(turn);
    case 'recovered':
      return recoverWorlds(turn);
    case 'crashed':
      return resumeWorlds(turn, event.links);
    case 'restored':
      Object.assign(state, event.image);
      return reviveWorlds(turn, event.carried, event.lost ?? []);
    case 'flush logs':
      return flushAll(turn);
    case 'again':
      return dispatch(turn, event.event);
    case 'demo':
      return connectDemo(turn, event.port, event.tlsPort);
  }
}

type LinkEvent = Extract<Event, { link: number }>;

function linkEvent(turn: Turn, event: LinkEvent): void {
  const world = worldOfLink(turn.state, event.link);
  // A link that was given up may still have events on their way.
  if (!world?.link) return;
  switch (event.type) {
    case 'connected':
      return connected(turn, world, event);
    case 'received':
      return received(turn, world, world.link, event.bytes);
    case 'written':
      written(world.link, event.bytes);
      return pump(turn, world.link);
    case 'closed':
      if (endAfterInbox(world.link, event.fault)) closed(turn, world, event.fault);
      return;
  }
}

type WorldEvent = Extract<Event, { world: string }>;

function worldEvent(turn: Turn, event: WorldEvent): void {
  const world = turn.state.worlds[event.world];
  if (!world) return;
  turn.touched.add(world);
  switch (event.type) {
    case 'logged':
      return logged(world, event.path, event.size);
    case 'log failed':
      return logFailed(turn, world, event.from, event.fault.sentence);
    case 'password':
      return passwordReady(turn, world, event.password);
    case 'trusted':
      if (event.fault) return say(turn, world, `${world.name}: not trusted: ${event.fault.sentence}`);
      return connect(turn, world, true);
  }
}

function fire(turn: Turn, { what, world: name, late }: Due): void {
  if (name === null) return fireOwn(turn, what);
  const world = turn.state.worlds[name];
  if (!world) return;
  turn.touched.add(world);
  if (what === 'connect') connectTimedOut(turn, world);
  else if (what === 'reconnect') connect(turn, world, true);
  else if (what === 'keepalive') keepAlive(turn, world);
  else if (what === 'login') loginDue(turn, world);
  else if (what === 'login-limit') loginTimedOut(turn, world);
  else if (what === 'prompt') quiet(turn, world, late);
  else if (what === 'inbox') nextSlice(turn, world);
  else if (what === 'log') flushLog(turn, world);
}

function nextSlice(turn: Turn, world: World): void {
  workOff(turn, world);
  const { link } = world;
  if (link?.ended && link.inbox.length === 0) closed(turn, world, link.ended.fault);
}

function fireOwn(turn: Turn, what: string): void {
  if (what === 'escape') flushEscape(turn);
  else if (what === 'paste') askPaste(turn);
  else if (what === 'recall') continueRecall(turn);
  else if (what === 'search') continueSearch(turn);
  else if (what === 'spill') retrySpill(turn);
}

/** So that a checkpoint knows exactly how much of the log files is written. */
function flushAll(turn: Turn): void {
  for (const world of Object.values(turn.state.worlds)) {
    flushWhole(turn, world);
    markLog(turn, world);
  }
}

/** Keeps its timer as long as chunks wait: while there is one, the user knows of the trouble. */
function retrySpill(turn: Turn): void {
  const waiting = allLogs(turn.state).filter(log => Object.keys(log.unspilled).length > 0);
  if (waiting.length > 0) schedule(turn.state, 'spill', null, SPILL_RETRY);
  for (const log of waiting) retryUnspilled(turn, log);
}

function spillFailed(turn: Turn, event: Extract<Event, { type: 'spill failed' }>): void {
  if (isScheduled(turn.state, 'spill', null)) return;
  schedule(turn.state, 'spill', null, SPILL_RETRY);
  sayHere(turn, `${event.fault.sentence} Old lines stay in memory until there is room.`);
}

/** What follows from any event and from each key: lines reach the screen and the log, servers learn the size, Escape gets its time. */
function settle(turn: Turn): void {
  const { state } = turn;
  releaseNew(turn);
  for (const world of turn.touched) scheduleLog(turn, world);
  announceSize(turn);
  setMask(state.editor, currentWorld(state)?.masked ?? false);
  if (pendingEscape(state.keys)) {
    if (!isScheduled(state, 'escape', null)) schedule(state, 'escape', null, ESCAPE_DELAY);
  }
  if (isPasting(state.keys)) {
    if (!isScheduled(state, 'paste', null)) schedule(state, 'paste', null, PASTE_CHECK);
  }
  // The clock in the status bar.
  if (!isScheduled(state, 'clock', null)) schedule(state, 'clock', null, 60_000 - (state.now % 60_000));
}

/** What was half typed under the mask is not shown when it is lifted: it was to be a password. */
function setMask(editor: Editor, masked: boolean): void {
  if (editor.masked && !masked && editor.text !== '') setText(editor, '');
  editor.masked = masked;
}

function announceSize(turn: Turn): void {
  const { state } = turn;
  const { columns, rows } = screenArea(state);
  if (columns === state.announced.columns && rows === state.announced.rows) return;
  state.announced = { columns, rows };
  for (const world of Object.values(state.worlds)) {
    if (world.phase === 'connected') sendBytes(turn, world, resized(world.stream, columns, rows));
  }
}
