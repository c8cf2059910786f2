/** Triggers of other clients, where they are installed: CPU time of the whole client, in a terminal, as the kernel counts it. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { openPty, openPtyByScript, ptyProgram, type Report } from '../../support/pty.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { benchEnvironment } from './client.ts';

interface Peer {
  readonly name: string;
  readonly program: string;
  /** Text of its own file: so many triggers that never match, one that answers "done", and the way to the server. */
  file(count: number, port: number): string;
  args(file: string, port: number): string[];
}

const number = (n: number) => String(n).padStart(4, '0');
const all = <T>(count: number, of: (n: number) => T) => Array.from({ length: count }, (_, n) => of(n));

export const rulePeers: readonly Peer[] = [
  {
    name: 'TinyFugue',
    program: 'tf5',
    file: count =>
      [
        '/set more=off',
        ...all(count, n =>
          n % 2
            ? `/def -mregexp -t"^([A-Za-z]+) tells you, .zq${number(n)} (.*)" n${n} = x`
            : `/def -mregexp -t"Orcz${number(n)} (hits|misses) ([a-z]+) for ([0-9]+)" n${n} = x`,
        ),
        '/def -mregexp -t"^finished" fin = done',
      ].join('\n'),
    args: (file, port) => [`-f${file}`, '127.0.0.1', String(port)],
  },
  {
    name: 'TinTin++',
    program: 'tt++',
    file: (count, port) =>
      [
        `#session {s} {127.0.0.1} {${port}}`,
        ...all(count, n =>
          n % 2
            ? `#action {^%w tells you, .zq${number(n)} %*} {x}`
            : `#action {Orcz${number(n)} {hits|misses} %w for %d} {x}`,
        ),
        '#action {^finished} {done}',
      ].join('\n'),
    args: file => ['-G', file],
  },
];

export function isInstalled(peer: Peer): boolean {
  return pathOf(peer) !== undefined;
}

/** Debian has games beside the other programs. */
function pathOf({ program }: Peer): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/games'];
  return directories.map(one => join(one, program)).find(file => existsSync(file));
}

/** µs of CPU time a line, of so many. */
export async function measurePeer(peer: Peer, count: number, lines: readonly string[]): Promise<number> {
  const home = temporaryDirectory('peer');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const file = join(home, 'rules');
  writeFileSync(file, `${peer.file(count, port)}\n`);
  let pid = 0;
  const options = {
    ...{
      command: pathOf(peer) ?? peer.program,
      args: peer.args(file, port),
      cwd: home,
      columns: 120,
      rows: 40,
    },
    env: benchEnvironment(home, home),
  };
  const onReport = (report: Report) => {
    if (report.kind === 'started') pid = report.pid;
  };
  const program = ptyProgram();
  const pty = program ? openPty(program, options, onReport) : openPtyByScript(options, onReport);
  pty.output.resume();
  try {
    const [socket] = await connected;
    const heard = said(socket);
    // All of its file is read when it answers.
    for (let settled = false; !settled; ) {
      socket.write('finished\r\n');
      settled = await Promise.race([heard('done').then(() => true), later(500).then(() => false)]);
    }
    await later(300);
    const before = ticks(pid);
    for (let at = 0; at < lines.length; at += 200)
      if (
        !socket.write(
          lines
            .slice(at, at + 200)
            .map(line => `${line}\r\n`)
            .join(''),
        )
      )
        await once(socket, 'drain');
    const answered = heard('done');
    socket.write('finished\r\n');
    await answered;
    return ((ticks(pid) - before) * 10_000) / lines.length;
  } finally {
    pty.hangup();
    if (pid > 0) endNow(pid);
    server.close();
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Waits for a word of the other side, once each. */
function said(socket: Socket) {
  let text = '';
  const looks: (() => void)[] = [];
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    for (const look of looks) look();
  });
  socket.on('error', () => {});
  return (word: string) => {
    text = '';
    return new Promise<void>(done => {
      looks.push(() => {
        if (text.includes(word)) done();
      });
    });
  };
}

const later = (ms: number) => new Promise<void>(done => setTimeout(done, ms));

/** Of 10 ms each, of the process and the kernel on its behalf. */
function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
