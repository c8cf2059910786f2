/**
 * What a few bytes of a server may cost: the worst inputs that we know of, plain and compressed, in packets as the
 * client reads them. A turn is all that the client does with one packet or one slice before it listens to the keyboard
 * again: pipeline, log, answers. Printed is the longest one of each input, in CPU time and the least of some rounds,
 * so that neither a busy machine nor a first compilation is held against it; beside it the longest frame that was
 * drawn. The floor is as much plain text, in the same run.
 */
import { nextDue } from '../../client/state/timers.ts';
import { RICH } from '../../client/terminal/profile.ts';
import { draw } from '../../client/terminal/screen.ts';
import { view } from '../../client/view/view.ts';
import { maxOf } from '../../shared/arrays.ts';
import { createPlay, type Play } from '../support/play.ts';
import { least, printTable } from './support/figures.ts';
import { COMPRESSED, INPUTS, type Input, packed, plain } from './support/hostile.ts';

const ROUNDS = 4;
/** Enough for what grows by and by to be at its bounds. */
const TURNS = 40;
/** What the client reads at once. */
const PACKET = 16 * 1024;
/** Some hundred bytes to some packets of a server, when they are compressed. */
const PACKED_SIZE = 4 * 1024 * 1024;

/** ms. */
interface Longest {
  readonly turn: number;
  readonly frame: number;
}

/** Prints a table. */
export async function bench(): Promise<void> {
  const rows = INPUTS.map(input => ({
    name: input.name,
    plain: measure(input, plain(input, PACKET * TURNS)),
    packed: measure(input, packed(input, PACKED_SIZE)),
  }));
  const floor = rows[0]!;
  const cells = ({ turn, frame }: Longest, { turn: text }: Longest) => [
    turn.toFixed(1),
    (turn / text).toFixed(1),
    frame.toFixed(1),
  ];
  console.log('longest turn and frame in ms; × is the ratio to the longest turn of as much text\n');
  printTable(
    ['', 'plain', '×', 'frame', 'MCCP2', '×', 'frame'],
    rows.map(row => [row.name, ...cells(row.plain, floor.plain), ...cells(row.packed, floor.packed)]),
  );
  const compressed = COMPRESSED.map(input => ({
    name: input.name,
    ...measure(input, plain(input, PACKET * TURNS)),
  }));
  console.log();
  printTable(
    ['MCCP2', 'turn', 'frame'],
    compressed.map(({ name, turn, frame }) => [name, turn.toFixed(1), frame.toFixed(1)]),
  );
  const turns = [
    ...rows.flatMap(row => [row.plain.turn, row.packed.turn]),
    ...compressed.map(({ turn }) => turn),
  ];
  console.log(`\nlongest turn of all: ${maxOf(turns).toFixed(1)} ms`);
}

function measure(input: Input, bytes: Buffer): Longest {
  const rounds = Array.from({ length: ROUNDS }, () => run(input.setup, bytes));
  return { turn: least(rounds.map(one => one.turn)), frame: least(rounds.map(one => one.frame)) };
}

/** One round against a new client. */
function run(setup: Buffer, bytes: Buffer): Longest {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 120, rows: 40, settings: { more_mode: false } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', setup);
  let [turn, frame, at] = [0, 0, 0];
  let shown = view(play.state, play.terminal, play.readChunk);
  for (let count = 0; count < TURNS; count++) {
    const waits = play.world('Alpha').link!.held;
    if (!waits && at >= bytes.length) break;
    const packet = bytes.subarray(at, at + PACKET);
    turn = Math.max(
      turn,
      timed(() => (waits ? tick(play) : play.receive('Alpha', packet))),
    );
    if (!waits) at += PACKET;
    frame = Math.max(
      frame,
      timed(() => {
        const next = view(play.state, play.terminal, play.readChunk);
        draw(shown, next, RICH);
        shown = next;
      }),
    );
  }
  return { turn, frame };
}

/** The next slice of what waits. */
function tick(play: Play): void {
  play.state.now = Math.max(play.state.now, nextDue(play.state));
  play.dispatch({ type: 'tick' });
}

/** CPU time in ms. */
function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
