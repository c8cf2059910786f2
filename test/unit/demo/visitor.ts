/** A visitor of the demo: a socket, what has come over it, and waiting for more. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Visitor {
  readonly socket: Socket;
  /** All bytes received, a character each. */
  raw(): string;
  /** The same as text, without telnet commands. */
  text(): string;
  send(line: string): void;
  sendRaw(...parts: (number | Uint8Array)[]): void;
  /** Waits until the text (without telnet and colours) from here on matches, and returns what came since the last wait. */
  until(pattern: RegExp): Promise<string>;
  /** The same on the raw bytes, from the start. */
  untilRaw(pattern: RegExp): Promise<string>;
}

const telnetCommand = /\xff\xfa(?:[^\xff]|\xff\xff)*\xff\xf0|\xff[\xfb-\xfe][\s\S]|\xff[^\xff]/g;

export async function visit(port: number, tls = false): Promise<Visitor> {
  const socket = tls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect({ port, host: '127.0.0.1' });
  let received = '';
  /** What `until` has returned: all before `start`, and `read` characters of the text after it. */
  let start = 0;
  let read = 0;
  let wake = () => {};
  socket.on('data', chunk => {
    received += chunk.toString('latin1');
    wake();
  });
  socket.on('close', () => wake());
  await once(socket, tls ? 'secureConnect' : 'connect');
  const textFrom = (at: number) =>
    Buffer.from(received.slice(at).replace(telnetCommand, ''), 'latin1').toString();
  const unread = () =>
    textFrom(start)
      .replace(/\u001b\[[\d;:]*m/g, '')
      .slice(read);
  const settled = async (found: () => boolean, what: RegExp) => {
    while (!found()) {
      if (socket.destroyed || socket.readableEnded) throw new Error(`closed before ${what}: ${unread()}`);
      await new Promise<void>(resolve => (wake = resolve));
    }
  };
  return {
    socket,
    raw: () => received,
    text: () => textFrom(0),
    send: line => void socket.write(`${line}\r\n`),
    sendRaw: (...parts) =>
      void socket.write(
        Buffer.concat(parts.map(part => (typeof part === 'number' ? Uint8Array.of(part) : part))),
      ),
    async until(pattern) {
      await settled(() => pattern.test(unread()), pattern);
      const text = unread();
      const match = pattern.exec(text)!;
      const end = match.index + match[0].length;
      read += end;
      if (end === text.length) [start, read] = [received.length, 0];
      return text.slice(0, end);
    },
    async untilRaw(pattern) {
      await settled(() => pattern.test(received), pattern);
      return received;
    },
  };
}
