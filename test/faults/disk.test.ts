/** Disks and directories that fail a reload: it is refused in a sentence or works without them, and play goes on. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { unwrapped } from '../support/deployed.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { isTold } from '../support/refusals.ts';
import { askForReload, reload } from '../support/reloading.ts';
import { ordinaryUser, smallDisk } from '../support/small-disk.ts';
import { atEnd, removeInUse, temporaryHome } from '../support/temporary.ts';
import { startTlsWorld, until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';

/** Slow enough for a sentence to be seen between the lines. */
const SLOWLY = { rate: 50 } as const;

/** A TLS world beside the plain one. */
function withSecure(port: number): { top: string; more: string } {
  const table = `[worlds.Secure]\nhost = "127.0.0.1"\nport = ${port}\ntls = true\ntls_verify = "none"`;
  return { top: `${LOGGED.top}\ntls_proxy = true`, more: `${LOGGED.more}\n${table}` };
}

/** Nothing but the profile and what the test has put there. */
const besideHome = (clay: Clay) => readdirSync(join(clay.home, '..')).sort();

/** Each image has its own; the first one after execve() is known by what the last one has told it. */
function hasReloaded(clay: Clay): boolean {
  return readFileSync(`/proc/${clay.pid}/environ`, 'latin1').includes('CLAY_STATE_FD=');
}

/** RLIMIT_FSIZE of the running client, where no disk can be mounted. */
function limitFiles({ pid }: Clay, limit: string): void {
  const { status } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`]);
  expect(status).toBe(0);
}

test('a disk that is full when the state is written: refused in a sentence, no line is lost, and it works once there is room', async () => {
  const disk = smallDisk();
  const playing = await startPlaying({ ...LOGGED, ...(disk && { place: disk.place }) });
  const { clay } = playing;
  const traffic = startTraffic(playing, SLOWLY);
  if (disk) disk.fill();
  else limitFiles(clay, '512:unlimited');
  for (const way of ['signal', 'key'] as const) {
    // That of the first is no answer to the second.
    await clay.waitFor(() => !unwrapped(clay).includes('Not reloaded:'));
    askForReload(clay, way);
    await isTold(clay, /Not reloaded: The state file \S+ cannot be written: (the disk is full|it would be)/);
  }
  expect(hasReloaded(clay)).toBe(false);
  expect(besideHome(clay)).toEqual(disk ? ['.clay', 'filler'] : ['.clay', 'run']);
  if (disk) disk.free();
  else limitFiles(clay, 'unlimited');
  await reload(clay, 'signal');
  expect(await traffic.end()).toEqual(UNHARMED);
});

test('a disk that is full for the log files too: what could not be written waits through a reload', async () => {
  const disk = smallDisk({ logs: true });
  if (!disk) return;
  const playing = await startPlaying({ ...LOGGED, place: disk.place });
  const { clay } = playing;
  const traffic = startTraffic(playing, SLOWLY);
  await until(() => clay.logFile('Alpha').length > 1000);
  disk.fill();
  await isTold(clay, 'cannot be written: the disk is full. The lines wait and are written later.');
  askForReload(clay, 'signal');
  await isTold(clay, 'cannot be written: the disk is full');
  disk.free();
  await reload(clay, 'signal');
  expect(await traffic.quit()).toEqual(UNHARMED);
});

test('a read-only disk: refused in a sentence, and it works once it can be written', async () => {
  const disk = smallDisk();
  if (!disk) return;
  const playing = await startPlaying({ ...LOGGED, place: disk.place });
  const { clay } = playing;
  const traffic = startTraffic(playing, SLOWLY);
  disk.setReadOnly(true);
  askForReload(clay, 'key');
  await isTold(clay, 'cannot be written: the file system is read-only. Everything goes on as it was.');
  disk.setReadOnly(false);
  await reload(clay, 'signal');
  expect(await traffic.end()).toEqual(UNHARMED);
});

test('no permission to write beside the profile: refused in a sentence, and play goes on', async () => {
  const { place, ...user } = ordinaryUser();
  const playing = await startPlaying({ ...LOGGED, place, ...user });
  const { clay } = playing;
  const traffic = startTraffic(playing, SLOWLY);
  chmodSync(place.root, 0o555);
  atEnd(() => chmodSync(place.root, 0o700));
  askForReload(clay, 'signal');
  await isTold(clay, `Not reloaded: The state file ${clay.stateFile} cannot be written: permission denied.`);
  expect(await traffic.end()).toEqual(UNHARMED);
  expect(hasReloaded(clay)).toBe(false);
});

test('a profile directory that has become read-only: the reload does not need it', async () => {
  const { place, own, ...user } = ordinaryUser();
  own(place.root);
  const logs = join(place.home, 'logs');
  mkdirSync(logs, { mode: 0o700 });
  own(logs);
  const playing = await startPlaying({ ...LOGGED, place, ...user });
  const { clay } = playing;
  const traffic = startTraffic(playing);
  chmodSync(place.home, 0o500);
  await reload(clay, 'signal');
  await reload(clay, 'key');
  expect(await traffic.end()).toEqual(UNHARMED);
});

test('a profile directory that is read-only from the start: it plays and reloads', async () => {
  const { place, own, ...user } = ordinaryUser();
  own(place.root);
  writeFileSync(join(place.home, 'settings.toml'), 'more_mode = false\n', { mode: 0o644 });
  chmodSync(place.home, 0o500);
  const clay = await startClay({ place, ...user });
  await clay.waitFor('Clay');
  expect(clay.programLog()).toBe('');
  askForReload(clay, 'signal');
  await until(() => hasReloaded(clay), 'it did not reload');
  clay.type('/version\r');
  await clay.waitFor('reloaded 1 times');
  clay.type('/addworld New 127.0.0.1 4000\r');
  await isTold(clay, 'Not saved in settings.toml:');
  clay.type('/quit\r');
  expect(await clay.ended()).toEqual({ code: 0, signal: null });
});

test('a home directory in which no profile can be made: said in one sentence, status 1', async () => {
  const { place, ...user } = ordinaryUser();
  rmSync(place.home, { recursive: true });
  chmodSync(place.root, 0o555);
  atEnd(() => chmodSync(place.root, 0o700));
  const clay = await startClay({ place, ...user });
  expect(await clay.ended()).toEqual({ code: 1, signal: null });
  expect(unwrapped(clay)).toMatch(/^clay: the profile directory cannot be made: .*permission denied/);
});

test('the runtime directory is removed while it runs: it reloads, plays on, and reaches the proxy', async () => {
  const tls = await startTlsWorld();
  const playing = await startPlaying(withSecure(tls.port));
  const { clay } = playing;
  const traffic = startTraffic(playing);
  removeInUse(join(clay.place.runtime, 'clay'));
  await reload(clay, 'signal');
  expect(await traffic.end()).toEqual(UNHARMED);

  clay.type('/worlds Secure\r');
  const peer = await tls.accepted();
  await clay.waitFor('Connected to Secure.');
  expect(lstatSync(join(clay.place.runtime, 'clay')).mode & 0o777).toBe(0o700);
  await reload(clay, 'signal');
  peer.send('through the proxy\r\n');
  await clay.waitFor('through the proxy');
  expect(tls.connections).toBe(1);
});

test('where no runtime directory is to be used: it reloads and plays on, and a TLS world says what it lacks', async () => {
  const tls = await startTlsWorld();
  const playing = await startPlaying(withSecure(tls.port));
  const { clay } = playing;
  const traffic = startTraffic(playing);
  const runtime = join(clay.place.runtime, 'clay');
  removeInUse(runtime);
  writeFileSync(runtime, 'a file');
  await reload(clay, 'signal');
  await reload(clay, 'key');
  expect(await traffic.end()).toEqual(UNHARMED);

  clay.type('/worlds Secure\r');
  await tls.accepted();
  await isTold(clay, `The runtime directory ${runtime} is not used: it is not a directory`);
  await isTold(clay, 'this connection will not survive a reload');
});

test("a link to somebody else's file in the place of the state file: the file is not touched", async () => {
  const place = temporaryHome();
  const theirs = join(place.root, 'theirs');
  writeFileSync(theirs, 'not yours', { mode: 0o600 });
  const playing = await startPlaying({ ...LOGGED, place });
  const { clay } = playing;
  const traffic = startTraffic(playing);
  symlinkSync(theirs, clay.stateFile);
  symlinkSync(theirs, `${clay.stateFile}.${clay.pid}.tmp`);
  await reload(clay, 'signal');
  expect(lstatSync(clay.stateFile).isSymbolicLink()).toBe(true);
  expect(readFileSync(theirs, 'utf8')).toBe('not yours');
  await until(() => besideHome(clay).join() === ['.clay', '.clay.reload', 'run', 'theirs'].join());
  expect(await traffic.end()).toEqual(UNHARMED);
});

test('a state file that another process has left: neither a start nor a reload takes it for its own', async () => {
  const place = temporaryHome();
  const stateFile = `${place.home}.reload`;
  writeFileSync(stateFile, 'CLAYSTAT, or so it says', { mode: 0o600 });
  const playing = await startPlaying({ ...LOGGED, place });
  const { clay } = playing;
  expect(existsSync(stateFile)).toBe(false);
  const traffic = startTraffic(playing);
  writeFileSync(stateFile, 'CLAYSTAT, or so it says', { mode: 0o600 });
  writeFileSync(`${stateFile}.${clay.pid}.tmp`, 'half of one', { mode: 0o600 });
  await reload(clay, 'signal');
  await until(() => !existsSync(stateFile), 'the state file is still there');
  expect(besideHome(clay)).toEqual(['.clay', 'run']);
  expect(await traffic.end()).toEqual(UNHARMED);
});
