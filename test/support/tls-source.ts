/** The server of the TLS bench, in a process of its own: `FLOOD n` sends n bytes and is silent, all else comes back. */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { makeCertificate } from '../../shared/tls/certificate.ts';

const BLOCK = Buffer.alloc(64 * 1024, 'A line of text as a game would send it, more or less.\r\n');

async function main(): Promise<void> {
  const { key, certificate } = await makeCertificate({ commonName: 'bench', names: ['127.0.0.1'] });
  const server = createServer({ key, cert: certificate, ciphers: 'TLS_AES_128_GCM_SHA256' }, socket => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', bytes => {
      const flood = /^FLOOD (\d+)/.exec(bytes.toString('latin1'));
      if (!flood) return socket.write(bytes);
      let left = Number(flood[1]);
      const more = () => {
        let flowing = true;
        while (left > 0 && flowing) {
          const block = left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK;
          left -= block.length;
          flowing = socket.write(block);
        }
      };
      socket.on('drain', more);
      more();
    });
  });
  server.listen(0, '127.0.0.1', 1024, () => console.log((server.address() as AddressInfo).port));
}

void main();
