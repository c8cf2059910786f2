/** What the status bar says for two seconds after a reload. */
import { beginning, putInPlace, renamed } from '../support/builds.ts';
import { playDeployed } from '../support/deployed.ts';
import { startPlaying, statusBar } from '../support/playing.ts';

test('a reload into another version names both builds in its first frame, for two seconds', async () => {
  const { clay, script } = await playDeployed({ top: 'reload_sign = true', more: 'reconnect = 0' });
  const bar = statusBar(clay).slice(0, -5);
  putInPlace(script, renamed('9.9.9'));
  process.kill(clay.pid, 'SIGUSR1');
  await clay.waitFor(/ ● Alpha .* reloaded 0\.1\.0 → 9\.9\.9 {2}\d\d:\d\d/);
  const gone = () => !statusBar(clay).includes('reloaded');
  await clay.waitFor(gone);
  expect(statusBar(clay).slice(0, -5)).toBe(bar);
});

test('while a trial takes long the bar says so; of a reload that succeeded nothing stays in the output', async () => {
  const { clay, script } = await playDeployed({ more: 'reconnect = 0' });
  const bar = statusBar(clay).slice(0, -5);
  const sleep = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);';
  putInPlace(script, beginning(`if (process.env.CLAY_TRIAL !== undefined) ${sleep}`));
  clay.press('C-r');
  await clay.waitFor(() => statusBar(clay).includes('Trying the new build ...'));
  await clay.waitFor(() => clay.programLog().includes('RELOADED'));
  await clay.waitFor(() => statusBar(clay).slice(0, -5) === bar);
  expect(clay.screen().join('\n')).not.toMatch(/Trying|reloaded|build/i);
});

test('the same version is told in a word, and one after another again', async () => {
  const { clay } = await startPlaying({ top: 'reload_sign = true' });
  for (let times = 0; times < 2; times++) {
    clay.press('C-r');
    await clay.waitFor(/ ● Alpha .* reloaded {2}\d\d:\d\d/);
    await clay.waitFor(() => !statusBar(clay).includes('reloaded'));
  }
});

test('where the locale is not UTF-8 the arrow is of ASCII; with reload_sign = false nothing is said', async () => {
  const { clay, script } = await playDeployed({ top: 'reload_sign = true', env: { LANG: 'C', LC_ALL: 'C' } });
  putInPlace(script, renamed('9.9.8'));
  clay.press('C-r');
  await clay.waitFor(/reloaded 0\.1\.0 -> 9\.9\.8/);
  clay.type('/setup reload_sign off\r');
  await clay.waitFor(() => !statusBar(clay).includes('reloaded'));
  putInPlace(script, renamed('9.9.9'));
  clay.press('C-r');
  await clay.waitFor(() => clay.programLog().split('RELOADED').length > 2);
  clay.type('/version\r');
  await clay.waitFor('9.9.9');
  expect(statusBar(clay)).not.toContain('reloaded');
});
