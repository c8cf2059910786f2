/** The listening socket and its connections, on loopback. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { browserName, createListeners } from '../../../../client/host/web/listeners.ts';
import type { Event } from '../../../../client/state/events.ts';
import { freePort } from '../../../support/peers.ts';
import { createWaiting } from '../../../support/waiting.ts';

let atEnd = () => {};
const onTestEnd = (work: () => void) => void (atEnd = work);
afterEach(() => atEnd());

test('a connection that is hung up again and again is hung up once', async () => {
  const events: Event[] = [];
  const waiting = createWaiting();
  const told = (type: Event['type']) =>
    waiting.until(
      () => events.some(event => event.type === type),
      () => `no ${type}`,
    );
  const listeners = createListeners(
    event => {
      events.push(event);
      waiting.look();
    },
    () => {},
  );
  const port = await freePort();
  listeners.listen(port, 1);
  const browser = connect(port, '127.0.0.1');
  onTestEnd(() => {
    browser.destroy();
    listeners.unlisten();
  });
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
