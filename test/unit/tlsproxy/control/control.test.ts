import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Fault } from '../../../../shared/fault.ts';
import { encodeFrame, feedFrames, newFrameReader, nextFrame } from '../../../../shared/protocol/frame.ts';
import type { PeerUid } from '../../../../tlsproxy/control/admission.ts';
import { createControl } from '../../../../tlsproxy/control/control.ts';
import { newProxy } from '../../../../tlsproxy/proxy.ts';
import { createWebRole, type WebRole } from '../../../../tlsproxy/web/web-role.ts';
import { atEnd, temporaryDirectory } from '../../../support/temporary.ts';

const TOKEN = 'a'.repeat(64);

interface Given {
  readonly helloTime?: number;
  readonly maxStrangers?: number;
  readonly peerUid?: PeerUid;
  readonly web?: WebRole;
}

async function listening({ web, ...options }: Given = {}) {
  const proxy = newProxy({ build: 'b', token: TOKEN, log: () => undefined, ...(web && { web }) });
  const server = createControl({ proxy, peerUid: null, uid: 1000, ...options });
  const path = join(temporaryDirectory(), 's');
  server.listen(path);
  await once(server, 'listening');
  atEnd(() => void server.close());
  return { proxy, path };
}

/** Sends messages; the codes and types of what comes back, up to the end of the connection. */
async function talk(path: string, ...messages: object[]): Promise<string[]> {
  const socket = connect(path);
  const reader = newFrameReader();
  const answers: string[] = [];
  socket.on('data', chunk => {
    feedFrames(reader, chunk);
    for (let frame = nextFrame(reader); frame && 'value' in frame; frame = nextFrame(reader)) {
      const { type, code } = frame.value as { type: string } & Partial<Fault>;
      answers.push(code ?? type);
    }
  });
  for (const message of messages) socket.write(encodeFrame(message));
  await once(socket, 'close');
  return answers;
}

const hello = { type: 'hello', version: 1, token: TOKEN };

it('sends away who says nothing', async () => {
  const { path } = await listening({ helloTime: 20 });
  expect(await talk(path)).toEqual(['HELLO_LATE']);
});

it('bounds how many say nothing at a time, and takes others when they are gone', async () => {
  // So long that whoever says something is heard in time, however busy this process is.
  const { path } = await listening({ helloTime: 1000, maxStrangers: 2 });
  const silent = [talk(path), talk(path)];
  expect(await talk(path, hello)).toEqual(['TOO_MANY_PEERS']);
  expect(await Promise.all(silent)).toEqual([['HELLO_LATE'], ['HELLO_LATE']]);
  expect(await talk(path, hello, hello)).toEqual(['welcome', 'HELLO_AGAIN']);
});

it('sends away who belongs to another user, before a word is said', async () => {
  const { path } = await listening({ peerUid: () => 1001 });
  expect(await talk(path, hello)).toEqual(['PEER_FOREIGN']);
});

it('lets in who belongs to us', async () => {
  const { path, proxy } = await listening({ peerUid: () => 1000 });
  expect(await talk(path, hello, { type: 'stats', id: 1 }, { type: 'begin' })).toEqual([
    'welcome',
    'BEGIN_EARLY',
  ]);
  expect(proxy.clients).toBe(0);
});

it('goes on after questions about sessions that are none', async () => {
  const { path } = await listening();
  const session = 'b.x';
  const socket = connect(path);
  atEnd(() => void socket.destroy());
  const reader = newFrameReader();
  const answers = new Set<number>();
  const questions = [
    { type: 'attach', id: 1, session, offset: 0 },
    { type: 'close', id: 2, session },
    { type: 'ending', id: 3, session },
    { type: 'ack', session, offset: 1 },
    { type: 'stats', id: 4 },
  ];
  for (const message of [hello, ...questions]) socket.write(encodeFrame(message));
  while (answers.size < 4) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    feedFrames(reader, chunk);
    for (let frame = nextFrame(reader); frame && 'value' in frame; frame = nextFrame(reader)) {
      const { id } = frame.value as { id?: number };
      if (id) answers.add(id);
    }
  }
  expect([...answers].sort()).toEqual([1, 2, 3, 4]);
  // Nothing here was wrong enough to end the connection.
  expect(socket.readyState).toBe('open');
});

it('asks for browsers where there are sessions, and for sessions where there are browsers, are refused', async () => {
  const { path } = await listening();
  const wish = { names: [], certificate: '', key: '', allow: [] };
  const listen = { type: 'listen', id: 1, host: '127.0.0.1', port: 9, target: '/x', ...wish };
  expect(await talk(path, hello, listen, { type: 'begin' })).toEqual([
    'welcome',
    'ROLE_WRONG',
    'BEGIN_EARLY',
  ]);
  const web = createWebRole({ home: temporaryDirectory(), build: 'b', log: () => undefined });
  const other = await listening({ web });
  const attach = { type: 'attach', id: 1, session: 'b.x', offset: 0 };
  const answers = await talk(other.path, hello, attach, { type: 'begin' });
  expect(answers).toEqual(['welcome', 'ROLE_WRONG', 'BEGIN_EARLY']);
});
