/**
 * The one way into an image: whether the client was just started, comes through a reload or a crash, or takes up what a
 * killed one has left, it goes through these steps in this order.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import type { Posix, PosixUnavailable } from '../../native/posix.ts';
import { WATCHED_VARIABLE } from '../host/environment.ts';
import { createProgramLog, type ProgramLog } from '../host/program-log.ts';
import { reapInheritedChildren } from '../host/reaper.ts';
import { provideEngines } from '../host/script/engines.ts';
import type { Memories } from '../host/script/memories.ts';
import { allowSparkplug, putOffOptimizing } from '../host/sparkplug.ts';
import type { Spill } from '../host/spill.ts';
import { BLOCKED_SIGNALS } from '../reload/exec.ts';
import { type Client, runClient } from '../runtime/client.ts';
import type { Image } from '../runtime/image.ts';
import { readMemoriesWith } from '../script/stored.ts';
import type { ProcessFacts } from '../snapshot/process-facts.ts';
import type { Event } from '../state/events.ts';
import type { State } from '../state/state.ts';
import { keyboardOf } from '../terminal/keyboard/protocol.ts';
import { leaving } from '../terminal/modes.ts';
import { type Installation, version } from './installation.ts';

/** What an image starts from. */
export interface Arrival {
  readonly facts: ProcessFacts;
  readonly state: State;
  readonly posix: Posix | PosixUnavailable;
  readonly spill: Spill;
  readonly memories: Memories;
  /** The runtime directory. */
  readonly runtime: string | null;
  readonly place: Installation;
  /** Number of the journal's last file. */
  readonly journal: number;
  /** Of the snapshot, what this build does not know. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** There was an image before this one in the same process: it has set the terminal up, and may have left children. */
  readonly inherited: boolean;
  /** The first checkpoint: the bytes that the state was decoded from; `now` to write one; `later` when one is due. */
  readonly checkpoint: Uint8Array | 'now' | 'later';
  /** Takes over the descriptors that came along. Returns the first events, which say what did. */
  adopt(client: Client): readonly Event[];
  /** What the first frames are to say. */
  readonly notices: readonly string[];
  /** For clay.log: what this start was. */
  readonly logged: { readonly code: string; readonly details: Readonly<Record<string, unknown>> };
  /** Removes what the image or the client before has left for this one. */
  cleanUp(): void;
}

/** What the steps are done with. */
export interface TakeoverTools {
  runClient(image: Image): Client;
  createProgramLog(file: string): ProgramLog;
  reapChildren(posix: Posix): void;
  /** Nobody watches any more. */
  release(posix: Posix): void;
  /** V8 compiles as usual from now on. */
  allowSparkplug(): void;
  /** Calls back in another turn of the event loop. */
  soon(run: () => void): void;
}

const TOOLS: TakeoverTools = {
  ...{ runClient, createProgramLog, release, allowSparkplug },
  reapChildren: reapInheritedChildren,
  soon: setImmediate,
};

export function takeOver(arrival: Arrival, tools = TOOLS): Client {
  putOffOptimizing();
  const { posix, checkpoint, inherited, logged } = arrival;
  const available = 'unavailable' in posix ? null : posix;
  available?.forbidCoreDumps();
  const { facts, place } = arrival;
  let client: Client | null = null;
  // What stands beside the program may be of another build by the time that a script is loaded; the copy is of this one.
  const kept = () => {
    const copy = client?.builds.runningIfKnown();
    return copy ? dirname(copy.script) : null;
  };
  provideEngines(facts.home, kept, place.directory, dirname(facts.script || place.script));
  readMemoriesWith(arrival.memories.read);
  const image = imageOf(arrival, tools.createProgramLog(`${arrival.facts.home}/clay.log`));
  client = tools.runClient(image);
  const events = arrival.adopt(client);
  // Nothing was read or sent so far: until here whoever watches can put the previous build back.
  if (inherited) client.loop.paint();
  if (available && inherited) tools.reapChildren(available);
  // What a crash is answered by takes the watch's place at its release.
  if (checkpoint === 'now') client.saveCheckpoint();
  else if (checkpoint !== 'later') client.adoptCheckpoint(checkpoint);
  if (available && inherited) tools.release(available);
  events.forEach(client.dispatch);
  for (const text of arrival.notices) client.dispatch({ type: 'notice', text });
  if (available && inherited) available.unblockSignals(BLOCKED_SIGNALS);
  const rest = () => {
    tools.allowSparkplug();
    arrival.cleanUp();
    if (inherited) client.builds.removeOthers();
    image.log(logged.code, { ...logged.details });
  };
  // What another image waits for comes first.
  if (inherited) tools.soon(rest);
  else rest();
  return client;
}

function imageOf(
  { facts, state, posix, spill, memories, runtime, place, journal, unknown, inherited }: Arrival,
  log: ProgramLog,
): Image {
  state.version = version;
  return {
    // The user's path; the image itself may have been started from a copy.
    facts: { ...facts, script: facts.script || place.script },
    state,
    posix,
    spill,
    memories,
    log,
    running: place.script,
    directory: place.directory,
    nodeOptions: place.options,
    runtimeDirectory: runtime,
    journal,
    unknown,
    reloaded: inherited,
  };
}

/** Nobody watches any more, and no program that is started from here is to believe so. */
function release(posix: Posix): void {
  posix.releaseWatchdog();
  delete process.env[WATCHED_VARIABLE];
}

/** Calls `work`; what it throws ends the process. */
export function orGiveUp(work: () => void): void {
  try {
    work();
  } catch (error) {
    giveUp(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** Of a client that was just started: says in a sentence why it cannot run, and ends it. */
export function cannotStart(error: unknown): never {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  const gone = syscall === 'uv_cwd' ? 'the working directory is not there any more' : null;
  const full = code === 'EMFILE' ? 'it may not have enough files open (ulimit -n)' : null;
  return endWith(`it cannot start: ${gone ?? full ?? message}`);
}

/** Nothing can be restored: who watches puts the previous build back; else leave the terminal usable, say why. */
function giveUp(why: string): never {
  if (process.env[WATCHED_VARIABLE] !== undefined) {
    writeSync(2, `${why}\n`);
    process.exit(1);
  }
  return endWith(`the reload failed: ${why.split('\n', 1)[0]}`);
}

function endWith(sentence: string): never {
  // Nobody is left who knows the settings the terminal had; the usual ones are better than raw ones.
  spawnSync('stty', ['sane'], { stdio: [0, 'ignore', 'ignore'] });
  // Nor how the keyboard speaks, but for what it may have been asked.
  const keyboard = keyboardOf(process.env) === 'asked' ? 'kitty' : keyboardOf(process.env);
  writeSync(2, `${isatty(2) ? leaving(keyboard) : ''}\r\nclay: ${sentence}.\r\n`);
  // As in tty.ts: what Node found at its start is a raw terminal, not to be put back.
  for (const fd of [0, 1, 2]) closeSync(fd);
  process.exit(1);
}
