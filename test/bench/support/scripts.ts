/** What scripts cost a line: CPU time of the whole client, over that of one without any. */
import { nextDue } from '../../../client/state/timers.ts';
import { createPlay, type Play } from '../../support/play.ts';
import { printTable } from './figures.ts';
import { costsOf } from './lone-play.ts';

const ROUNDS = 5;

const RULE = `[[trigger]]\nname = "count"\npattern = '^Orc(\\d+) (hits) you for (\\d+)'\nmode = "regexp"\nset = { last = "$3" }\n`;

/** By name, the source of a script. */
const SCRIPTS: Readonly<Record<string, string>> = {
  none: '',
  'a rule of the same pattern': RULE,
  'a trigger that never matches': `clay.trigger(/^Zorc (\\w+) hits/, m => clay.send(m[1]));`,
  'a trigger that counts each line': `let n = 0; clay.trigger(/^Orc(\\d+) (hits) you for (\\d+)/, m => { n += Number(m[3]); });`,
  'each line to a hook': `let n = 0; clay.hook('line', m => { n += m.text.length; });`,
};

export async function benchScripts(lines: readonly string[]): Promise<void> {
  console.log(`\nscripts on the same lines, CPU time of the client a line, with what is collected`);
  const sources = Object.values(SCRIPTS);
  const costs = await costsOf(
    sources.map(one =>
      one === '' ? { lines } : one === RULE ? { lines, automation: one } : { lines, script: one },
    ),
  );
  printTable(
    ['script', 'µs', 'over none', 'first 2,000'],
    costs.map(({ time, over, first }, at) => [
      Object.keys(SCRIPTS)[at]!,
      ...[time, over, first].map(one => one.toFixed(2)),
    ]),
  );
}

function playing(source: string): Play {
  const scripts = source === '' ? {} : { bench: source };
  const play = createPlay({ worlds: { Alpha: {} }, settings: { more_mode: false }, scripts });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  return play;
}

/** The longest turn of what takes many: CPU time (ms) of all threads, of the first time and of the least of some. */
export function benchTurns(): void {
  console.log('\nscripts, the longest turn, CPU time');
  console.log(`${''.padEnd(36)}${'first ms'.padStart(10)}${'least ms'.padStart(10)}${'turns'.padStart(8)}`);
  for (const [name, run] of Object.entries(TURNS)) {
    const all = Array.from({ length: ROUNDS }, run);
    const least = all.reduce((one, other) => (other.longest < one.longest ? other : one));
    const cells = [all[0]!.longest.toFixed(1).padStart(10), least.longest.toFixed(1).padStart(10)];
    console.log(`${name.padEnd(36)}${cells.join('')}${String(least.turns).padStart(8)}`);
  }
}

interface Turns {
  readonly longest: number;
  readonly turns: number;
}

/** The first turn is `begin`; the others go on as long as something `isUnderWay`. */
function turnsOf(play: Play, begin: () => void, isUnderWay: () => unknown): Turns {
  let longest = timed(begin);
  let turns = 1;
  for (; isUnderWay() && turns < 10_000; turns++) {
    play.state.now = Math.max(play.state.now, nextDue(play.state));
    longest = Math.max(
      longest,
      timed(() => play.dispatch({ type: 'tick' })),
    );
  }
  return { longest, turns };
}

function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const LONG = Array.from(
  { length: 250 },
  (_, n) =>
    `function onHit${n}(m) {\n  const hp = Number(m[1]) + ${n};\n  if (hp < 100) clay.send('heal ' + m.groups.who);\n}`,
).join('\n');
const ROOMS = JSON.stringify({
  rooms: Array.from({ length: 12_000 }, (_, n) => ({
    name: `room ${n}`,
    exits: [n + 1, n - 1],
    seen: 'a while ago',
  })),
});
const ENDLESS = `clay.hook('line', () => { for (;;); });`;

function loading(source: string, store: string): Turns {
  const play = playing('');
  Object.assign(play.disk.scripts, { bench: source });
  Object.assign(play.disk.stores, { bench: store });
  return turnsOf(
    play,
    () => play.enter('/load bench'),
    () => play.state.scripts?.opening,
  );
}

const TURNS: Readonly<Record<string, () => Turns>> = {
  'a script is loaded': () => loading(SCRIPTS['each line to a hook']!, '{}'),
  'a line for a script without an end': () => {
    const play = playing(ENDLESS);
    return turnsOf(
      play,
      () => play.receive('Alpha', 'a line\r\n'),
      () => false,
    );
  },
  'one of 1,000 lines': () => loading(LONG, '{}'),
  'one that has kept 800 KiB': () => loading(`clay.trigger('a', () => 1);`, ROOMS),
  'that is written': () => {
    const play = playing(`clay.trigger('touch', () => { clay.store.more = 1; });`);
    play.disk.stores.bench = ROOMS;
    play.enter('/load bench');
    while (play.state.scripts?.opening) play.dispatch({ type: 'tick' });
    play.receive('Alpha', 'touch\r\n');
    const of = play.state.scripts!.packages.bench!;
    return turnsOf(
      play,
      () => play.advance(1000),
      () => of.saving,
    );
  },
};
