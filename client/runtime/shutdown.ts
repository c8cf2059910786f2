/**
 * The end of the client, in order: log files and history, what the next start takes up, the last words to servers, the
 * terminal. `/quit` hangs up everywhere; any other end, also `/quit -k`, leaves the proxy's sessions for the next client, and worlds that
 * connect again.
 */
import { sessionsOf } from '../crash/checkpoint.ts';
import { isOfUseLater } from '../crash/interrupted.ts';
import { worldsOf } from '../editor/history.ts';
import type { Effect } from '../state/events.ts';
import type { ReadChunk } from '../state/log.ts';
import type { State, Turn } from '../state/state.ts';
import { sayGoodbyeToPrograms } from '../web/attach/channel.ts';
import { flushWhole } from '../world/logfile.ts';
import { pumpRest } from '../world/outbox.ts';
import { saveStores } from '../world/scripts/store/save.ts';
import { endAllSounds } from '../world/sound/list.ts';
import { writeStreamsWhole } from '../world/tinyfugue/streams/files.ts';

/** Words that were sent just before /quit have this long (ms) to reach a slow server. */
const QUIT_LIMIT = 500;

/** `leaving`: the terminal is the user's again, and last words are on their way. */
export type ShutdownPhase = 'running' | 'leaving';

export interface ShutdownOptions {
  readonly state: State;
  readonly readChunk: ReadChunk;
  perform(effect: Effect): void;
  /** Writes down texts that are not sent, which nobody takes up. Returns what to say of it, '' = nothing. */
  leaveEdits(): string;
  /** Writes the last checkpoint, for the next start. */
  saveCheckpoint(): void;
  /** No event is handled and nothing is drawn or written by itself any more. */
  stop(): void;
  /** The user's screen again; `done` once nothing more is on its way from the keyboard. */
  leaveTerminal(done: () => void): void;
  closeTerminal(): void;
  /** Connected sockets, and the bytes handed to each that the kernel has not taken. */
  openLinks(): readonly { readonly link: number; readonly unsent: number }[];
  close(link: number): void;
  /** Hangs the proxy's sessions up; settles when it has said so. */
  endSessions(sessions: readonly string[]): Promise<unknown>;
  /** Has browsers served no more over HTTPS; settles when that was said. null: none were. */
  endHttps(): Promise<unknown> | null;
  /** Removes the files of this process; `keep`: the last checkpoint is for the next start. Throws if it cannot. */
  removeFiles(keep: boolean): void;
  onCleanupFailed(error: unknown): void;
  /** Standard error, once the terminal is the user's again. */
  complain(text: string): void;
  exit(status: number): void;
  after(delay: number, run: () => void): void;
  soon(run: () => void): void;
}

export interface Shutdown {
  isEnding(): boolean;
  /**
   * Begins the end with this exit status; `lastWords` are said on standard error. With status 0 it hangs up everywhere, unless
   * it is to `keep` what the next start can take up. A second call changes nothing.
   */
  end(status: number, lastWords?: string, keep?: boolean): void;
}

export function createShutdown(options: ShutdownOptions): Shutdown {
  const { state } = options;
  let phase: ShutdownPhase = 'running';

  function end(status: number, lastWords = '', keepSessions = false): void {
    if (phase !== 'running') return;
    phase = 'leaving';
    const hangUp = status === 0 && !keepSessions;
    const sessions = sessionsOf(state).map(([id]) => id);
    const keep = !hangUp && isOfUseLater(state);
    writeDown();
    performAll(endAllSounds);
    performAll(sayGoodbyeToPrograms);
    if (keep) options.saveCheckpoint();
    options.stop();
    // Only with sessions is the state taken up.
    const left = keep && sessions.length > 0 ? '' : options.leaveEdits();
    const words = [lastWords, left].filter(word => word !== '').join(' ');
    const leave = whenBoth(() => exit(status, keep, words));
    options.leaveTerminal(leave.first);
    const isSlow = sayGoodbye(hangUp);
    const hungUp = hangUp ? hangUpInProxies(sessions) : [];
    if (hungUp.length === 0 && !isSlow) return options.soon(leave.second);
    options.after(QUIT_LIMIT, leave.second);
    if (hungUp.length > 0) void Promise.all(hungUp).then(leave.second);
  }

  /** What waits for the word of another process. */
  function hangUpInProxies(sessions: readonly string[]): Promise<unknown>[] {
    const ended = sessions.length > 0 ? options.endSessions(sessions) : null;
    return [ended, options.endHttps()].filter(one => one !== null);
  }

  /** Everything that is to be in the log files, and what was typed. */
  function writeDown(): void {
    for (const world of Object.values(state.worlds)) performAll(turn => flushWhole(turn, world));
    performAll(writeStreamsWhole);
    performAll(saveStores);
    const entries = [...state.unsavedHistory];
    const worlds = [...worldsOf(entries, state.unsavedWorlds)];
    if (hasUnsaved(state)) options.perform({ type: 'finish saving' });
    if (entries.length > 0) options.perform({ type: 'save history', entries, worlds, repeated: true });
  }

  /** What still waits behind a write under way; that of a session goes on in the checkpoint. Returns whether a server is slow. */
  function sayGoodbye(hangUp: boolean): boolean {
    const links = Object.values(state.worlds).flatMap(({ link }) => link ?? []);
    performAll(turn => {
      for (const link of links) if (hangUp || !link.session) pumpRest(turn, link);
    });
    const open = options.openLinks();
    for (const { link } of open) options.close(link);
    return open.some(({ unsent }) => unsent > 0);
  }

  function exit(status: number, keep: boolean, lastWords: string): void {
    try {
      options.removeFiles(keep);
    } catch (error) {
      // A build that is just being copied, say: what is left is cleared away by the next start.
      options.onCleanupFailed(error);
    }
    if (lastWords !== '') options.complain(`clay: ${lastWords}\n`);
    options.closeTerminal();
    options.exit(status);
  }

  function performAll(act: (turn: Turn) => void): void {
    const effects: Effect[] = [];
    const { readChunk } = options;
    act({ state, effects, readChunk, touched: new Set(), view: null, world: null, actions: [], deeds: [] });
    effects.forEach(options.perform);
  }

  return { isEnding: () => phase !== 'running', end };
}

/** Runs once both have been called, in whatever order and however often. */
function whenBoth(run: () => void): { first(): void; second(): void } {
  const called = new Set<string>();
  const note = (which: string) => () => {
    const before = called.size;
    if (called.add(which).size > before && called.size === 2) run();
  };
  return { first: note('first'), second: note('second') };
}

function hasUnsaved({ settingsFile, automation: { unsaved, unkept = [] } }: State): boolean {
  return settingsFile.unsaved.length + unsaved.length + unkept.length > 0;
}
