/** Bytes from a world's server: through the pipeline into its log, with the answers the protocol asks for. */

import type { Fault } from '../../shared/fault.ts';
import type { Turn } from '../state/state.ts';
import type { DataEntry } from '../state/stream.ts';
import { cancel, schedule } from '../state/timers.ts';
import type { Link, World } from '../state/world.ts';
import { partial, receive } from '../stream/stream.ts';
import type { StreamValue } from '../stream/values.ts';
import { BUDGET, RULE_STEP } from '../stream/work.ts';
import { isCharmode } from './charmode/mode.ts';
import { noteEdit } from './edits/edits.ts';
import { askForKey } from './edits/mcp.ts';
import { noteAnswered } from './link/latency.ts';
import { loginEcho, loginHeard, loginMarked, loginQuiet } from './login.ts';
import { noteRoom, settleRoom } from './map/here.ts';
import { answering, sendAnswer } from './outbox.ts';
import { closePrompt, markPrompt, openPrompt, passPrompt, QUIET, turnPage } from './prompt.ts';
import { fireHook } from './rules/hooks.ts';
import { passRules, passToldRules } from './rules/lines.ts';
import { areScriptsFiling, scriptsFiledBeforeLine } from './scripts/filing.ts';
import { fireData } from './scripts/hooks.ts';
import { onSoundOrder } from './sound/orders.ts';
import { fileBeforeLine, isLongToFile } from './tinyfugue/triggers/filing.ts';
import { heardLine, heardPrompt } from './walk/heard.ts';
import { say } from './world.ts';

/** A timer this late (ms) tells that Clay stood still, not that the server was quiet: what it said may lie unread. */
const STOOD_STILL = 50;

export function onReceived(turn: Turn, world: World, link: Link, bytes: Uint8Array): void {
  if (link.received === 0) cancel(turn.state, 'silence', world);
  link.received += bytes.length;
  world.lastReceived = turn.state.now;
  noteAnswered(link, turn.state.now);
  // Bytes are only read after those that wait; the host may lend its buffer, so what is kept is a copy.
  if (link.inbox.length > 0) link.inbox.push(Uint8Array.from(bytes));
  else process(turn, world, link, bytes);
}

/** The next slice of what waits in the inbox. */
export function workOff(turn: Turn, world: World): void {
  const { link } = world;
  const bytes = link?.inbox.shift();
  if (!link || !bytes) return;
  process(turn, world, link, bytes);
}

/** The connection has ended: what was read of it is worked off first, in its slices. True if nothing is left. */
export function endAfterInbox(link: Link, fault: Fault | null): boolean {
  if (link.inbox.length === 0) return true;
  link.ended ??= { fault };
  return false;
}

function process(turn: Turn, world: World, link: Link, bytes: Uint8Array): void {
  if (!scriptsFiledBeforeLine(turn) || !fileBeforeLine(turn)) {
    link.inbox.unshift(Uint8Array.from(bytes));
    return hold(turn, world, link);
  }
  const { rest, rang, spoke } = workThrough(turn, world, link, bytes);
  if (rang) ring(turn, world);
  if (rest) link.inbox.unshift(rest);
  hold(turn, world, link);
  // Telnet commands on their own say nothing about the text: a prompt stays one, and the wait for more goes on.
  const { line } = world.stream;
  if (line.touched) watchPrompt(turn, world);
  if (line.touched || spoke) loginHeard(turn, world);
  line.touched = false;
}

interface Worked {
  /** What is left for another turn. */
  readonly rest: Uint8Array | null;
  /** There was a bell; a line or a prompt. */
  readonly rang: boolean;
  readonly spoke: boolean;
}

/** Takes what the bytes say, up to the line where the work of the pipeline and of the rules is enough for a turn. */
function workThrough(turn: Turn, world: World, link: Link, bytes: Uint8Array): Worked {
  let [rang, spoke] = [false, false];
  const { rest } = receive(world.stream, bytes, answering(turn, world, link), BUDGET, value => {
    turn.ruleSteps = 0;
    if (value.type === 'bell') rang = true;
    else if (value.type === 'line' || value.type === 'prompt') spoke = true;
    take(turn, world, value);
    // The next line is for what this one has had macros define and scripts register.
    const waits = isLongToFile(turn.state) || areScriptsFiling(turn.state);
    return waits ? BUDGET : RULE_STEP * turn.ruleSteps;
  });
  return { rest, rang, spoke };
}

/** A server whose bytes grow too fast for one turn waits until they are worked off; typing goes first. */
function hold(turn: Turn, world: World, link: Link): void {
  const waits = link.inbox.length > 0;
  if (waits) schedule(turn.state, 'inbox', world, 0);
  if (waits !== link.held) turn.effects.push({ type: 'hold', link: link.id, on: waits });
  link.held = waits;
}

function take(turn: Turn, world: World, value: StreamValue): void {
  switch (value.type) {
    case 'line':
      if (world.telling) settleRoom(turn, world);
      if (!passPrompt(turn, world, value)) return;
      if (world.walk || world.recording) heardLine(turn, world, value.text);
      return passRules(turn, world, value);
    case 'prompt':
      if (world.telling) settleRoom(turn, world);
      markPrompt(turn, world, { text: value.text, runs: value.runs });
      loginMarked(turn, world);
      heardPrompt(turn, world);
      return;
    case 'reply':
      sendAnswer(turn, world, value.bytes);
      return;
    case 'mask':
      world.masked = value.on;
      fireHook(turn, world, value.on ? 'MASK' : 'UNMASK', world.name);
      world.maskLifted = false;
      if (value.on) world.echoes++;
      loginEcho(turn, world);
      return;
    case 'clear':
      turnPage(turn, world);
      world.scrollback.pageStart = world.scrollback.next;
      return;
    case 'notice':
      say(turn, world, `${world.name}: ${value.text}`);
      return;
    case 'data':
      return noteData(turn, world, value.name, value.entry);
    case 'sound':
      return onSoundOrder(turn, world, value.order);
    case 'mcp':
      return askForKey(turn, world);
    case 'edit':
      return noteEdit(turn, world, value);
    case 'bell':
      return;
  }
}

/**
 * What the server tells by GMCP or MSDP, for scripts, hooks and rules. Of several messages of one name in a packet each is looked at
 * as it was told: the store has the last one by then, and has it again behind the last of them.
 */
function noteData(turn: Turn, world: World, key: string, entry: DataEntry): void {
  const { entries } = world.stream.data;
  if (!Object.hasOwn(entries, key)) return;
  entries[key] = entry;
  noteRoom(turn, world, key);
  fireData(turn, world, key);
  // It was text, and what becomes of it is not told by hooks of other protocols.
  if (key.startsWith('msp:')) return;
  const by = key.startsWith('msdp:') ? 'msdp' : 'gmcp';
  fireHook(turn, world, by === 'msdp' ? 'MSDP' : 'GMCP', `${entry.name} ${entry.text}`.trim());
  passToldRules(turn, world, by, entry.name, entry.text);
}

/** Once for each read; the painter rings once a frame. */
function ring(turn: Turn, world: World): void {
  const { state, effects } = turn;
  const { bell } = state.settings;
  fireHook(turn, world, 'BEEP', world.name);
  for (const { kind, id, current } of Object.values(state.views)) {
    const isMeant = bell === 'all' || (bell === 'screen' && current === world.name);
    if (kind === 'terminal' && isMeant) effects.push({ type: 'bell', view: id });
  }
}

/** Text without a line end: shown at once, a prompt if it stays alone. */
function watchPrompt(turn: Turn, world: World): void {
  // What the server echoes of each key stands where it is typed, at once.
  const grows = world.promptOpen && isCharmode(turn.state, world);
  closePrompt(turn, world);
  if (partial(world.stream).text === '') cancel(turn.state, 'prompt', world);
  else if (grows) {
    cancel(turn.state, 'prompt', world);
    openPrompt(turn, world);
  } else schedule(turn.state, 'prompt', world, QUIET);
}

/** What the server says comes here: it is not kept back, nor is its session waiting in the proxy. */
function isHeard({ phase, link }: World): boolean {
  return phase === 'connected' && link !== null && !link.held;
}

/** The unterminated text has been quiet, `late` ms longer than was to be waited for: it is a prompt. */
export function onQuiet(turn: Turn, world: World, late: number): void {
  if (partial(world.stream).text === '') return;
  const { prompts } = world;
  // A second look a turn later: what lay unread in the kernel has been read by then.
  const isSure = late <= STOOD_STILL && isHeard(world);
  if (!isSure || !prompts.looked) {
    prompts.looked = isSure;
    return schedule(turn.state, 'prompt', world, isSure ? 0 : QUIET);
  }
  prompts.looked = false;
  openPrompt(turn, world);
  if (!world.promptOpen) return;
  loginQuiet(turn, world);
  heardPrompt(turn, world);
}
