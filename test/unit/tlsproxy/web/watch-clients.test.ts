/** When a terminator goes. */
import { newProxy } from '../../../../tlsproxy/proxy.ts';
import { watchClients } from '../../../../tlsproxy/web/watch-clients.ts';
import type { WebRole } from '../../../../tlsproxy/web/web-role.ts';

function watched({ listens = true, awaited = false } = {}) {
  const is = { listens, awaited };
  const web = { isListening: () => is.listens } as unknown as WebRole;
  const proxy = newProxy({ build: 'b', token: 't', log: () => undefined, web });
  const left: string[] = [];
  const pass = async (ms: number) => {
    jest.advanceTimersByTime(ms);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const times = { abandoned: 600_000, idle: 30_000 };
  watchClients(proxy, { ...times, isAwaited: async () => is.awaited, exit: why => left.push(why) });
  return { proxy, left, pass, is };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('stays ten minutes without a client while pages may come, and no longer', async () => {
  const { left, pass } = watched();
  await pass(599_000);
  expect(left).toEqual([]);
  await pass(1_000);
  expect(left).toEqual(['idle']);
});

it('stays as long as a client does, and while sessions wait for one', async () => {
  const { proxy, left, pass, is } = watched({ awaited: true });
  proxy.clients = 1;
  proxy.onChange();
  await pass(3_600_000);
  proxy.clients = 0;
  proxy.onChange();
  await pass(600_000);
  await pass(600_000);
  expect(left).toEqual([]);
  is.awaited = false;
  await pass(600_000);
  expect(left).toEqual(['idle']);
});

it('that serves nobody goes soon', async () => {
  const { left, pass } = watched({ listens: false });
  await pass(30_000);
  expect(left).toEqual(['idle']);
});
