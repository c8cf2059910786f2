/** When the proxy goes, and what it does now and then while it stays. */
import { fault } from '../../shared/fault.ts';
import type { TlsProxy } from '../proxy.ts';
import { closeSession } from '../sessions/client-end.ts';
import { trim } from '../sessions/ring.ts';
import { remove, type Session } from '../sessions/session.ts';

/** A moment for the answer to `drain` to reach the client. */
const DRAINED_EXIT = 100;

/** Empty buffers are given back soon, but not between two lines of a busy world. */
const TRIM_INTERVAL = 5_000;

const EXPIRY_INTERVAL = 60_000;

/** `exit` is called when there has been nothing to stay for during `idleExit` ms. */
export function watchIdle(proxy: TlsProxy, idleExit: number, exit: (why: string) => void): void {
  let timer: NodeJS.Timeout | null = null;
  proxy.onChange = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (proxy.sessions.size > 0 || proxy.opening > 0) return;
    if (proxy.draining || proxy.taken) timer = setTimeout(exit, Math.min(DRAINED_EXIT, idleExit), 'drained');
    else if (proxy.clients === 0) timer = setTimeout(exit, idleExit, 'idle');
  };
  proxy.onChange();
}

/** Another one of the same name has been started, and is what clients find: this one goes once nothing depends on it. */
export function setTaken(proxy: TlsProxy, isTaken: boolean): void {
  if (proxy.taken === isTaken) return;
  proxy.taken = isTaken;
  proxy.log('taken', { isTaken, sessions: proxy.sessions.size });
  proxy.onChange();
}

export function keepHouse(proxy: TlsProxy): void {
  setInterval(() => {
    for (const { ring } of proxy.sessions.values()) trim(ring);
  }, TRIM_INTERVAL);
  setInterval(() => expire(proxy, Date.now()), EXPIRY_INTERVAL);
}

/** Ends sessions that no client has come back to in time. */
export function expire(proxy: TlsProxy, now: number): void {
  for (const session of [...proxy.sessions.values()]) {
    const { detachedAt, keep } = session;
    if (detachedAt === null || now - detachedAt < keep) continue;
    const hours = (keep / 3_600_000).toFixed(1);
    session.ended ??= fault(
      'SESSION_EXPIRED',
      `No client came back within ${hours} hours; the session was closed.`,
    );
    close(proxy, session);
  }
}

/** Says goodbye to all servers; for a system that shuts down. */
export function closeAll(proxy: TlsProxy): void {
  for (const session of [...proxy.sessions.values()]) {
    session.ended ??= fault('PROXY_TERMINATED', 'tlsproxy was told to end, and closed its sessions.');
    close(proxy, session);
  }
}

function close(proxy: TlsProxy, session: Session): void {
  closeSession(session).catch(error => {
    proxy.log('failed', { what: 'close', error: String(error) });
    remove(session, fault('PROXY_FAULT', 'tlsproxy could not close the session properly.'));
  });
}
