/** What is alive in the client's memory, for clients that are started with these options of Node. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/client.ts';
import { type Scene, until } from './scene.ts';

export const HEAP_OPTIONS = ['--expose-gc', '--require', join(root, 'test/bench/support/heap.cjs')];

/** Bytes of what is alive. */
export async function heapOf({ client }: Scene): Promise<number> {
  const file = `${client.directories[0]}/heap`;
  rmSync(file, { force: true });
  process.kill(client.pid, 'SIGUSR2');
  await until(() => existsSync(file));
  return Number(readFileSync(file, 'utf8'));
}
