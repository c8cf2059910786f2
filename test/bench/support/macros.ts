/** A thousand macros of TinyFugue, of all kinds: what they cost on lines, and how long the longest turn of loading them is. */
import { createPlay, type Play } from '../../support/play.ts';
import { thousandText } from '../../support/tinyfugue/thousand.ts';

/** The first ones are of code that has not been compiled yet. */
const ROUNDS = 20;
/** Lines of one packet. */
const AT_ONCE = 100;

function loaded(play: Play): number {
  play.disk.macros = {
    'thousand.tf': thousandText(),
  };
  let longest = 0;
  const timed = (act: () => void) => {
    longest = Math.max(longest, cpuOf(act));
  };
  timed(() => play.enter('/load thousand.tf'));
  while (play.state.tinyfugue?.threads.length) timed(() => play.dispatch({ type: 'tick' }));
  for (let turn = 0; turn < 200; turn++) {
    play.state.now += 30;
    timed(() => play.dispatch({ type: 'tick' }));
  }
  return longest;
}

/** CPU time (ms). */
function cpuOf(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** CPU time of a line (µs): of the first round, and the least of all. */
function costOf(play: Play, text: readonly string[]): { readonly first: number; readonly least: number } {
  const packets = Array.from({ length: Math.ceil(text.length / AT_ONCE) }, (_, at) =>
    Buffer.from(`${text.slice(at * AT_ONCE, (at + 1) * AT_ONCE).join('\r\n')}\r\n`),
  );
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (const packet of packets) {
      play.receive('Alpha', packet);
      play.advance(1);
    }
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / text.length);
  }
  return { first: costs[0] as number, least: costs.reduce((one, other) => Math.min(one, other)) };
}

function player(): Play {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 200 });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

/** Prints what a thousand macros cost. */
export function benchMacros(text: readonly string[]): void {
  const none = costOf(player(), text);
  const play = player();
  const longest = loaded(play);
  const filing = cpuOf(() => play.receive('Alpha', 'nothing\r\n'));
  const taken = Object.keys(play.state.tinyfugue?.macros ?? {}).length;
  const cost = costOf(play, text);
  console.log(
    `\n${taken} macros of TinyFugue: ${(cost.least - none.least).toFixed(2)} µs a line over none ` +
      `(${none.least.toFixed(2)} µs), the first ${text.length} lines ${(cost.first - none.first).toFixed(2)}; ` +
      `loading: the longest turn ${longest.toFixed(1)} ms, the first line ${filing.toFixed(1)} ms`,
  );
}
