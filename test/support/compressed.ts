/** MCCP2 from the server's side. */
import { constants, createDeflate } from 'node:zlib';
import { seeded } from './random.ts';
import type { Peer } from './scripted-world.ts';

const [SE, SB, WILL, DO, IAC, MCCP2] = [240, 250, 251, 253, 255, 86] as const;
/** What is compressed goes out this often (ms), each time a random part of it. */
const TICK = 5;

/** Agrees on compression with the client. Returns the same connection with a `send` that compresses; the stream is cut anywhere. */
export async function compressed(peer: Peer, seed = 1): Promise<Peer> {
  peer.send(Uint8Array.of(IAC, WILL, MCCP2));
  await peer.waitFor(Uint8Array.of(IAC, DO, MCCP2));
  peer.send(Uint8Array.of(IAC, SB, MCCP2, IAC, SE));
  const deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });
  const random = seeded(seed);
  let waiting: Buffer = Buffer.alloc(0);
  deflate.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
  });
  const timer = setInterval(() => {
    const cut = Math.ceil(random() * waiting.length);
    if (cut > 0) peer.send(waiting.subarray(0, cut));
    waiting = waiting.subarray(cut);
  }, TICK);
  void peer.closed.then(() => clearInterval(timer));
  return {
    ...peer,
    get received() {
      return peer.received;
    },
    send: data => void deflate.write(data),
  };
}
