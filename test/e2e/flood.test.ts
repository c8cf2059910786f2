/** A flood: every line is kept, and typing is as quick as ever. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { inputText, worldTable } from '../support/playing.ts';
import { atEnd } from '../support/temporary.ts';

const LINES = 50_000;
/** Characters typed meanwhile, at the least. */
const TYPED = 20;

/** The demo MUD as a server of its own: a flood made in the test's process would delay what is measured. */
async function startDemo(): Promise<number> {
  const program = resolve(__dirname, '../../dist/demo.js');
  const child: ChildProcess = spawn(process.execPath, [program, '--no-bots'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return (JSON.parse(line.toString()) as { port: number }).port;
}

/** The number of the newest line of the flood on screen. */
const newestLine = (clay: Clay) =>
  Number(
    clay
      .screen()
      .findLast(row => row.startsWith('flood 0'))
      ?.slice(6, 12) ?? 0,
  );

const typedLength = (clay: Clay) => /x*$/.exec(inputText(clay))![0].length;

/** Types characters one after the other, each when the last one stands on screen; answers how long each took (ms). */
async function typingDelays(clay: Clay, during: () => boolean): Promise<number[]> {
  const delays: number[] = [];
  while (during()) {
    // A few words at a time, so that the input never wraps.
    const wanted = typedLength(clay) < 20 ? typedLength(clay) + 1 : 0;
    const start = performance.now();
    clay.type(wanted > 0 ? 'x' : '\x15');
    await clay.waitFor(() => typedLength(clay) === wanted);
    delays.push(performance.now() - start);
  }
  return delays;
}

const percentile = (sorted: readonly number[], part: number) =>
  sorted[Math.floor(part * (sorted.length - 1))]!;

test(`${LINES} coloured lines and more at full speed: each is kept once, and typing goes on between`, async () => {
  const port = await startDemo();
  const world = worldTable('Demo', { host: '127.0.0.1', port }, 'user = "Mia"\npassword = "pot"\nlog = true');
  const clay = await startClay({ settings: `more_mode = false\n${world}`, args: ['Demo'] });
  await clay.waitFor('Welcome to town, Mia');
  clay.type(`prompt off\r`);
  await clay.waitFor('Prompts are off.');

  const start = performance.now();
  // More than come before it is stopped: whatever is typed is typed during the flood.
  clay.type(`flood ${100 * LINES}\r`);
  await clay.waitFor(/^flood 0/m);
  let typed = 0;
  const delays = await typingDelays(clay, () => ++typed <= TYPED || newestLine(clay) < LINES);
  clay.press('C-u');
  clay.type('flood stop\r');
  await clay.waitFor(/^flood done: \d+ lines/m);
  const seconds = (performance.now() - start) / 1000;
  const sorted = delays.sort((a, b) => a - b);
  const figures = [0.5, 0.95, 1].map(part => percentile(sorted, part).toFixed(1));
  const sent = Number(/^flood done: (\d+) lines/m.exec(clay.screen().join('\n'))![1]);
  console.log(
    `${sent} lines in ${seconds.toFixed(1)} s; ${delays.length} characters typed meanwhile: ` +
      `p50 ${figures[0]} ms, p95 ${figures[1]} ms, slowest ${figures[2]} ms; ${Math.round(clay.rss() / 2 ** 20)} MiB`,
  );

  clay.press('C-u');
  clay.type('/quit\r');
  await clay.ended();
  const numbers = [...clay.logFile('Demo').matchAll(/^flood (\d{6}) The potter Brömse/gm)].map(match =>
    Number(match[1]),
  );
  expect(sent).toBeGreaterThanOrEqual(LINES);
  expect(numbers).toEqual(Array.from({ length: sent }, (_, index) => index + 1));
});
