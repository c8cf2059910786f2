/** A thousand macros of TinyFugue, of all kinds: what they cost on lines, and how long the longest turn of loading them is. */
import { createPlay, type Play } from '../../support/play.ts';
import { standIns, standInText } from '../../support/tinyfugue/stand-in.ts';
import { thousandText } from '../../support/tinyfugue/thousand.ts';
import { costsOf } from './lone-play.ts';

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

function player(): Play {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 200 });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

/** Prints what a thousand macros cost, and what those do that players publish. */
export async function benchMacros(lines: readonly string[]): Promise<void> {
  const [none, all, set] = await costsOf([
    { lines },
    { lines, macros: thousandText() },
    { lines, macros: standInText() },
  ]);
  const play = player();
  const longest = loaded(play);
  const filing = cpuOf(() => play.receive('Alpha', 'nothing\r\n'));
  const taken = Object.keys(play.state.tinyfugue?.macros ?? {}).length;
  console.log(
    `\n${taken} macros of TinyFugue: ${all!.over.toFixed(2)} µs a line over none ` +
      `(${none!.time.toFixed(2)} µs), the first 2,000 lines ${all!.firstOver.toFixed(2)}; ` +
      `loading: the longest turn ${longest.toFixed(1)} ms, the first line ${filing.toFixed(1)} ms`,
  );
  await tellOfSet(lines, set!.over);
}

/** Of so many lines one is for a trigger. */
const ONE_IN = 20;

/** The BatMUD set, by a stand-in: on lines that none is for, and on those of which some are. */
async function tellOfSet(lines: readonly string[], over: number): Promise<void> {
  const all = standIns();
  const mixed = lines.map((line, n) =>
    n % ONE_IN === 0 ? (all[(n / ONE_IN) % all.length]?.hit ?? line) : line,
  );
  const [none, set] = await costsOf([{ lines: mixed }, { lines: mixed, macros: standInText() }]);
  console.log(
    `the BatMUD set, ${all.length} triggers by a stand-in: ${over.toFixed(2)} µs a line over none, ` +
      `${set!.over.toFixed(2)} (${none!.time.toFixed(2)} µs) where one line in ${ONE_IN} is for one (at most 8)`,
  );
}
