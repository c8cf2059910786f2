/** The endurance run (test/soak), for a short time: that it works, and that a short one finds nothing. */

import { runSoak } from '../soak/engine.ts';
import { test } from '../support/needs-reload.ts';

const ACTIONS = Number(process.env.CLAY_SOAK_ACTIONS ?? 30);
/** Another one is another schedule; the same one by default, so that a failure is not chance. */
const SEED = Number(process.env.CLAY_SOAK_SEED ?? 5);

test(
  'a random run loses nothing, doubles nothing and leaves nothing behind',
  async () => {
    const printed: string[] = [];
    const outcome = await runSoak({
      length: ACTIONS,
      unit: 'actions',
      seed: SEED,
      crashes: false,
      badBuilds: false,
      only: null,
      ownNetwork: false,
      quiesceEvery: 10,
      print: text => void printed.push(text),
    });
    if (outcome.violation !== null) throw new Error(outcome.violation);
    expect([...outcome.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(ACTIONS);
    expect(outcome.lines).toBeGreaterThan(0);
  },
  ACTIONS * 20_000 + 600_000,
);
