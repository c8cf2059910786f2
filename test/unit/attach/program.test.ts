/** The programs themselves: their command lines, and their side of the frames. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { readArguments } from '../../../client/attach/arguments.ts';
import { connectTo, shakeHands } from '../../../client/attach/connection.ts';
import { Failure } from '../../../client/attach/failure.ts';
import { createFrameReader, type FrameType, frameOf } from '../../../client/attach/frames.ts';
import { emptyFrames, frame, step } from '../../../client/web/wire/frames.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const common = { home: null, pid: null };

test.each([
  [['attach'], { program: 'attach', ...common, address: null }],
  [['attach', '/tmp/x'], { program: 'attach', ...common, home: '/tmp/x', address: null }],
  [
    ['--home', '/tmp/x', 'attach', '--pid', '7'],
    { program: 'attach', home: '/tmp/x', pid: 7, address: null },
  ],
  [
    ['attach', 'https://example.org:9001/#abc'],
    {
      ...{ program: 'attach', ...common },
      address: { host: 'example.org', port: 9001, name: 'example.org:9001', code: 'abc' },
    },
  ],
  [
    ['grep', '-f', '-r', '^An orc', 'Alpha'],
    {
      program: 'grep',
      ...common,
      pattern: '^An orc',
      world: 'Alpha',
      follow: true,
      how: 'regexp',
      exact: false,
    },
  ],
  [['web', '--open', '--watch'], { program: 'web', ...common, open: true, role: 'watch' }],
])('clay %j', (args, line) => {
  expect(readArguments(args)).toEqual(line);
});

test.each([
  [['grep'], 'a pattern is missing'],
  [['grep', 'an', 'orc', 'here'], 'in quotes'],
  [['attach', '--pid', 'x'], '"x" is no PID'],
  [['attach', '-f'], 'it has no option -f'],
  [['attach', 'http://example.org:9001'], 'plain HTTP'],
  [['attach', '--pid', '7', 'https://example.org:9001'], '--pid is for clients of this machine'],
  [['attach', 'ftp://example.org'], '"ftp://example.org" is no address: it is https://host:port'],
  [['attach', 'example.org:9001'], '"example.org:9001" is no address: it is https://host:port'],
  [['attach', 'https://example.org:99999'], 'is no address'],
  [['attach', ''], 'the name of a profile directory is empty'],
  [['grep', '--home', '', 'orc'], '--home wants the name of a directory'],
  [['web', 'logins'], 'it knows no "logins"'],
  [['attach', '--nonsense'], "Unknown option '--nonsense'"],
])('clay %j is wrong usage: one sentence, status 2', (args, words) => {
  const call = () => readArguments(args);
  expect(call).toThrow(words);
  expect(call).toThrow(expect.objectContaining({ status: 2 }));
});

test.each(['attach', 'grep', 'web'])('clay %s --help prints how it is used', program => {
  expect(readArguments([program, '--help'])).toContain(`Usage: clay ${program}`);
});

const data = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(new Uint8Array(126)),
  fc.constant(new Uint8Array(70_000).fill(65)),
);

const told = (messages: readonly { type: string; data: Uint8Array }[]) =>
  messages.map(({ type, data: bytes }) => [type, Buffer.from(bytes).toString('latin1')]);

test('what the program sends is what the client reads, and the other way round, cut anywhere', () => {
  const type = fc.constantFrom<FrameType>('binary', 'text');
  const message = fc.record({ type, data: data.map(bytes => bytes.map(byte => byte & 127)) });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), fc.integer({ min: 1, max: 4000 }), (messages, size) => {
      const sent = Buffer.concat(messages.map(one => frameOf(one.type, one.data)));
      expect(told(step(emptyFrames(), sent).messages)).toEqual(told(messages));
      const back = Buffer.concat(messages.map(one => frame(one.type, one.data)));
      const read = createFrameReader();
      const pieces = [];
      for (let at = 0; at < back.length; at += size) pieces.push(read(back.subarray(at, at + size)));
      expect(told(pieces.flat())).toEqual(told(messages));
    }),
    { numRuns: 30 },
  );
});

test('a client that is stopped keeps nobody waiting: the kernel lets in, and nobody answers', async () => {
  const server = createServer(socket => socket.resume());
  const socket = join(temporaryDirectory('stopped'), 'attach.sock');
  await once(server.listen(socket), 'listening');
  const client = { pid: process.pid, socket, token: () => 'beef' };
  try {
    await expect(connectTo(client, { message() {}, end() {} }, 20)).rejects.toThrow('does not answer');
  } finally {
    server.close();
  }
});

test('who says no more is gone, also where the other half of the connection would stay', async () => {
  const server = createServer({ allowHalfOpen: true }, socket => {
    socket.once('data', () => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  });
  const path = join(temporaryDirectory('half'), 'attach.sock');
  await once(server.listen(path), 'listening');
  const socket = connect({ path, allowHalfOpen: true });
  try {
    const refusal = () => new Failure('no');
    const end = await new Promise(resolve => {
      void shakeHands(socket, { message() {}, end: resolve }, { headers: [], refusal });
    });
    expect([end, socket.destroyed]).toEqual([null, true]);
  } finally {
    server.close();
  }
});
