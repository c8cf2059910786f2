import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { race } from '../../../shared/race.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Connections that do what the test says, by address. */
function addresses(...given: string[]) {
  const opened: Record<string, EventEmitter & { dropped: boolean }> = {};
  const open = (address: string) => {
    const socket = Object.assign(new EventEmitter(), {
      dropped: false,
      destroy: () => (socket.dropped = true),
    });
    opened[address] = socket;
    return socket as unknown as Socket;
  };
  const limit = new AbortController();
  const outcome = race(given, open, limit.signal).then(
    socket => Object.keys(opened).find(address => opened[address] === (socket as unknown as EventEmitter)),
    (error: unknown) => error,
  );
  return {
    outcome,
    limit,
    opened: () => Object.keys(opened),
    accept: (address: string) => opened[address]?.emit('connect'),
    fail: (address: string, code: string) =>
      opened[address]?.emit('error', Object.assign(new Error(code), { code })),
    dropped: () => Object.keys(opened).filter(address => opened[address]?.dropped),
  };
}

test('an address that is slow is not given up for one that is dead', async () => {
  const host = addresses('192.0.2.1', '2001:db8::1');
  jest.advanceTimersByTime(250);
  host.fail('2001:db8::1', 'ENETUNREACH');
  jest.advanceTimersByTime(10_000);
  host.accept('192.0.2.1');
  expect(await host.outcome).toBe('192.0.2.1');
});

test('an address that is dead is not waited for', async () => {
  const host = addresses('2001:db8::1', '192.0.2.1');
  expect(host.opened()).toEqual(['2001:db8::1']);
  jest.advanceTimersByTime(250);
  host.accept('192.0.2.1');
  expect(await host.outcome).toBe('192.0.2.1');
  expect(host.dropped()).toEqual(['2001:db8::1']);
});

test('an address that fails is followed by the next one at once', () => {
  const host = addresses('192.0.2.1', '192.0.2.2', '192.0.2.3');
  host.fail('192.0.2.1', 'ECONNREFUSED');
  expect(host.opened()).toEqual(['192.0.2.1', '192.0.2.2']);
});

test('families take turns, the one that is preferred first', () => {
  const host = addresses('2001:db8::1', '2001:db8::2', '2001:db8::3', '192.0.2.1', '192.0.2.2');
  jest.advanceTimersByTime(2000);
  expect(host.opened()).toEqual(['2001:db8::1', '192.0.2.1', '2001:db8::2', '192.0.2.2', '2001:db8::3']);
});

test('with no address left, all reasons are told', async () => {
  const host = addresses('2001:db8::1', '192.0.2.1');
  host.fail('2001:db8::1', 'ENETUNREACH');
  host.fail('192.0.2.1', 'ECONNREFUSED');
  expect(await host.outcome).toMatchObject({ errors: [{ code: 'ENETUNREACH' }, { code: 'ECONNREFUSED' }] });
});

test('when the time is over all are dropped, and what they say later is for nobody', async () => {
  const host = addresses('192.0.2.1', '192.0.2.2');
  jest.advanceTimersByTime(250);
  host.limit.abort();
  expect(await host.outcome).toMatchObject({ code: 'ETIMEDOUT' });
  expect(host.dropped()).toEqual(['192.0.2.1', '192.0.2.2']);
  host.fail('192.0.2.1', 'ECONNRESET');
  host.accept('192.0.2.2');
});

test('one that accepts in the same turn as another is dropped', async () => {
  const host = addresses('192.0.2.1', '192.0.2.2');
  jest.advanceTimersByTime(250);
  host.accept('192.0.2.2');
  host.accept('192.0.2.1');
  expect(await host.outcome).toBe('192.0.2.2');
  expect(host.dropped()).toEqual(['192.0.2.1']);
});
