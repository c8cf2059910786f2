/** What rules cost the whole client: CPU time and memory, over those of a client without any. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createPlay, type Play } from '../../support/play.ts';
import { printTable } from './figures.ts';
import { gameLines, gameRules, silentRules } from './game-rules.ts';
import { isInstalled, measurePeer, rulePeers } from './rule-peers.ts';

const LINES = 20_000;
/** To collect what is no longer used falls now on one, now on another of them: some round of each is without. */
const ROUNDS = 15;
/** In each packet. */
const AT_ONCE = 50;

export async function benchRules(): Promise<void> {
  const lines = gameLines(LINES);
  const sets: readonly (readonly [name: string, automation: string])[] = [
    ['none', ''],
    ...[100, 1000, 10_000].map(count => [`${count} that never match`, silentRules(count)] as const),
    ['1,001 of all kinds, with hits', gameRules()],
  ];
  console.log(
    '\nrules on lines of a game, coloured, in the whole client: CPU time a line, memory of the rules',
  );
  const plays = sets.map(([, automation]) => withMemory(automation));
  const times = fastest(
    plays.map(({ play }) => play),
    lines,
  );
  printTable(
    ['rules', 'µs', 'over none', 'acted, a line', 'KiB'],
    sets.map(([name], at) => [
      name,
      (times[at] as number).toFixed(2),
      ((times[at] as number) - (times[0] as number)).toFixed(2),
      (acted(plays[at]!.play) / (LINES * ROUNDS)).toFixed(2),
      (plays[at]!.memory / 1024).toFixed(0),
    ]),
  );
  await benchPeers(lines);
}

/** Of so many rounds each, in turn: what disturbs one disturbs all. */
function fastest(plays: readonly Play[], lines: readonly string[]): number[] {
  const packets = Array.from({ length: LINES / AT_ONCE }, (_, at) =>
    Buffer.from(
      lines
        .slice(at * AT_ONCE, (at + 1) * AT_ONCE)
        .map(line => `${line}\r\n`)
        .join(''),
    ),
  );
  const best = plays.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, play] of plays.entries()) {
      const before = process.cpuUsage();
      for (const packet of packets) play.receive('Alpha', packet);
      const { user, system } = process.cpuUsage(before);
      best[at] = Math.min(best[at] as number, (user + system) / LINES);
    }
  return best;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function used(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Memory of the rules once lines have been through them. */
function withMemory(automation: string): { play: Play; memory: number } {
  const play = createPlay({ worlds: { Alpha: {} }, settings: { more_mode: false }, automation: '' });
  play.dispatch({ type: 'started', notices: [], worlds: [] });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  const before = used();
  play.disk.automation = automation;
  play.enter('/auto load');
  for (const line of gameLines(100)) play.receive('Alpha', `${line}\r\n`);
  return { play, memory: used() - before };
}

function acted({ state }: Play): number {
  return Object.values(state.automation.counts).reduce((sum, { hits }) => sum + hits, 0);
}

/** What a line costs the others, who look at each rule: fewer lines will do. */
async function benchPeers(lines: readonly string[]): Promise<void> {
  const peers = rulePeers.filter(isInstalled);
  const counts = [0, 100, 1000, 10_000];
  console.log('\nothers, the same lines and triggers that never match: µs a line over none (µs of none)');
  if (peers.length === 0) return console.log('none is installed: apt-get install tf5 tintin++');
  const rows = [];
  for (const peer of peers) {
    const row: number[] = [];
    for (const count of counts) {
      const some = lines.slice(0, count === 10_000 ? 1000 : count === 1000 ? 5000 : LINES);
      row.push(await measurePeer(peer, count, some));
    }
    const [none = 0, ...rest] = row;
    rows.push([peer.name, `(${none.toFixed(1)})`, ...rest.map(one => (one - none).toFixed(1))]);
  }
  printTable(['client', 'none', '100', '1,000', '10,000'], rows);
}
