/**
 * Start here. A client that was just started reads its command line and settings; one that came through a reload its
 * state, one that crashed its last checkpoint; one that is only on trial shows that it could.
 */

import { startupSnapshot } from 'node:v8';
import { crashedClient } from './boot/after-crash.ts';
import { restoredClient } from './boot/after-reload.ts';
import { startedClient } from './boot/fresh-start.ts';
import { triedClient } from './boot/preflight.ts';
import { rehearse } from './boot/warm-up.ts';
import { takeCrash } from './crash/plan.ts';
import { STATE_VARIABLE, TRIAL_VARIABLE } from './host/environment.ts';

function main(): void {
  if (process.env[TRIAL_VARIABLE] !== undefined) return triedClient();
  // What `pgrep clay` finds; a start-up snapshot cannot carry it.
  process.title = 'clay';
  const state = process.env[STATE_VARIABLE];
  const crash = takeCrash(process.env, Date.now());
  if (state !== undefined) {
    delete process.env[STATE_VARIABLE];
    restoredClient(Number(state), crash);
  } else if (crash) crashedClient(crash);
  else void startedClient();
}

if (startupSnapshot.isBuildingSnapshot()) {
  rehearse();
  startupSnapshot.setDeserializeMainFunction(main);
} else main();
