import { EventEmitter } from 'node:events';
import { type CarrierTools, createCarriers } from '../../../client/host/carriers.ts';
import type { Attachment, Fate, ListedSession, ProxyClient } from '../../../client/host/proxy/client.ts';
import type { Adoption, Sockets } from '../../../client/host/sockets.ts';
import type { Target } from '../../../client/state/events.ts';
import { type Fault, fault } from '../../../shared/fault.ts';
import type { TlsConnection, TlsInfo } from '../../../shared/tls/tls.ts';

const TARGET: Target = {
  ...{ world: 'Alpha', host: 'alpha.example', port: 4000, tls: true, policy: 'pin', legacy: false },
  ...{ connectTimeout: 15_000, handshakeTimeout: 15_000, via: '' },
  ...{ certificate: '', key: '', proxy: { transport: 'unix', replay: 1000, keep: 1000 } },
};
const PLAIN = { ...TARGET, tls: false };
const DIRECT = { ...TARGET, proxy: null };
const NO_PROXY = fault('PROXY_NOT_STARTED', 'tlsproxy does not start.');
const REFUSED = fault('ECONNREFUSED', 'alpha.example refused the connection.');
const INFO = { trust: 'pinned', certificate: { fingerprint: 'f0' }, remember: false } as unknown as TlsInfo;

const NO_ANSWER = fault('PROXY_SILENT', 'tlsproxy does not answer.');

interface Answers {
  /** What the proxy answers to `open` and `attach`; a promise to keep it waiting. */
  proxied?: Fault | Promise<Fault | null> | (Fault | null)[];
  direct?: Fault;
  /** What the proxy says of the session, and how it lists it. */
  fate?: Fate;
  listed?: readonly Partial<ListedSession>[];
  info?: Partial<TlsInfo>;
  pinning?: Error;
}

class Link extends EventEmitter {
  resume = () => void this.emit('resumed');
  destroy = () => void this.emit('destroyed');
}

/** Carriers whose proxy, sockets and files answer what they are told to; what was done, in order. */
function carrying(answers: Answers = {}) {
  const done: string[] = [];
  const adopted: Adoption[] = [];
  const socket = new Link();
  for (const what of ['resumed', 'destroyed']) socket.on(what, () => void done.push(what));
  const info = { ...INFO, ...answers.info };
  const attached = { socket, session: 'b.1', received: 0, accepted: 5, proxy: { pid: 3, build: 'b' } };
  const answer = async (what: string) => {
    done.push(what);
    const { proxied = null } = answers;
    const said = Array.isArray(proxied) ? (proxied.shift() ?? null) : await proxied;
    return said ?? { ...(attached as unknown as Attachment), tls: info };
  };
  const client = {
    open: (request: { plain: boolean }) => answer(request.plain ? 'open plain' : 'open'),
    attach: (session: string, offset: number) => answer(`attach ${session} ${offset}`),
    close: async (session: string) => {
      done.push(`end ${session}`);
      return null;
    },
    fate: async () => answers.fate ?? { is: 'alive' },
    list: async () => answers.listed ?? [],
    ack: (session: string, offset: number) => void done.push(`ack ${session} ${offset}`),
  };
  const sockets = {
    onread: () => ({}),
    adopt: (_link: number, _socket: unknown, _peer: unknown, adoption: Adoption) => {
      adopted.push(adoption);
      done.push(adoption.direct ? 'adopt direct' : 'adopt');
    },
    close: () => void done.push('close'),
  };
  const tools = {
    createProxyClient: () => client as unknown as ProxyClient,
    async connectTcp() {
      done.push('connect');
      return answers.direct ?? socket;
    },
    async connectTls() {
      done.push('connect tls');
      const farewell = { read: () => {}, came: () => true };
      return answers.direct ?? ({ socket, info, farewell } as unknown as TlsConnection);
    },
    readPins: async () => [],
    async writePin() {
      done.push('pin');
      if (answers.pinning) throw answers.pinning;
    },
    identityOf: (pid: number) => `started ${pid}`,
    readText: async (path: string) => Promise.reject(new Error(`no ${path}`)),
  } as unknown as CarrierTools;
  const carriers = createCarriers(
    {
      ...{ home: '/home', tlsproxyFile: '/tlsproxy.js', sockets: sockets as unknown as Sockets },
      log: code => void done.push(code),
      lookUp: async () => [],
      dispatch(event) {
        if (event.type === 'connected') done.push(['connected', event.carrier, ...event.notes].join(' | '));
        else if (event.type === 'detached') done.push(`detached ${event.fault?.code ?? ''}`.trim());
        else if (event.type === 'closed') done.push(`closed ${event.fault?.code ?? 'by the server'}`);
        else if (event.type === 'notice') done.push(event.text);
        else if (event.type === 'trusted') done.push(`trusted ${event.fault?.code ?? ''}`);
      },
    },
    tools,
  );
  const settled = async () => {
    await new Promise(setImmediate);
    return done;
  };
  return { carriers, settled, done, adopted };
}

test('plain TCP is a socket of our own', async () => {
  const { carriers, settled } = carrying();
  carriers.connect({ type: 'connect', link: 1, target: { ...PLAIN, proxy: null } });
  expect(await settled()).toEqual(['connect', 'adopt', 'connected | tcp']);
});

test.each([
  ['TLS', TARGET, 'open', 'tls-proxy'],
  ['a plain world', PLAIN, 'open plain', 'tcp-proxy'],
])('%s through the proxy: a session, then its socket, then its bytes', async (_, target, open, carrier) => {
  const { carriers, settled, adopted } = carrying();
  carriers.connect({ type: 'connect', link: 1, target });
  expect(await settled()).toEqual([open, 'adopt', `connected | ${carrier}`, 'resumed']);
  expect(adopted[0]?.direct).toBe(false);
});

test('TLS of our own', async () => {
  const { carriers, settled, adopted } = carrying();
  carriers.connect({ type: 'connect', link: 1, target: DIRECT });
  expect(await settled()).toEqual(['connect tls', 'adopt direct', 'connected | tls-direct']);
  expect(await adopted[0]?.ending()).toBeNull();
});

test('no proxy is to be had: connected without it, and what that means is said', async () => {
  const tls = carrying({ proxied: NO_PROXY });
  tls.carriers.connect({ type: 'connect', link: 1, target: TARGET });
  const note = 'tlsproxy does not start. Connected without it: this connection will not survive';
  expect(await tls.settled()).toEqual([
    ...['open', 'PROXY_UNAVAILABLE', 'connect tls', 'adopt direct'],
    `connected | tls-direct | ${note} a reload.`,
  ]);
  const plain = carrying({ proxied: NO_PROXY });
  plain.carriers.connect({ type: 'connect', link: 1, target: PLAIN });
  expect((await plain.settled()).slice(2)).toEqual([
    ...['connect', 'adopt'],
    `connected | tcp | ${note} a crash of Clay.`,
  ]);
});

test('what the server is at fault for is no reason to do without the proxy', async () => {
  const { carriers, settled } = carrying({ proxied: REFUSED });
  carriers.connect({ type: 'connect', link: 1, target: TARGET });
  expect(await settled()).toEqual(['open', 'closed ECONNREFUSED']);
});

test('one that was called off while the proxy opened it is put away for good', async () => {
  let open: (outcome: null) => void = () => {};
  const { carriers, settled, done } = carrying({
    proxied: new Promise<null>(resolve => void (open = resolve)),
  });
  carriers.connect({ type: 'connect', link: 1, target: TARGET });
  await settled();
  carriers.close({ type: 'close', link: 1, session: null });
  done.length = 0;
  open(null);
  expect(await settled()).toEqual(['destroyed', 'end b.1']);
});

test.each<[string, Answers, string]>([
  ['goes on from the byte asked for', {}, 'connected | tls-proxy'],
  [
    'that is unknown has ended: why',
    { proxied: fault('SESSION_UNKNOWN', ''), fate: { is: 'ended', why: REFUSED } },
    'closed ECONNREFUSED',
  ],
  [
    'that the server has ended meanwhile',
    { proxied: fault('SESSION_UNKNOWN', ''), fate: { is: 'ended', why: fault('CLOSED_BY_SERVER', '') } },
    'closed by the server',
  ],
  [
    'whose proxy is gone',
    { proxied: fault('PROXY_ABSENT', ''), fate: { is: 'ended', why: fault('PROXY_GONE', '') } },
    'closed PROXY_GONE',
  ],
  ['that the proxy refuses for now', { proxied: fault('TOO_MANY_PEERS', '') }, 'detached TOO_MANY_PEERS'],
  [
    'whose proxy does not answer',
    { proxied: NO_ANSWER, fate: { is: 'unknown', why: NO_ANSWER } },
    'detached PROXY_SILENT',
  ],
  ['whose proxy was just moving', { proxied: fault('PROXY_ABSENT', '') }, 'detached'],
])('a session %s', async (_, answers, outcome) => {
  const { carriers, settled } = carrying(answers);
  carriers.attach({ type: 'attach', link: 1, target: TARGET, session: 'b.1', offset: 7, holder: 'b:3' });
  const done = await settled();
  expect([done[0], done]).toEqual(['attach b.1 7', expect.arrayContaining([outcome])]);
});

test.each<[string, Answers, unknown]>([
  ['the server has ended', { fate: { is: 'ended', why: fault('CLOSED_BY_SERVER', '') } }, null],
  ['the server has broken off', { fate: { is: 'ended', why: REFUSED } }, REFUSED],
  ['the proxy has let go of', {}, { detached: null }],
  [
    'another client has taken up',
    { listed: [{ session: 'b.1', attached: true }] },
    { code: 'SESSION_TAKEN' },
  ],
  ['has gone with a silent proxy', { fate: { is: 'unknown', why: NO_ANSWER } }, { detached: NO_ANSWER }],
])(
  'of a socket that has closed, what has become of its session: one that %s',
  async (_, answers, outcome) => {
    const { carriers, adopted, settled } = carrying(answers);
    carriers.connect({ type: 'connect', link: 1, target: TARGET });
    await settled();
    const ending = await adopted[0]!.ending();
    if (outcome === null) expect(ending).toBeNull();
    else expect(ending).toMatchObject(outcome as object);
  },
);

test('a session that the proxy has no more from the byte asked for goes on from what it has', async () => {
  const { carriers, settled } = carrying({
    proxied: [fault('OFFSET_GONE', ''), null],
    listed: [{ session: 'b.1', acked: 40, received: 90 }],
  });
  carriers.attach({ type: 'attach', link: 1, target: TARGET, session: 'b.1', offset: 7, holder: 'b:3' });
  expect(await settled()).toEqual([
    'attach b.1 7',
    'attach b.1 40',
    'adopt',
    'connected | tls-proxy',
    'resumed',
  ]);
});

test('an attempt at a session that is called off does not end the session', async () => {
  let attach: (outcome: null) => void = () => {};
  const { carriers, settled, done } = carrying({
    proxied: new Promise<null>(resolve => void (attach = resolve)),
  });
  const effect = {
    type: 'attach',
    link: 1,
    target: TARGET,
    session: 'b.1',
    offset: 7,
    holder: 'b:3',
  } as const;
  carriers.attach(effect);
  carriers.close({ type: 'close', link: 1, session: null });
  done.length = 0;
  attach(null);
  expect(await settled()).toEqual(['destroyed']);
});

test.each<[string, Answers, string]>([
  ['first seen', { info: { trust: 'first-sight', remember: true } }, 'first sight of its certificate'],
  ['not checked', { info: { trust: 'unchecked' } }, 'its certificate is not checked'],
  [
    'that cannot be pinned',
    { info: { remember: true }, pinning: new Error('EROFS') },
    'known_hosts cannot be written',
  ],
])('a certificate %s is told of', async (_, answers, words) => {
  const { carriers, settled } = carrying(answers);
  carriers.connect({ type: 'connect', link: 1, target: DIRECT });
  expect((await settled()).at(-1)).toContain(words);
});

test('a client certificate that cannot be read: not connected, and it says so', async () => {
  const { carriers, settled } = carrying();
  carriers.connect({ type: 'connect', link: 1, target: { ...DIRECT, certificate: 'c.pem', key: 'k.pem' } });
  expect(await settled()).toEqual(['closed TLS_FILES']);
});

test('/trust writes the pin, or says why it could not', async () => {
  const request = { type: 'trust', world: 'Alpha', host: 'h', port: 1, fingerprint: 'f' } as const;
  const good = carrying();
  good.carriers.trust(request);
  expect(await good.settled()).toEqual(['pin', 'trusted ']);
  const bad = carrying({ pinning: new Error('EROFS') });
  bad.carriers.trust(request);
  expect(await bad.settled()).toEqual(['pin', 'trusted PIN_FAILED']);
});

test('to close a session ends it in the proxy as well', async () => {
  const { carriers, settled } = carrying();
  carriers.close({ type: 'close', link: 1, session: 'b.1' });
  carriers.ack('b.1', 9);
  await carriers.endSessions(['b.2', 'b.3']);
  expect(await settled()).toEqual(['close', 'end b.1', 'ack b.1 9', 'end b.2', 'end b.3']);
});
