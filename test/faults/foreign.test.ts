/** Another user of the machine: nothing of that user's is obeyed, loaded, run or written through. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { startPlaying, worldTable } from '../support/playing.ts';
import { isTold } from '../support/refusals.ts';
import { askForReload, reload } from '../support/reloading.ts';
import { startWorld } from '../support/scripted-world.ts';
import { atEnd, removeInUse } from '../support/temporary.ts';
import { startTlsWorld, until } from '../support/tls-world.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';
import { asOther, foreignCode, userInTmp } from '../support/two-users.ts';

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? test : test.skip;
if (!isRoot) console.log('Only root can be two users at once: not tried.');

/** Slow enough for a sentence to be seen between the lines. */
const SLOWLY = { rate: 20 } as const;
const WITHOUT_XDG = { XDG_RUNTIME_DIR: undefined } as const;

/** Of the client's build, in a directory that the other user has made: the same, byte by byte. */
function layBuild(directory: string, name: string, id: string, from: string): void {
  const script =
    'umask 0; mkdir -p "$1/$2/$3/native"; cp "$4/clay.js" "$4/tlsproxy.js" "$1/$2/$3"; cp "$4/native/posix.node" "$1/$2/$3/native"; chmod -R 755 "$1"';
  asOther(script, directory, name, id, from);
}

const buildIn = (runtime: string) => readdirSync(runtime).find(name => name.endsWith('.build')) as string;

/**
 * The runtime directory is removed, and another user's is in its place. By names, one right behind the other: where there is
 * none the client makes one at its next look. It may be writing to its own, which is emptied until nothing comes any more.
 */
function replaceBy(theirs: string, runtime: string): void {
  const away = `${runtime}-removed`;
  renameSync(runtime, away);
  renameSync(theirs, runtime);
  while (spawnSync('rm', ['-rf', away]).status !== 0);
}

const isPlanned = (runtime: string) =>
  until(() => existsSync(runtime) && readdirSync(runtime).some(name => name.endsWith('.exec')));

/** The runtime directory is removed, and the other user makes one with all that was in it. */
async function replaceRuntime(runtime: string, program: string): Promise<void> {
  await isPlanned(runtime);
  const name = buildIn(runtime);
  const [id] = readdirSync(join(runtime, name)) as [string];
  const theirs = `${runtime}-theirs`;
  layBuild(theirs, name, id, join(program, '..'));
  replaceBy(theirs, runtime);
}

const isReloaded = (clay: Clay, times: number) =>
  until(() => clay.programLog().split('"code":"RELOADED"').length > times, 'it did not reload');

asRoot.each(['key', 'signal'] as const)(
  'a runtime directory that another user has put in its place: nothing of it is loaded, by %s',
  async way => {
    const { place, runtime, ...user } = userInTmp();
    const playing = await startPlaying({ ...LOGGED, ...user, place, env: WITHOUT_XDG });
    const { clay } = playing;
    const traffic = startTraffic(playing, SLOWLY);
    await replaceRuntime(runtime, user.program);
    for (const times of [1, 2]) {
      askForReload(clay, way);
      await isReloaded(clay, times);
      expect(foreignCode(clay.pid)).toEqual([]);
    }
    await isTold(
      clay,
      `The runtime directory ${runtime} is not used: it belongs to another user (uid 7002).`,
    );
    expect(readdirSync(clay.home)).toContain(`.build-${clay.pid}`);
    expect(await traffic.end()).toEqual(UNHARMED);
  },
);

asRoot(
  'the same after a reload, and then a build that fails is rolled back, from the profile directory',
  async () => {
    const { place, runtime, own, ...user } = userInTmp();
    const playing = await startPlaying({ ...LOGGED, ...user, place, env: WITHOUT_XDG });
    const { clay } = playing;
    const traffic = startTraffic(playing, SLOWLY);
    await isPlanned(runtime);
    await reload(clay, 'signal');
    await isReloaded(clay, 1);
    await replaceRuntime(runtime, user.program);
    await reload(clay, 'signal');
    // It passes the trial, and ends as soon as it is on its own.
    const bundle = readFileSync(user.program, 'utf8');
    const failing =
      'if (process.env.CLAY_STATE_FD !== undefined && !process.env.CLAY_TRIAL) process.exit(3);\n';
    writeFileSync(user.program, bundle.replace('\n', `\n${failing}`));
    askForReload(clay, 'signal');
    await isTold(clay, 'was put back');
    expect(foreignCode(clay.pid)).toEqual([]);
    expect(await traffic.end()).toEqual(UNHARMED);
  },
);

asRoot(
  'a crash after another user has put a runtime directory in its place: nothing of that is run',
  async () => {
    const { place, runtime, ...user } = userInTmp();
    const { clay } = await startPlaying({ ...user, place, env: WITHOUT_XDG });
    await isPlanned(runtime);
    const build = buildIn(runtime);
    const [id] = readdirSync(join(runtime, build)) as [string];
    const link = readdirSync(runtime).find(file => file.endsWith('.exec')) as string;
    const theirs = `${runtime}-theirs`;
    layBuild(theirs, build, id, join(user.program, '..'));
    // It would be the program of the next image.
    asOther(
      'mkdir "$1/$2"; printf "#!/bin/sh\\nid -u >$3/ran\\n" >"$1/$2/clay"; chmod -R 777 "$1"',
      theirs,
      link,
      runtime,
    );
    replaceBy(theirs, runtime);
    process.kill(clay.pid, 'SIGSEGV');
    expect(await clay.ended()).toMatchObject({ signal: 'SIGSEGV' });
    expect(existsSync(join(runtime, 'ran'))).toBe(false);
  },
);

asRoot(
  'a link of another user in the place of the next checkpoint: nothing is written through it',
  async () => {
    const tls = await startTlsWorld();
    const { place, runtime, own, ...user } = userInTmp();
    const table = `[worlds.Secure]\nhost = "127.0.0.1"\nport = ${tls.port}\ntls = true\ntls_verify = "none"\n`;
    const options = { ...user, place, env: WITHOUT_XDG, args: ['Secure'] };
    const clay = await startClay({ ...options, settings: `tls_proxy = true\nmore_mode = false\n${table}` });
    const peer = await tls.accepted();
    await clay.waitFor('Connected to Secure.');
    // Clients of other tests look after their own files in the same directory.
    const file = () => readdirSync(runtime).find(name => name.endsWith(`-${clay.pid}.checkpoint`));
    await until(() => file() !== undefined);
    const name = file() as string;
    const precious = join(place.home, 'precious');
    writeFileSync(precious, 'precious');
    own(precious);
    // At once, by names: one that is removed bit by bit would be made anew by the client.
    const [away, theirs] = [`${runtime}-away`, `${runtime}-theirs`];
    atEnd(() => {
      for (const path of [away, theirs]) removeInUse(path);
    });
    asOther('mkdir -m 777 "$1"; ln -s "$3" "$1/$2.tmp"; ln -s "$3" "$1/$2.now.tmp"', theirs, name, precious);
    const before = lstatSync(join(runtime, name)).mtimeMs;
    renameSync(runtime, away);
    renameSync(theirs, runtime);
    // Enough for another checkpoint: what changes little is in the journal alone.
    peer.send(`${`${'more '.repeat(10)}\r\n`.repeat(4000)}one more\r\n`);
    await clay.waitFor('one more');
    await until(() => lstatSync(join(away, name)).mtimeMs > before);
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(readdirSync(runtime)).not.toContain(name);
  },
);

asRoot('XDG_RUNTIME_DIR of another user: not used, and it says so', async () => {
  const { place, runtime: _, ...user } = userInTmp();
  rmSync(place.runtime, { recursive: true });
  asOther('mkdir -m 777 "$1"', join('/tmp', `clay-xdg-${process.pid}`));
  const theirs = `/tmp/clay-xdg-${process.pid}`;
  const clay = await startClay({ ...user, place, env: { XDG_RUNTIME_DIR: theirs } });
  await isTold(
    clay,
    `The runtime directory ${theirs}/clay is not used: ${theirs} belongs to another user (uid 7002).`,
  );
  expect(readdirSync(theirs)).toEqual([]);
  rmSync(theirs, { recursive: true });
});

describe('the profile', () => {
  async function refused(spoil: (settings: string, home: string) => void): Promise<string> {
    const world = await startWorld();
    const { place, runtime: _, own, ...user } = userInTmp();
    const settings = join(place.home, 'settings.toml');
    const ran = join(place.home, 'ran');
    writeFileSync(
      settings,
      worldTable('Alpha', world, `user = "x"\npassword_command = "id -u >${ran}; echo y"`),
    );
    own(settings);
    const before = readFileSync(settings, 'utf8');
    spoil(settings, place.home);
    // Without the step of the launcher that makes all files of the profile the user's.
    const launcher = user.launcher.map(word => word.replace(/^chown [^;]*; /, ''));
    const clay = await startClay({ program: user.program, launcher, place, args: ['Alpha'] });
    expect(await clay.ended()).toEqual({ code: 1, signal: null });
    expect([existsSync(ran), readFileSync(settings, 'utf8')]).toEqual([false, before]);
    // A shell's line is cut anywhere.
    return clay.screen().join('').trim();
  }

  asRoot(
    'settings of another user are not obeyed: a sentence, status 1, nothing is overwritten',
    async () => {
      const sentence = await refused(settings => chownSync(settings, 7002, 7002));
      expect(sentence).toContain(
        'because it belongs to another user (uid 7002): look at it, then make it yours',
      );
    },
  );

  asRoot('nor settings that all may write to, nor any in a directory of that kind', async () => {
    expect(await refused(settings => chmodSync(settings, 0o666))).toContain(
      'because everybody may write to it',
    );
    expect(await refused((_, home) => chmodSync(home, 0o777))).toMatch(
      /^clay: The profile directory .* is not used/,
    );
  });
});

describe('the build', () => {
  asRoot('one that another user owns, or may write to, is neither tried nor started', async () => {
    const { place, runtime: _, ...user } = userInTmp();
    const playing = await startPlaying({ ...LOGGED, ...user, place });
    const { clay } = playing;
    const traffic = startTraffic(playing, SLOWLY);
    const directory = join(user.program, '..');
    const ran = join(place.home, 'ran');
    const bundle = readFileSync(user.program, 'utf8');
    writeFileSync(
      user.program,
      bundle.replace('\n', `\nrequire('node:fs').writeFileSync(${JSON.stringify(ran)}, '');\n`),
    );
    const parts = [
      user.program,
      join(directory, 'native/posix.node'),
      join(directory, 'tlsproxy.js'),
      directory,
    ];
    for (const part of parts) {
      chownSync(part, 7002, 7002);
      await isRefused(clay, 'belongs to another user (uid 7002)');
      chownSync(part, 0, 0);
    }
    for (const part of [...parts, join(directory, 'native')]) {
      chmodSync(part, 0o777);
      await isRefused(clay, 'everybody may write to');
      chmodSync(part, 0o755);
    }
    expect(existsSync(ran)).toBe(false);
    expect(await traffic.end()).toEqual(UNHARMED);
  });

  asRoot('a native module of another user is not loaded at the start', async () => {
    const { place, runtime: _, ...user } = userInTmp();
    chownSync(join(user.program, '../native/posix.node'), 7002, 7002);
    const clay = await startClay({ ...user, place });
    await isTold(clay, 'Reload is not available: The native module');
    expect(foreignCode(clay.pid)).toEqual([]);
  });

  async function isRefused(clay: Clay, why: string): Promise<void> {
    clay.press('C-l');
    const before = clay.programLog().split('RELOAD_FAILED').length;
    askForReload(clay, 'signal');
    await until(() => clay.programLog().split('RELOAD_FAILED').length > before);
    const refusals = clay
      .programLog()
      .split('\n')
      .filter(line => line.includes('RELOAD_FAILED'));
    expect(refusals.at(-1)).toContain(why);
  }
});

asRoot(
  'a build that the group of the user alone may write to, as with umask 002, reloads as ever',
  async () => {
    const { place, program, launcher } = userInTmp();
    const mine = join(place.root, 'mine');
    cpSync(join(program, '..'), mine, { recursive: true });
    // The user of other tests shares a group with users of the system.
    for (const path of [place.root, place.home, place.runtime, ...FILES.map(name => join(mine, name))])
      chownSync(path, ALONE, ALONE);
    for (const name of FILES) chmodSync(join(mine, name), 0o775);
    const become = launcher.map(word => word.replaceAll(/\b\d{4,}\b/g, String(ALONE)));
    const playing = await startPlaying({
      ...LOGGED,
      launcher: become,
      program: join(mine, 'clay.js'),
      place,
    });
    const traffic = startTraffic(playing, SLOWLY);
    await reload(playing.clay, 'signal');
    expect(await traffic.end()).toEqual(UNHARMED);
  },
);

const ALONE = 7001;
const FILES = ['', 'clay.js', 'tlsproxy.js', 'native', 'native/posix.node'] as const;
