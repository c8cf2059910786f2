/** A map of 40,000 rooms: reading it, a way across it, a search, its surroundings, and what it takes of memory; each piece of work on its own. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMapFile } from '../../client/host/map/file.ts';
import { answerFor } from '../../client/map/answer.ts';
import { createBook } from '../../client/map/book.ts';
import { recordLine } from '../../client/map/record.ts';
import type { MapAsk } from '../../client/state/map/rooms.ts';

const SIDE = 200;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function mapText(): string {
  const lines = ['{"clay-map":1}'];
  for (let id = 0; id < SIDE * SIDE; id++) {
    const [x, y] = [id % SIDE, Math.floor(id / SIDE)];
    const exits = {
      ...(y > 0 && { n: { to: String(id - SIDE) } }),
      ...(y < SIDE - 1 && { s: { to: String(id + SIDE) } }),
      ...(x < SIDE - 1 && { e: { to: String(id + 1) } }),
      ...(x > 0 && { w: { to: String(id - 1) } }),
    };
    const name = `A room of the wide plain number ${id}`;
    lines.push(
      recordLine({
        room: { id: String(id), name, area: `Area ${y >> 3}`, terrain: 'plain', exits, at: [x, y, 0] },
      }),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Work in pieces: the processor time of all of it (ms), and of the longest piece. */
function timed(work: Generator<unknown, unknown>): { all: number; longest: number; value: unknown } {
  let [all, longest] = [0, 0];
  for (;;) {
    const start = process.cpuUsage();
    const next = work.next();
    const { user, system } = process.cpuUsage(start);
    const took = (user + system) / 1000;
    all += took;
    longest = Math.max(longest, took);
    if (next.done) return { all, longest, value: next.value };
  }
}

/** Measures a file in the temporary directory. */
export async function bench(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'clay-map-'));
  try {
    const path = join(directory, 'plain.map');
    writeFileSync(path, mapText(), { mode: 0o600 });
    // What was made for that is not to be there any more when memory is measured.
    await setImmediate();
    measure(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function measure(path: string): void {
  collect();
  const before = process.memoryUsage();
  const book = createBook(createMapFile(path));
  const shown = (name: string, { all, longest }: { all: number; longest: number }) =>
    console.log(
      `${name.padEnd(28)} ${all.toFixed(1).padStart(8)} ms, longest piece ${longest.toFixed(1)} ms`,
    );
  shown('read', timed(book.follow()));
  collect();
  const after = process.memoryUsage();
  const ask = (name: string, question: Exclude<MapAsk, { kind: 'import' }>) => {
    const runs = Array.from({ length: 7 }, () => timed(answerFor(book, question)));
    runs.sort((one, other) => one.all - other.all);
    shown(name, runs[0]!);
  };
  const last = SIDE * SIDE - 1;
  ask('way across (398 steps)', { kind: 'path', from: '0', to: String(last), walk: false });
  ask('way by a name', { kind: 'path', from: '0', to: `number ${last}`, walk: false });
  ask('find', { kind: 'find', from: '0', text: 'number 3999' });
  ask('surroundings', { kind: 'sight', at: String(last / 2 - 100 || 0) });
  ask('areas', { kind: 'area', at: '0' });
  const mega = (bytes: number) => (bytes / 1e6).toFixed(1);
  console.log(
    `file ${mega(statSync(path).size)} MB, heap ${mega(after.heapUsed - before.heapUsed)} MB, arrays ${mega(after.arrayBuffers - before.arrayBuffers)} MB`,
  );
}
