/** Which build a reload starts, and what happens when it cannot: one clear sentence, and everything goes on. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deploy, flip, putInPlace, renamed, VERSION } from '../support/builds.ts';
import { type Clay, startClay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { inputText, type Playing, startPlaying, worldTable } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { type Peer, startWorld } from '../support/scripted-world.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/tls-world.ts';
import { keptBuilds } from '../support/upgrading.ts';

async function versionIs(clay: Clay, version: string, reloads: number): Promise<void> {
  clay.type('/version\r');
  await clay.waitFor(`Clay ${version}, Node ${process.versions.node}, reloaded ${reloads} times`);
}

/** Tries to reload in vain, sees the sentence, and that the connection and half-typed words are as they were. */
async function refusedReload({ clay, peers, worlds }: Playing, sentence: string): Promise<void> {
  const [alpha] = peers as [Peer];
  clay.type('/flush\rhalf a ');
  await clay.waitFor(() => inputText(clay) === 'half a');
  clay.press('C-r');
  await clay.waitFor('Not reloaded:');
  const text = unwrapped(clay);
  expect(text).toContain(sentence);
  expect(text).toContain('Everything goes on as it was.');
  expect(clay.programLog()).toContain(sentence);
  expect(readdirSync(clay.place.root).filter(name => name.endsWith('.tmp'))).toEqual([]);

  expect(inputText(clay)).toBe('half a');
  clay.type('word\r');
  await alpha.waitFor('half a word\r\n');
  alpha.send('and you hear it\r\n');
  await clay.waitFor('and you hear it');
  expect(worlds[0]!.connections).toBe(1);
}

const enginesIn = (build: string) =>
  readdirSync(build).filter(name => /^quickjs\.\w+\.(wasm|base)$/.test(name));

/** The text on screen, its rows joined. */
const unwrapped = (clay: Clay) => clay.screen().join(' ').replaceAll(/\s+/g, ' ');

/** What was mended works again: same connection, next image. */
async function reloadWorks({ clay, peers, worlds }: Playing): Promise<void> {
  await reload(clay, 'signal');
  clay.type('after it\r');
  await peers[0]!.waitFor('after it\r\n');
  expect(worlds[0]!.connections).toBe(1);
}

test('started through a link that a deploy flips, SIGUSR1 starts the other build', async () => {
  const root = temporaryDirectory('deploy');
  deploy(join(root, 'release-1'));
  deploy(join(root, 'release-2'), '8.8.8');
  flip(join(root, 'current'), 'release-1');
  const { clay, peers } = await startPlaying({ program: join(root, 'current/dist/clay.js') });
  await versionIs(clay, VERSION, 0);

  flip(join(root, 'current'), 'release-2');
  await reload(clay, 'signal');
  await versionIs(clay, '8.8.8', 1);
  // The release before may go: the running image needs nothing of it.
  rmSync(join(root, 'release-1'), { recursive: true });
  await reload(clay, 'signal');
  await versionIs(clay, '8.8.8', 2);
  clay.type('hello\r');
  await peers[0]!.waitFor('hello\r\n');
});

test('a build put in place of the running one is what the next reload starts; scripts are loaded until then and after', async () => {
  const script = deploy(temporaryDirectory('deploy'));
  const { clay } = await startPlaying({ program: script });
  const engines = enginesIn(join(script, '..'));
  await until(() => keptBuilds(clay).some(build => engines.every(name => existsSync(join(build, name)))));
  for (const name of engines) rmSync(join(script, '..', name));
  putInPlace(script, renamed('7.7.7'));
  await versionIs(clay, VERSION, 0);
  mkdirSync(join(clay.place.home, 'scripts'), { mode: 0o700 });
  writeFileSync(join(clay.place.home, 'scripts/hi.js'), `clay.trigger('never', () => {});`);
  clay.type('/load hi\r');
  await clay.waitFor('hi.js is loaded');
  await reload(clay, 'command');
  await versionIs(clay, '7.7.7', 1);
});

test('a runtime that was replaced on disk is found again; one that is gone is told', async () => {
  const root = temporaryDirectory('runtime');
  const runtime = join(root, 'node');
  copyFileSync(process.execPath, runtime);
  const playing = await startPlaying({ runtime });
  const { clay } = playing;
  const running = () => readlinkSync(`/proc/${clay.pid}/exe`);
  expect(running()).toBe(runtime);

  rmSync(runtime);
  expect(running()).toBe(`${runtime} (deleted)`);
  await refusedReload(playing, `The Node runtime ${runtime} does not exist.`);

  copyFileSync(process.execPath, runtime);
  expect(running()).toBe(`${runtime} (deleted)`);
  await reloadWorks(playing);
  expect(running()).toBe(runtime);
});

test('a runtime that was moved aside, or whose link was flipped, is the one that Clay was started by', async () => {
  const root = temporaryDirectory('runtime');
  const [old, next, link] = ['1', '2', 'current'].map(name => join(root, name)) as [string, string, string];
  for (const path of [old, next]) copyFileSync(process.execPath, path);
  flip(link, old);
  const playing = await startPlaying({ runtime: link });
  const { clay } = playing;
  const running = () => readlinkSync(`/proc/${clay.pid}/exe`);
  expect(running()).toBe(old);

  flip(link, next);
  await reloadWorks(playing);
  expect(running()).toBe(next);

  renameSync(next, `${next}.old`);
  copyFileSync(process.execPath, next);
  await reloadWorks(playing);
  expect(running()).toBe(next);

  // Where the user has started it from there is none: then the one that runs, wherever it lies.
  rmSync(link);
  await reloadWorks(playing);
  expect(running()).toBe(next);
});

test('what is no Node in its place is told by its name, and never run by a shell', async () => {
  const runtime = join(temporaryDirectory('runtime'), 'node');
  copyFileSync(process.execPath, runtime);
  const playing = await startPlaying({ runtime });
  rmSync(runtime);
  writeFileSync(runtime, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  await refusedReload(playing, `The Node runtime ${runtime} is a script.`);
  rmSync(runtime);
  copyFileSync('/bin/true', runtime);
  await refusedReload(playing, `The Node runtime ${runtime} does not answer as Node does.`);
  rmSync(runtime);
  copyFileSync(process.execPath, runtime);
  await reloadWorks(playing);
});

test('a build that is missing, empty or not executable is not started', async () => {
  const script = deploy(temporaryDirectory('deploy'));
  const playing = await startPlaying({ program: script });
  const { clay } = playing;

  renameSync(script, `${script}.away`);
  await refusedReload(playing, `The build ${script} does not exist.`);
  renameSync(`${script}.away`, script);
  await reloadWorks(playing);

  chmodSync(script, 0o644);
  await refusedReload(playing, `The build ${script} is not executable.`);
  chmodSync(script, 0o755);
  await reloadWorks(playing);

  truncateSync(script);
  await refusedReload(playing, `The build ${script} is empty.`);
  putInPlace(script, renamed('7.7.7'));
  await reloadWorks(playing);
  await versionIs(clay, '7.7.7', 3);
});

test('a state file that cannot be written stops the reload, not the client', async () => {
  const playing = await startPlaying();
  const { clay } = playing;
  // A directory, and not an empty one, stands where the file should.
  mkdirSync(join(clay.stateFile, 'occupied'), { recursive: true });
  await refusedReload(
    playing,
    `The state file ${clay.stateFile} cannot be written: a directory is in its place.`,
  );
  rmdirSync(join(clay.stateFile, 'occupied'));
  rmdirSync(clay.stateFile);
  await reloadWorks(playing);
});

test('a full disk stops the reload, not the client', async () => {
  const playing = await startPlaying();
  const { clay } = playing;
  // It keeps its own build soon after the start, which would fail as well.
  await until(() => keptBuilds(clay).some(build => !build.endsWith('.tmp')), 'its build is not kept');
  // A limit on the size of files stops writes as a full disk does, and needs no disk to fill.
  limitFiles(clay, '1500:unlimited');
  await refusedReload(
    playing,
    `The state file ${clay.stateFile} cannot be written: it would be larger than the limit`,
  );
  limitFiles(clay, 'unlimited');
  await reloadWorks(playing);
});

/** RLIMIT_FSIZE of the running client, in bytes. */
function limitFiles(clay: Clay, limit: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(clay.pid), `--fsize=${limit}`]);
  if (status !== 0) throw new Error(`prlimit: ${String(stderr)}`);
}

globalThis.test(
  'without the native module it plays, and says once that there is no reload and why',
  async () => {
    const script = deploy(temporaryDirectory('deploy'));
    rmSync(join(script, '../native'), { recursive: true });
    const world = await startWorld();
    const clay = await startClay({ program: script, settings: worldTable('Alpha', world) });
    const because =
      /Reload is not available: The native module \S+ is missing: it was not copied with the rest of the build/;
    await clay.waitFor(() => because.test(unwrapped(clay)));

    clay.type('/worlds Alpha\r');
    const alpha = await world.accepted();
    await clay.waitFor('Connected to Alpha.');
    expect(unwrapped(clay)).not.toMatch(because);
    clay.type('/reload\r');
    await clay.waitFor(() => because.test(unwrapped(clay)));
    process.kill(clay.pid, 'SIGUSR1');
    await clay.waitFor(() => unwrapped(clay).split('Reload is not available').length === 3);
    clay.type('hello\r');
    await alpha.waitFor('hello\r\n');
    clay.type('/quit\r');
    expect(await clay.ended()).toEqual({ code: 0, signal: null });
  },
);
