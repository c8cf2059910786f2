/** Relays from plaintext to TLS, each a process of its own: tlsproxy and, where they are installed, stunnel and haproxy. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ProxyClient } from '../../../client/host/proxy/client.ts';
import { isFault } from '../../../shared/fault.ts';
import { endProcess, openRequest, type ProxyFixture } from '../../support/tlsproxy.ts';

export interface Connection {
  /** Paused; plaintext to and from the bench's server. */
  readonly socket: Socket;
  /** To be told how many bytes have been read in all, for relays that keep them until then: now and then. */
  readonly onBytes: (total: number) => void;
  /** The same at once, as the client does when it has been quiet for a second. */
  readonly onQuiet: (total: number) => void;
  close(): void;
}

export interface Relay {
  readonly name: string;
  readonly pid: number;
  open(): Promise<Connection>;
}

const REPLAY = 1024 * 1024;

/** A quarter of the buffer, as the client does. */
const ACK_STEP = REPLAY / 4;

/** `port` is the server's. The process ends with the fixture. */
export async function tlsproxyRelay(fixture: ProxyFixture, port: number): Promise<Relay> {
  const client = fixture.client();
  const first = await openOurs(client, port);
  first.close();
  return { name: 'tlsproxy', pid: first.pid, open: () => openOurs(client, port) };
}

async function openOurs(client: ProxyClient, port: number): Promise<Connection & { pid: number }> {
  const opened = await client.open(openRequest(port, { policy: 'none', replay: REPLAY }));
  if (isFault(opened)) throw new Error(opened.sentence);
  const { socket, session, proxy } = opened;
  let acked = 0;
  const onQuiet = (total: number) => {
    acked = total;
    client.ack(session, total);
  };
  const onBytes = (total: number) => {
    if (total - acked >= ACK_STEP) onQuiet(total);
  };
  const close = () => {
    socket.destroy();
    void client.close(session);
  };
  return { socket, onBytes, onQuiet, close, pid: proxy.pid };
}

/** A relay that is another program, and its end. */
export type Peer = Relay & { end(): void };

/** null where it is not installed. */
export async function stunnelRelay(fixture: ProxyFixture, port: number): Promise<Peer | null> {
  const program = ['stunnel', 'stunnel4'].find(name => spawnSync(name, ['-version']).status === 0);
  if (!program) return null;
  const accept = await freePort();
  const configuration = join(fixture.root, 'stunnel.conf');
  writeFileSync(configuration, stunnelConfiguration(accept, port));
  return peer('stunnel', program, [configuration], accept);
}

/** One thread, as the others have; null where it is not installed. */
export async function haproxyRelay(fixture: ProxyFixture, port: number): Promise<Peer | null> {
  const program = ['haproxy', '/usr/sbin/haproxy'].find(name => spawnSync(name, ['-v']).status === 0);
  if (!program) return null;
  const accept = await freePort();
  const configuration = join(fixture.root, 'haproxy.cfg');
  writeFileSync(configuration, haproxyConfiguration(accept, port));
  return peer('haproxy', program, ['-db', '-q', '-f', configuration], accept);
}

/** It is ready when a connection has come through. */
async function peer(name: string, program: string, args: readonly string[], accept: number): Promise<Peer> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const relay = {
    name,
    pid: child.pid!,
    open: () => openPlain(accept),
    end: () => endProcess(child.pid!),
  };
  for (let tried = 0; ; tried++) {
    try {
      (await relay.open()).close();
      return relay;
    } catch (error) {
      if (tried === 50) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

function stunnelConfiguration(accept: number, port: number): string {
  return `foreground = yes
debug = err
pid =
socket = l:TCP_NODELAY=1
socket = r:TCP_NODELAY=1
[mud]
client = yes
accept = 127.0.0.1:${accept}
connect = 127.0.0.1:${port}
`;
}

/** Every handshake in full, as those of tlsproxy are. */
function haproxyConfiguration(accept: number, port: number): string {
  return `global
  nbthread 1
  maxconn 8000
  ssl-server-verify none
defaults
  mode tcp
  timeout connect 10s
  timeout client 1h
  timeout server 1h
listen mud
  bind 127.0.0.1:${accept} backlog 2048
  server mud 127.0.0.1:${port} ssl verify none no-ssl-reuse
`;
}

async function openPlain(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.pause();
  const nothing = () => undefined;
  return { socket, onBytes: nothing, onQuiet: nothing, close: () => void socket.destroy() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** User and system time of all threads in seconds: fields 14 and 15 of /proc/pid/stat, in ticks of 10 ms. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
