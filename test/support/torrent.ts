/** A server that pours out more than anybody can want, no faster than it is taken. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type AddressInfo, createServer } from 'node:net';
import { atEnd } from './temporary.ts';

const DO_TIMING_MARK = Buffer.of(255, 253, 6);
const WILL_TIMING_MARK = Buffer.of(255, 251, 6);

export interface Torrent {
  readonly host: string;
  readonly port: number;
  /** Sends all of it; resolves when the last byte is handed to the kernel. */
  pour(chunks: Iterable<Uint8Array>): Promise<void>;
  /** Asks whether the client has read all of it (RFC 860), and waits for the answer. */
  isRead(): Promise<void>;
  /** Stops reading what the client sends. */
  ignore(): void;
}

/** For one connection, which may come later. */
export async function startTorrent(): Promise<Torrent> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection').then(([socket]) => (socket as Socket).resume());
  atEnd(async () => {
    server.close();
    (await accepted).destroy();
  });
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    async pour(chunks) {
      const socket = await accepted;
      for (const chunk of chunks) if (!socket.write(chunk)) await once(socket, 'drain');
    },
    async isRead() {
      const socket = await accepted;
      const answered = new Promise<void>(resolve => {
        let tail: Buffer = Buffer.alloc(0);
        socket.on('data', (bytes: Buffer) => {
          tail = Buffer.concat([tail, bytes]);
          if (tail.includes(WILL_TIMING_MARK)) resolve();
          tail = tail.subarray(-2);
        });
      });
      socket.write(DO_TIMING_MARK);
      await answered;
    },
    ignore: () => void accepted.then(socket => socket.pause()),
  };
}

/** The same bytes again and again, until there are as many or a few more. */
export function* repeat(bytes: Uint8Array, total: number): Generator<Uint8Array> {
  for (let sent = 0; sent < total; sent += bytes.length) yield bytes;
}
