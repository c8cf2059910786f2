/**
 * A client for tests to kill: attaches to the session of its checkpoint, or opens one; checks that the lines
 * it reads are numbered without a gap; and writes a checkpoint every few KiB, one `checkpoint` a line on its output.
 * Arguments: home, tlsproxy file, port, checkpoint file.
 */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createProxyClient } from '../../client/host/proxy/client.ts';
import { isFault } from '../../shared/fault.ts';
import { openRequest } from './tlsproxy-request.ts';

interface Checkpoint {
  readonly session: string;
  readonly pid: number;
  offset: number;
  lines: number;
  partial: string;
}

const [home, tlsproxyFile, port, file] = process.argv.slice(2) as [string, string, string, string];
const options = ['--idle-exit', '1000'];
const client = createProxyClient({
  home,
  tlsproxyFile,
  node: () => process.execPath,
  env: process.env,
  transport: 'unix',
  log: () => undefined,
  options,
});

async function main(): Promise<void> {
  const saved = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Checkpoint) : null;
  const attached = saved
    ? await client.attach(saved.session, saved.offset)
    : await client.open(openRequest(Number(port)));
  if (isFault(attached)) throw new Error(attached.sentence);
  const { session, proxy, socket } = attached;
  const state = saved ?? { session, pid: proxy.pid, offset: 0, lines: 0, partial: '' };
  let safe = state.offset;
  socket.on('data', bytes => {
    take(state, bytes);
    if (state.offset - safe < 20_000) return;
    writeFileSync(`${file}.tmp`, JSON.stringify(state));
    renameSync(`${file}.tmp`, file);
    safe = state.offset;
    client.ack(session, safe);
    process.stdout.write('checkpoint\n');
  });
  socket.resume();
}

function take(state: Checkpoint, bytes: Buffer): void {
  const lines = (state.partial + bytes.toString('latin1')).split('\n');
  state.partial = lines.pop()!;
  state.offset += bytes.length;
  for (const line of lines) {
    if (line !== String(++state.lines)) process.stdout.write(`wrong: ${line} for ${state.lines}\n`);
  }
}

main().catch((error: unknown) => process.stdout.write(`wrong: ${String(error)}\n`));
