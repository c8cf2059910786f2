/** The listening sockets and their connections, on loopback and on Unix sockets. */
import { once } from 'node:events';
import { existsSync, fstatSync, openSync, renameSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import {
  browserName,
  createListeners,
  type Listeners,
  type ListenersOptions,
} from '../../../../client/host/web/listeners.ts';
import { holderOf } from '../../../../client/host/web/port-holder.ts';
import type { WebEvent } from '../../../../client/state/web.ts';
import { freePort } from '../../../support/peers.ts';
import { temporaryDirectory } from '../../../support/temporary.ts';
import { createWaiting } from '../../../support/waiting.ts';

let atEnd: (() => void)[] = [];
const onTestEnd = (work: () => void) => void atEnd.push(work);
afterEach(() => {
  for (const work of atEnd) work();
  atEnd = [];
});

interface Listening {
  readonly listeners: Listeners;
  readonly events: WebEvent[];
  told(type: WebEvent['type'], count?: number): Promise<void>;
}

function start(options: Partial<ListenersOptions> = {}): Listening {
  const events: WebEvent[] = [];
  const waiting = createWaiting();
  const listeners = createListeners({
    dispatch(event) {
      events.push(event);
      waiting.look();
    },
    changed() {},
    pathOf: () => null,
    keys: { publish() {}, isThere: () => true, remove() {} },
    isOurs: () => true,
    holderOf: () => Promise.resolve(null),
    soon: setImmediate,
    ...options,
  });
  onTestEnd(() => listeners.end());
  return {
    ...{ listeners, events },
    told: (type, count = 1) =>
      waiting.until(
        () => events.filter(event => event.type === type).length >= count,
        () => `no ${type}`,
      ),
  };
}

function dial(where: number | string): Socket {
  const socket = typeof where === 'number' ? connect(where, '127.0.0.1') : connect(where);
  onTestEnd(() => socket.destroy());
  return socket;
}

const terminator = { type: 'web listen', listener: 'terminator', host: '', port: 0, next: 1 } as const;

test('a connection that is hung up again and again is hung up once', async () => {
  const { listeners, told } = start();
  const port = await freePort();
  listeners.listen({ type: 'web listen', listener: 'tcp', host: '127.0.0.1', port, next: 1 });
  const browser = dial(port);
  await once(browser, 'connect');
  await told('web opened');
  const { socket } = listeners.carried().find(({ name }) => name === browserName(1))!;
  listeners.close(1);
  const watched = (socket as Socket).listenerCount('close');
  for (let i = 0; i < 20; i++) listeners.close(1);
  expect((socket as Socket).listenerCount('close')).toBe(watched);
  browser.resume().end();
  await told('web closed');
});

test('writes that the kernel takes in one turn are one event; one alone is that of one browser', async () => {
  const { listeners, events, told } = start();
  const port = await freePort();
  listeners.listen({ type: 'web listen', listener: 'tcp', host: '127.0.0.1', port, next: 1 });
  const browsers = [dial(port), dial(port), dial(port)];
  await told('web opened', 3);
  for (const id of [1, 2, 3]) listeners.write(id, Buffer.alloc(10 * id));
  await told('web taken');
  listeners.write(2, Buffer.alloc(7));
  await told('web written');
  expect(events.slice(-2)).toEqual([
    {
      type: 'web taken',
      writes: [
        [1, 10],
        [2, 20],
        [3, 30],
      ],
    },
    { type: 'web written', id: 2, bytes: 7 },
  ]);
  for (const browser of browsers) browser.destroy();
});

test('a Unix socket is for this user alone, and goes when it is no more wanted', async () => {
  const path = `${temporaryDirectory('web')}/socket`;
  let isOurs = false;
  const { listeners, events, told } = start({ pathOf: () => path, isOurs: () => isOurs });
  listeners.listen(terminator);
  await told('web listening');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await once(dial(path), 'close');
  isOurs = true;
  dial(path);
  await told('web opened');
  expect(events.map(({ type }) => type)).toEqual(['web listening', 'web opened']);
  listeners.unlisten('terminator');
  expect(existsSync(path)).toBe(false);
});

test('a Unix socket that has gone, or whose directory is another one, is made anew', async () => {
  const directory = temporaryDirectory('web');
  let path = `${directory}/before`;
  const { listeners, told } = start({ pathOf: () => path });
  listeners.listen(terminator);
  await told('web listening');
  renameSync(path, `${path}.gone`);
  expect(listeners.areThere()).toBe(false);
  listeners.renew();
  await told('web listening', 2);
  expect([listeners.areThere(), existsSync(path)]).toEqual([true, true]);
  path = `${directory}/after`;
  expect(listeners.areThere()).toBe(false);
  listeners.renew();
  await told('web listening', 3);
  dial(path);
  await told('web opened');
  expect(existsSync(`${directory}/before`)).toBe(false);
});

test('where there is no place for a Unix socket it fails, and says so', async () => {
  const { listeners, events, told } = start();
  listeners.listen(terminator);
  await told('web failed');
  expect(events).toEqual([{ type: 'web failed', listener: 'terminator', port: 0, code: 'ENOENT' }]);
});

test('where the key cannot be written it fails, and says so; the rest goes on', async () => {
  const path = `${temporaryDirectory('web')}/socket`;
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  let isFull = true;
  const publish = () => {
    if (isFull) throw full;
  };
  const { listeners, events, told } = start({
    pathOf: () => path,
    keys: { publish, isThere: () => false, remove() {} },
  });
  listeners.listen(terminator);
  await told('web failed');
  expect(events).toEqual([{ type: 'web failed', listener: 'terminator', port: 0, code: 'ENOSPC' }]);
  expect([existsSync(path), listeners.carried()]).toEqual([false, []]);
  isFull = false;
  listeners.listen(terminator);
  await told('web listening');
  isFull = true;
  listeners.renew();
  await told('web failed', 2);
  expect(existsSync(path)).toBe(false);
});

test('of a port that is taken it is told by whom', async () => {
  const port = await freePort();
  const wanted = { type: 'web listen', listener: 'tcp', host: '127.0.0.1', port, next: 1 } as const;
  const first = start();
  first.listeners.listen(wanted);
  await first.told('web listening');
  const { listeners, events, told } = start({ holderOf: one => holderOf(one, process.getuid!()) });
  listeners.listen(wanted);
  await told('web failed');
  const [failed] = events;
  expect(failed).toMatchObject({ type: 'web failed', port, code: 'EADDRINUSE' });
  if (existsSync('/proc/net/tcp'))
    expect(failed).toMatchObject({ holder: expect.stringContaining(`(process ${process.pid})`) });
});

test('a listener that came through a reload is carried on before it is listened on, and can go by then', () => {
  const later: (() => void)[] = [];
  const { listeners } = start({ soon: run => void later.push(run) });
  const fd = openSync('/dev/null', 'r');
  listeners.adoptListener('attach', fd, 0, 1);
  expect(listeners.carried()).toMatchObject([{ name: 'listen attach', fd, unsent: 0 }]);
  listeners.unlisten('attach');
  expect(listeners.carried()).toEqual([]);
  expect(() => fstatSync(fd)).toThrow('EBADF');
  expect(later).toHaveLength(1);
  expect(() => later[0]?.()).not.toThrow();
});
