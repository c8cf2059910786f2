/** MUD and telnet servers that others have written, where this machine has them. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { atEnd, temporaryDirectory } from './temporary.ts';

/** Where Debian's packages lie: the root directory, or one that some were unpacked to. */
const ROOT = process.env.CLAY_INTEROP_ROOT ?? '/';

export interface Server {
  readonly name: string;
  /** How to get it. */
  readonly from: string;
  isInstalled(): boolean;
  /** Starts it on loopback; answers its port once it can be connected to. Ended at the end of the test file. */
  start(): Promise<number>;
}

/** Whether this machine has the program. */
export const inPath = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some(directory => existsSync(join(directory, program)));

/** Well above those of services. */
const FIRST_PORT = 10_240;
/** Where those begin that the system chooses itself, as Linux and macOS have it; a machine may have set another one. */
const CHOSEN = '/proc/sys/net/ipv4/ip_local_port_range';
const FIRST_CHOSEN = existsSync(CHOSEN) ? Number.parseInt(readFileSync(CHOSEN, 'latin1'), 10) : 32_768;

/**
 * A port to listen on a little later. None of those that the system chooses: until then it would be given to the next
 * connection, or to whoever wants any port.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const wanted = FIRST_PORT + Math.floor(Math.random() * (FIRST_CHOSEN - FIRST_PORT));
    // Where the system may choose any port, it chooses.
    const server = createServer().listen(FIRST_CHOSEN > FIRST_PORT ? wanted : 0, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** Evennia starts twice, and takes its time. */
const READY = 120_000;

async function patiently(isTrue: () => Promise<boolean>, complaint: string): Promise<void> {
  for (const end = Date.now() + READY; !(await isTrue()); ) {
    if (Date.now() > end) throw new Error(complaint);
    await setTimeout(50);
  }
}

function ready(port: number): Promise<void> {
  return patiently(() => listens(port), `no server listens on port ${port}`);
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // refused, as yet
  } finally {
    socket.destroy();
  }
}

function run(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  atEnd(() => void child.kill('SIGKILL'));
  return child;
}

const MUX_PROGRAMS = join(ROOT, 'usr/lib/tinymux/game/bin');

/** A MUSH server: CHARSET by both openings, EOR, NAWS, TTYPE, NEW-ENVIRON, BINARY. */
export const tinyMux: Server = {
  name: 'TinyMUX',
  from: 'the Debian package tinymux',
  isInstalled: () => existsSync(join(MUX_PROGRAMS, 'netmux')),
  async start() {
    const game = temporaryDirectory('mux');
    cpSync(join(ROOT, 'usr/share/tinymux/game'), game, { recursive: true });
    // It starts helpers from its own bin/.
    cpSync(MUX_PROGRAMS, join(game, 'bin'), { recursive: true });
    const port = await freePort();
    const settings = join(game, 'netmux.conf');
    const text = readFileSync(settings, 'utf8').replace(/^port .*$/m, `port ${port}\nip_address 127.0.0.1`);
    writeFileSync(settings, text);
    run('bin/netmux', ['-c', 'netmux.conf', '-p', 'mux.pid', '-e', 'mux.log'], {
      cwd: game,
      env: { ...process.env, LD_LIBRARY_PATH: join(game, 'bin') },
    });
    await ready(port);
    return port;
  },
};

/** A MUD server in Python: MCCP2, GMCP, MSDP, MSSP, MXP, TTYPE with MTTS, NAWS, LINEMODE. */
export const evennia: Server = {
  name: 'Evennia',
  from: 'the Python package evennia',
  isInstalled: () => inPath('evennia') && inPath('twistd'),
  async start() {
    const directory = temporaryDirectory('evennia');
    const env = {
      ...process.env,
      EVENNIA_SUPERUSER_USERNAME: 'admin',
      EVENNIA_SUPERUSER_PASSWORD: 'Sesame-12345',
      EVENNIA_SUPERUSER_EMAIL: 'admin@mud.example',
    };
    const launch = (cwd: string, ...args: string[]) =>
      spawnSync('evennia', args, { cwd, env, stdio: 'ignore' });
    launch(directory, '--init', 'game');
    const game = join(directory, 'game');
    const [port, amp] = [await freePort(), await freePort()];
    const settings = join(game, 'server/conf/settings.py');
    const lines = [
      `TELNET_PORTS = [${port}]`,
      "TELNET_INTERFACES = ['127.0.0.1']",
      `AMP_PORT = ${amp}`,
      'WEBSERVER_ENABLED = False',
      'WEBSOCKET_CLIENT_ENABLED = False',
    ];
    writeFileSync(settings, `${readFileSync(settings, 'utf8')}\n${lines.join('\n')}\n`);
    launch(game, 'migrate');
    launch(game, 'start');
    atEnd(() => void launch(game, 'stop'));
    // The first start fills the data base and then starts anew, which cuts off those who are there.
    const log = join(game, 'server/logs/server.log');
    await patiently(
      async () => existsSync(log) && readFileSync(log, 'utf8').includes("in 'reset' mode"),
      'Evennia does not start',
    );
    await ready(port);
    return port;
  },
};

/**
 * A telnet server in Python: CHARSET by both openings, NEW-ENVIRON, BINARY, TTYPE. Without compression: it offers
 * MCCP3 only together with MCCP2, then refuses it, and reads what comes in one packet with our marker as plain text.
 */
export const telnetlib3: Server = {
  name: 'telnetlib3',
  from: 'the Python package telnetlib3',
  isInstalled: () => inPath('telnetlib3-server'),
  async start() {
    const port = await freePort();
    run('telnetlib3-server', ['--line-mode', '127.0.0.1', String(port)]);
    await ready(port);
    return port;
  },
};

const TELNETD = join(ROOT, 'usr/sbin/telnetd');

/** The classic one, with a pty behind it and the options of a terminal line. */
export const telnetd: Server = {
  name: 'inetutils-telnetd',
  from: 'the Debian package inetutils-telnetd',
  isInstalled: () => existsSync(TELNETD),
  async start() {
    // As inetd does: the connection is its standard input and output.
    const server = createServer({ pauseOnConnect: true }, socket => {
      const child = run(TELNETD, ['-h', '-E', '/bin/cat'], { stdio: [socket, socket, 'ignore'] });
      child.once('exit', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    atEnd(() => void server.close());
    return (server.address() as AddressInfo).port;
  },
};
