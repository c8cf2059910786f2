/**
 * What client and proxy say to each other.
 *
 * A connection (Unix socket, or 127.0.0.1 where that is configured) carries frames (frame.ts), each one
 * message of the types below. The client speaks first:
 *
 *     client                                    proxy
 *     hello {version, token}               →
 *                                          ←    welcome {version, pid, build, draining}
 *     list, close, ack, ending, stats, drain →
 *                                          ←    the answer of that name, or fault
 *
 * Requests carry an `id` that their answer repeats; answers come in any order. `ack` has no answer. Such a
 * control connection may be closed and opened again at any time; nothing depends on it.
 *
 * Opening a session uses a connection of its own, which then becomes the session's plaintext:
 *
 *     hello                                →    welcome
 *     open {host, port, policy, ...}       →    (connects; may take seconds) opened {session, tls}
 *     attach {session, offset: 0}          →    attached {received, accepted}
 *     begin                                →    from here on raw plaintext, both ways, nothing else
 *
 * If that connection closes before `attached`, the attempt is called off or the session closed: nothing is left
 * behind by a client that changed its mind. Attaching to a running session is the same without `open`. `begin`
 * exists so that no byte of plaintext can be read together with a frame. A session has one attached
 * connection at most: a new one replaces the old.
 *
 * Offsets count the plaintext bytes of one direction from the start of the session. The proxy keeps every
 * byte from the server until the client has acknowledged it, by `ack` or by the offset it attaches from; when
 * it holds as many as `replay` allows it stops reading from the server. `attached.accepted` says how many
 * bytes for the server it has taken from clients, so that one restored from an old checkpoint knows which of
 * its unsent bytes are already on their way.
 *
 * An attached connection that ends means a client that is gone, not a session that is over: only `close`, the
 * server, or `keep` ms without a client end a session. `close` has the client's last bytes sent first. When the
 * server has ended, the attached connection is ended after its last byte; `ending` tells why.
 *
 * `drain {on: true}` tells a proxy that a newer build takes the new sessions: it leaves as soon as its last
 * session has ended.
 *
 * Versions: a proxy answers a hello of another version with the fault PROTOCOL_VERSION, whose details
 * name its own, and closes. Fields that are not known are ignored; a missing field is a fault. A new field is
 * optional or raises the version. What concerns browsers is in web.ts.
 */
import { type Fault, fault } from '../fault.ts';
import { TLS_POLICIES, type TlsPolicy, type Trust } from '../tls/certificate-policy.ts';
import type { TlsInfo } from '../tls/tls.ts';
import type { WebAnswer, WebRequest } from './web.ts';

export const PROTOCOL_VERSION = 1;

// ---------------------------------------------------------------- client → proxy

export interface Hello {
  readonly type: 'hello';
  readonly version: number;
  readonly token: string;
}

export interface Open {
  readonly type: 'open';
  readonly id: number;
  readonly host: string;
  readonly port: number;
  /** ms for name and connection, and for the handshake; without them, as long as usual. */
  readonly connectTimeout?: number;
  readonly handshakeTimeout?: number;
  /** A proxy to go through, as `parseVia` (via.ts) reads it. */
  readonly via?: string;
  /** Plain TCP: the TLS fields do not count. */
  readonly plain: boolean;
  readonly serverName: string;
  readonly policy: TlsPolicy;
  readonly pins: readonly string[];
  readonly legacy: boolean;
  readonly certificate: string;
  readonly key: string;
  /** The client's own name for it, repeated in `list`. */
  readonly label: string;
  /** Bytes kept for replay. */
  readonly replay: number;
  /** ms the session is kept while no client is attached. */
  readonly keep: number;
}

export interface Attach {
  readonly type: 'attach';
  readonly id: number;
  readonly session: string;
  /** The first byte wanted. All before it is thereby acknowledged. */
  readonly offset: number;
}

export interface Begin {
  readonly type: 'begin';
}

export interface List {
  readonly type: 'list';
  readonly id: number;
  /** How many to skip: an answer holds LIST_PAGE sessions. */
  readonly from: number;
}

export interface Close {
  readonly type: 'close';
  readonly id: number;
  readonly session: string;
}

export interface Ack {
  readonly type: 'ack';
  readonly session: string;
  /** All bytes before this one are safe with the client. */
  readonly offset: number;
}

export interface Ending {
  readonly type: 'ending';
  readonly id: number;
  readonly session: string;
}

export interface Stats {
  readonly type: 'stats';
  readonly id: number;
}

export interface Drain {
  readonly type: 'drain';
  readonly id: number;
  readonly on: boolean;
}

export type Request =
  | Hello
  | Open
  | Attach
  | Begin
  | List
  | Close
  | Ack
  | Ending
  | Stats
  | Drain
  | WebRequest;

// ---------------------------------------------------------------- proxy → client

export interface Welcome {
  readonly type: 'welcome';
  readonly version: number;
  readonly pid: number;
  readonly build: string;
  readonly draining: boolean;
}

export interface Opened {
  readonly type: 'opened';
  readonly id: number;
  readonly session: string;
  /** null for plain TCP. */
  readonly tls: TlsInfo | null;
}

export interface Attached {
  readonly type: 'attached';
  readonly id: number;
  /** Bytes from the server so far: those from `offset` to here are replayed. */
  readonly received: number;
  /** Bytes for the server taken so far. */
  readonly accepted: number;
}

export interface SessionInfo {
  readonly session: string;
  readonly label: string;
  readonly host: string;
  readonly port: number;
  /** Unix ms. */
  readonly openedAt: number;
  readonly attached: boolean;
  readonly acked: number;
  readonly received: number;
  readonly accepted: number;
  /** Why the server's side is over; null while it is not. */
  readonly ended: Fault | null;
  /** With TLS: what the trust in its certificate rests on. */
  readonly trust?: Trust;
}

export interface Sessions {
  readonly type: 'sessions';
  readonly id: number;
  readonly sessions: readonly SessionInfo[];
  /** `from` of the next page; null after the last. */
  readonly next: number | null;
}

export interface Closed {
  readonly type: 'closed';
  readonly id: number;
}

export interface Ended {
  readonly type: 'ended';
  readonly id: number;
  /** null while the session lives. */
  readonly reason: Fault | null;
}

export interface StatsAnswer {
  readonly type: 'stats';
  readonly id: number;
  readonly pid: number;
  readonly build: string;
  /** Unix ms. */
  readonly startedAt: number;
  readonly draining: boolean;
  readonly sessions: number;
  readonly attached: number;
  readonly clients: number;
  /** Bytes: resident memory, and what replay buffers hold of it. */
  readonly memory: number;
  readonly replay: number;
  /** Microseconds of CPU. */
  readonly cpu: number;
}

export interface Draining {
  readonly type: 'draining';
  readonly id: number;
  readonly sessions: number;
}

export interface Refusal extends Fault {
  readonly type: 'fault';
  /** Of the request; null when it concerns the connection, which is then closed. */
  readonly id: number | null;
}

export type Answer =
  | Welcome
  | Opened
  | Attached
  | Sessions
  | Closed
  | Ended
  | StatsAnswer
  | Draining
  | WebAnswer
  | Refusal;

/** 64 sessions of some 300 bytes stay well within a frame. */
export const LIST_PAGE = 64;

// ---------------------------------------------------------------- bounds of what a client may ask

/** Less than this and a burst of the server's would wait for every acknowledgement. */
export const MIN_REPLAY = 128 * 1024;
/** More than this in one session is a client that does not acknowledge. */
export const MAX_REPLAY = 64 * 1024 * 1024;
/** 30 days: a session nobody has come back to by then is forgotten by its owner as well. */
export const MAX_KEEP = 30 * 24 * 3600 * 1000;

// ---------------------------------------------------------------- reading a request

type Check = (value: unknown) => boolean;

const isString: Check = value => typeof value === 'string' && value.length <= 32 * 1024;
const isName: Check = value => typeof value === 'string' && value.length <= 255;
const isBoolean: Check = value => typeof value === 'boolean';
const isCount: Check = value => Number.isSafeInteger(value) && (value as number) >= 0;
const isPort: Check = value => isCount(value) && (value as number) >= 1 && (value as number) <= 65535;
const between =
  (low: number, high: number): Check =>
  value =>
    isCount(value) && (value as number) >= low && (value as number) <= high;
const isPolicy: Check = value => TLS_POLICIES.includes(value as TlsPolicy);
/** More pins than this is a file gone wrong. */
const isPins: Check = value => Array.isArray(value) && value.length <= 64 && value.every(isName);
/** As are more names than this of one machine. */
const isNames: Check = value => Array.isArray(value) && value.length <= 256 && value.every(isName);

/** No attempt is worth more than a minute (ms). */
const MAX_TIMEOUT = 60_000;
const isTimeout: Check = value => value === undefined || between(1, MAX_TIMEOUT)(value);

type Shape<T extends Request> = Readonly<Record<Exclude<keyof T, 'type'>, Check>>;

const SHAPES: { readonly [Type in Request['type']]: Shape<Extract<Request, { type: Type }>> } = {
  hello: { version: isCount, token: isName },
  open: {
    id: isCount,
    host: isName,
    port: isPort,
    connectTimeout: isTimeout,
    handshakeTimeout: isTimeout,
    via: value => value === undefined || isString(value),
    plain: isBoolean,
    serverName: isName,
    policy: isPolicy,
    pins: isPins,
    legacy: isBoolean,
    certificate: isString,
    key: isString,
    label: isName,
    replay: between(MIN_REPLAY, MAX_REPLAY),
    keep: between(0, MAX_KEEP),
  },
  attach: { id: isCount, session: isName, offset: isCount },
  begin: {},
  list: { id: isCount, from: isCount },
  close: { id: isCount, session: isName },
  ack: { session: isName, offset: isCount },
  ending: { id: isCount, session: isName },
  stats: { id: isCount },
  drain: { id: isCount, on: isBoolean },
  listen: {
    id: isCount,
    host: isName,
    port: isPort,
    target: isName,
    names: isNames,
    certificate: isString,
    key: isString,
    allow: isNames,
  },
  unlisten: { id: isCount },
  certificate: { id: isCount },
  'web-stats': { id: isCount },
};

/**
 * The request that a decoded frame is, or a fault: REQUEST_MALFORMED (not a message, or a field is
 * missing or out of bounds), REQUEST_UNKNOWN (a type of another version).
 */
export function readRequest(value: unknown): Request | Fault {
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    return fault('REQUEST_MALFORMED', 'A message without a type was refused.');
  }
  const type = value.type;
  if (!Object.hasOwn(SHAPES, type)) {
    return fault('REQUEST_UNKNOWN', `This tlsproxy does not know the message "${type.slice(0, 40)}".`);
  }
  const shape: Readonly<Record<string, Check>> = SHAPES[type as Request['type']];
  const fields = value as Readonly<Record<string, unknown>>;
  const wrong = Object.keys(shape).find(name => !shape[name]!(fields[name]));
  if (wrong) return fault('REQUEST_MALFORMED', `The field "${wrong}" of a message "${type}" was refused.`);
  return value as Request;
}
