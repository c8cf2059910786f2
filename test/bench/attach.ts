/**
 * A terminal that is attached: from a key pressed there to its echo, while the game says 500 lines a second, and quiet. Beside it
 * stand the same in a terminal of the client's own, and the floor: a Node in a terminal that does nothing but give keys back.
 */
import { startAttached } from '../support/attaching.ts';
import { environment } from '../support/clay.ts';
import { startPlaying } from '../support/playing.ts';
import { cleanUp } from '../support/temporary.ts';
import { startTerminal, type Terminal } from '../support/terminal.ts';
import { percentile, printTable } from './support/figures.ts';

const KEYS = 50;
/** The terminals take turns, so that what else the machine does hits them alike. */
const TURNS = 6;
const LINES_A_SECOND = 500;
const SIZE = { columns: 100, rows: 30 };
/** C-u empties its screen, as it empties the input of Clay. */
const ECHO = `process.stdin.setRawMode(true).on('data', bytes =>
  process.stdout.write(bytes.includes(21) ? '\\x1b[2J\\x1b[H' : bytes));
process.stdout.write('ready');`;

export async function bench(): Promise<void> {
  try {
    const { clay, peers } = await startPlaying({ top: 'more_mode = false', ...SIZE });
    const attached = await startAttached(clay.place, SIZE);
    await attached.waitFor('Connected to Alpha.');
    const command = { command: process.execPath, args: ['-e', ECHO], cwd: clay.place.root };
    const bare = await startTerminal({ ...command, env: environment(clay.place), ...SIZE });
    await bare.waitFor('ready');
    const rows: string[][] = [];
    for (const lines of [0, LINES_A_SECOND]) {
      if (lines > 0) peers[0]?.stream(lines, 'flood');
      const took = await inTurns({ bare, own: clay, attached });
      if (lines > 0) peers[0]?.stopStream();
      const floor = percentile(took.bare, 0.5);
      for (const [name, samples] of Object.entries(took)) {
        const [p50 = 0, p99 = 0] = [0.5, 0.99].map(share => percentile(samples, share));
        const isJudged = name === 'attached' && lines > 0;
        const figures = [p50.toFixed(1), (p50 / floor).toFixed(1), p99.toFixed(1)];
        rows.push([`${name}, ${lines} lines/s`, ...figures, isJudged ? 'p50 <= 3, p99 <= 20' : '']);
      }
    }
    printTable(['key to echo (ms)', 'p50', '× bare', 'p99', 'is to be'], rows);
  } finally {
    await cleanUp();
  }
}

async function inTurns<Name extends string>(terminals: Readonly<Record<Name, Terminal>>) {
  const took = Object.fromEntries(Object.keys(terminals).map(name => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let turn = 0; turn < TURNS; turn++)
    for (const name of Object.keys(terminals) as Name[]) {
      const samples = await echoes(terminals[name]);
      for (const sample of samples) took[name].push(sample);
    }
  return took;
}

/** ms from each key to its character on the terminal; the samples are of characters that stand nowhere in the text. */
async function echoes(terminal: Terminal): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < KEYS; i++) {
    const key = String.fromCodePoint(0x2460 + (i % 40));
    const start = performance.now();
    terminal.type(key);
    await terminal.waitFor(key);
    took.push(performance.now() - start);
    // So that no cell gets the character that it had before.
    if (i % 20 === 19) await clear(terminal);
  }
  await clear(terminal);
  return took;
}

const TYPED = /[\u2460-\u2487]/;

/** Nothing of what was typed stands there any more. */
async function clear(terminal: Terminal): Promise<void> {
  terminal.press('C-u');
  await terminal.waitFor(({ screen }) => !TYPED.test(screen().join('')));
}
