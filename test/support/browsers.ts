/** Browsers for a play: what they say goes in as bytes, what they are sent is taken at once. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ListenerName } from '../../client/state/web.ts';
import { isFull } from '../../client/web/connection.ts';
import { type FromPage, type ToPage, VERSION, type WireLine } from '../../client/web/protocol.ts';
import type { Play } from './play.ts';

export const PORT = 9000;
const HOST = `127.0.0.1:${PORT}`;

export interface Key {
  readonly cookie: string;
  readonly half: string;
}

export interface Page {
  readonly id: number;
  /** All that was sent to it and is a message. */
  readonly heard: readonly ToPage[];
  /** Close code, once it is told one. */
  closed(): number | null;
  say(message: FromPage): void;
  /** Numbers and texts of the lines it got. */
  lines(): { number: number; text: string }[];
}

/** The browser view is on, and listens. */
export function turnOn(play: Play): void {
  play.enter('/setup web.enabled on');
  play.dispatch({ type: 'web listening', listener: 'tcp', port: PORT });
}

export function open(play: Play, listener: ListenerName = 'tcp'): number {
  const id = play.state.web?.next ?? 1;
  const random = Buffer.alloc(64, id);
  play.dispatch({ type: 'web opened', id, listener, peer: '127.0.0.1', random });
  return id;
}

/** What is more than a turn has time for follows in others. */
export function put(play: Play, id: number, bytes: Uint8Array | string): void {
  play.dispatch({ type: 'web received', id, bytes: Buffer.from(bytes as Uint8Array) });
  const isMore = () => {
    const { web, views } = play.state;
    // One that has to read first is not heard meanwhile.
    const browsers = Object.values(web?.browsers ?? {});
    const isHeard = !web?.saying && browsers.every(browser => !browser.inbox || isFull(browser));
    return !isHeard || Object.values(views).some(({ typed, entering }) => typed ?? entering);
  };
  while (isMore()) play.dispatch({ type: 'tick' });
}

/** What was written to the connection so far; all of it is taken, and what was fetched for it has come. */
export function sentTo(play: Play, id: number): Buffer {
  for (let at = 0; at < play.asked.length; at++) {
    const effect = play.asked[at]!;
    if (done.has(effect) || !('id' in effect) || effect.id !== id) continue;
    done.add(effect);
    if (effect.type === 'web fetch') {
      const { wanted } = effect;
      const bytes = gzipSync('file' in wanted ? `file ${wanted.file}` : wanted.text);
      play.dispatch({ type: 'web fetched', id, bytes, tag: 'file' in wanted ? '"1"' : '' });
    } else if (effect.type === 'web write') {
      // There is one at a time: where another follows, this one was lost in a reload, and is written again.
      if (play.asked.slice(at + 1).some(one => one.type === 'web write' && one.id === id && !done.has(one)))
        continue;
      sent.set(play, [...(sent.get(play) ?? []), { id, bytes: Buffer.from(effect.bytes) }]);
      play.dispatch({ type: 'web written', id, bytes: effect.bytes.length });
    }
  }
  return Buffer.concat((sent.get(play) ?? []).filter(one => one.id === id).map(({ bytes }) => bytes));
}

const done = new WeakSet<object>();
const sent = new WeakMap<Play, { id: number; bytes: Buffer }[]>();

/** Asks over a connection of its own; answers status, headers and body. */
export function ask(
  play: Play,
  first: string,
  headers: Record<string, string> = {},
  body = '',
  listener: ListenerName = 'tcp',
) {
  const id = open(play, listener);
  const all = { Host: HOST, ...headers, ...(body && { 'Content-Length': String(Buffer.byteLength(body)) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  put(play, id, [`${first} HTTP/1.1`, ...lines, '', body].join('\r\n'));
  return answerOf(sentTo(play, id));
}

export function answerOf(bytes: Buffer) {
  const end = bytes.indexOf('\r\n\r\n');
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map(one => [one.split(': ')[0]!.toLowerCase(), one.split(': ')[1]]),
  );
  const body = bytes.subarray(end + 4);
  const isPacked = headers['content-encoding'] === 'gzip';
  return {
    status: Number(line.split(' ')[1]),
    headers,
    body: (isPacked ? gunzipSync(body) : body).toString(),
  };
}

/** Makes a link and logs in by it. */
export function logIn(play: Play, role: 'play' | 'watch' = 'play', secret = `secret ${role}`): Key {
  play.dispatch({ type: 'web invited', view: '', role, address: '', secret, code: [] });
  // Shown in a box.
  play.type('q');
  const origin = { Origin: `http://${HOST}` };
  const { headers, body } = ask(play, 'POST /login', origin, JSON.stringify({ code: secret }));
  return { cookie: (headers['set-cookie'] ?? '').split(';')[0]!, half: JSON.parse(body).half as string };
}

export function upgrade(cookie: string, headers: Record<string, string> = {}): string {
  const all = {
    Host: HOST,
    Origin: `http://${HOST}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    Cookie: cookie,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return ['GET /socket HTTP/1.1', ...lines, '', ''].join('\r\n');
}

/** A frame as browsers send it. */
export function masked(opcode: number, data: Uint8Array): Buffer {
  const size = data.length;
  const head = size < 126 ? [128 | opcode, 128 | size] : [128 | opcode, 128 | 126, size >> 8, size & 255];
  const mask = [1, 2, 3, 4];
  const hidden = Buffer.from(data.map((byte, at) => byte ^ mask[at % 4]!));
  return Buffer.concat([Buffer.from([...head, ...mask]), hidden]);
}

export const textFrame = (message: FromPage) => masked(1, Buffer.from(JSON.stringify(message)));

/** The frames behind the answer to the upgrade. */
export function framesIn(bytes: Buffer): { opcode: number; data: Buffer }[] {
  const frames = [];
  for (let at = bytes.indexOf('\r\n\r\n') + 4; at < bytes.length; ) {
    const short = bytes[at + 1]!;
    const size =
      short === 127
        ? Number(bytes.readBigUInt64BE(at + 2))
        : short === 126
          ? bytes.readUInt16BE(at + 2)
          : short;
    const from = at + (short === 127 ? 10 : short === 126 ? 4 : 2);
    frames.push({ opcode: bytes[at]! & 15, data: bytes.subarray(from, from + size) });
    at = from + size;
  }
  return frames;
}

/** A page that has said hello. */
export function openPage(play: Play, { cookie, half }: Key, tab = 'tab', v = VERSION, wide?: boolean): Page {
  const id = open(play);
  put(play, id, upgrade(cookie));
  const say = (message: FromPage) => put(play, id, textFrame(message));
  say({ t: 'hello', v, half, tab, visible: true, ...(wide !== undefined && { wide }) });
  const frames = () => framesIn(sentTo(play, id));
  const messages = () =>
    frames()
      .filter(({ opcode }) => opcode === 1)
      .map(({ data }) => JSON.parse(data.toString()) as ToPage);
  return {
    id,
    get heard() {
      return messages();
    },
    closed: () =>
      frames()
        .find(({ opcode }) => opcode === 8)
        ?.data.readUInt16BE(0) ?? null,
    say,
    lines() {
      const texts = (l: readonly WireLine[]) => l.map(([text]) => text);
      return messages().flatMap(one =>
        one.t === 'lines' ? texts(one.l).map((text, at) => ({ number: one.from + at, text })) : [],
      );
    },
  };
}
