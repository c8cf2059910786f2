/**
 * An endurance run of the real program in a real terminal: reloads, crashes, floods, cut connections, in an order
 * that comes from a seed, with servers and a user that know what must be on screen, in the logs and at the other end.
 */
import { parseArgs } from 'node:util';
import { runSoak } from './engine.ts';
import { ownNetwork } from './network.ts';
import { summary } from './report.ts';

const USAGE = 'npm run soak -- [--minutes N] [--seed S] [--crashes] [--bad-builds] [--only ACTION,…]';
/** Seconds between two looks at everything. */
const QUIESCE_EVERY = 20;

/** Answers the exit status: 0 when nothing was lost, doubled or leaked, 1 when something was, 2 for wrong usage. */
export async function soak(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const { minutes, seed, crashes, badBuilds, only } = options;
  console.log(`Seed ${seed}, ${minutes} minutes.`);
  if (!ownNetwork) console.log('The network is not cut: that needs root, unshare and ip.');
  const outcome = await runSoak({
    length: minutes * 60,
    unit: 'seconds',
    seed,
    crashes,
    badBuilds,
    only,
    ownNetwork,
    quiesceEvery: QUIESCE_EVERY,
    print: text => console.log(text),
  });
  console.log(summary(outcome.counts));
  console.log(`${outcome.lines} lines were sent.`);
  if (outcome.violation === null) console.log('Nothing was lost, doubled or leaked.');
  else console.log(`\nVIOLATION: ${outcome.violation}`);
  return outcome.violation === null ? 0 : 1;
}

function readArguments(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        minutes: { type: 'string', default: '5' },
        seed: { type: 'string' },
        crashes: { type: 'boolean', default: false },
        'bad-builds': { type: 'boolean', default: false },
        only: { type: 'string' },
      },
    });
    const minutes = Number(values.minutes);
    const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
    if (!(minutes > 0) || !Number.isInteger(seed)) return null;
    const only = values.only?.split(',') ?? null;
    return { minutes, seed, crashes: values.crashes, badBuilds: values['bad-builds'], only };
  } catch {
    // An option that there is not.
    return null;
  }
}
