/** A new build that passed its trial and fails all the same, behind the point of no return: the previous one is put back. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginning, inFunction, putInPlace, renamed, VERSION } from '../support/builds.ts';
import type { Clay } from '../support/clay.ts';
import { type Deployed, playDeployed, unwrapped } from '../support/deployed.ts';
import { describe, test } from '../support/needs-reload.ts';
import { inputText } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';
import { until } from '../support/tls-world.ts';

/** Passes the trial; what comes then happens in the client's own process. */
const inEarnest = (code: string) => beginning(`if (process.env.CLAY_STATE_FD !== undefined) { ${code} }`);

const LOGGED = { names: ['Alpha', 'Beta'], top: 'more_mode = false', more: 'log = true' };

const putBack = (clay: Clay) => clay.programLog().split('"code":"ROLLED_BACK"').length - 1;

/** Reloads into a build that fails; sees which one, why, and that everything is as it was. */
async function takeRollback({ clay, peers, worlds }: Deployed, failed: string, way = '\x12'): Promise<void> {
  const [alpha, beta] = peers;
  const before = putBack(clay);
  const sent = await streaming(beta!, async () => {
    clay.type(way);
    clay.type('half a ');
    await until(() => putBack(clay) > before);
  });
  await clay.waitFor(() => unwrapped(clay).includes(`Not reloaded: ${failed}`));
  expect(unwrapped(clay)).not.toContain('    at ');
  await clay.waitFor(() => inputText(clay) === 'half a');
  clay.type('word\r');
  await alpha!.waitFor('half a word\r\n');
  const lines = Array.from({ length: sent }, (_, index) => `line ${index + 1}`);
  await until(() => clay.logFile('Beta').endsWith(`\n${lines.at(-1)}\n`));
  expect(clay.logFile('Beta').trimEnd().split('\n').slice(-sent)).toEqual(lines);
  expect(worlds.map(world => world.connections)).toEqual([1, 1]);
  expect(putBack(clay)).toBe(before + 1);
  expect(clay.companions()).toEqual([]);
  expect(clay.listeningPorts()).toEqual([]);
}

/** Numbered lines, 500 a second, until `work` is done; answers how many. */
async function streaming(peer: Peer, work: () => Promise<void>): Promise<number> {
  let sent = 0;
  const stream = setInterval(() => peer.send(`line ${++sent}\r\n`), 2);
  try {
    await work();
  } finally {
    clearInterval(stream);
  }
  return sent;
}

const BACK = `Version ${VERSION} was put back; every connection goes on, and clay.log has the details.`;

describe('put back after a new image that', () => {
  test.each<[what: string, code: string, why: string]>([
    ['throws at once', "throw new RangeError('out of luck');", 'RangeError: out of luck'],
    ['exits at once with 0', 'process.exit(0);', 'it ended with exit status 0'],
    ['exits with 3', 'process.exit(3);', 'it ended with exit status 3'],
    ['is killed by a segmentation fault', "process.kill(process.pid, 'SIGSEGV');", 'it was ended by SIGSEGV'],
    ['aborts', 'process.abort();', 'it was ended by SIGABRT'],
    ['hangs', 'for (;;);', 'it was not ready within'],
    [
      'runs out of memory',
      "require('node:v8').setFlagsFromString('--max-old-space-size=20'); const all = []; for (;;) all.push(new Array(1000).fill({}));",
      'it was ',
    ],
  ])('%s', async (_, code, why) => {
    const playing = await playDeployed(LOGGED);
    putInPlace(playing.script, inEarnest(code));
    await takeRollback(playing, `Version 9.9.9 could not take over: ${why}`);
    const { clay, script } = playing;
    expect(unwrapped(clay)).toContain(BACK.slice(0, 30));
    // It has no grudge against the place: a good build there is taken.
    putInPlace(script, renamed('7.7.7'));
    await reload(clay, 'signal');
    clay.type('/version\r');
    await clay.waitFor('Clay 7.7.7, Node');
    expect(unwrapped(clay)).toContain('reloaded 1 times');
  });

  test.each([
    ['before it has read the state', 'decodeSnapshot'],
    ['when it takes the connections', 'adoptLinks'],
    ['when it draws', 'view'],
  ])('throws %s', async (_, name) => {
    const playing = await playDeployed(LOGGED);
    const fails = "if (process.env.CLAY_TRIAL === undefined) throw new Error('no way');";
    putInPlace(playing.script, inFunction(renamed('9.9.9'), name, fails));
    await takeRollback(playing, 'Version 9.9.9 could not take over: Error: no way');
  });
});

test('a build that has failed twice is not tried again by itself, but by force', async () => {
  const playing = await playDeployed(LOGGED);
  const { clay, script } = playing;
  putInPlace(script, inEarnest("throw new Error('never');"));
  await takeRollback(playing, 'Version 9.9.9 could not take over: Error: never');
  await takeRollback(playing, 'Version 9.9.9 could not take over: Error: never');
  process.kill(clay.pid, 'SIGUSR1');
  await clay.waitFor(() =>
    unwrapped(clay).includes(
      'The new build has failed to start 2 times; /reload --force tries it once more.',
    ),
  );
  await takeRollback(playing, 'The new build could not take over: Error: never', '/reload --force\r');
});

test('a build that has started in between has not failed twice: a stray signal may have ended it', async () => {
  const playing = await playDeployed(LOGGED);
  const { script } = playing;
  const mark = join(script, '..', 'fails-once');
  const fs = "process.getBuiltinModule?.('node:fs') ?? require('node:fs')";
  const fails = `const at = ${JSON.stringify(mark)}, fs = ${fs}; if (fs.existsSync(at)) { fs.rmSync(at); process.kill(process.pid, 'SIGSEGV'); }`;
  putInPlace(script, inEarnest(fails));
  for (let time = 0; time < 3; time++) {
    writeFileSync(mark, '');
    await takeRollback(playing, 'Version 9.9.9 could not take over: it was ended by SIGSEGV');
    await reload(playing.clay, 'signal');
  }
});

test('by force, without a trial, even what is no program at all leads back', async () => {
  const playing = await playDeployed(LOGGED);
  putInPlace(playing.script, 'this is no program');
  await takeRollback(
    playing,
    "The new build could not take over: SyntaxError: Unexpected identifier 'is'",
    '/reload --force\r',
  );
});

test('the way back needs nothing of the directory that Clay was started from', async () => {
  const playing = await playDeployed(LOGGED);
  const { clay, script } = playing;
  await reload(clay);
  for (const name of ['native', 'tlsproxy.js', 'clay.snapshot.json'])
    rmSync(join(script, '..', name), { recursive: true });
  putInPlace(script, inEarnest('process.exit(1)'));
  await takeRollback(playing, 'The new build could not take over: ', '/reload --force\r');
});
