/** HTTP requests and WebSocket frames: cut anywhere they give the same, and what they let through others understand so, too. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import WebSocket from 'ws';
import type { FrameState } from '../../client/state/web.ts';
import { type Breach, emptyFrames, frame, type Message, step } from '../../client/web/wire/frames.ts';
import { readRequest } from '../../client/web/wire/request.ts';
import { pushAll } from '../../shared/arrays.ts';

/** What the ws package does not tell types of. */
const { Receiver, Sender } = WebSocket as unknown as {
  Receiver: new (options: object) => NodeJS.WritableStream;
  Sender: { frame(data: Uint8Array, options: object): Buffer[] };
};

const packr = new Packr({ useRecords: false });
const reload = (state: FrameState): FrameState => packr.unpack(packr.pack(state));
const shown = ({ type, data }: Message) => `${type} ${Buffer.from(data).toString('hex')}`;

/** What the pieces of a stream give, with a reload between any two of them. */
function given(pieces: readonly Uint8Array[]): { messages: string[]; breach: Breach['code'] | null } {
  let state = emptyFrames();
  const messages: string[] = [];
  for (const piece of pieces) {
    state = reload(state);
    const { messages: came, breach } = step(state, piece);
    pushAll(messages, came.map(shown));
    if (breach) return { messages, breach: breach.code };
    if (came.at(-1)?.type === 'close') break;
  }
  return { messages, breach: null };
}

interface Sent {
  readonly opcode: number;
  readonly fin: boolean;
  readonly data: Uint8Array;
}

function masked({ opcode, fin, data }: Sent): Buffer {
  const options = { fin, opcode, mask: true, readOnly: false, rsv1: false };
  return Buffer.concat(Sender.frame(Buffer.from(data), options));
}

/** Some are as they should be; others have an opcode, a fragment or bytes that do not belong there. */
const data = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }).map(text => Buffer.from(text)),
  fc.uint8Array({ maxLength: 130 }),
  fc.constantFrom(126, 65_535, 65_536).map(size => Buffer.alloc(size, 'x')),
);
const single = fc.record({ opcode: fc.constantFrom(1, 2, 9, 10), fin: fc.constant(true), data });
const wild = fc.record({ opcode: fc.nat({ max: 15 }), fin: fc.boolean(), data });
const inParts = fc
  .tuple(fc.constantFrom(1, 2), fc.array(data, { minLength: 2, maxLength: 4 }), fc.boolean())
  .map(([kind, parts, pinged]) =>
    parts.flatMap((part, i): Sent[] => [
      { opcode: i === 0 ? kind : 0, fin: i === parts.length - 1, data: part },
      ...(pinged && i === 0 ? [{ opcode: 9, fin: true, data: Buffer.from('ping') }] : []),
    ]),
  );
const frames = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: single.map(one => [one]) },
      { weight: 2, arbitrary: inParts },
      { weight: 1, arbitrary: wild.map(one => [one]) },
    ),
    { maxLength: 6 },
  )
  .map(list => Buffer.concat(list.flat().map(masked)));
const small = frames.filter(bytes => bytes.length < 2000);
const noise = fc.tuple(frames, fc.uint8Array({ maxLength: 20 })).map(parts => Buffer.concat(parts));

test('a WebSocket is the same with a reload at every byte', () => {
  fc.assert(
    fc.property(small, bytes => {
      const whole = given([bytes]);
      for (let cut = 0; cut <= bytes.length; cut++)
        expect(given([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
      expect(given([...bytes].map(byte => Buffer.of(byte)))).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

/** What the ws package makes of the same bytes, which answers in its own time. */
async function peers(bytes: Buffer): Promise<{ messages: string[]; breach: number | null }> {
  const messages: string[] = [];
  let breach: number | null = null;
  const receiver = new Receiver({ isServer: true, maxPayload: 256 * 1024, allowSynchronousEvents: true });
  const hex = (came: Buffer) => Buffer.from(came).toString('hex');
  receiver.on('message', (came: Buffer, binary: boolean) =>
    messages.push(`${binary ? 'binary' : 'text'} ${hex(came)}`),
  );
  receiver.on('ping', (came: Buffer) => messages.push(`ping ${hex(came)}`));
  receiver.on('pong', (came: Buffer) => messages.push(`pong ${hex(came)}`));
  receiver.on('conclude', (code: number, why: Buffer) => {
    const head = Buffer.alloc(2);
    head.writeUInt16BE(code);
    messages.push(`close ${code === 1005 ? '' : hex(Buffer.concat([head, why]))}`);
  });
  const codeOf = (error: Error) => Object.getOwnPropertySymbols(error).map(key => (error as never)[key])[0];
  receiver.on('error', (error: Error) => {
    breach = codeOf(error) ?? 1002;
  });
  receiver.write(bytes);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  return { messages, breach };
}

test('the ws package makes the same of any frames', async () => {
  await fc.assert(
    fc.asyncProperty(noise, async bytes => expect(given([bytes])).toEqual(await peers(bytes))),
    { numRuns: 300 },
  );
});

test('what the server writes is read by others', () => {
  fc.assert(
    fc.property(data, bytes => {
      const made = frame('binary', bytes);
      const options = { fin: true, opcode: 2, mask: false, readOnly: false, rsv1: false };
      expect(made.equals(Buffer.concat(Sender.frame(Buffer.from(bytes), options)))).toBe(true);
    }),
  );
});

const name = fc.constantFrom('Host', 'X-A', 'content-length', 'Transfer-Encoding', 'Cookie', 'X B', '');
const value = fc.constantFrom('a', ' b ', '', '3', 'chunked', 'é', '\x01', 'x\ty', '0');
const line = fc.tuple(name, fc.constantFrom(':', ': ', ' :', ''), value).map(parts => parts.join(''));
const request = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'HEAD', 'get', 'PUT', ''),
    fc.constantFrom('/', '/a?b=c', '*', 'a', '/é', 'http://a/', '/ b'),
    fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2', 'HTCPCP/1.0'),
    fc.constantFrom('\r\n', '\r\n', '\r\n', '\n'),
    fc.array(line, { maxLength: 4 }),
    fc.constantFrom('', 'abc'),
  )
  .map(([method, target, version, end, lines, body]) =>
    Buffer.from([`${method} ${target} ${version}`, 'Host: one', ...lines, '', body].join(end), 'latin1'),
  );

test('what is taken for a request Node takes for the same one', async () => {
  const server = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      const seen = { method: asked.method, target: asked.url, headers: asked.headers };
      const text = JSON.stringify({ ...seen, body: Buffer.concat(parts).toString('latin1') });
      answer.end(asked.method === 'HEAD' ? '' : text);
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  try {
    await fc.assert(
      fc.asyncProperty(request, async bytes => {
        const ours = readRequest(bytes);
        if (ours === null || 'status' in ours) return;
        // What follows it is another request for Node, and nothing for us.
        const answer = await ask(port, bytes.subarray(0, bytes.length - ours.rest.length));
        expect(answer.split('\r\n', 1)[0]).toBe('HTTP/1.1 200 OK');
        if (ours.method === 'HEAD') return;
        const theirs = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
        expect(theirs).toMatchObject({ method: ours.method, target: ours.target });
        expect(theirs.body).toBe(Buffer.from(ours.body).toString('latin1'));
        expect(theirs.headers.host).toBe(ours.headers.get('host'));
        expect(theirs.headers['x-a']).toBe(ours.headers.get('x-a'));
      }),
      { numRuns: 150 },
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

/** The first answer on a connection. */
function ask(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', part => parts.push(part));
    socket.on('close', () => resolve(Buffer.concat(parts).toString()));
    socket.on('error', reject);
    socket.end(bytes);
  });
}
