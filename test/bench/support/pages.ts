/** Browsers for benchmarks: they log in and speak the protocol, and draw nothing. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type ToPage, VERSION, type WireLine } from '../../../client/web/protocol.ts';
import { get } from '../../support/visitors.ts';

/** As pages do (client/web/page/talk/acks.ts); at the pace of the benchmarks there are fewer than those told at once (ms). */
const ACK_TIME = 250;

export interface BenchKey {
  readonly origin: string;
  readonly cookie: string;
  readonly half: string;
}

/** Logs in by the link, as a page does. */
export async function logInBy(link: string): Promise<BenchKey> {
  const [address = '', code] = link.split('#');
  const { origin, port, protocol } = new URL(address);
  const body = JSON.stringify({ code });
  if (protocol === 'https:') return logInSecured(origin, Number(port), body);
  const answer = await fetch(`${origin}/login`, { method: 'POST', headers: { origin }, body });
  if (!answer.ok) throw new Error(`logging in was answered by ${answer.status}`);
  const { half } = (await answer.json()) as { half: string };
  return { origin, half, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

/** Whoever has signed its certificate. */
async function logInSecured(origin: string, port: number, body: string): Promise<BenchKey> {
  const headers = { origin, 'content-length': Buffer.byteLength(body) };
  const answer = await get(port, '/login', { method: 'POST', headers, body });
  if (typeof answer === 'string' || answer.status !== 200)
    throw new Error(`logging in was answered by ${JSON.stringify(answer)}`);
  const { half } = JSON.parse(answer.body) as { half: string };
  return { origin, half, cookie: (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '' };
}

export interface BenchPage {
  readonly socket: WebSocket;
  /** What the log of the world is known by. */
  readonly epoch: number;
  /** Lines that have come. */
  lines(): number;
  close(): void;
}

/** Opens a page that wants the lines of the world from now on; `came` is called for each of them. `from`: its own address. */
export async function openBenchPage(
  { origin, cookie, half }: BenchKey,
  world: string,
  came: (line: WireLine) => void = () => {},
  from = '127.0.0.1',
): Promise<BenchPage> {
  const options = { rejectUnauthorized: false, perMessageDeflate: false, localAddress: from };
  const address = `${origin.replace('http', 'ws')}/socket`;
  const socket = new WebSocket(address, { origin, headers: { cookie }, ...options });
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  let to = 0;
  let isDue = false;
  const acknowledge = () => {
    isDue = false;
    if (socket.readyState === socket.OPEN) say({ t: 'ack', w: world, to });
  };
  let count = 0;
  const ready = new Promise<number>(resolve => {
    socket.on('message', data => {
      const message = JSON.parse(String(data)) as ToPage;
      if (message.t === 'welcome') {
        const { next = 0, epoch = 0 } = message.worlds.find(({ w }) => w === world) ?? {};
        say({ t: 'want', w: world, from: next });
        resolve(epoch);
      } else if (message.t === 'lines') {
        count += message.l.length;
        for (const line of message.l) came(line);
        to = message.from + message.l.length;
        if (!isDue) setTimeout(acknowledge, ACK_TIME);
        isDue = true;
      }
    });
  });
  say({ t: 'hello', v: VERSION, half, tab: `bench-${Math.random().toString(36).slice(2)}`, visible: true });
  const epoch = await ready;
  return { socket, epoch, lines: () => count, close: () => socket.terminate() };
}
