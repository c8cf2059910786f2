import { type DialRequest, hostName } from '../../../shared/dial.ts';
import { isFault } from '../../../shared/fault.ts';
import type { LookUp } from '../../../shared/lookup.ts';
import { connectTcp } from '../../../shared/tcp.ts';
import { startWorld } from '../../support/scripted-world.ts';

const never: LookUp = () => new Promise(() => undefined);
const refusing =
  (code: string): LookUp =>
  () =>
    Promise.reject(Object.assign(new Error(code), { code }));

async function outcome(request: Omit<DialRequest, 'port'> & { port?: number }) {
  const dialled = await connectTcp({ port: 4000, ...request });
  if (isFault(dialled)) return dialled.sentence;
  dialled.destroy();
  return 'connected';
}

test.each([
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['mud.example.org', 'mud.example.org'],
  ['müd.example', 'xn--md-xka.example'],
  ['MUD.Example', 'mud.example'],
])('the host %s is looked up as %s', (host, name) => {
  expect(hostName(host)).toBe(name);
});

test('names become addresses by the look-up, in ASCII; addresses need none', async () => {
  const { port } = await startWorld();
  const asked: string[] = [];
  const lookUp: LookUp = host => {
    asked.push(host);
    return Promise.resolve(['127.0.0.1']);
  };
  expect(await outcome({ host: 'müd.example', port, lookUp })).toBe('connected');
  expect(await outcome({ host: '127.0.0.1', port, lookUp })).toBe('connected');
  expect(asked).toEqual(['xn--md-xka.example']);
});

test.each([
  ['a name server that does not answer', never, 'the name server does not answer; is the network up?'],
  ['one that says so', refusing('EAI_AGAIN'), 'the name server does not answer; is the network up?'],
  ['a name that nobody knows', refusing('ENOTFOUND'), 'no host of that name is known'],
  ['one that fails', refusing('EAI_FAIL'), 'the name server failed'],
])('%s is named as the cause', async (_what, lookUp, cause) => {
  expect(await outcome({ host: 'mud.example', lookUp, connectTimeout: 20 })).toBe(
    `Cannot connect to mud.example:4000: ${cause}.`,
  );
});

test('a look-up that is called off is over at once', async () => {
  const controller = new AbortController();
  const dialled = outcome({ host: 'mud.example', lookUp: never, signal: controller.signal });
  controller.abort();
  expect(await dialled).toBe('Connecting to mud.example:4000 was cancelled.');
});

test('of several addresses one that refuses does not count if another one accepts', async () => {
  const { port } = await startWorld();
  const lookUp: LookUp = () => Promise.resolve(['127.0.0.2', '127.0.0.1']);
  expect(await outcome({ host: 'mud.example', port, lookUp })).toBe('connected');
});

test('a port on which nobody listens is refused, with the reason', async () => {
  const world = await startWorld();
  await world.close();
  expect(await outcome({ host: '127.0.0.1', port: world.port })).toContain('it refuses connections');
});
