/** The runtime directory is removed, and somebody looks for the proxy before it has published itself again: two must not last. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createProxyClient, type ProxyClient } from '../../../client/host/proxy/client.ts';
import { type Controls, type ControlsOptions, createControls } from '../../../client/host/proxy/controls.ts';
import { type Fault, isFault } from '../../../shared/fault.ts';
import type { ProxyRole } from '../../../shared/paths.ts';
import { isAlive, processIdentity } from '../../../shared/process-identity.ts';
import type { Answer } from '../../../shared/protocol/protocol.ts';
import { freePort } from '../../support/peers.ts';
import { atEnd, removeInUse, temporaryHome } from '../../support/temporary.ts';
import { openWss } from '../../support/terminator-process.ts';
import { tlsServer } from '../../support/tls-server.ts';
import { until } from '../../support/tls-world.ts';
import { openRequest } from '../../support/tlsproxy-request.ts';
import { startTarget } from '../../support/visitors.ts';

const BUILD = 'test';

/** A profile; each `image()` is what a client knows that has just replaced its code: nothing. */
async function start(role: ProxyRole) {
  const place = temporaryHome();
  const target = await startTarget(join(place.root, 's'));
  const wish = { host: '127.0.0.1', port: await freePort(), names: [], certificate: '', key: '', allow: [] };
  const options: ControlsOptions = {
    ...{ home: place.home, tlsproxyFile: resolve(process.env.CLAY_DIST ?? 'dist', 'tlsproxy.js') },
    node: () => process.execPath,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', XDG_RUNTIME_DIR: place.runtime },
    ...{ transport: 'unix' as const, role, log: () => undefined, options: ['--idle-exit', '500'] },
  };
  const client = () => {
    const one = createProxyClient(options);
    atEnd(() => one.dispose());
    return one;
  };
  const image = () => {
    const controls = createControls(options);
    atEnd(async () => {
      if (role === 'web') await controls.ask(BUILD, { type: 'unlisten' });
      controls.dispose();
    });
    return controls;
  };
  return {
    ...{ place, image, client, port: wish.port },
    vanish: () => removeInUse(join(place.runtime, 'clay')),
    listen: (controls: Controls) => controls.ask(BUILD, { type: 'listen', ...wish, target: target.path }),
  };
}

async function pidOf(controls: Controls): Promise<number> {
  const reached = await controls.ensure(BUILD);
  if (isFault(reached)) throw new Error(reached.sentence);
  reached.drop();
  return reached.welcome.pid;
}

/** Whether the process that is `pid` now still is. */
function watched(pid: number) {
  const one = { pid, identity: processIdentity(pid) };
  return () => isAlive(one);
}

test.each(['web', 'sessions'] as const)(
  '%s: the one at work is called, and no other is started',
  async role => {
    const { image, vanish, place } = await start(role);
    const before = image();
    const first = await pidOf(before);
    // Whom it serves keeps it from its end meanwhile.
    await before.control(BUILD);
    for (let times = 0; times < 5; times++) {
      vanish();
      expect(await pidOf(image())).toBe(first);
    }
    const isAt = watched(first);
    before.dispose();
    await until(() => !isAt(), 'it stays, idle');
    expect(readdirSync(place.home).filter(name => name.startsWith('.tlsproxy.'))).toEqual([]);
  },
);

test('a page that is open stays, and the next image is served by the same terminator, on the same port', async () => {
  const { image, vanish, listen, port } = await start('web');
  const before = image();
  const first = await pidOf(before);
  expect(await listen(before)).toMatchObject({ type: 'listening' });
  const page = await openWss(port);
  before.dispose();
  vanish();
  const next = image();
  expect(await pidOf(next)).toBe(first);
  expect(await listen(next)).toMatchObject({ type: 'listening' });
  page.send('still here');
  expect(String((await once(page, 'message'))[0])).toBe('still here');
  page.terminate();
});

test('one that stood still all that time yields its port when it goes on, and ends with the last page', async () => {
  const { image, vanish, listen, port } = await start('web');
  const before = image();
  const first = await pidOf(before);
  const isAt = watched(first);
  await listen(before);
  const page = await openWss(port);
  before.dispose();
  process.kill(first, 'SIGSTOP');
  vanish();
  const next = image();
  expect(await pidOf(next)).not.toBe(first);
  expect(await listen(next)).toMatchObject({ code: 'EADDRINUSE' });
  process.kill(first, 'SIGCONT');
  // The other one's look at its files is what it takes; the test's own time is the limit.
  while (isFault(await listen(next))) await pause(50);
  page.send('still here');
  expect(String((await once(page, 'message'))[0])).toBe('still here');
  expect(isAt()).toBe(true);
  page.terminate();
  await until(() => !isAt(), 'the first one stays');
  const another = await openWss(port);
  another.terminate();
}, 60_000);

test('one for sessions that stood still all that time ends, for it has none, though a client knows it', async () => {
  const { image, vanish } = await start('sessions');
  const before = image();
  const first = await pidOf(before);
  const isAt = watched(first);
  const known: Answer | Fault = await before.ask(BUILD, { type: 'stats' });
  expect(known).toMatchObject({ type: 'stats', pid: first });
  process.kill(first, 'SIGSTOP');
  vanish();
  const next = image();
  const second = await pidOf(next);
  expect(second).not.toBe(first);
  expect(await next.ask(BUILD, { type: 'stats' })).toMatchObject({ pid: second });
  process.kill(first, 'SIGCONT');
  await until(() => !isAt(), 'the first one stays');
  expect(await next.ask(BUILD, { type: 'stats' })).toMatchObject({ pid: second });
}, 60_000);

test("one that stood still with a session keeps it; each new one is the other one's, and it ends with its last", async () => {
  const { vanish, client } = await start('sessions');
  const { port } = await tlsServer(socket => socket.on('data', bytes => socket.write(bytes)));
  const open = async (by: ProxyClient) => {
    const opened = await by.open(openRequest(port));
    if (isFault(opened)) throw new Error(opened.sentence);
    opened.socket.resume();
    return opened;
  };
  const before = client();
  const old = await open(before);
  expect((await before.stats()).map(({ pid }) => pid)).toEqual([old.proxy.pid]);
  const isAt = watched(old.proxy.pid);
  process.kill(old.proxy.pid, 'SIGSTOP');
  vanish();
  const second = (await open(client())).proxy.pid;
  expect(second).not.toBe(old.proxy.pid);
  process.kill(old.proxy.pid, 'SIGCONT');
  // Also by a client that still talks to the first one.
  for (const by of [before, client(), before]) expect((await open(by)).proxy.pid).toBe(second);
  old.socket.write('still here');
  expect(String((await once(old.socket, 'data'))[0])).toBe('still here');
  expect(isAt()).toBe(true);
  old.socket.destroy();
  expect(await before.close(old.session)).toBe(null);
  await until(() => !isAt(), 'the first one stays');
  expect((await open(client())).proxy.pid).toBe(second);
}, 60_000);
