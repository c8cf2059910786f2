/** Scripts switched on and off, and taken out. */
import { dropBases } from '../../script/machines.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import { removePackage } from '../../world/scripts/loading/begin.ts';
import { dropLoading } from '../../world/scripts/loading/load.ts';
import { fileOf, scriptsOf } from '../../world/scripts/packages.ts';
import { writeStore } from '../../world/scripts/store/save.ts';
import { complainHere, sayHere } from '../../world/world.ts';

export function switchScript(turn: Turn, of: Package, on: boolean): void {
  of.on = on;
  if (on) delete of.stopped;
  if (on) of.faults = [];
  const isOff = on && !turn.state.automation.on;
  sayHere(turn, `${fileOf(of)} is ${on ? 'on' : 'off'}${isOff ? ', but /auto is off' : ''}.`);
}

/** Nothing of it goes on; its file and what it has kept stay. */
export function unloadScript(turn: Turn, of: Package): void {
  delete of.loadNext;
  dropLoading(turn, of.name);
  writeStore(turn, of);
  if (of.unsaved) complainHere(turn, `${fileOf(of)}: what it has kept since is not in ${of.name}.json.`);
  removePackage(turn.state, of);
  dropBases(scriptsOf(turn.state));
  sayHere(turn, `${fileOf(of)} does not run any more. /load ${of.name} runs it again.`);
}
