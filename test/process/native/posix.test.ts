import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { loadPosix, type Posix } from '../../../native/posix.ts';
import { compileLibrary } from '../../support/preload.ts';
import { atEnd, temporaryDirectory } from '../../support/temporary.ts';
import { startTerminal } from '../../support/terminal.ts';
import { build, sanitized } from './addon.ts';

const built = build();
const addon = loadPosix(built.output);
const reason = 'unavailable' in addon ? built.stderr.trim() || addon.unavailable : null;
const describeWithAddon = reason ? describe.skip : describe;
const posix = addon as Posix;

/** The test's own: a Unix socket and files. */
const directory = temporaryDirectory();

/** Runs JavaScript with `posix` (the bare addon: signals are numbers) in a node process of its own. */
function runWithAddon(
  program: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): { status: number | null; lines: unknown[] } {
  const prelude = `const loaded = { exports: {} };
    process.dlopen(loaded, ${JSON.stringify(built.output)});
    const posix = loaded.exports;
    const say = value => require('node:fs').writeSync(1, JSON.stringify(value) + '\\n');
    const addon = ${JSON.stringify(built.output)};`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', prelude + program, ...args], {
    env: { PATH: process.env.PATH, ...sanitized(env) },
    encoding: 'utf8',
  });
  if (stderr) throw new Error(stderr);
  return {
    status,
    lines: stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)),
  };
}

/** Calls back with all that a look-up says. */
const ASK = `const ask = (host, done) => {
    let text = '';
    const pipe = new (require('node:net').Socket)({ fd: posix.lookUp(host), writable: false });
    pipe.on('data', part => (text += part)).on('end', () => done(text));
  };`;

/** A shell, because Node sets a signal mask of its own when it starts. Signal 12 is bit 11 of SigBlk. */
const NEXT_IMAGE = `say() { printf '"%s"\\n' "$*"; }
  say pid $$
  say text "$(cat /proc/$$/fd/$1)"
  for fd in $1 $2; do if [ -e /proc/$$/fd/$fd ]; then say $fd open; else say $fd closed; fi; done
  say ONLY $ONLY
  while read -r name value; do if [ $name = SigBlk: ]; then say $name $value; fi; done < /proc/$$/status`;

function fdOf(socket: Socket | Server): number {
  return (socket as unknown as { _handle: { fd: number } })._handle.fd;
}

async function listen(where: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer().listen(where);
  await once(server, 'listening');
  atEnd(() => void server.close());
  return server;
}

/** A connected pair: client, and the server's end. */
async function connectTo(server: Server): Promise<[Socket, Socket]> {
  const address = server.address() as string | { port: number; address: string };
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = typeof address === 'string' ? connect(address) : connect(address.port, address.address);
  await once(client, 'connect');
  const [peer] = await accepted;
  atEnd(() => {
    client.destroy();
    peer.destroy();
  });
  return [client, peer];
}

describe(reason ? `the addon is not to be had here: ${reason}` : 'loadPosix', () => {
  test('says why there is no addon when the file is missing', () => {
    expect(loadPosix('/nowhere/posix.node')).toEqual({
      unavailable:
        'The native module /nowhere/posix.node is missing: it was not copied with the rest of the build, or could not be built for want of a C compiler or of its headers.',
    });
  });

  test('says why when the file is no shared object', () => {
    const file = join(directory, 'text.node');
    writeFileSync(file, 'this is no shared object, whatever its name says, and it is long enough to be one');
    const { unavailable } = loadPosix(file) as { unavailable: string };
    expect(unavailable).toContain(`The native module ${file} cannot be loaded: `);
    expect(unavailable).toMatch(/built for another system/);
  });
});

describeWithAddon('descriptors', () => {
  test('FD_CLOEXEC is read, cleared and set', () => {
    const fd = openSync('/dev/null', 'r');
    expect(posix.getCloexec(fd)).toBe(true);
    posix.setCloexec(fd, false);
    expect(posix.getCloexec(fd)).toBe(false);
    posix.setCloexec(fd, true);
    expect(posix.getCloexec(fd)).toBe(true);
    closeSync(fd);
  });

  test('a closed descriptor is an EBADF that names the call', () => {
    expect(() => posix.getCloexec(9999)).toThrow(
      expect.objectContaining({ code: 'EBADF', errno: -9, syscall: 'fcntl' }) as Error,
    );
    expect(() => posix.describe(9999)).toThrow(
      expect.objectContaining({ code: 'EBADF', syscall: 'fstat' }) as Error,
    );
  });

  test('FD_CLOEXEC of many at once; where one fails all stay as they were', () => {
    const fds = [1, 2, 3].map(() => openSync('/dev/null', 'r'));
    const flags = () => fds.map(fd => Number(posix.getCloexec(fd)));
    posix.setCloexec(fds[1]!, false);
    // The same descriptor twice: it was what it was before the call.
    const before = posix.setCloexecs(Int32Array.from([...fds, fds[0]!]), new Uint8Array(4));
    expect([...before]).toEqual([1, 0, 1, 1]);
    expect(flags()).toEqual([0, 0, 0]);
    posix.setCloexecs(Int32Array.from([...fds, fds[0]!]), before);
    expect(flags()).toEqual([1, 0, 1]);
    expect(() => posix.setCloexecs(Int32Array.from([...fds, 9999]), new Uint8Array(4))).toThrow('EBADF');
    expect(flags()).toEqual([1, 0, 1]);
    expect(() => posix.setCloexecs(Int32Array.from(fds), new Uint8Array(2))).toThrow('a flag for each');
    fds.forEach(closeSync);
  });

  test('which of many descriptors are still the files that they were', () => {
    const fds = [1, 2].map(() => openSync('/dev/null', 'r'));
    const { dev, ino } = statSync('/dev/null');
    const are = (...inodes: number[]) => [
      ...posix.areFiles(
        Int32Array.from([...fds, 9999]),
        new Float64Array(3).fill(dev),
        Float64Array.from(inodes),
      ),
    ];
    expect(are(ino, ino + 1, ino)).toEqual([1, 0, 0]);
    expect(are(ino, ino, ino)).toEqual([1, 1, 0]);
    expect(() => are(ino)).toThrow('a device and an inode for each');
    fds.forEach(closeSync);
  });

  test.each([Number.NaN, -1, 1.5, '0' as unknown as number])(
    '%p is no descriptor, and never taken for 0',
    fd => {
      expect(() => posix.getCloexec(fd)).toThrow('expected an integer that is not negative');
    },
  );
});

describeWithAddon('execve', () => {
  test('keeps the PID, the descriptor whose FD_CLOEXEC is cleared, and the blocked signal', () => {
    const file = join(directory, 'carried');
    writeFileSync(file, 'still readable');
    const { status, lines } = runWithAddon(
      `const { openSync } = require('node:fs');
       const [kept, dropped] = [openSync(process.argv[1]), openSync(process.argv[1])];
       posix.setCloexec(kept, false);
       for (const fd of [0, 1, 2]) posix.setCloexec(fd, false);
       posix.blockSignals([12, 10]);
       posix.unblockSignals([10]);
       say([process.pid, kept, dropped]);
       posix.execve('/bin/sh', ['sh', '-c', process.argv[2], 'sh', String(kept), String(dropped)], ['ONLY=this ✓']);`,
      [file, NEXT_IMAGE],
    );
    expect(status).toBe(0);
    const [[pid, kept, dropped], ...after] = lines as [[number, number, number], ...unknown[]];
    expect(after).toEqual([
      `pid ${pid}`,
      'text still readable',
      `${kept} open`,
      `${dropped} closed`,
      'ONLY this ✓',
      'SigBlk: 0000000000000800',
    ]);
  });

  test('of a missing file throws ENOENT, and the process goes on', () => {
    const { status, lines } = runWithAddon(
      `try { posix.execve('/nowhere/clay', ['clay'], []); } catch ({ message, code, errno, syscall, path }) {
         say({ message, code, errno, syscall, path });
       }
       setTimeout(() => say('still here'), 1);`,
    );
    expect(lines).toEqual([
      {
        message: "ENOENT: No such file or directory, execve '/nowhere/clay'",
        code: 'ENOENT',
        errno: -2,
        syscall: 'execve',
        path: '/nowhere/clay',
      },
      'still here',
    ]);
    expect(status).toBe(0);
  });

  test('of something that is no program throws EACCES or ENOEXEC', () => {
    const file = join(directory, 'data');
    writeFileSync(file, '\x00\x01', { mode: 0o600 });
    expect(() => posix.execve(file, ['x'], [])).toThrow(expect.objectContaining({ code: 'EACCES' }) as Error);
    const program = join(directory, 'program');
    writeFileSync(program, '\x00\x01', { mode: 0o700 });
    expect(() => posix.execve(program, ['x'], [])).toThrow(
      expect.objectContaining({ code: 'ENOEXEC' }) as Error,
    );
  });

  test('refuses a string that a NUL would cut short', () => {
    expect(() => posix.execve('/bin/true', ['a\0b'], [])).toThrow('without NUL characters');
    expect(() => posix.execve('/bin/true', ['a'], [1 as unknown as string])).toThrow('expected a string');
  });
});

describeWithAddon('signals', () => {
  test('are blocked and unblocked by name or number', () => {
    const before = posix.blockedSignals();
    posix.blockSignals(['SIGUSR2', 40]);
    expect(posix.blockedSignals()).toEqual([...before, 'SIGUSR2', 40]);
    posix.unblockSignals([40, 'SIGUSR2']);
    expect(posix.blockedSignals()).toEqual(before);
  });

  /** Which signals wait, 12 being bit 11: for the main thread, and for whichever takes them. */
  const WAITING = ['/bin/grep', ['grep', '-h', 'Pnd', '/proc/self/status'], []];
  const IN_THE_MAIN_THREAD = `for (const fd of [0, 1, 2]) posix.setCloexec(fd, false);
    process.on('SIGUSR2', () => {});
    const go = () => posix.execve(...${JSON.stringify(WAITING)});
    const whenReserved = (then, looks = 1) =>
      posix.reserveSignals([12]) ? then(looks) : setTimeout(whenReserved, 1, then, looks + 1);`;
  const waiting = (program: string) => {
    const child = `${IN_THE_MAIN_THREAD}${program}`;
    const prelude = `const loaded = { exports: {} }; process.dlopen(loaded, process.argv[1]);
      const posix = loaded.exports; const fs = require('node:fs');`;
    const env = { PATH: process.env.PATH, ...sanitized({ LD_PRELOAD: compileLibrary('slow-threads.c') }) };
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', prelude + child, built.output], {
      env,
      encoding: 'utf8',
    });
    return [stderr, stdout.split('\n').filter(line => line.endsWith('0800')).length];
  };

  test('that are reserved wait for execve(), however long other threads take over one', () => {
    const program = `whenReserved(() => {
      posix.blockSignals([12]);
      process.kill(process.pid, 12);
      setTimeout(go, 20);
    });`;
    expect(waiting(program)).toEqual(['', 1]);
  });

  test('that another thread has been given before are waited for', () => {
    const program = `posix.blockSignals([12]);
      process.kill(process.pid, 12);
      setTimeout(whenReserved, 20, looks => {
        if (looks === 1) throw new Error('no thread has it');
        go();
      });`;
    expect(waiting(program)).toEqual(['', 1]);
  });

  test('are reserved once and for all, and no thread is kept from its own', () => {
    const { lines } = runWithAddon(`const { readdirSync, readFileSync } = require('node:fs');
      const masks = () => readdirSync('/proc/self/task').slice(1).map(thread =>
        BigInt('0x' + /SigBlk:\\s+(\\w+)/.exec(readFileSync('/proc/self/task/' + thread + '/status', 'latin1'))[1]));
      const wait = () => {
        if (!posix.reserveSignals([15, 24])) return setTimeout(wait, 1);
        const all = masks();
        say([all.length > 3, all.every(mask => mask & 1n << 14n && mask & 1n << 23n), all.some(mask => !(mask & 1n << 10n))]);
        say([posix.blockedSignals(), posix.reserveSignals([15]), posix.reserveSignals([])]);
      };
      wait();`);
    expect(lines).toEqual([
      [true, true, true],
      [[], true, true],
    ]);
  });

  test('that do not exist are refused', () => {
    expect(() => posix.blockSignals([999])).toThrow(expect.objectContaining({ code: 'EINVAL' }) as Error);
    expect(() => posix.blockSignals(['SIGNOTHING' as NodeJS.Signals])).toThrow('SIGNOTHING is no signal');
  });
});

describeWithAddon('describe', () => {
  test('a TCP socket over IPv4: both addresses, and each end is the other one’s peer', async () => {
    const server = await listen({ port: 0, host: '127.0.0.1' });
    const [client, peer] = await connectTo(server);
    const ours = posix.describe(fdOf(client));
    expect(ours).toMatchObject({
      type: 'tcp',
      listening: false,
      local: `127.0.0.1:${client.localPort}`,
      peer: `127.0.0.1:${client.remotePort}`,
    });
    expect(posix.describe(fdOf(peer))).toMatchObject({ local: ours.peer, peer: ours.local });
    expect(posix.describe(fdOf(client))).toEqual(ours);
    expect(posix.describe(fdOf(peer)).inode).not.toBe(ours.inode);
  });

  test('a TCP socket over IPv6: the address stands in brackets', async () => {
    const server = await listen({ port: 0, host: '::1' });
    const [client] = await connectTo(server);
    expect(posix.describe(fdOf(client))).toMatchObject({
      type: 'tcp',
      local: `[::1]:${client.localPort}`,
      peer: `[::1]:${client.remotePort}`,
    });
  });

  test('listening sockets', async () => {
    const tcp = await listen({ port: 0, host: '127.0.0.1' });
    const { port } = tcp.address() as { port: number };
    expect(posix.describe(fdOf(tcp))).toMatchObject({
      type: 'tcp',
      listening: true,
      local: `127.0.0.1:${port}`,
      peer: null,
    });
    const path = join(directory, 'listening.sock');
    const unix = await listen({ path });
    expect(posix.describe(fdOf(unix))).toMatchObject({
      type: 'unix',
      listening: true,
      local: path,
      peer: null,
    });
  });

  test('a Unix socket: the path at one end, no name at the other', async () => {
    const path = join(directory, 'connected.sock');
    const [client, peer] = await connectTo(await listen({ path }));
    expect(posix.describe(fdOf(client))).toMatchObject({
      type: 'unix',
      listening: false,
      local: '',
      peer: path,
    });
    expect(posix.describe(fdOf(peer))).toMatchObject({ type: 'unix', local: path, peer: '' });
  });

  test('a file by device and inode, a pipe, a device', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const fd = openSync(file, 'r');
    const { dev, ino } = statSync(file);
    expect(posix.describe(fd)).toEqual({
      type: 'file',
      listening: false,
      local: null,
      peer: null,
      device: dev,
      inode: ino,
    });
    closeSync(fd);
    const device = openSync('/dev/null', 'r');
    expect(posix.describe(device).type).toBe('other');
    closeSync(device);
    const pipe = spawnSync('sh', ['-c', `: | "$0" "$@"`, process.execPath, '-e', typeOfStdin()], {
      encoding: 'utf8',
    });
    expect(pipe.stdout).toBe('pipe\n');
  });

  test('a socket that was closed by the other end is still the same socket', async () => {
    const [client, peer] = await connectTo(await listen({ port: 0, host: '127.0.0.1' }));
    client.pause().on('error', error => expect(error).toMatchObject({ code: 'ECONNRESET' }));
    const before = posix.describe(fdOf(client));
    peer.resetAndDestroy();
    await once(peer, 'close');
    expect(posix.describe(fdOf(client))).toMatchObject({
      type: 'tcp',
      local: before.local,
      inode: before.inode,
    });
  });
});

function typeOfStdin(): string {
  return `const loaded = { exports: {} }; process.dlopen(loaded, ${JSON.stringify(built.output)});
    require('node:fs').writeSync(1, loaded.exports.describe(0).type + '\\n');`;
}

describeWithAddon('bytes of a TCP socket', () => {
  test('that were taken and that were read count from the beginning, what waits does not', async () => {
    const [client, peer] = await connectTo(await listen({ port: 0, host: '127.0.0.1' }));
    const [ours, theirs] = [fdOf(client), fdOf(peer)];
    expect([posix.bytesTaken(ours), posix.bytesRead(theirs)]).toEqual([0, 0]);
    peer.pause();
    client.write('twelve bytes');
    expect([posix.bytesTaken(ours), posix.bytesRead(theirs)]).toEqual([12, 0]);
    peer.resume();
    await once(peer, 'data');
    expect([posix.bytesTaken(ours), posix.bytesRead(theirs)]).toEqual([12, 12]);
    client.write('more');
    await once(peer, 'data');
    expect([posix.bytesTaken(ours), posix.bytesRead(theirs)]).toEqual([16, 16]);
  });

  test('are as many when the other end has ended, read or not', async () => {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    atEnd(() => void server.close());
    const [client, peer] = await connectTo(server);
    peer.pause();
    client.end('the end');
    await once(client, 'finish');
    expect(posix.bytesRead(fdOf(peer))).toBe(0);
    peer.resume();
    await once(peer, 'end');
    expect(posix.bytesRead(fdOf(peer))).toBe(7);
  });

  test('are told of nothing else', async () => {
    const [client] = await connectTo(await listen({ path: join(directory, 'counted.sock') }));
    expect([posix.bytesTaken(fdOf(client)), posix.bytesRead(fdOf(client))]).toEqual([null, null]);
  });
});

describeWithAddon('shared memory', () => {
  test('is read through its descriptor by a program that inherits it, which no program does by itself', () => {
    const { lines } = runWithAddon(`
      const { fd, bytes } = posix.sharedMemory(4096);
      bytes.set(Buffer.from('written'), 100);
      const read = () => require('node:child_process').spawnSync('sh', ['-c', 'tail -c +101 /dev/fd/3 | head -c 7'], {
        stdio: ['ignore', 'pipe', 'ignore', fd] }).stdout.toString();
      say([bytes.length, posix.getCloexec(fd), read()]);
      bytes.set(Buffer.from('changed'), 100);
      say(read());`);
    expect(lines).toEqual([[4096, true, 'written'], 'changed']);
  });

  test('has a size', () => {
    expect(() => posix.sharedMemory(-1)).toThrow('not negative');
    expect(() => posix.sharedMemory(0)).toThrow(expect.objectContaining({ code: 'EINVAL' }) as Error);
  });
});

describeWithAddon('lookUp', () => {
  test('has an address a line, as every program of the system sees it', () => {
    const { lines } = runWithAddon(`${ASK}
      ask('localhost', say);`);
    expect(String(lines[0])).toMatch(/^(127\.0\.0\.1\n|::1\n)+$/);
  });

  test('is kept waiting by no number of names that are never answered, and neither are files', () => {
    const env = { LD_PRELOAD: compileLibrary('resolver.c') };
    const { lines } = runWithAddon(
      `${ASK}
      for (let i = 0; i < 20; i++) ask(i + '.hangs', say);
      ask('127.0.0.1', answer => {
        say(answer);
        ask('some.busy', answer => {
          say(answer);
          require('node:fs').readFile(addon, error => {
            say(error);
            process.exit(0);
          });
        });
      });`,
      [],
      env,
    );
    expect(lines).toEqual(['127.0.0.1\n', '!EAI_AGAIN\n', null]);
  });

  test('is closed by execve()', () => {
    const { lines } = runWithAddon(`say(posix.getCloexec(posix.lookUp('localhost')));`);
    expect(lines).toEqual([true]);
  });
});

describeWithAddon('peerCredentials', () => {
  test('tell process, user and group at the other end of a Unix socket', async () => {
    const [client] = await connectTo(await listen({ path: join(directory, 'who.sock') }));
    const { uid, gid } = { uid: process.getuid!(), gid: process.getgid!() };
    expect(posix.peerCredentials(fdOf(client))).toEqual({ pid: process.pid, uid, gid });
  });

  test('are refused for a TCP socket, which has none, and for a file', async () => {
    const [client] = await connectTo(await listen({ port: 0, host: '127.0.0.1' }));
    expect(() => posix.peerCredentials(fdOf(client))).toThrow(
      expect.objectContaining({ code: 'EOPNOTSUPP', syscall: 'getsockopt' }) as Error,
    );
    const fd = openSync('/dev/null', 'r');
    expect(() => posix.peerCredentials(fd)).toThrow(expect.objectContaining({ code: 'ENOTSOCK' }) as Error);
    closeSync(fd);
  });
});

describeWithAddon('the terminal', () => {
  test('gets its settings back, byte by byte, after raw mode', async () => {
    const terminal = await startTerminal({
      command: process.execPath,
      args: [
        '-e',
        `const loaded = { exports: {} };
         process.dlopen(loaded, ${JSON.stringify(built.output)});
         const { tcgetattr, tcsetattr, describe } = loaded.exports;
         const same = (a, b) => Buffer.compare(a, b) === 0;
         const original = tcgetattr(0);
         process.stdin.setRawMode(true);
         const raw = tcgetattr(0);
         tcsetattr(0, original);
         const restored = tcgetattr(0);
         console.log(describe(0).type, same(original, raw), same(original, restored), original.constructor.name);`,
      ],
    });
    await terminal.waitFor('tty false true Uint8Array');
    expect(await terminal.ended()).toEqual({ code: 0, signal: null });
  });

  test('that ^S has stopped does not make putting settings back wait', async () => {
    const terminal = await startTerminal({
      command: process.execPath,
      args: [
        '-e',
        `const loaded = { exports: {} };
         process.dlopen(loaded, ${JSON.stringify(built.output)});
         const { tcgetattr, tcsetattr } = loaded.exports;
         const original = tcgetattr(0);
         console.log('press ^S and Enter');
         process.stdin.once('data', () => {
           tcsetattr(0, original);
           require('node:fs').writeFileSync(process.argv[1], 'put back');
           process.exit(0);
         });`,
        join(directory, 'stopped'),
      ],
    });
    await terminal.waitFor('press ^S and Enter');
    terminal.press('C-s Enter');
    expect(await terminal.ended()).toEqual({ code: 0, signal: null });
    expect(readFileSync(join(directory, 'stopped'), 'utf8')).toBe('put back');
  });

  test('settings are refused for what is no terminal, and when they are of the wrong length', () => {
    const fd = openSync('/dev/null', 'r');
    expect(() => posix.tcgetattr(fd)).toThrow(
      expect.objectContaining({ code: 'ENOTTY', syscall: 'tcgetattr' }) as Error,
    );
    expect(() => posix.tcsetattr(fd, new Uint8Array(3))).toThrow('expected the bytes of a struct termios');
    closeSync(fd);
  });
});

test('the wrapper and the C source name the same functions', () => {
  const text = (name: string) => readFileSync(resolve(__dirname, '../../../native', name), 'utf8');
  const exported = [...text('posix.c').matchAll(/METHOD\("(\w+)"/g)].map(match => match[1]!).sort();
  const [, list] = /FUNCTIONS[^=]+= \[([^\]]+)\]/.exec(text('posix.ts'))!;
  expect([...list!.matchAll(/'(\w+)'/g)].map(match => match[1]!).sort()).toEqual(exported);
});

describeWithAddon('core dumps', () => {
  test('are forbidden to the process and to what it starts, and the hard limit is left to the user', () => {
    const { lines } = runWithAddon(`
      const limits = () => {
        const line = /^Max core file size +(\\S+) +(\\S+)/m;
        return line.exec(require('node:child_process').execFileSync('cat', ['/proc/self/limits']).toString()).slice(1);
      };
      const [, hard] = limits();
      posix.forbidCoreDumps();
      const [soft, after] = limits();
      say([soft, after === hard]);`);
    expect(lines).toEqual([['0', true]]);
  });
});
