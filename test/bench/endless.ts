/**
 * Typing while scripts run that have no end: from a key to its echo, under a real terminal. A server sends the line that
 * starts such a program, and a key is pressed at the same moment, so that it waits for all of what the program may take. "Nothing": another
 * line, which nobody waits for.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { maxOf } from '../../shared/arrays.ts';
import { endlessScripts } from '../support/endless.ts';
import { cleanUp } from '../support/temporary.ts';
import { type BenchClient, startBenchClient } from './support/client.ts';
import { median, printTable } from './support/figures.ts';

const ROUNDS = 7;
/** The first of letters that nothing on screen has: each key is another one. */
const FIRST = 0x2460;
/** Ctrl+U: the input line is empty again. */
const EMPTY = '\x15';

interface Scene {
  readonly client: BenchClient;
  readonly socket: Socket;
  /** Resolves when the text has come to the terminal. */
  shown(text: string): Promise<void>;
}

export async function bench(brief: boolean): Promise<void> {
  const programs = brief ? endlessScripts().slice(0, 1) : endlessScripts();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const scene = await open((server.address() as AddressInfo).port, once(server, 'connection'), programs);
    const rows: string[][] = [];
    for (const [n, program] of programs.entries()) rows.push(await measure(scene, program, `go ${n}`));
    console.log(
      `From a key to its echo in ms, while a script runs that has no end, and by turns while nothing runs; ${ROUNDS} keys each.\n`,
    );
    printTable(['', 'median', 'longest', 'nothing', 'longest'], rows);
    await scene.client.stop();
  } finally {
    server.close();
    await cleanUp();
  }
}

async function open(
  port: number,
  connected: Promise<unknown[]>,
  programs: ReturnType<typeof endlessScripts>,
): Promise<Scene> {
  let output = '';
  const waiting = new Map<string, () => void>();
  const client = await startBenchClient({
    settings: `more_mode = false\n[worlds.Alpha]\nhost = "127.0.0.1"\nport = ${port}\n`,
    args: ['Alpha'],
    files: Object.fromEntries(programs.map(({ name, source }) => [`scripts/${name}.js`, source])),
    onOutput(bytes) {
      output = (output + bytes.toString()).slice(-10_000);
      for (const [text, done] of waiting) if (output.includes(text)) done();
    },
  });
  const [socket] = (await connected) as [Socket];
  return {
    ...{ client, socket },
    shown(text) {
      output = '';
      return new Promise(done =>
        waiting.set(text, () => {
          waiting.delete(text);
          done();
        }),
      );
    },
  };
}

async function measure(
  scene: Scene,
  { what, name }: ReturnType<typeof endlessScripts>[number],
  line: string,
): Promise<string[]> {
  const { client, shown } = scene;
  const [times, none]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    none.push(await echoOf(scene, 2 * round, 'nothing'));
    // Loaded anew it has no faults yet, and is on.
    const loaded = shown(`${name}.js is loaded`);
    client.type(`/load ${name}\r`);
    await loaded;
    times.push(await echoOf(scene, 2 * round + 1, line, `${name}.js`));
  }
  return [what, ...[times, none].flatMap(all => [median(all).toFixed(1), maxOf(all).toFixed(1)])];
}

/** From the key to its echo (ms), with the line at the same moment; waits for what is `said` about it. */
async function echoOf({ client, socket, shown }: Scene, n: number, line: string, said = ''): Promise<number> {
  const key = String.fromCodePoint(FIRST + n);
  const heard = said === '' ? null : shown(said);
  const echoed = shown(key);
  socket.write(`${line}\r\n`);
  const pressed = performance.now();
  client.type(key);
  await echoed;
  const time = performance.now() - pressed;
  await heard;
  client.type(EMPTY);
  await sleep(20);
  return time;
}
