/** The request `open`: from a host name to a session. */
import { randomBytes } from 'node:crypto';
import { type Fault, fault, isFault } from '../../shared/fault.ts';
import type { Open } from '../../shared/protocol/protocol.ts';
import { connectTcp } from '../../shared/tcp.ts';
import { connectTls, type TlsInfo } from '../../shared/tls/tls.ts';
import { addSession, forgetSession, type TlsProxy } from '../proxy.ts';
import { newPace, takePlace } from './handshake-limit.ts';
import { connectSession, serverReader } from './server-end.ts';
import { newSession, type Session } from './session.ts';

/** Each takes two descriptors and 50 KiB; ten times the largest profile known. */
const MAX_SESSIONS = 5_000;

const pace = newPace();

export interface OpenedSession {
  readonly session: Session;
  readonly tls: TlsInfo | null;
}

/** Connects; `signal` calls it off. Faults: those of the connectors, TOO_MANY_SESSIONS. */
export async function openSession(
  proxy: TlsProxy,
  request: Open,
  signal: AbortSignal,
): Promise<OpenedSession | Fault> {
  if (proxy.sessions.size + proxy.opening >= MAX_SESSIONS) {
    return fault('TOO_MANY_SESSIONS', `tlsproxy holds ${MAX_SESSIONS} sessions already; it takes no more.`);
  }
  const { host, port, label, keep, replay } = request;
  const onGone = (gone: Session, reason: Fault) => forgetSession(proxy, gone, reason);
  // The build leads the client to the right proxy when several are running.
  const id = `${proxy.build}.${randomBytes(8).toString('hex')}`;
  const session = newSession({ id, host, port, label, keep, replay, onGone });
  proxy.opening++;
  proxy.onChange();
  const giveUp = await takePlace(pace);
  try {
    const tls = await connectServer(proxy, session, request, signal);
    if (isFault(tls)) proxy.log('refused', { host, port, code: tls.code, sentence: tls.sentence });
    else {
      session.trust = tls.info?.trust ?? null;
      addSession(proxy, session);
    }
    return isFault(tls) ? tls : { session, tls: tls.info };
  } finally {
    giveUp();
    proxy.opening--;
    proxy.onChange();
  }
}

async function connectServer(
  { lookUp }: TlsProxy,
  session: Session,
  request: Open,
  signal: AbortSignal,
): Promise<{ readonly info: TlsInfo | null } | Fault> {
  const call = { ...request, signal, lookUp, onread: serverReader(session) };
  if (request.plain) {
    const socket = await connectTcp(call);
    if (isFault(socket)) return socket;
    connectSession(session, socket, null);
    return { info: null };
  }
  const connection = await connectTls(call);
  if (isFault(connection)) return connection;
  connectSession(session, connection.socket, connection.farewell);
  return { info: connection.info };
}
