import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { visit } from '../../unit/demo/visitor.ts';

let folder: string;
let program: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-'));
  program = join(folder, 'demo.js');
  buildSync({
    entryPoints: ['client/demo/main.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile: program,
  });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<{ port: number; tlsPort: number | null }> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  return JSON.parse(chunk.toString()) as { port: number; tlsPort: number | null };
}

test('it tells its ports, is not called clay, survives SIGUSR1 and ends at SIGTERM', async () => {
  const child = start(['--tls-port', '0', '--no-bots']);
  const { port, tlsPort } = await firstLine(child);
  expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).toBe('demo-mud\n');
  child.kill('SIGUSR1');
  for (const visitor of [await visit(port), await visit(tlsPort!, true)]) {
    await visitor.until(/By what name/);
    visitor.socket.destroy();
  }
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('it ends when the process it belongs to has gone, and not at its SIGHUP', async () => {
  const owner = spawn('sleep', ['60']);
  children.push(owner);
  const child = start(['--parent-pid', String(owner.pid)]);
  expect(await firstLine(child)).toEqual({ port: expect.any(Number), tlsPort: null });
  child.kill('SIGHUP');
  owner.kill();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each([
  [['--port', 'x'], 2, 'demo: --port is a whole number from 0 to 65535, not "x".\n'],
  [['--host', '192.0.2.1'], 1, expect.stringMatching(/^demo: cannot listen: .*192\.0\.2\.1.*\n$/)],
])('%j: it says what is wrong', async (args, status, message) => {
  const child = start(args);
  let told = '';
  child.stderr!.on('data', chunk => (told += chunk));
  const [code] = await once(child, 'close');
  expect([code, told]).toEqual([status, message]);
});
