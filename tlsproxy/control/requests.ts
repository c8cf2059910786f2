/** What is answered to each request of a control connection. `open` and `attach` are in control.ts: they change the connection itself. */
import { fault } from '../../shared/fault.ts';
import {
  type Ack,
  type Answer,
  type Close,
  type Drain,
  type Ending,
  LIST_PAGE,
  type List,
  type Refusal,
  type Stats,
} from '../../shared/protocol/protocol.ts';
import { WEB_REQUESTS, type WebRequest } from '../../shared/protocol/web.ts';
import type { TlsProxy } from '../proxy.ts';
import { acknowledge, closeSession } from '../sessions/client-end.ts';
import { held } from '../sessions/ring.ts';
import { describeSession } from '../sessions/session.ts';

type Simple = List | Close | Ending | Stats | Drain;

export function isWebRequest(request: { readonly type: string }): request is WebRequest {
  return WEB_REQUESTS.includes(request.type);
}

/** What is asked of the wrong one of the two roles; null if it is the right one. */
export function refuseRole(proxy: TlsProxy, request: { readonly type: string; id: number }): Refusal | null {
  const { type, id } = request;
  const isOfSessions = ['open', 'attach', 'close', 'ending'].includes(type);
  if (proxy.web ? !isOfSessions : !isWebRequest(request)) return null;
  const sentence = proxy.web
    ? 'This tlsproxy serves browsers, and holds no sessions.'
    : 'This tlsproxy holds sessions, and serves no browsers.';
  return { type: 'fault', id, ...fault('ROLE_WRONG', sentence) };
}

/** Never rejects but for a fault of ours. */
export async function answer(proxy: TlsProxy, request: Simple): Promise<Answer> {
  switch (request.type) {
    case 'list':
      return list(proxy, request);
    case 'close':
      return close(proxy, request);
    case 'ending':
      return ending(proxy, request);
    case 'stats':
      return stats(proxy, request);
    case 'drain':
      return drain(proxy, request);
  }
}

function list(proxy: TlsProxy, { id, from }: List): Answer {
  const page = [...proxy.sessions.values()].slice(from, from + LIST_PAGE);
  const next = from + page.length < proxy.sessions.size ? from + page.length : null;
  return { type: 'sessions', id, sessions: page.map(describeSession), next };
}

/** Answered at once: the session is as good as closed, and its server may take seconds to say goodbye. */
async function close(proxy: TlsProxy, { id, session: name }: Close): Promise<Answer> {
  const session = proxy.sessions.get(name);
  if (!session) return unknownSession(id, name);
  closeSession(session).catch(error => proxy.log('failed', { what: 'close', error: String(error) }));
  return { type: 'closed', id };
}

/** Late by nature: a session that is gone meanwhile needs none. */
export function takeAck(proxy: TlsProxy, { session: name, offset }: Ack): void {
  const session = proxy.sessions.get(name);
  if (session) acknowledge(session, offset);
}

function ending(proxy: TlsProxy, { id, session: name }: Ending): Answer {
  const session = proxy.sessions.get(name);
  const reason = session ? session.ended : proxy.endings.get(name);
  return reason === undefined ? unknownSession(id, name) : { type: 'ended', id, reason };
}

function stats(proxy: TlsProxy, { id }: Stats): Answer {
  const sessions = [...proxy.sessions.values()];
  const { user, system } = process.cpuUsage();
  return {
    type: 'stats',
    id,
    pid: process.pid,
    build: proxy.build,
    startedAt: proxy.startedAt,
    draining: proxy.draining,
    sessions: sessions.length,
    attached: sessions.filter(session => session.client !== null).length,
    clients: proxy.clients,
    memory: process.memoryUsage.rss(),
    replay: sessions.reduce((sum, session) => sum + held(session.ring), 0),
    cpu: user + system,
  };
}

function drain(proxy: TlsProxy, { id, on }: Drain): Answer {
  proxy.draining = on;
  proxy.log('draining', { on, sessions: proxy.sessions.size });
  proxy.onChange();
  return { type: 'draining', id, sessions: proxy.sessions.size };
}

export function unknownSession(id: number, session: string): Refusal {
  return {
    type: 'fault',
    id,
    ...fault('SESSION_UNKNOWN', `tlsproxy has no session ${session}: it has ended, or was never there.`),
  };
}
