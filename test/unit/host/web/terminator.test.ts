/** How the client has a terminator: found, started, replaced, missed. */
import { createTerminatorClient } from '../../../../client/host/web/terminator.ts';
import type { Event } from '../../../../client/state/events.ts';
import { type Fault, fault } from '../../../../shared/fault.ts';
import type { Request } from '../../../../shared/protocol/protocol.ts';

const wish = { host: '127.0.0.1', port: 9001, names: [], certificate: '', key: '', allow: [] };
const certificate = { fingerprint: 'AB', names: [], validTo: 0, authority: '', fault: null };
const ABSENT = fault('PROXY_ABSENT', 'There is no tlsproxy at work.');

interface Proxy {
  pid: number;
  connections?: number;
  refusal?: Fault;
  /** Another client has it. */
  isTaken?: boolean;
}

const TAKEN = fault('LISTENER_TAKEN', 'Another Clay of this profile serves browsers on 127.0.0.1:9001.');

/** Terminators by their builds; `own` is that of this client, which can be started. */
function clientWith(running: Record<string, Proxy>, startable: Fault | null = null) {
  const done: string[] = [];
  const events: Event[] = [];
  const timers: (() => void)[] = [];
  const delays: number[] = [];
  let gone: (proxy: { pid: number; build: string }) => void = () => {};
  let pid = 100;
  const answer = (build: string, question: Omit<Request, 'id'> & { target?: string }) => {
    const proxy = running[build];
    if (!proxy) return ABSENT;
    done.push(`${question.type} ${build}${question.target ? ` ${question.target}` : ''}`);
    if (question.type === 'web-stats') return { type: 'web-stats', connections: proxy.connections ?? 0 };
    if (question.type === 'unlisten' && proxy.isTaken) return TAKEN;
    if (question.type === 'unlisten') return { type: 'unlistened' };
    if (question.type === 'certificate') return { type: 'certificate', certificate };
    return proxy.refusal ?? { type: 'listening', certificate };
  };
  const conversation = (build: string) => ({
    welcome: { pid: running[build]?.pid, build },
    ask: async (question: Request) => answer(build, question),
    drop: () => undefined,
  });
  const controls = {
    builds: async () => Object.keys(running),
    control: async (build: string) => (running[build] ? conversation(build) : ABSENT),
    async ensure(build: string) {
      done.push(`start ${build}`);
      if (startable) return startable;
      running[build] = { pid: pid++ };
      return conversation(build);
    },
    ask: async (build: string, question: Request) => answer(build, question),
    release: (build: string) => void done.push(`release ${build}`),
    onGone(listener: typeof gone) {
      gone = listener;
    },
  };
  const client = createTerminatorClient(
    {
      ...{ home: '/h', tlsproxyFile: '/t', log: () => undefined, target: () => '/s' },
      holderOf: async () => 'nginx (process 7)',
      dispatch: event => events.push(event),
    },
    {
      createControls: () => controls as never,
      buildOf: async () => 'own',
      after(delay, run) {
        delays.push(delay);
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), 1);
      },
    },
  );
  const settle = async () => {
    for (let turn = 0; turn < 40; turn++) await Promise.resolve();
  };
  return {
    ...{ client, running, done, events, settle, delays },
    async fire() {
      timers.splice(0).forEach(run => void run());
      await settle();
    },
    async kill(build: string) {
      const proxy = running[build]!;
      delete running[build];
      gone({ pid: proxy.pid, build });
      await settle();
    },
  };
}

const secured = (pid: number, more: object = {}) => ({
  ...{ type: 'web secured', certificate, pid, replaced: false, asked: null, ...more },
});

test('it is started where there is none, and asked for what it does already without a word', async () => {
  const { client, done, events, settle, fire } = clientWith({});
  client.secure(wish);
  await settle();
  expect(done).toEqual(['start own', 'listen own /s']);
  expect(events).toEqual([secured(100)]);
  await fire();
  expect(done.at(-1)).toBe('listen own /s');
  expect(events).toHaveLength(1);
});

test('one that runs is asked, and not started', async () => {
  const { client, done, settle } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  await settle();
  expect(done).toEqual(['listen own /s']);
});

test('one of an older build serves on while it has visitors, and is replaced once it has none', async () => {
  const { client, running, done, settle, fire, events } = clientWith({ old: { pid: 1, connections: 2 } });
  client.secure(wish);
  await settle();
  expect(done).toEqual(['web-stats old', 'listen old /s']);
  running.old!.connections = 0;
  done.length = 0;
  await fire();
  expect(done).toEqual(['web-stats old', 'unlisten old', 'start own', 'release old', 'listen own /s']);
  done.length = 0;
  // It is asked no more, which would keep it from its end.
  await fire();
  expect(done).toEqual(['listen own /s']);
  // It is no news that it is another one: nobody was hung up on.
  expect(events).toEqual([secured(1), secured(100, { replaced: true })]);
});

test('what an image before has asked for ends where it is not wished any more', async () => {
  // The file was changed before the reload: this image asks for what was, and no more for it before that is answered.
  const asked = clientWith({ own: { pid: 1 } });
  asked.client.secure(wish);
  asked.client.secure(null);
  await asked.settle();
  expect(asked.done).toEqual(['unlisten own', 'release own']);
  const unasked = clientWith({ old: { pid: 1 }, own: { pid: 2 } });
  unasked.client.secure(null);
  await unasked.settle();
  expect(unasked.done).toEqual(['unlisten old', 'release old', 'unlisten own', 'release own']);
  const none = clientWith({});
  none.client.secure(null);
  await none.settle();
  expect(none.done).toEqual([]);
});

test('on, off and on again is on, however quickly', async () => {
  const { client, done, events, settle } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  client.secure(null);
  client.secure({ ...wish, port: 9002 });
  await settle();
  expect(new Set(done)).toEqual(new Set(['listen own /s']));
  expect(events).toEqual([secured(1)]);
});

test('a quit before the first answer ends it as well', async () => {
  const { client, done, settle } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  const ended = client.end();
  await settle();
  expect(done).toEqual(['unlisten own', 'release own']);
  await ended;
});

test('where another port could not be had, the one before ends when HTTPS is switched off', async () => {
  const { client, running, done, settle } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  await settle();
  running.own!.refusal = fault('EADDRINUSE', 'Cannot listen on 127.0.0.1:9002 (EADDRINUSE).');
  client.secure({ ...wish, port: 9002 });
  await settle();
  done.length = 0;
  client.secure(null);
  await settle();
  expect(done).toEqual(['unlisten own', 'release own']);
});

test('one of another build that serves another client is left to it, which is told', async () => {
  const { client, done, events, settle } = clientWith({ old: { pid: 1, isTaken: true } });
  client.secure(wish);
  await settle();
  // None of this build is started for nothing.
  expect(done).toEqual(['web-stats old', 'unlisten old']);
  expect(events).toEqual([{ type: 'web unsecured', fault: TAKEN, holder: null }]);
});

test('where none of this build can be started, the one of another build serves on', async () => {
  const why = fault('PROXY_START_FAILED', 'tlsproxy could not be started: no memory.');
  const { client, done, events, settle } = clientWith({ old: { pid: 1 } }, why);
  client.secure(wish);
  await settle();
  expect(done).toEqual(['web-stats old', 'unlisten old', 'start own', 'listen old /s']);
  expect(events).toEqual([secured(1)]);
});

test('who finds at a look that another client has it tells so', async () => {
  const { client, running, events, settle, fire } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  await settle();
  running.own!.refusal = TAKEN;
  await fire();
  expect(events).toEqual([secured(1), { type: 'web unsecured', fault: TAKEN, holder: null }]);
});

test('one that was killed is started again, which is told', async () => {
  const { client, settle, kill, events, done } = clientWith({});
  client.secure(wish);
  await settle();
  await kill('own');
  expect(done).toEqual(['start own', 'listen own /s', 'start own', 'listen own /s']);
  expect(events).toEqual([secured(100), secured(101)]);
});

test('one that is killed while it is asked for the first time, as after a reload, is started again', async () => {
  const refusal = fault('PROXY_GONE', 'tlsproxy is gone.');
  const { client, running, settle, fire, events, done } = clientWith({ own: { pid: 1, refusal } });
  client.secure(wish);
  await settle();
  delete running.own;
  await fire();
  expect(done).toEqual(['listen own /s', 'start own', 'listen own /s']);
  expect(events).toEqual([secured(100)]);
});

test('one that cannot be started is tried some times, then it is told why', async () => {
  const why = fault('PROXY_START_FAILED', 'tlsproxy could not be started: no memory.');
  const { client, settle, events, done, kill, fire } = clientWith({ own: { pid: 1 } }, why);
  client.secure(wish);
  await settle();
  await kill('own');
  for (let tries = 0; tries < 3; tries++) await fire();
  expect(done.filter(what => what === 'start own')).toHaveLength(4);
  expect(events).toEqual([secured(1), { type: 'web unsecured', fault: why, holder: null }]);
});

test('one that cannot be had is tried again with a growing pause, which is told once, until it can', async () => {
  const refusal = fault('PROXY_START_FAILED', 'tlsproxy could not be started: no memory.');
  const { client, running, settle, events, fire, delays } = clientWith({ own: { pid: 1, refusal } });
  client.secure(wish);
  await settle();
  for (let tries = 0; tries < 8; tries++) await fire();
  expect(delays).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600].map(seconds => seconds * 1000));
  const failed = { type: 'web unsecured', fault: refusal, holder: null };
  expect(events).toEqual([failed]);
  // Another reason is news.
  const other = fault('EADDRINUSE', 'Cannot listen.');
  running.own!.refusal = other;
  await fire();
  expect(events).toEqual([failed, { ...failed, fault: other, holder: 'nginx (process 7)' }]);
  delete running.own!.refusal;
  await fire();
  expect(events.slice(2)).toEqual([secured(1)]);
  expect(delays.at(-1)).toBe(30_000);
});

test('whoever asks for it is answered at once, also if nothing has changed, and the pause begins anew', async () => {
  const refusal = fault('PROXY_START_FAILED', 'tlsproxy could not be started: no memory.');
  const { client, settle, events, fire, delays } = clientWith({ own: { pid: 1, refusal } });
  client.secure(wish);
  await settle();
  await fire();
  client.secure(wish);
  await settle();
  expect(events).toHaveLength(2);
  expect(delays).toEqual([10_000, 20_000, 10_000]);
});

test('who has the port is told with it', async () => {
  const refusal = fault('EADDRINUSE', 'Cannot listen.');
  const { client, settle, events } = clientWith({ own: { pid: 1, refusal } });
  client.secure(wish);
  await settle();
  expect(events).toEqual([{ type: 'web unsecured', fault: refusal, holder: 'nginx (process 7)' }]);
});

test('it serves nobody any more where that is wished, and is not missed then', async () => {
  const { client, settle, events, done, kill } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  await settle();
  client.secure(null);
  await settle();
  expect(done.at(-1)).toBe('unlisten own');
  await kill('own');
  expect(done).not.toContain('start own');
  expect(events).toHaveLength(1);
});

test('whoever asks for the certificate is answered, also if it is the same', async () => {
  const { client, settle, events } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  await settle();
  client.look('terminal');
  await settle();
  expect(events).toEqual([secured(1), secured(1, { asked: 'terminal' })]);
});

test('who asks for it and gets no answer is told so', async () => {
  const { client, settle, events, running } = clientWith({ own: { pid: 1 } });
  client.secure(wish);
  await settle();
  delete running.own;
  client.look('terminal');
  await settle();
  const text = 'The certificate of HTTPS could not be looked at: There is no tlsproxy at work.';
  expect(events.at(-1)).toEqual({ type: 'notice', text });
});

test('a wish that changes while the one before is carried out is the one that counts', async () => {
  const { client, settle, events, done } = clientWith({});
  client.secure(wish);
  client.secure({ ...wish, port: 9002 });
  await settle();
  expect(done.filter(what => what.startsWith('listen'))).toEqual(['listen own /s', 'listen own /s']);
  expect(events).toHaveLength(1);
});
