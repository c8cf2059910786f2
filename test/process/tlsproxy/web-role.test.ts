/** The one listener for browsers: whose it is, where it is, and what it shows. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Listen } from '../../../shared/protocol/web.ts';
import { createWebRole, type WebRoleOptions } from '../../../tlsproxy/web/web-role.ts';
import { type TestCertificate, testCertificate } from '../../support/certificate.ts';
import { freePort } from '../../support/peers.ts';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';
import { until } from '../../support/tls-world.ts';
import { get, openWebSocket, startTarget, visit } from '../../support/visitors.ts';

const [one, two] = [testCertificate({ names: ['localhost'] }), testCertificate({ names: ['my.home'] })];

async function start(options: Partial<WebRoleOptions> = {}) {
  const home = temporaryDirectory();
  const role = createWebRole({ home, build: 'b', log: () => undefined, ...options });
  atEnd(role.close);
  const files = { certificate: join(home, 'cert.pem'), key: join(home, 'key.pem') };
  const put = ({ certificate, key }: TestCertificate) => {
    writeFileSync(files.certificate, certificate);
    writeFileSync(files.key, key, { mode: 0o600 });
  };
  put(one);
  const target = await startTarget(join(home, 's'));
  const wish: Listen = {
    ...{ type: 'listen', id: 1, host: '127.0.0.1', port: await freePort(), target: target.path },
    ...{ names: [], allow: [], ...files },
  };
  const owner = {};
  const listen = (change: Partial<Listen> = {}, by: object = owner) =>
    role.answer({ ...wish, ...change }, by);
  return { home, role, put, target, wish, owner, listen };
}

const shownAt = async (port: number) => {
  const socket = await visit(port);
  const shown = socket.getPeerX509Certificate()!.toString();
  socket.destroy();
  return shown;
};

it('the same wish again changes nothing; another certificate is shown without a close', async () => {
  const { listen, wish, put, role, owner } = await start();
  expect(await listen()).toMatchObject({
    type: 'listening',
    certificate: { names: ['localhost'], fault: null },
  });
  const open = await openWebSocket(wish.port);
  expect(await listen()).toMatchObject({ type: 'listening' });
  put(two);
  expect(await role.answer({ type: 'certificate', id: 2 }, owner)).toMatchObject({
    type: 'certificate',
    certificate: { names: ['my.home'] },
  });
  expect(await shownAt(wish.port)).toBe(two.certificate);
  // Files that are not there are no reason to show another one.
  expect(await listen({ certificate: '/nowhere' })).toMatchObject({
    type: 'listening',
    certificate: { names: ['my.home'], fault: { code: 'CERTIFICATE_UNREADABLE' } },
  });
  expect(await shownAt(wish.port)).toBe(two.certificate);
  // By its own, where that is wished.
  const own = await listen({ certificate: '', key: '', names: ['pc.home'] });
  expect(own).toMatchObject({ certificate: { names: expect.arrayContaining(['pc.home']) } });
  open.send('still');
  expect(String((await once(open, 'message'))[0])).toBe('still');
});

it('files are looked at by themselves now and then', async () => {
  const { listen, wish, put } = await start({ lookInterval: 20 });
  await listen();
  put(two);
  let shown = '';
  const look = async () => {
    while (shown !== two.certificate) shown = await shownAt(wish.port);
  };
  await Promise.all([look(), until(() => shown === two.certificate)]);
});

it('another port is taken where it can be had, and else the one there is goes on', async () => {
  const { listen, wish } = await start();
  await listen();
  const open = await openWebSocket(wish.port);
  const holder = createServer().listen(0, '127.0.0.1');
  atEnd(() => void holder.close());
  await once(holder, 'listening');
  const taken = (holder.address() as AddressInfo).port;
  expect(await listen({ port: taken })).toMatchObject({ type: 'fault', code: 'EADDRINUSE' });
  // The same port at another address, which the one before is in the way of.
  expect(await listen({ host: '192.0.2.1' })).toMatchObject({ type: 'fault', code: 'EADDRNOTAVAIL' });
  expect(await get(wish.port, '/x')).toMatchObject({ status: 200 });
  expect(await listen({ host: '0.0.0.0' })).toMatchObject({ type: 'listening' });
  const other = await freePort();
  expect(await listen({ port: other })).toMatchObject({ type: 'listening' });
  expect(await get(wish.port, '/x')).toBe('ECONNREFUSED');
  expect(await get(other, '/x')).toMatchObject({ status: 200 });
  open.send('still');
  expect(String((await once(open, 'message'))[0])).toBe('still');
});

it('is the client that asked last, and nobody else has it taken away while that one lives', async () => {
  const { listen, wish, role, owner, home, target } = await start();
  await listen();
  const next = await startTarget(join(home, 't'));
  const another = {};
  expect(await listen({ target: next.path }, another)).toMatchObject({
    type: 'fault',
    code: 'LISTENER_TAKEN',
  });
  // Nor ended.
  expect(await role.answer({ type: 'unlisten', id: 2 }, another)).toMatchObject({ code: 'LISTENER_TAKEN' });
  expect(role.isListening()).toBe(true);
  role.left(owner);
  expect(await listen({ target: next.path }, another)).toMatchObject({ type: 'listening' });
  await get(wish.port, '/x');
  expect([target.asked.length, next.asked.length]).toEqual([0, 1]);
});

it('lets in whom it is told to, and nobody once it is told to end', async () => {
  const { listen, wish, role, owner } = await start();
  await listen({ allow: ['192.0.2.0/24'] });
  expect(await get(wish.port, '/x')).toBe('ECONNRESET');
  await listen({ allow: ['127.0.0.0/8'] });
  expect(await get(wish.port, '/x')).toMatchObject({ status: 200 });
  expect(role.isListening()).toBe(true);
  expect(await role.answer({ type: 'web-stats', id: 3 }, owner)).toMatchObject({ served: 1, refused: 1 });
  expect(await role.answer({ type: 'unlisten', id: 4 }, owner)).toEqual({ type: 'unlistened', id: 4 });
  expect(await get(wish.port, '/x')).toBe('ECONNREFUSED');
  expect(role.isListening()).toBe(false);
});

it('has a sentence where no certificate can be made', async () => {
  const { listen, home } = await start();
  writeFileSync(join(home, 'web'), 'in the way');
  expect(await listen({ certificate: '', key: '' })).toMatchObject({
    type: 'fault',
    sentence: expect.stringContaining('A certificate cannot be made'),
  });
});
