/** Writes what scripts keep. It is Clay's work, with steps of its own: a store that cannot be written changes nothing in the script. */
import type { MachineFault } from '../../script/inside.ts';
import { imageOf, machineOf, returnTo } from '../../script/machines.ts';
import { wantsIn } from '../../script/protocol.ts';
import type { Package } from '../../state/script/scripts.ts';
import type { Turn } from '../../state/state.ts';
import { cancel, schedule } from '../../state/timers.ts';
import { complainHere } from '../world.ts';
import { beginCall, count, fulfil, keepChanges, lackEngine, momentOf } from './call.ts';
import { sentenceOf } from './faults.ts';
import { fileOf, packageNamed, packagesOf } from './packages.ts';
import { LONGEST_STORE } from './store.ts';

/** Steps to make the text of a store, and to hand it over: 5 to 14, and 5, for each UTF-16 unit of the longest. */
const TO_MAKE = 1_500_000;
const TO_HAND_OVER = 800_000;

/** There is nothing that is to be written later. */
export function saveStores(turn: Turn): void {
  for (const of of packagesOf(turn.state)) writeStore(turn, of);
}

/** What a script keeps is to be written: one in an event, for each may take its time. */
export function onStore(turn: Turn, name: string): void {
  const of = packageNamed(turn.state, name);
  const { scriptWork } = turn;
  if (!of?.unsaved) return;
  if (scriptWork?.saved) return schedule(turn.state, 'store', of, 0);
  if (scriptWork) scriptWork.saved = true;
  writeStore(turn, of);
}

/** Writes it now, if it has changed. */
export function writeStore(turn: Turn, of: Package): void {
  const { scripts } = turn.state;
  if (!scripts || !of.unsaved) return;
  cancel(turn.state, 'store', of);
  const before = imageOf(of);
  const machine = machineOf(scripts, of);
  if (!machine) return lackEngine(turn, of);
  const call = beginCall({ ...turn, world: null }, of);
  const answer = machine.call({ ...momentOf(call, TO_MAKE), say: TO_HAND_OVER }, ['save']);
  count(turn, of, answer, false);
  const isBroken = answer.faults.some(({ kind }) => kind === 'broken');
  // To be written changes nothing: it is what it was, and goes on.
  if (isBroken) returnTo(scripts, of, before);
  else keepChanges(call);
  const wants = wantsIn(answer.text);
  fulfil(call, wants);
  const text = wants.flatMap(want => (want[0] === 'store' ? [want[1]] : [])).at(-1);
  if (text === undefined || text.length > LONGEST_STORE) return tellUnsaved(turn, of, answer.faults[0]);
  delete of.unsaved;
  delete of.toldUnsaved;
  turn.effects.push({ type: 'save store', name: of.name, text });
}

/** Once, until it is written again. */
function tellUnsaved(turn: Turn, of: Package, fault: MachineFault | undefined): void {
  if (of.toldUnsaved) return;
  of.toldUnsaved = true;
  const [file, kept] = [`${of.name}.json`, 'clay.store'];
  if (fault?.kind === 'error')
    return complainHere(
      turn,
      `${sentenceOf(of, fault)} So ${kept} cannot be written: ${file} stays as it was.`,
    );
  complainHere(
    turn,
    `${fileOf(of)} keeps more in ${kept} than fits into ${file} (${LONGEST_STORE / 1024} KiB): the file stays as it was.`,
  );
}
