/** Searching in the whole program: /grep over two worlds and a log file, the box and a search kept through a reload. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../support/needs-reload.ts';
import { outputRows, startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Peer } from '../support/scripted-world.ts';

test('/grep finds in worlds and log files, and what it shows stays through a reload; so does a search', async () => {
  const { clay, peers } = await startPlaying({ names: ['Alpha', 'Beta'], top: 'more_mode = false' });
  const [alpha, beta] = peers as [Peer, Peer];
  mkdirSync(join(clay.home, 'logs/Gone'), { recursive: true });
  writeFileSync(join(clay.home, 'logs/Gone/2020-02-29.log'), 'hay\n12:30:00 an old needle\nhay\n');
  beta.send('a needle in Beta\r\n');
  alpha.send(`a needle in Alpha\r\n${'hay\r\n'.repeat(100)}the end\r\n`);
  await clay.waitFor('the end');
  await clay.waitFor('(Activity: 1)');
  clay.type('/grep n??dle\r');
  await clay.waitFor('n??dle: 3');
  const rows = outputRows(clay).filter(row => row.includes('needle'));
  expect(rows[0]).toContain('2020-02-29 12:30:00 Gone   an old needle');
  expect(rows.map(row => /(old|in Alpha|in Beta)/.exec(row)?.[0]).sort()).toEqual([
    'in Alpha',
    'in Beta',
    'old',
  ]);
  await reload(clay);
  expect(outputRows(clay).filter(row => row.includes('needle'))).toEqual(rows);
  clay.press('Esc');
  await clay.waitFor(() => !clay.screen().join().includes('n??dle: 3'));

  clay.press('F4 Tab Tab');
  clay.type('^a n.{3}le');
  await clay.waitFor('1 of 1,');
  clay.press('C-f');
  await clay.waitFor(
    () =>
      outputRows(clay)
        .filter(row => row !== '')
        .join() === 'a needle in Alpha',
  );
  await reload(clay, 'signal');
  alpha.send('hay\r\na new needle? no: a needle\r\na needle, new\r\n');
  await clay.waitFor('2 of 2,');
  expect(outputRows(clay).filter(row => row !== '')).toEqual(['a needle in Alpha', 'a needle, new']);
});
