/**
 * A WebSocket that both sides have agreed on: bytes both ways as they come. The library pipes them, by streams that keep more of
 * each connection than there is to know.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { readSparingly } from '../control/shared-read-buffer.ts';
import { hangUp } from './pages.ts';

/** Takes the place of what the library would do when `outgoing` is answered by another protocol. */
export function relayInstead(outgoing: ClientRequest, visitor: Duplex): void {
  outgoing.removeAllListeners('upgrade');
  outgoing.once('upgrade', (answer: IncomingMessage, agreed: Socket, first: Buffer) => {
    const client = readSparingly(agreed, { allowHalfOpen: false });
    client.on('error', () => client.destroy());
    // One that does not read would stay, with what it has not read, when the client has given it up.
    client.on('close', () => hangUp(visitor));
    visitor.on('close', () => client.destroy());
    visitor.write(headOf(answer));
    if (first.length > 0) visitor.write(first);
    carry(client, visitor);
    carry(visitor, client);
  });
}

function carry(from: Duplex, to: Duplex): void {
  from.on('data', bytes => {
    if (!to.write(bytes)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
}

function headOf({ rawHeaders }: IncomingMessage): string {
  const lines = ['HTTP/1.1 101 Switching Protocols'];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
