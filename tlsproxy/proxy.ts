/** What the proxy as a whole consists of: its sessions, and what the parts of the program share. */
import type { Fault } from '../shared/fault.ts';
import { type LookUp, lookUpByNode } from '../shared/lookup.ts';
import type { Log } from './process/log.ts';
import type { Session } from './sessions/session.ts';
import type { WebRole } from './web/web-role.ts';

export interface TlsProxy {
  readonly build: string;
  readonly token: string;
  readonly startedAt: number;
  readonly log: Log;
  readonly lookUp: LookUp;
  /** It serves browsers, and holds no sessions; null: it is one for sessions. */
  readonly web: WebRole | null;
  readonly sessions: Map<string, Session>;
  /** Why sessions ended that are gone, the latest last. */
  readonly endings: Map<string, Fault>;
  /** Connections that have shown the token and carry no session's plaintext. */
  clients: number;
  /** Sessions on their way: connecting or in the handshake. */
  opening: number;
  /** A newer build takes the new sessions. */
  draining: boolean;
  /** Another one has its name: clients no longer find this one. */
  taken: boolean;
  /** Called whenever a session, client or attempt has come or gone. */
  onChange: () => void;
}

/** A client asks within minutes; 200 is all worlds of a large profile at once. */
const MAX_ENDINGS = 200;

type Given = Pick<TlsProxy, 'build' | 'token' | 'log'> & Partial<Pick<TlsProxy, 'lookUp' | 'web'>>;

export function newProxy(options: Given): TlsProxy {
  return {
    lookUp: lookUpByNode,
    web: null,
    ...options,
    startedAt: Date.now(),
    sessions: new Map(),
    endings: new Map(),
    clients: 0,
    opening: 0,
    draining: false,
    taken: false,
    onChange: () => undefined,
  };
}

export function addSession(proxy: TlsProxy, session: Session): void {
  proxy.sessions.set(session.id, session);
  proxy.log('opened', { session: session.id, host: session.host, port: session.port });
  proxy.onChange();
}

/** A session is over; what it said last stays to be asked for. */
export function forgetSession(proxy: TlsProxy, session: Session, reason: Fault): void {
  if (!proxy.sessions.delete(session.id)) return;
  proxy.endings.set(session.id, reason);
  const oldest = proxy.endings.keys().next();
  if (proxy.endings.size > MAX_ENDINGS && !oldest.done) proxy.endings.delete(oldest.value);
  proxy.log('ended', {
    session: session.id,
    code: reason.code,
    sentence: reason.sentence,
    received: session.ring.next,
    accepted: session.accepted,
  });
  proxy.onChange();
}
