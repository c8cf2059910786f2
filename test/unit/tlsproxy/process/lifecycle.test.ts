import { fault } from '../../../../shared/fault.ts';
import { expire, watchIdle } from '../../../../tlsproxy/process/lifecycle.ts';
import { addSession, forgetSession, newProxy as newTlsProxy } from '../../../../tlsproxy/proxy.ts';
import { newSession } from '../../../../tlsproxy/sessions/session.ts';

const newProxy = () => newTlsProxy({ build: 'b', token: 't', log: () => undefined });

function sessionOf(proxy: ReturnType<typeof newProxy>, id: string) {
  const options = { id, host: 'h', port: 1, label: '', keep: 3_600_000, replay: 131072 };
  return newSession({ ...options, onGone: (session, reason) => forgetSession(proxy, session, reason) });
}

describe('watchIdle', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('ends a proxy that nothing keeps, and none that has a client, an attempt or a session', () => {
    const proxy = newProxy();
    const exits: string[] = [];
    watchIdle(proxy, 30_000, why => exits.push(why));
    proxy.clients = 1;
    proxy.onChange();
    jest.advanceTimersByTime(60_000);
    Object.assign(proxy, { clients: 0, opening: 1 });
    proxy.onChange();
    jest.advanceTimersByTime(60_000);
    const session = sessionOf(proxy, 's');
    proxy.opening = 0;
    addSession(proxy, session);
    jest.advanceTimersByTime(60_000);
    expect(exits).toEqual([]);
    forgetSession(proxy, session, fault('X', 'x'));
    jest.advanceTimersByTime(29_999);
    expect(exits).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(exits).toEqual(['idle']);
  });

  it('ends a draining proxy with its last session, clients or not', () => {
    const proxy = newProxy();
    const exits: string[] = [];
    watchIdle(proxy, 30_000, why => exits.push(why));
    proxy.clients = 1;
    proxy.draining = true;
    proxy.onChange();
    jest.advanceTimersByTime(100);
    expect(exits).toEqual(['drained']);
  });
});

it('ends sessions that no client has come back to, and keeps why', async () => {
  const proxy = newProxy();
  addSession(proxy, sessionOf(proxy, 's'));
  const now = Date.now();
  expire(proxy, now + 3_599_000);
  expect(proxy.sessions.size).toBe(1);
  expire(proxy, now + 3_601_000);
  await Promise.resolve();
  expect(proxy.sessions.size).toBe(0);
  expect(proxy.endings.get('s')).toEqual({
    code: 'SESSION_EXPIRED',
    sentence: 'No client came back within 1.0 hours; the session was closed.',
  });
});
