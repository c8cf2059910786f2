/**
 * Start here. A client that was just started reads its command line and settings; one that came through a reload its
 * state, one that crashed its last checkpoint; one that is only on trial shows that it could.
 */
import { startupSnapshot } from 'node:v8';
import { crashedClient } from './crashed.ts';
import { rehearse } from './rehearsal.ts';
import { takeCrash } from './reload/crash.ts';
import { forgetStart, STATE_VARIABLE, TRIAL_VARIABLE } from './reload/exec.ts';
import { restoredClient } from './restored.ts';
import { startedClient } from './started.ts';
import { triedClient } from './tried.ts';

function main(): void {
  if (process.env[TRIAL_VARIABLE] !== undefined) return triedClient();
  // What `pgrep clay` finds; a start-up snapshot cannot carry it.
  process.title = 'clay';
  const state = process.env[STATE_VARIABLE];
  const crash = takeCrash(process.env, Date.now());
  if (state === undefined && !crash) return void startedClient();
  forgetStart(process.env);
  if (state !== undefined) restoredClient(Number(state), crash);
  else if (crash) crashedClient(crash);
}

if (startupSnapshot.isBuildingSnapshot()) {
  rehearse();
  startupSnapshot.setDeserializeMainFunction(main);
} else main();
