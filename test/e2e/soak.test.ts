/** The endurance run (test/soak), for a short time: that it works, and that a short one finds nothing. */

import { runSoak } from '../soak/engine.ts';
import { test } from '../support/needs-reload.ts';

const SECONDS = Number(process.env.CLAY_SOAK_MINUTES ?? 1 / 3) * 60;
/** Another one is another schedule; the same one by default, so that a failure is not chance. */
const SEED = Number(process.env.CLAY_SOAK_SEED ?? 5);

test(
  'a random run loses nothing, doubles nothing and leaves nothing behind',
  async () => {
    const printed: string[] = [];
    const outcome = await runSoak({
      seconds: SECONDS,
      seed: SEED,
      crashes: false,
      badBuilds: false,
      ownNetwork: false,
      quiesceEvery: 7,
      print: text => void printed.push(text),
    });
    if (outcome.violation !== null) throw new Error(outcome.violation);
    expect([...outcome.counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(SECONDS / 5);
    expect(outcome.lines).toBeGreaterThan(500);
  },
  SECONDS * 1000 + 120_000,
);
