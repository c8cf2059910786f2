/**
 * Start here. A client that was just started reads its command line and settings; one that came through a reload its
 * state, one that crashed its last checkpoint; one that is only tried shows that it could.
 */
import { startupSnapshot } from 'node:v8';
import { isFault } from '../shared/fault.ts';
import { afterCrash } from './boot/after-crash.ts';
import { afterReload, readSnapshot } from './boot/after-reload.ts';
import { freshStart } from './boot/fresh-start.ts';
import { preflightClient } from './boot/preflight.ts';
import { cannotStart, orGiveUp } from './boot/takeover.ts';
import { warmUp, warmUpStart } from './boot/warm-up.ts';
import { type Crash, takeCrash } from './crash/plan.ts';
import {
  forgetLargePages,
  PREFLIGHT_VARIABLE,
  takeStateDescriptor,
  WARM_START_VARIABLE,
} from './host/environment.ts';
import { putOffSparkplug } from './host/sparkplug.ts';
import { takeRollback } from './reload/rollback.ts';

function main(): void {
  if (process.env[PREFLIGHT_VARIABLE] !== undefined) return preflightClient();
  // What `pgrep clay` finds; a start-up snapshot cannot carry it.
  process.title = 'clay';
  const stateFd = takeStateDescriptor(process.env);
  const crash = takeCrash(process.env, Date.now());
  if (stateFd === null && crash === null) return void freshStart().catch(cannotStart);
  forgetLargePages(process.env);
  orGiveUp(() => {
    if (stateFd !== null) goOn(stateFd, crash);
    else if (crash) afterCrash(crash, null);
  });
}

/** From the state file; or, where the image that failed has spoilt it, from the checkpoint. */
function goOn(stateFd: number, crash: Crash | null): void {
  const failed = takeRollback(process.env);
  const found = readSnapshot(stateFd);
  if (!isFault(found)) {
    const isSpare = crash?.cause === 'state';
    return afterReload(stateFd, found, { failed, crash: isSpare ? null : crash });
  }
  if (!failed || !crash?.checkpoint) throw new Error(found.sentence);
  afterCrash(crash, failed);
}

/** Asked of the options first: Node's module is loaded by no start that needs nothing else of it. */
const mayBeKept =
  process.execArgv.includes('--build-snapshot') || process.env[WARM_START_VARIABLE] !== undefined;

if (mayBeKept && startupSnapshot.isBuildingSnapshot()) {
  if (process.env[WARM_START_VARIABLE] === undefined) warmUp();
  else warmUpStart();
  startupSnapshot.setDeserializeMainFunction(() => {
    putOffSparkplug();
    main();
  });
} else main();
