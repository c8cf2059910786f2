/** A thousand macros of TinyFugue, of all kinds: what they cost on lines, and how long the longest turn of loading them is. */
import { createPlay, type Play } from '../../support/play.ts';
import { thousandText } from '../../support/tinyfugue/thousand.ts';

const ROUNDS = 3;
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

/** CPU time of a line (µs). */
function costOf(play: Play, text: readonly string[]): number {
  const packets = Array.from({ length: Math.ceil(text.length / AT_ONCE) }, (_, at) =>
    Buffer.from(`${text.slice(at * AT_ONCE, (at + 1) * AT_ONCE).join('\r\n')}\r\n`),
  );
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (const packet of packets) {
      play.receive('Alpha', packet);
      play.advance(1);
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / text.length);
  }
  return best;
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
    `\n${taken} macros of TinyFugue: ${(cost - none).toFixed(2)} µs a line over none (${none.toFixed(2)} µs); ` +
      `loading: the longest turn ${longest.toFixed(1)} ms, the first line ${filing.toFixed(1)} ms`,
  );
}
