/** What rules cost the whole client: CPU time and memory, over those of a client without any. */
import { printTable } from './figures.ts';
import { gameLines, gameRules, silentRules } from './game-rules.ts';
import { costsOf } from './lone-play.ts';
import { isInstalled, measurePeer, rulePeers } from './rule-peers.ts';

const LINES = 20_000;

export async function benchRules(): Promise<void> {
  const lines = gameLines(LINES);
  const sets: readonly (readonly [name: string, automation: string])[] = [
    ['none', ''],
    ...[100, 1000, 10_000].map(count => [`${count} that never match`, silentRules(count)] as const),
    ['1,001 of all kinds, with hits', gameRules()],
  ];
  console.log(
    '\nrules on lines of a game, coloured, in the whole client, with what is collected: CPU time a line, memory of the rules',
  );
  const costs = await costsOf(sets.map(([, automation]) => ({ lines, automation })));
  printTable(
    ['rules', 'µs', 'over none', 'first 2,000', 'acted, a line', 'KiB'],
    costs.map(({ time, over, first, acted, memory }, at) => [
      sets[at]![0],
      ...[time, over, first, acted].map(one => one.toFixed(2)),
      (memory / 1024).toFixed(0),
    ]),
  );
  await benchPeers(lines);
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
