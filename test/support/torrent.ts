/** A server that pours out more than anybody can want, no faster than it is taken. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type AddressInfo, createServer } from 'node:net';
import { atEnd } from './temporary.ts';

export interface Torrent {
  readonly host: string;
  readonly port: number;
  /** Sends all of it; resolves when the last byte is handed to the kernel. */
  pour(chunks: Iterable<Uint8Array>): Promise<void>;
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
    ignore: () => void accepted.then(socket => socket.pause()),
  };
}

/** The same bytes again and again, until there are as many or a few more. */
export function* repeat(bytes: Uint8Array, total: number): Generator<Uint8Array> {
  for (let sent = 0; sent < total; sent += bytes.length) yield bytes;
}
