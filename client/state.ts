/**
 * The state of the client: one tree of plain data (objects, arrays, strings, numbers, booleans, null and
 * Uint8Array), so that it is encoded, carried through execve() and decoded without a special case. What is
 * not in this tree does not exist after a reload. Types and empty values only; behaviour lives with the
 * module that owns the part.
 */
import type { Fault } from '../shared/fault.ts';
import type { Settings, WorldSettings } from './state/settings.ts';
import type { StreamState, StyledText } from './state/stream.ts';
import type { Editor, KeysState } from './state/terminal.ts';

// ---------------------------------------------------------------- lines

/** Where a line came from: the game, Clay itself (a message to the user). */
export type LineKind = 'game' | 'clay';

export interface Line extends StyledText {
  /** Unix time in ms of arrival. */
  readonly time: number;
  readonly kind: LineKind;
}

/**
 * The append-only, numbered log of one world. Lines [sealed, next) are in `open`; lines [0, sealed) are in
 * chunks in the spill file, found through `index`. Owner: world/scrollback.ts.
 */
export interface Scrollback {
  next: number;
  sealed: number;
  open: Line[];
  /** UTF-16 units in `open`, to seal by size as well as by count. */
  openSize: number;
  /** 16 bytes a chunk: offset in the spill file (float64), byte length (uint32), line count (uint32). */
  index: Uint8Array;
  chunks: number;
  /** Chunks that are not (yet) in the spill file, by their offset there: on their way, or refused by a full disk. */
  unspilled: Record<string, Uint8Array>;
}

/** What of a log is on screen. Owner: world/reading.ts. */
export interface Reading {
  /** Lines [0, shown) are released; [shown, next) are pending behind more-mode. */
  shown: number;
  /** Screen rows released since the user last did something. */
  rows: number;
  paused: boolean;
  /** Scrolled back: the line whose row `row` is the last one on screen. */
  anchor: { line: number; row: number } | null;
  /** First line of the page after a "clear screen" from the server; older lines are in the scrollback. */
  pageStart: number;
}

// ---------------------------------------------------------------- worlds

/** How a link's bytes travel; the names `/connections` shows. Those through the proxy outlive the client. */
export type Carrier = 'tcp' | 'tcp-proxy' | 'tls-proxy' | 'tls-direct';

/** One connection. The host knows the socket by `id`; everything else about it is here. */
export interface Link {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  carrier: Carrier;
  /** Bytes from the peer that were processed, since the start of the session. */
  received: number;
  /** Accepted for sending, not yet taken by the kernel: law 2. */
  outbox: Uint8Array[];
  /** How many bytes at the head of the outbox the host is writing now. */
  inFlight: number;
  /** Bytes of answers to the server's requests since the outbox was last empty: so many of them wait at most. */
  answered?: number;
  /** Bytes read but not yet processed (what makes much work is done in slices). */
  inbox: Uint8Array[];
  /** Reading is stopped until the inbox is empty. */
  held: boolean;
  /** The connection has ended, for this reason; it is closed when the inbox is empty. */
  ended?: { readonly fault: Fault | null };
  /** Bytes the kernel has taken of what was sent, since the start of the session. */
  taken: number;
  /** The last of them, in a session: a proxy that was cut off has maybe not read them. */
  recent?: Uint8Array;
  /** Bytes of the outbox that waited when the session was asked for again; what was said since is behind them. */
  asked?: number;
  /** The session's id in the proxy; null for a connection of our own. */
  session: string | null;
  /** The proxy that holds the session, for the eye: `build pid`. */
  proxy: string;
}

export type Phase = 'idle' | 'connecting' | 'connected' | 'disconnected' | 'waiting';

/** What auto-login does next. `skip` for restored connections and `/worlds -l`; `fetching`: password_command runs. */
export type LoginStep = 'skip' | 'connect' | 'user' | 'password' | 'fetching' | 'again' | 'done';

/** What becomes of prompts, and of the line they stand on. Owner: world/prompt.ts. */
export interface PromptState {
  /** The marked prompt that an open one stands in front of. */
  behind: StyledText | null;
  /** The marked prompt was seen to: it is in the log, or need not be. */
  kept: boolean;
  /** Text of the prompt that was done last: it is not repeated. */
  last: string;
  /** Text that has stood as an open prompt since the last line. */
  opened: string;
  /** A prompt is done, and its line end may yet come. */
  ending: boolean;
  /** A line was sent at unterminated text that is not known to be a prompt. */
  answered: boolean;
}

export interface World {
  readonly name: string;
  phase: Phase;
  link: Link | null;
  stream: StreamState;
  scrollback: Scrollback;
  reading: Reading;
  login: LoginStep;
  /** The server echoed when the name was sent: that it does says nothing about what it asks for. */
  loginEcho: boolean;
  /** Lines that arrived while another world was on screen. */
  unseen: number;
  /** When the first unseen line came, for "unseen first" switching; 0 = none. */
  unseenSince: number;
  lastReceived: number;
  lastSent: number;
  /** Shown at the input: text before GA or EOR, or unterminated text that has been quiet for a while. */
  prompt: StyledText | null;
  /** The prompt is unterminated text: whatever comes next may still complete it to a line. */
  promptOpen: boolean;
  prompts: PromptState;
  /** The server echoes: what is typed is shown as asterisks and kept out of the history. */
  masked: boolean;
  /** A certificate that differs from the pinned one: its fingerprint, until /trust accepts it. */
  distrusted: string | null;
  log: LogFile;
}

/** The log file as a cursor into the scrollback. Owner: world/logfile.ts. */
export interface LogFile {
  on: boolean;
  /** Lines before this one are in the file or were never meant for it. */
  cursor: number;
  /** File being written, and its length after the last whole write. */
  path: string | null;
  size: number;
  /** After a crash: what the file `path` has beyond this length comes again from the proxy; null = nothing does. */
  cutTo: number | null;
  failed: boolean;
}

// ---------------------------------------------------------------- the tree

/** Named timers with their due times (Unix ms); a name is `what` or `what world`. */
export type Timers = Record<string, number>;

/** A search through the scrollback in progress, worked off in slices. */
export interface Recall {
  world: string;
  pattern: string;
  /** Next line to look at, counting down; how many are still to be found; matches so far, newest first. */
  next: number;
  wanted: number;
  found: number[];
}

/** F4: a search through the log on screen. */
export interface Search {
  editor: Editor;
  /** Line to look at next while a search runs in slices, else null; and in which direction. */
  scanning: number | null;
  step: 1 | -1;
  /** The line found last: it is on screen and its matches are marked. */
  match: number | null;
  /** What to say beside the pattern, such as "not found". */
  status: string;
}

/** The dialog of the global settings. Owner: terminal/setup.ts. */
export interface Setup {
  /** The row the cursor is on. */
  row: number;
  /** What the rows show, as text, in the order of the schema; saved by Enter. */
  values: string[];
  /** What is wrong with a value, if anything is. */
  fault: string;
}

export interface State {
  /** Time of the event being handled. */
  now: number;
  columns: number;
  rows: number;
  /** Of this build, for the servers that ask. */
  version: string;
  /** Type of the terminal as servers are told of it. */
  terminal: string;
  settings: Settings;
  worlds: Record<string, World>;
  /** Names of worlds that are not in settings.toml and shall not get there by themselves. */
  temporary: string[];
  /** Name of the world on screen; null shows the console. */
  current: string | null;
  /** Clay's own lines while no world is on screen. */
  console: { scrollback: Scrollback; reading: Reading };
  keys: KeysState;
  editor: Editor;
  /** Size of the output area that the servers were told last (NAWS). */
  announced: { columns: number; rows: number };
  timers: Timers;
  nextLink: number;
  /** End of the spill file: where the next sealed chunk goes. */
  spillEnd: number;
  recall: Recall | null;
  search: Search | null;
  setup: Setup | null;
  /** Time of the first of two Ctrl+C; 0 = none. */
  interruptedAt: number;
  /** How often this process has replaced its code. */
  reloads: number;
}

// ---------------------------------------------------------------- what comes in, what goes out

/** A session in the proxy that is attached to a link. */
export interface ProxySession {
  readonly id: string;
  readonly proxy: string;
  /** Bytes for the server that the proxy has taken in all. */
  readonly accepted: number;
}

/** What the shell needs to know to make a connection. */
export interface Target {
  readonly world: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly policy: WorldSettings['tls_verify'];
  readonly legacy: boolean;
  /** Paths of PEM files; '' = none. */
  readonly certificate: string;
  readonly key: string;
  /** Through tlsproxy: how it is talked to, bytes kept for replay, and for how long (ms); null = our own connection. */
  readonly proxy: { transport: 'unix' | 'tcp'; replay: number; keep: number } | null;
}

/** What a new image brings with it, so that the tape has it as well. */
export type ImageFacts = Pick<State, 'version' | 'terminal' | 'columns' | 'rows' | 'reloads'>;

export type Event =
  | { type: 'input'; bytes: Uint8Array }
  | { type: 'resize'; columns: number; rows: number }
  | {
      type: 'connected';
      link: number;
      carrier: Carrier;
      session: ProxySession | null;
      notes: readonly string[];
    }
  | { type: 'received'; link: number; bytes: Uint8Array }
  /** The kernel took `bytes` more bytes of what was in flight. */
  | { type: 'written'; link: number; bytes: number }
  /** The peer ended the connection (fault null) or it failed. */
  | { type: 'closed'; link: number; fault: Fault | null }
  | { type: 'tick' }
  | { type: 'spilled'; offset: number }
  | { type: 'spill failed'; fault: Fault }
  | { type: 'logged'; world: string; path: string; size: number }
  | { type: 'log failed'; world: string; from: number; fault: Fault }
  /** Something the shell has to tell the user. */
  | { type: 'notice'; text: string }
  /** The certificate is pinned, or could not be. */
  | { type: 'trusted'; world: string; fault: Fault | null }
  /** SIGUSR1. */
  | { type: 'reload requested' }
  /** The first event of a client that takes up what a crashed one left. */
  | { type: 'recovered' }
  /** The first event after a crash: the links of our own that came along, and the bytes the kernel has taken of each. */
  | { type: 'crashed'; links: readonly { link: number; taken: number | null }[] }
  /** What password_command printed. */
  | { type: 'password'; world: string; password: string | Fault }
  /** The first event of a fresh client: what is to be said, and which worlds to connect. */
  | { type: 'started'; notices: readonly string[]; worlds: readonly string[] }
  /** The first event after a reload: the links whose descriptors came along, and those whose did not. */
  | { type: 'restored'; carried: readonly number[]; lost?: readonly number[]; image?: ImageFacts }
  /** Whatever is not in the log files yet is to be there now: a checkpoint is about to be taken. */
  | { type: 'flush logs' }
  /** What was being handled when the client crashed, once more. */
  | { type: 'again'; event: Event }
  /** The demo MUD runs: two worlds on this machine. */
  | { type: 'demo'; port: number; tlsPort: number | null };

export type Effect =
  | { type: 'connect'; link: number; target: Target }
  /** Take a session of the proxy up again, from a byte on. */
  | { type: 'attach'; link: number; target: Target; session: string; offset: number; holder: string }
  /** Hang up, or give up connecting; a session in the proxy ends with it. */
  | { type: 'close'; link: number; session: string | null }
  /** Write a certificate down as the one to trust; the host answers with `trusted`. */
  | { type: 'trust'; world: string; host: string; port: number; fingerprint: string }
  /** The host answers with `written`; one write per link at a time. */
  | { type: 'write'; link: number; bytes: Uint8Array }
  /** Run a shell command for its first line; the host answers with `password`. */
  | { type: 'password command'; world: string; command: string }
  | { type: 'hold'; link: number; on: boolean }
  /** The host answers with `spilled` or `spill failed`. */
  | { type: 'spill'; offset: number; bytes: Uint8Array }
  /** Append `text` to the log file `path` (relative to the profile's logs/), cut to `size` first if that is given. */
  | { type: 'log'; world: string; path: string; size: number | null; from: number; text: string }
  /** Change settings.toml: each edit sets (or, undefined, deletes) the value at a path. */
  | { type: 'save settings'; edits: { path: string[]; value: unknown }[] }
  | { type: 'bell' }
  | { type: 'redraw' }
  | { type: 'suspend' }
  /** `force`: without a trial of the new build. */
  | { type: 'reload'; force: boolean }
  /** Input history, oldest first, for the next start. */
  | { type: 'save history'; entries: readonly string[] }
  | { type: 'quit' };

/** Reads sealed history: the lines of the chunk at this place of the spill file. Immutable, so reading is not an event. */
export type ReadChunk = (offset: number, length: number) => readonly Line[];

/** One event being handled: the state it may change and the effects it asks for, in order. */
export interface Turn {
  readonly state: State;
  readonly effects: Effect[];
  readonly readChunk: ReadChunk;
  /** Worlds that have something for the screen or the log file: with a thousand of them, not all are looked at each time. */
  readonly touched: Set<World>;
}
