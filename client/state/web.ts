/** The browser view as plain data: who may look, who does, and what each of them has been shown. Behaviour: web/. */
import type { Fault } from '../../shared/fault.ts';
import type { Listen, ShownCertificate } from '../../shared/protocol/web.ts';
import type { Pattern, Progress } from './pattern.ts';
import type { Keyboard } from './terminal.ts';
import type { Entering, View } from './view.ts';

/** A WebSocket whose frames may stop at any byte. Owner: web/wire/frames.ts. */
export interface FrameState {
  mode: 'head' | 'data';
  /** Bytes of a frame's head as far as it has come. */
  head: Uint8Array;
  opcode: number;
  fin: boolean;
  mask: number;
  /** Bytes of the frame that are still to come, and those that came. */
  left: number;
  at: number;
  /** Its data so far, in pieces, unmasked. */
  part: Uint8Array[];
  /** Of the message under way: its opcode (0 = there is none), the data of its frames, their size and number. */
  kind: number;
  parts: Uint8Array[];
  size: number;
  count: number;
}

/** What the host is asked for on behalf of a connection: a file of the page, or a text to be compressed. */
export type Wanted = { readonly file: string } | { readonly text: string };

/** How far a page has come in the log of a world: `next` is the line it gets next, it has shown those before `acked`. */
export interface Cursor {
  next: number;
  acked: number;
}

/** What a page was told of a world last. */
export interface Told {
  readonly epoch: number;
  readonly next: number;
  readonly seen: number;
  readonly phase: string;
  readonly carrier: string;
  readonly masked: boolean;
  readonly prompt: string;
  /** Since pages of the second version. */
  readonly weight?: string;
  readonly vitals?: string;
  readonly map?: string;
}

/**
 * What connections come in by: the port of plain HTTP on this machine, the Unix socket that the terminator of HTTPS
 * connects to, or the one of Clay's own programs: `clay attach` and others.
 */
export type ListenerName = 'tcp' | 'terminator' | 'attach';

/** A listener, or one that is wanted; `host` and `port` of TCP (a Unix socket has its place in the runtime directory). */
export interface Listening {
  readonly host: string;
  readonly port: number;
  phase: 'opening' | 'open' | 'failed';
}

/** One connection of a browser: an HTTP request and its answer, or a WebSocket. Owner: web/connection.ts. */
export interface Browser {
  readonly id: number;
  readonly listener: ListenerName;
  /** Address of whoever looks at the page: at the other end, or as the terminator tells it. */
  peer: string;
  /** From the host, for what is made on this connection and must not be guessed; empty once it is used. */
  random: Uint8Array;
  /**
   * `fetching`: the host is asked for something; `checking`: whether a password is right; `hello`: a WebSocket that has not said
   * who it is.
   */
  mode: 'request' | 'fetching' | 'checking' | 'hello' | 'open' | 'closing';
  /** The password that it has said, and what it says of itself, while that is checked. */
  trying?: { readonly password: string; readonly agent: string };
  /** Of the request so far. */
  bytes: Uint8Array;
  /** What is fetched, and the answer's headers. */
  wanted: Wanted | null;
  headers: string[];
  /** It has asked for the head of an answer alone. */
  isHead?: true;
  /** The page has the file with this tag. */
  knownTag: string;
  frames: FrameState | null;
  /** Accepted for sending, not yet taken by the kernel, and how much at its head the host is writing now. */
  outbox: Uint8Array[];
  inFlight: number;
  /** When it came, when something was heard of it last, and when it was asked for a sign of life last (Unix ms). */
  readonly since: number;
  heard: number;
  pinged: number;
  /** Messages heard until then (Unix ms), less as many as it may say in the time between them. */
  burst: { since: number; count: number };
  /** Key of the login; '' = none yet. */
  login: string;
  tab: string;
  visible: boolean;
  /** The lines it wants, by world. */
  cursors: Record<string, Cursor>;
  told: Record<string, Told>;
  /** When it was told last how many lines there are that it does not get (Unix ms). */
  counted: number;
  /** What waits to be sent has a key of a login in it. */
  hasKey?: true;
  /** When it was sent lines last (Unix ms). */
  fed?: number;
  /** Something may have changed that it was not told of: there was no room. */
  owed?: true;
  /** It is closing, has been sent all, and the host was told to hang up. */
  hungUp?: true;
  /** It is closing: what it has not read by then it does not get (Unix ms). */
  endBy?: number;
  /** The version of the protocol that its page speaks; nothing: the first. */
  version?: number;
  /** The page that this build has, as it was told last. */
  page?: string;
  /** The sign of a reload that it shows; nothing: none. */
  sign?: string;
  /** What it has said of its font: characters of one column or two have two (`wide` of state/terminal.ts). */
  wide?: boolean;
  /** What it has said and was not looked at yet; nothing more is read of it meanwhile. */
  inbox?: Uint8Array[];
  held?: true;
  /** It says no more, or is gone, once that is looked at. */
  over?: 'ended' | 'closed';
  /** It is a program of Clay's own that has come over the network, by a login. */
  program?: true;
  /** It is a terminal. */
  tty?: AttachedTerminal;
  /** It has asked for something. */
  asked?: Asked;
}

/** A link of a game that was clicked on a page. */
export interface Followed {
  readonly link: string;
  readonly text: string;
  /** Which of its commands. */
  readonly pick: number;
}

/** A command of a page under way: its lines are more than one turn has time for. Owner: web/said.ts. */
export interface Saying {
  /** Which tab has said it, and its number. */
  readonly tab: string;
  readonly n: number;
  /** Where it was said. */
  readonly world: string;
  /** What it has put on the screen that is none. */
  readonly view: View;
  readonly entering: Entering;
  /** It is a link. */
  readonly link?: Followed;
}

/** A terminal at the other end of a connection. Owner: web/attach/. */
export interface AttachedTerminal {
  /** The view that is drawn on it. */
  readonly view: string;
  /** Pieces that were drawn on it, and those that it has swallowed: the next one is drawn only then. */
  drawn: number;
  taken: number;
  /** How it is set up, by what it was sent; null: not at all. */
  setup: TerminalSetup | null;
}

/** What a terminal is told besides what stands on its screen. */
export interface TerminalSetup {
  readonly mouse: boolean;
  readonly keypad: boolean;
  readonly keyboard: Keyboard;
  /** Title of the window; null: it is not ours. */
  readonly title: string | null;
  readonly focus: boolean;
}

/** What a program has asked for, and how far the answer is. Owner: web/attach/. */
export type Asked = AskedGrep | { readonly kind: 'link' };

/** Lines of the scrollback that match, of all worlds or one; `follow`: also those to come. */
export interface AskedGrep {
  readonly kind: 'grep';
  readonly pattern: Pattern;
  readonly follow: boolean;
  /** Each world that is looked through, and its line that is next. */
  next: Record<string, number>;
  /** How far that line was looked through, by world. */
  within: Record<string, Progress>;
  /** Lines of other worlds, that come to be while it follows, are wanted, too. */
  readonly all: boolean;
  /** Messages that were sent, and those that have come. */
  sent: number;
  taken: number;
  /** How many lines were found. */
  found: number;
  /** All that was there is told. */
  isThrough: boolean;
}

export type Role = 'play' | 'watch';

/** A browser that is logged in. */
export interface Login {
  /** As people call it: `/web logout 3`. */
  readonly id: number;
  /** Hash of the half of its key that its page keeps; the other half, in a cookie, is found by its hash. */
  readonly half: string;
  /** The browser by its own words, and its address. */
  readonly name: string;
  readonly peer: string;
  readonly role: Role;
  /** Unix ms. */
  readonly made: number;
  used: number;
  /** It could not be written into web.json: that it is not there means nothing. */
  unsaved?: true;
}

/** A page as long as its tab is open, whatever connections it has meanwhile. */
export interface Tab {
  /** Number of its last command that was done. */
  did: number;
  /** Unix ms. */
  used: number;
}

/** A link that logs one browser in. */
export interface Invitation {
  readonly until: number;
  readonly role: Role;
}

/** Passwords that were tried: when that began, when it was last (Unix ms), and how often. */
export interface Tries {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** The user knows. */
  isTold?: true;
}

/** What the terminator of HTTPS is asked for, but for the client's own socket. */
export type HttpsWish = Omit<Listen, 'type' | 'id' | 'target'>;

/** HTTPS as it is wanted, and as far as it is known. Owner: web/https.ts. */
export interface Https {
  readonly wish: HttpsWish;
  phase: 'starting' | 'serving' | 'failed';
  /** Shown last; null: none was yet. */
  certificate: ShownCertificate | null;
  /** Process of the terminator that serves, or did last. */
  pid?: number;
}

export interface WebState {
  /** Id of the next connection. */
  next: number;
  /** Which page this build has; nothing: not known. */
  page?: string;
  /** Those that are wanted. */
  listeners: Partial<Record<ListenerName, Listening>>;
  browsers: Record<string, Browser>;
  /** By the key of the login and the tab's own id. */
  tabs: Record<string, Tab>;
  /** Commands under way: the first of them goes on. */
  saying?: Saying[];
  /** By the hash of the token in the cookie. */
  logins: Record<string, Login>;
  nextLogin: number;
  /** By the hash of the link's secret. */
  invitations: Record<string, Invitation>;
  /** Hash of what programs of the user have to show; none = they cannot come in. */
  attachKey?: string;
  /** The profile's logins were asked for. */
  asked?: true;
  /** They have come. */
  known?: true;
  /** The host makes a hash of the password in the settings, of which this is a quick one. */
  hashing?: { readonly id: number; readonly of: string };
  /** By visitors' networks; and of all together. */
  tries?: Record<string, Tries>;
  allTries?: Tries;
  https?: Https;
}

/** What of the browser view has come along to this image: connections, and what listens. */
export interface WebCame {
  readonly browsers: readonly number[];
  readonly listens: readonly ListenerName[];
}

/** Bytes of the last write of a browser, which the kernel has taken. */
export type Taken = readonly [id: number, bytes: number];

export type WebEvent =
  /**
   * Browsers are served over HTTPS, by this process, and shown this certificate. `replaced`: one of another build has given up
   * for it; `asked`: somebody has, on that view.
   */
  | {
      type: 'web secured';
      certificate: ShownCertificate;
      pid: number;
      replaced: boolean;
      asked: string | null;
    }
  /** They are not. `holder`: who has the port, as far as it can be seen. */
  | { type: 'web unsecured'; fault: Fault; holder: string | null }
  /** The rows of a QR code. */
  | { type: 'web drawn'; view: string; address: string; code: readonly string[] }
  /**
   * Browsers can connect; or they cannot, for this reason (a code of the system). `holder`: who has the port, as far as it can
   * be seen.
   */
  | { type: 'web listening'; listener: ListenerName; port: number }
  /** Clay's own programs can connect that show the token, whose hash this is. */
  | { type: 'web admits'; key: string }
  | { type: 'web failed'; listener: ListenerName; port: number; code: string; holder?: string }
  /** Which page this build has: the page itself knows which one it is. */
  | { type: 'web page'; page: string }
  /** The browsers that are logged in, as the profile has them: at first, and whenever another Clay has changed that. */
  | { type: 'web logins'; logins: Readonly<Record<string, Login>>; fault: Fault | null }
  /** These logins could not be written down. */
  | { type: 'web unsaved'; keys: readonly string[] }
  /** A link was made, for whoever has asked for it on the view; `code`: its rows as a QR code. */
  | {
      type: 'web invited';
      view: string;
      role: Role;
      address: string;
      secret: string;
      code: readonly string[];
    }
  /** A browser has connected; `random` is for what must not be guessed. */
  | { type: 'web opened'; id: number; listener: ListenerName; peer: string; random: Uint8Array }
  | { type: 'web received'; id: number; bytes: Uint8Array }
  /** A terminal is to get this: what was drawn on it. Nothing is recorded of it: a terminal comes back after a crash. */
  | { type: 'web painted'; id: number; bytes: Uint8Array }
  /** The kernel has taken all of the last write. */
  | { type: 'web written'; id: number; bytes: number }
  /** It has taken those of several at once: their ids, and the bytes. */
  | { type: 'web taken'; writes: readonly Taken[] }
  /** What was wanted, compressed; null: there is no such file. `tag`: of this version of it. */
  | { type: 'web fetched'; id: number; bytes: Uint8Array | null; tag: string }
  /** A hash of the password of the settings; `id`: which one was asked for. */
  | { type: 'web hashed'; id: number; hash: string }
  /** Whether the password that a browser has said is the right one. */
  | { type: 'web checked'; id: number; isRight: boolean }
  /** The browser says no more. */
  | { type: 'web ended'; id: number }
  | { type: 'web closed'; id: number };

export type WebEffect =
  /** Have browsers served over HTTPS, or none any more; answered by `web secured` or `web unsecured`. */
  | { type: 'web secure'; wish: HttpsWish | null }
  /** Look at the files of the certificate now, for whoever asks on that view. */
  | { type: 'web certificate'; view: string }
  /** Draw an address; answered by `web drawn`. */
  | { type: 'web draw'; view: string; address: string }
  /**
   * Let browsers connect, over TCP to `host` and `port`; the host answers with `web listening` or `web failed`. `next`: id of
   * the next one.
   */
  | { type: 'web listen'; listener: ListenerName; host: string; port: number; next: number }
  | { type: 'web unlisten'; listener: ListenerName }
  /** A program was not let in: it is written down. */
  | { type: 'web refused'; id: number }
  /** Read who is logged in, from now on whenever the file has changed; the host answers with `web logins`. */
  | { type: 'read logins' }
  /** Write down who is logged in now and was not, and who is not any more: others may be logged in with another Clay. */
  | {
      type: 'save logins';
      set: Readonly<Record<string, Login>>;
      gone: readonly string[];
      /** When others were used (Unix ms): only of those that nobody has logged out meanwhile. */
      used?: Readonly<Record<string, number>>;
    }
  /** Make a link; the host answers with `web invited`. */
  | { type: 'web invite'; view: string; role: Role; address: string }
  /** The host answers with `web written`; one write at a time. */
  | { type: 'web write'; id: number; bytes: Uint8Array }
  /** The host answers with `web fetched`. */
  | { type: 'web fetch'; id: number; wanted: Wanted }
  /** Make a hash of the password; the host answers with `web hashed`. */
  | { type: 'web hash'; id: number; password: string }
  /** Has the browser said the right password? The host answers with `web checked`. */
  | { type: 'web check'; id: number; password: string; hash: string }
  /** Read nothing more of it for now; or read on. */
  | { type: 'web hold'; id: number; on: boolean }
  /** Hang up, once all is written. */
  | { type: 'web close'; id: number };
