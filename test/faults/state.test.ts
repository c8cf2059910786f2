/** The state on its way between two images is damaged, or the kernel refuses to start the next one. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_MAJOR } from '../../client/snapshot/snapshot.ts';
import { beginning, putInPlace, renamed } from '../support/builds.ts';
import type { Clay } from '../support/clay.ts';
import { playDeployed, unwrapped } from '../support/deployed.ts';
import { describe, test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

const putBack = (clay: Clay) => clay.programLog().split('"code":"ROLLED_BACK"').length - 1;

/** A build that passes its trial and, in earnest, does something to the state file before it reads it. */
const spoiling = (code: string) =>
  beginning(
    `if (process.env.CLAY_STATE_FD !== undefined) { const fs = require('node:fs'); const fd = +process.env.CLAY_STATE_FD; ${code} }`,
  );

describe('a state file that is', () => {
  test.each<[what: string, code: string, why: string]>([
    ['cut short', 'fs.ftruncate' + 'Sync(fd, 1000);', 'the state file is cut short'],
    ['empty', 'fs.ftruncateSync(fd, 0);', 'the state file is not one of Clay'],
    [
      'damaged in one bit',
      'const b = Buffer.alloc(1); fs.readSync(fd, b, 0, 1, 500); b[0] ^= 4; fs.writeSync(fd, b, 0, 1, 500);',
      'the state file is damaged',
    ],
    [
      'of a future major version',
      'fs.writeSync(fd, Buffer.from([0, 9]), 0, 2, 8);',
      `the state has version 9, and this build reads version ${STATE_MAJOR}`,
    ],
    ['gone', 'fs.closeSync(fd);', 'EBADF|the state file is gone'],
  ])('%s leads back, and the checkpoint has it all', async (_, code, why) => {
    const playing = await playDeployed(LOGGED);
    const { clay, script } = playing;
    putInPlace(script, spoiling(code));
    const traffic = startTraffic(playing, { seed: 7 });
    await until(() => traffic.sent() > 100);
    process.kill(clay.pid, 'SIGUSR1');
    await until(() => putBack(clay) === 1);
    expect(clay.programLog()).toMatch(new RegExp(why));
    putInPlace(script, renamed('7.7.7'));
    await reload(clay, 'signal');
    await until(() => traffic.sent() > 400);
    expect(await traffic.end()).toEqual(UNHARMED);
    expect(existsSync(clay.stateFile)).toBe(false);
  });
});

describe('the kernel refuses the next image', () => {
  test('because arguments and environment are too long (E2BIG)', async () => {
    // Room for it at the start, and less of it later: the limit is a quarter of that for the stack.
    const words = Object.fromEntries([1, 2, 3].map(n => [`WORDS_${n}`, 'x'.repeat(100_000)]));
    const playing = await startPlaying({ ...LOGGED, env: words });
    const { clay } = playing;
    const stack = (limit: string) => spawnSync('prlimit', ['--pid', String(clay.pid), `--stack=${limit}`]);
    const traffic = startTraffic(playing, { seed: 8 });
    expect(stack('262144:unlimited').status).toBe(0);
    clay.type('/reload --force\r');
    await until(() => clay.programLog().includes('RELOAD_FAILED'));
    expect(clay.programLog()).toMatch(/The system refused to run \S+ \(E2BIG\)/);
    stack('8388608:unlimited');
    await reload(clay, 'signal');
    expect(await traffic.end()).toEqual(UNHARMED);
  });

  test('which was to be run by what is no program any more: nobody tries it, by force either', async () => {
    const runtime = join(temporaryDirectory('runtime'), 'node');
    spawnSync('cp', [process.execPath, runtime]);
    const playing = await startPlaying({ ...LOGGED, runtime });
    const { clay } = playing;
    rmSync(runtime);
    writeFileSync(runtime, 'no program', { mode: 0o755 });
    clay.press('C-r');
    await clay.waitFor(() => unwrapped(clay).includes(`The Node runtime ${runtime} is no program.`));
    // Half of it is a program for the kernel.
    writeFileSync(runtime, readFileSync(process.execPath).subarray(0, 4096));
    clay.type('/reload --force\r');
    await clay.waitFor(() => unwrapped(clay).includes(`${runtime} does not answer as Node does.`));
    rmSync(runtime);
    spawnSync('cp', [process.execPath, runtime]);
    const traffic = startTraffic(playing, { seed: 9 });
    await reload(clay, 'signal');
    expect(await traffic.end()).toEqual(UNHARMED);
  });
});
