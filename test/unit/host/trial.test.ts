/** "Test connection": what is said of each way that it may go, with nothing written down. */
import { EventEmitter } from 'node:events';
import { tryConnection } from '../../../client/host/trial/trial.ts';
import type { Target } from '../../../client/state/events.ts';
import { fault } from '../../../shared/fault.ts';

const target: Target = {
  ...{ world: '', host: 'mud.example.org', port: 4000, tls: false, connectTimeout: 1, handshakeTimeout: 1 },
  ...{ via: '', policy: 'auto', legacy: false, certificate: '', key: '', proxy: null },
};

/** A socket of which only its end matters. */
function socket() {
  return Object.assign(
    new EventEmitter(),
    { destroyed: false },
    {
      destroy(this: { destroyed: boolean }) {
        this.destroyed = true;
      },
    },
  );
}

const info = {
  ...{ trust: 'ca', remember: true, protocol: 'TLSv1.3', cipher: '' },
  certificate: { fingerprint: 'AB12', subject: '', issuer: '', validFrom: '', validTo: '' },
};

async function tried(
  wanted: Partial<Target>,
  made: { plain?: unknown; tls?: unknown; lookUp?: unknown } = {},
) {
  const end = socket();
  const tools = {
    connectTcp: async () => made.plain ?? end,
    connectTls: async () => made.tls ?? { socket: end, info },
    readPins: async () => [],
    readText: async () => '',
  };
  const lookUp = async () => (made.lookUp ?? ['192.0.2.1', '192.0.2.2']) as string[];
  const outcome = await tryConnection({ ...target, ...wanted }, '/known', lookUp, tools as never);
  return { ...outcome, end };
}

test('a plain connection is made and given up', async () => {
  const { told, fault, end } = await tried({});
  expect(told).toEqual(['mud.example.org is 192.0.2.1 and 1 more.', 'Connected to mud.example.org:4000.']);
  expect([fault, end.destroyed]).toEqual([null, true]);
});

test('an address is not looked up, and a proxy does that itself', async () => {
  expect((await tried({ host: '::1' })).told).toEqual(['Connected to [::1]:4000.']);
  expect((await tried({ via: 'socks5://127.0.0.1:1' })).told).toEqual([
    'Connected to mud.example.org:4000 through its proxy.',
  ]);
});

test.each([
  [{ trust: 'ca' }, 'TLSv1.3: an authority vouches for its certificate.'],
  [{ trust: 'pinned' }, 'TLSv1.3: its certificate is the one that is known.'],
  [
    { trust: 'first-sight', flaws: 'it is self-signed' },
    'TLSv1.3: no authority vouches for its certificate (it is self-signed); the first real connection notes it: sha256:AB12.',
  ],
  [{ trust: 'unchecked' }, 'TLSv1.3: its certificate is not checked (tls_verify = "none").'],
])('TLS with %j', async (own, words) => {
  const end = socket();
  const { told } = await tried({ tls: true }, { tls: { socket: end, info: { ...info, ...own } } });
  expect(told.slice(1)).toEqual(['Connected to mud.example.org:4000 with TLS.', words]);
  expect(end.destroyed).toBe(true);
});

test('where it ends is told with what was met before', async () => {
  const refused = fault('ECONNREFUSED', 'Refused.');
  for (const outcome of [await tried({}, { plain: refused }), await tried({ tls: true }, { tls: refused })])
    expect(outcome).toMatchObject({ told: ['mud.example.org is 192.0.2.1 and 1 more.'], fault: refused });
  const unknown = Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
  const { told, fault: why } = await tried({}, { lookUp: unknown });
  expect([told, why?.sentence]).toEqual([[], expect.stringContaining('no host of that name is known')]);
});
