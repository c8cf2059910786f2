/** One world and its connection, as plain data. Behaviour: world/. */

import type { Fault } from '../../shared/fault.ts';
import type { Trust } from '../../shared/tls/certificate-policy.ts';
import type { Scrollback } from './log.ts';
import type { Sight } from './map/rooms.ts';
import type { StreamState, StyledText } from './stream.ts';

/** How a link's bytes travel; the names `/connections` shows. Those through the proxy outlive the client. */
export type Carrier = 'tcp' | 'tcp-proxy' | 'tls-proxy' | 'tls-direct';

/** One connected socket of the client. The host knows it by `id`; everything else about it is here. */
export interface Channel {
  readonly id: number;
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
  sent: number;
}

/** The connection of a world. */
export interface Link extends Channel {
  readonly host: string;
  readonly port: number;
  carrier: Carrier;
  /** The last bytes sent, in a session: a proxy that was cut off has maybe not read them. */
  unconfirmed?: Uint8Array;
  /** A secret ends at this byte of what is sent, since the start of the session. */
  secretEnd?: number;
  /** Bytes of the outbox that waited when the session was asked for again; what was said since is behind them. */
  waitingAtAttach?: number;
  /** The session's id in the proxy; null for a connection of our own. */
  session: string | null;
  /** The proxy that holds the session, for the eye: `build pid`. */
  proxy: string;
  /** So many bytes at the beginning of the connection are those of a TLS alert. */
  alert?: number;
  /** When it was started; as in ProxySession. */
  proxyIdentity?: string;
  /** The session waits to be taken up again; `told`: the user knows. */
  detached?: 'untold' | 'told';
  /** What the trust in its certificate rests on; none without TLS, or where it is not known. */
  trust?: Trust;
  /** When a line was sent that has not been answered yet, and how long an answer took last (ms). Owner: world/latency.ts. */
  asked?: number;
  latency?: number;
}

export type Phase = 'idle' | 'connecting' | 'connected' | 'disconnected' | 'waiting';

/** What auto-login does next. `skip` for restored connections and `/worlds -l`; `fetching`: password_command runs. */
export type LoginStep = 'skip' | 'connect' | 'user' | 'password' | 'fetching' | 'again' | 'recipe' | 'done';

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
  /** What was said then: it is shown once it is known whether it stands behind a prompt. */
  said?: readonly string[];
  /** The open prompt that rules were asked about: they are not asked again if it comes back unchanged, or is marked after all. */
  asked?: string;
  /** It has been quiet for long enough; what lies unread is looked at before that counts. */
  looked: boolean;
  /** The open prompt was found by a build that took half a line that came late for one: it is looked at again. */
  doubtful: boolean;
}

/** How it goes with connecting again and again. Owner: world/reconnect.ts. */
export interface Retry {
  /** Attempts by itself since a connection last held. */
  tries: number;
  /** When the connection was made (Unix ms): once it has held for a while, whatever comes next is a new matter. */
  since: number;
  /** Why the last attempt failed: it is said once. */
  said: string;
  /** What auto-login has sent last on this connection: when, and the number of the line that came next. */
  login: { readonly at: number; readonly line: number } | null;
  /** The last words of a server that has hung up right behind a login, and how often in a row it has. */
  refusal: string;
  refusals: number;
}

/** A world that a client which is no more was connected to, and how it went with connecting. */
export interface Interrupted {
  readonly name: string;
  readonly retry: Retry;
}

/** A certificate that was refused, for the user to look at. */
export interface RefusedCertificate {
  /** What is wrong with it. */
  readonly sentence: string;
  /** SHA-256 of this one, and of those that were known. */
  readonly fingerprint: string;
  readonly pins: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** It was shown in a box: once is enough. */
  offered: boolean;
}

export interface World {
  readonly name: string;
  phase: Phase;
  link: Link | null;
  stream: StreamState;
  scrollback: Scrollback;
  login: LoginStep;
  /** The server echoed when the name was sent: that it does says nothing about what it asks for. */
  loginEcho: boolean;
  /** Of a recipe: the step that is next, and whether the server has said something since the last one. */
  loginAt: number;
  loginHeard: boolean;
  /** Nothing has been said to the server yet: what it sends is its greeting. */
  greeting: boolean;
  lastReceived: number;
  lastSent: number;
  /** Shown at the input: text before GA or EOR, or unterminated text that has been quiet for a while. */
  prompt: StyledText | null;
  /** The prompt is unterminated text: whatever comes next may still complete it to a line. */
  promptOpen: boolean;
  prompts: PromptState;
  /** The server echoes: what is typed is hidden, unless world/login/masking.ts knows better. */
  masked: boolean;
  /** How often the server has begun to echo: a password is for one of these times. */
  echoes: number;
  /** The user wants to see what is typed, until the server says something new about its echo. */
  maskLifted: boolean;
  /** Each key goes to the server at once, or not, on this connection; nothing: as the setting says. Owner: world/charmode/. */
  charmode?: boolean;
  /** A certificate that differs from the pinned one: its fingerprint, until /trust accepts it. */
  distrusted: string | null;
  /** Lines before `until` were looked at for a notification; the last one was given `at`. Owner: view/attention/notify.ts. */
  notified?: { readonly until: number; readonly at: number };
  /** How important what is unread is, as far as it has been looked at. Owner: view/importance.ts. */
  news?: { readonly until: number; readonly importance: 'highlight' | 'text' | 'own' };
  /** What there is to know of it. */
  refused?: RefusedCertificate;
  retry: Retry;
  log: LogFile;
  /** Id of the view that typed to it last: the server is told that one's size. '' = none has yet. */
  sizedBy: string;
  /** A walk under way, or the last one of the connection. Owner: world/walk/. */
  walk?: Walk;
  /** The room that the server has told of last, on this connection. Owner: world/map/here.ts. */
  here?: Here;
  /** What MSDP has told of a room since the last text; `waits`: its number has come, its name or its exits maybe not. Owner: world/map/here.ts. */
  telling?: { name?: true; exits?: true; waits?: true };
  /** What lies around it on the map, as far as somebody looks at it. */
  sight?: Sight;
  /** Rooms are noted as they are walked into. Owner: world/map/recorder.ts. */
  recording?: Recording;
  /** The user has said something since a text to edit was opened by itself. Owner: view/edits/open.ts. */
  asksEdit?: true;
  /** Lines that are sent one by one, and which is next; `sent`: those before. Owner: view/paste/slowly.ts. */
  slowly?: { readonly lines: readonly string[]; next: number; readonly sent: number };
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
  /** What was sent and is to be in the file, each before a line of the log. */
  sent?: SentLine[];
  /** Files that rules have lines written to, by their names without `.log`. Owner: world/rules/files.ts. */
  files?: Record<string, RuleFile>;
}

/** A file of rules: its lines stay here until they are known to be there. */
export interface RuleFile {
  lines: string[];
  /** Bytes of it after the last whole write; null = not known yet. */
  size: number | null;
  /** After a crash: what it has beyond this length comes again. */
  cutTo?: number;
  /** So many of the lines are being written; 0: its length is asked for. None: nothing is under way. */
  writing?: number;
  failed?: true;
}

export interface SentLine {
  /** Number of the line that comes after it. */
  readonly before: number;
  readonly time: number;
  readonly text: string;
}

/** A path that is walked a step at a time. */
export interface Walk {
  /** As they are written: a way (`n`, `[enter hole]`) brings a new room; `(open door)` does not. */
  readonly steps: string[];
  /** Where it goes as the user calls it; '' = along a path. */
  readonly goal: string;
  /** The room behind each step as the map has it ('' behind one that leads to none); none: along a path. */
  readonly rooms?: readonly string[];
  /** Nothing is said when it has arrived. */
  readonly quiet?: true;
  /** How many of its steps are done. */
  done: number;
  /** `paused`: by the user; `stuck`: by the game; `over`: it has arrived, or was ended. */
  phase: 'going' | 'paused' | 'stuck' | 'over';
  /** The step after those was sent, and its room has not come. */
  asked?: AskedStep;
  /** When a step was sent last (Unix ms). */
  sentAt: number;
}

export interface AskedStep {
  /** Number of the room in which it was sent; null = it is not known. */
  readonly room: string | null;
  /** So many other lines were sent since: their prompts are none of the step's. */
  beside: number;
  /** It was waited for long enough; the room may come all the same. */
  late?: true;
}

/** A room as the server tells it. */
export interface Here {
  /** Null: a room that has no number. */
  readonly id: string | null;
  readonly name: string;
  /** It was walked into, and noted by Clay: the server tells of no rooms. */
  readonly walked?: true;
}

/** How it goes with noting rooms by walking. */
export interface Recording {
  /** The way that was gone, and what the game has said first since then. */
  way?: string;
  title?: string;
}
