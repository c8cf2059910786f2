/**
 * Each package as a stranger has it: installed in a bare root, played with numbered lines in both directions, and replaced by
 * another version under it, followed by one signal. Nothing may be lost.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VERSION } from '../support/builds.ts';
import { nodesHere } from '../support/nodes.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import { cleanUp, temporaryDirectory } from '../support/temporary.ts';
import { LOGGED, startTraffic, UNHARMED } from '../support/traffic.ts';
import { type BareRoot, bareRoot } from './bare-root.ts';
import { emulateArm64 } from './emulation.ts';

const repository = resolve(__dirname, '../..');
const NEXT = '9.9.9';

/** How one is put there, and its next version in its place. */
interface Way {
  readonly name: string;
  /** What comes before a command for it to run where it is installed. */
  readonly launcher: readonly string[];
  /** Of the program, there. */
  readonly command: string;
  install(): void;
  upgrade(): void;
}

export async function packages(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { root: { type: 'string' }, arm64: { type: 'boolean', default: false } },
  });
  if (values.root === undefined && !values.arm64) {
    console.error('Usage: npm run test:packages -- --root DIRECTORY, or -- --arm64');
    return 2;
  }
  let failures = 0;
  try {
    if (values.root !== undefined) {
      const root = bareRoot(resolve(values.root));
      for (const way of [npmWay(root), debianWay(root), tarballWay(root)]) failures += await tryOut(way);
      failures += tooOld(root);
    }
    const emulated = emulateArm64();
    if (typeof emulated === 'string') console.log(`arm64 is not tried: ${emulated}`);
    else failures += await tryOut(arm64Way(emulated));
  } finally {
    await cleanUp();
  }
  return failures === 0 ? 0 : 1;
}

/** Answers the number of failures. */
async function tryOut(way: Way): Promise<0 | 1> {
  try {
    way.install();
    console.log(`${way.name}: ${await play(way)}`);
    return 0;
  } catch (error) {
    console.log(`${way.name}: FAILED\n${String((error as Error).stack)}`);
    return 1;
  }
}

/** A client of the package, 500 lines a second, the upgrade, one signal. */
async function play(way: Way): Promise<string> {
  const playing = await startPlaying({
    ...LOGGED,
    launcher: way.launcher,
    runtime: '/usr/bin/env',
    program: way.command,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
  });
  const { clay } = playing;
  const traffic = startTraffic(playing);
  way.upgrade();
  await reload(clay, 'signal');
  const outcome = await traffic.end();
  clay.type('/version\r');
  await clay.waitFor(`Clay ${NEXT}, Node`);
  const [said = ''] = /Clay \S+ Node [\d.]+/.exec(clay.screen().join(' ')) ?? [];
  await clay.stop();
  if (JSON.stringify(outcome) !== JSON.stringify(UNHARMED)) throw new Error(JSON.stringify(outcome));
  return `${said} after ${VERSION}; ${traffic.sent()} lines: ${outcome.heard}; input: ${outcome.said}; connection ${outcome.connection}`;
}

function npmWay(root: BareRoot): Way {
  const [oldest] = nodesHere();
  const put = (file: string) => cpSync(file, join(root.directory, 'root/clay.tgz'));
  const install = () => void root.run('npm install -g --offline --no-audit --no-fund /root/clay.tgz');
  return {
    name: 'npm package',
    launcher: root.launcher,
    command: '/usr/local/bin/clay',
    install() {
      make('npm', ['pack', '--silent']);
      root.putNode((oldest as { path: string }).path);
      put(join(repository, `clay-${VERSION}.tgz`));
      install();
    },
    upgrade() {
      const directory = temporaryDirectory('tgz');
      make('tar', ['-xzf', `clay-${VERSION}.tgz`, '-C', directory]);
      rename(join(directory, 'package/dist/clay.js'));
      make('tar', ['-czf', join(directory, 'next.tgz'), '-C', directory, 'package']);
      put(join(directory, 'next.tgz'));
      install();
    },
  };
}

function debianWay(root: BareRoot): Way {
  const file = join(repository, `dist/clay_${VERSION}_amd64.deb`);
  const install = (from: string) => {
    cpSync(from, join(root.directory, 'root/clay.deb'));
    root.run('dpkg -i /root/clay.deb');
  };
  return {
    name: 'Debian package',
    launcher: root.launcher,
    command: '/usr/bin/clay',
    install() {
      root.run('npm uninstall -g clay');
      root.removeNode();
      make('npm', ['run', '--silent', 'deb', '--', 'x64']);
      install(file);
    },
    upgrade() {
      const directory = mkdtempSync(join(temporaryDirectory('deb'), 'x-'));
      make('dpkg-deb', ['-R', file, directory]);
      rename(join(directory, 'usr/lib/clay/dist/clay.js'));
      const control = join(directory, 'DEBIAN/control');
      writeFileSync(
        control,
        readFileSync(control, 'utf8').replace(`Version: ${VERSION}`, `Version: ${NEXT}`),
      );
      make('dpkg-deb', ['--build', '--root-owner-group', '-Zgzip', '-z1', directory, `${directory}.deb`]);
      install(`${directory}.deb`);
    },
  };
}

function tarballWay(root: BareRoot): Way {
  const files = release(join(root.directory, 'opt'), 'x64');
  return {
    name: 'one directory',
    launcher: root.launcher,
    command: '/opt/current/bin/clay',
    install() {
      root.run('dpkg -r clay && ! command -v node');
      files.install();
    },
    upgrade: files.upgrade,
  };
}

/** The other processor's, on this machine. */
function arm64Way(launcher: readonly string[]): Way {
  const releases = temporaryDirectory('arm64');
  const { install, upgrade } = release(releases, 'arm64');
  const command = join(releases, 'current/bin/clay');
  return {
    name: 'one directory, arm64 emulated',
    launcher,
    command,
    install() {
      install();
      // Its first start prepares it, which takes half a minute here.
      make(launcher[0]!, [...launcher.slice(1), command, '--version']);
    },
    upgrade,
  };
}

/** That directory below `releases`, reached by a link `current`. */
function release(releases: string, processor: 'x64' | 'arm64'): Pick<Way, 'install' | 'upgrade'> {
  const link = join(releases, 'current');
  const flip = (to: string) => {
    symlinkSync(to, `${link}.new`);
    renameSync(`${link}.new`, link);
  };
  const name = `clay-${VERSION}-linux-${processor}`;
  const unpack = () => make('tar', ['-xzf', `dist/${name}.tar.gz`, '-C', releases]);
  return {
    install() {
      make('npm', ['run', '--silent', 'dist', '--', processor]);
      unpack();
      flip(name);
    },
    upgrade() {
      renameSync(join(releases, name), join(releases, 'old'));
      flip('old');
      unpack();
      rename(join(releases, name, 'dist/clay.js'));
      flip(name);
    },
  };
}

/** One sentence and status 1, under a Node that is too old; answers how many times that was not so. */
function tooOld(root: BareRoot): number {
  const program = readdirSync(join(root.directory, 'opt')).includes('current')
    ? '/opt/current/dist/clay.js'
    : '';
  if (
    !root.tryOut('command -v apt-get').stderr &&
    root.tryOut('apt-get update && apt-get install -y nodejs').status !== 0
  ) {
    console.log("Debian's own Node could not be installed: that it is refused is not tried.");
    return 0;
  }
  const { status, stderr } = root.tryOut(`/usr/bin/node ${program} demo`);
  const isRight =
    status === 1 && /^clay: This is Node 18\.\S+, and Clay needs 20\.19 or newer\.\n$/.test(stderr);
  console.log(`under Debian's own Node: status ${status}, ${stderr.trim()}`);
  return isRight ? 0 : 1;
}

/** Makes the program there call itself by the next version. */
function rename(script: string): void {
  writeFileSync(script, readFileSync(script, 'utf8').replaceAll(`"${VERSION}"`, `"${NEXT}"`));
}

function make(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { cwd: repository, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
