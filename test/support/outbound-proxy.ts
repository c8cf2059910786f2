/** SOCKS5 and HTTP proxies on loopback that lead wherever the test says. */
import { connect, type Socket } from 'node:net';
import { tcpServer } from './tls-server.ts';

export interface ProxyOptions {
  readonly kind: 'socks5' | 'http';
  /** Port on this machine that all names lead to. */
  readonly port: number;
  /** `name:password` that it wants. */
  readonly account?: string;
  /** Instead of a connection: a reply code of SOCKS5, or the status line of HTTP. */
  readonly refusal?: number | string;
  /** Sent in one piece with the reply. */
  readonly early?: string;
}

export interface OutboundProxy {
  readonly port: number;
  /** Each `host:port` that was asked for, and the names and passwords that were shown. */
  readonly asked: readonly string[];
  readonly accounts: readonly string[];
}

export async function startProxy(options: ProxyOptions): Promise<OutboundProxy> {
  const asked: string[] = [];
  const accounts: string[] = [];
  const serve = options.kind === 'socks5' ? socks : http;
  const { port } = await tcpServer(
    client => void serve(client, options, asked, accounts).catch(() => client.destroy()),
  );
  return { port, asked, accounts };
}

async function socks(
  client: Socket,
  options: ProxyOptions,
  asked: string[],
  accounts: string[],
): Promise<void> {
  const read = reader(client);
  const [, methods] = await read(2);
  await read(methods as number);
  client.write(Uint8Array.of(5, options.account ? 2 : 0));
  if (options.account) {
    const user = await read(((await read(2))[1] as number) + 1);
    const password = await read(user.at(-1) as number);
    accounts.push(`${user.subarray(0, -1)}:${password}`);
    const isRight = accounts.at(-1) === options.account;
    client.write(Uint8Array.of(1, isRight ? 0 : 1));
    if (!isRight) return void client.end();
  }
  const [, , , type] = await read(4);
  const size = type === 3 ? ((await read(1))[0] as number) : type === 4 ? 16 : 4;
  const host = await read(size);
  const port = (await read(2)).readUInt16BE();
  asked.push(`${type === 3 ? host : host.join('.')}:${port}`);
  const code = Number(options.refusal ?? 0);
  reply(client, options, Buffer.of(5, code, 0, 1, 127, 0, 0, 1, 0, 80), code === 0);
}

async function http(
  client: Socket,
  options: ProxyOptions,
  asked: string[],
  accounts: string[],
): Promise<void> {
  const read = reader(client);
  let head = '';
  while (!head.endsWith('\r\n\r\n')) head += String(await read(1));
  asked.push(/^CONNECT (\S+) HTTP/.exec(head)?.[1] ?? head);
  const [, secret] = /^Proxy-Authorization: Basic (\S+)/im.exec(head) ?? [];
  if (secret) accounts.push(String(Buffer.from(secret, 'base64')));
  const isRight = options.account === undefined || accounts.at(-1) === options.account;
  const status = isRight
    ? (options.refusal ?? '200 Connection established')
    : '407 Proxy Authentication Required';
  reply(client, options, Buffer.from(`HTTP/1.1 ${status}\r\n\r\n`), status === '200 Connection established');
}

function reply(
  client: Socket,
  { port, early = '' }: ProxyOptions,
  words: Buffer,
  isConnected: boolean,
): void {
  if (!isConnected) return void client.end(words);
  const server = connect(port, '127.0.0.1');
  server.on('error', () => client.destroy());
  client.on('error', () => server.destroy());
  server.once('connect', () => {
    client.write(Buffer.concat([words, Buffer.from(early)]));
    server.pipe(client);
    client.pipe(server);
  });
}

/** Reads so many bytes, no more. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return count =>
    new Promise(resolve => {
      const look = () => {
        const bytes = count === 0 ? Buffer.alloc(0) : (socket.read(count) as Buffer | null);
        if (!bytes) return void socket.once('readable', look);
        resolve(bytes);
      };
      look();
    });
}
