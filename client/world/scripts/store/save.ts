/**
 * Writes what scripts keep, a part at a time: the script goes on meanwhile, and what is written is what there was when that
 * began. It is Clay's work, with steps of its own.
 */
import type { MachineFault } from '../../../script/inside.ts';
import { machineOf } from '../../../script/machines.ts';
import { type Want, wantsIn } from '../../../script/protocol.ts';
import type { Package } from '../../../state/script/scripts.ts';
import type { State, Turn } from '../../../state/state.ts';
import { cancel, schedule } from '../../../state/timers.ts';
import { complainHere } from '../../world.ts';
import { beginCall, count, fulfil, keepChanges, lackMachine, momentOf } from '../call.ts';
import { blame, sentenceOf } from '../faults.ts';
import { fileOf, packageNamed, packagesOf } from '../packages.ts';
import { LONGEST_STORE, noteStore, storeLimit } from './store.ts';

/** Steps to make a part of it, and to hand it over: 5 to 14, and 5, for each UTF-16 unit. */
const TO_MAKE = 1_500_000;
const TO_HAND_OVER = 800_000;
/** ms between two parts: keys come first. */
const NEXT = 10;
/** ms between two looks at whether its next self is there. */
const WAIT = 1000;
/** So many times the next self of a script is begun anew, as it has kept more meanwhile. */
const MOST_READ_AGAIN = 2;

type Part = Extract<Want, readonly ['part', ...unknown[]]>;

/** There is nothing that is to be written later: what is being written is written once more, and waited for. */
export function saveStores(turn: Turn): void {
  for (const of of packagesOf(turn.state)) {
    if (of.writing) of.unsaved = true;
    writeStore(turn, of);
  }
  for (const effect of turn.effects) if (effect.type === 'save store') effect.now = true;
}

/** What a script keeps is to be written: one part in an event, for each may take its time. */
export function onStore(turn: Turn, name: string): void {
  const of = packageNamed(turn.state, name);
  const { scriptWork } = turn;
  if (!of || !isOwed(of)) return;
  // Its next self has to know that there is more than it has read: it is handed over then, and written.
  if (!of.saving && isBeingLoaded(turn.state, name)) return schedule(turn.state, 'store', of, WAIT);
  if (scriptWork?.saved) return schedule(turn.state, 'store', of, 0);
  if (scriptWork) scriptWork.saved = true;
  writePart(turn, of);
  if (of.saving) schedule(turn.state, 'store', of, NEXT);
}

function isBeingLoaded({ scripts }: State, name: string): boolean {
  return scripts?.opening?.[name] !== undefined || scripts?.awaiting?.some(one => one.name === name) === true;
}

/** Whether it keeps more than its file has. */
export function isOwed({ unsaved, saving }: Package): boolean {
  return unsaved === true || saving !== undefined;
}

/** Writes it now, if it has changed; what is under way is written first. */
export function writeStore(turn: Turn, of: Package): void {
  // What has changed since that began is in the second.
  for (let times = 0; times < 2 && isOwed(of); times++) {
    do writePart(turn, of);
    while (of.saving);
  }
  cancel(turn.state, 'store', of);
}

/** What it keeps, which is written as well, where that is more than its file has; null: it is not, or cannot be written. */
export function owedStore(turn: Turn, of: Package): string | null {
  if (!isOwed(of)) return null;
  writeStore(turn, of);
  const saved = turn.effects.findLast(effect => effect.type === 'save store' && effect.name === of.name);
  return saved?.type === 'save store' ? saved.text : null;
}

/** The script is read again once what it keeps is in its file. */
export function loadAfterSaving(turn: Turn, of: Package): void {
  delete of.behind;
  readAfterSaving(turn, of);
}

/** The same, as its next self has read less than it keeps by now. False: that has been done often enough. */
export function loadAgain(turn: Turn, of: Package): boolean {
  const times = of.behind ?? 0;
  if (times >= MOST_READ_AGAIN) return false;
  of.behind = times + 1;
  readAfterSaving(turn, of);
  return true;
}

function readAfterSaving(turn: Turn, of: Package): void {
  const read = { type: 'read script', name: of.name, asked: true } as const;
  if (isOwed(of)) writePart(turn, of);
  if (!of.saving) return void turn.effects.push(read);
  of.loadNext = true;
  schedule(turn.state, 'store', of, NEXT);
}

function writePart(turn: Turn, of: Package): void {
  const { scripts } = turn.state;
  if (!scripts) return;
  const machine = machineOf(scripts, of);
  if (!machine) return giveUp(turn, of, () => lackMachine(turn, of));
  const call = beginCall(turn, of, null);
  const isFirst = of.saving === undefined;
  // A script of a build before hands it over whole.
  const asked = of.prelude === undefined ? ['save'] : ['keep', isFirst ? 1 : 0];
  const answer = machine.call({ ...momentOf(call, TO_MAKE), say: TO_HAND_OVER }, asked);
  count(turn, of, answer, false);
  const fault = answer.faults[0];
  if (fault?.kind === 'broken') {
    for (const sentence of blame(turn, of, answer.faults)) complainHere(turn, sentence);
    return giveUp(turn, of, () => {});
  }
  keepChanges(call);
  const wants = wantsIn(answer.text);
  if (isFirst) delete of.unsaved;
  fulfil(call, wants);
  const part = wants.find((want): want is Part => want[0] === 'part');
  const whole = wants.flatMap(want => (want[0] === 'store' ? [want[1]] : [])).at(-1);
  if (part) takePart(turn, of, part);
  else if (whole !== undefined && whole.length <= storeLimit(of)) finish(turn, of, whole);
  else giveUp(turn, of, () => tellUnsaved(turn, of, fault));
}

function takePart(turn: Turn, of: Package, [, text, isLast]: Part): void {
  const saving = (of.saving ??= { parts: [], length: 0 });
  saving.parts.push(text);
  saving.length += text.length;
  if (saving.length > LONGEST_STORE) giveUp(turn, of, () => tellUnsaved(turn, of, undefined));
  else if (isLast) finish(turn, of, saving.parts.join(''));
}

function finish(turn: Turn, of: Package, text: string): void {
  delete of.saving;
  of.writing = true;
  turn.effects.push({ type: 'save store', name: of.name, text });
  // It has changed meanwhile.
  if (of.unsaved) noteStore(turn.state, of);
  readNext(turn, of);
}

/** It is not written until it changes again. */
function giveUp(turn: Turn, of: Package, tell: () => void): void {
  delete of.saving;
  of.unsaved = true;
  tell();
  readNext(turn, of);
}

function readNext(turn: Turn, of: Package): void {
  if (of.loadNext) turn.effects.push({ type: 'read script', name: of.name, asked: true });
  delete of.loadNext;
}

/** Its file has it. */
export function onStoreSaved(turn: Turn, name: string): void {
  const of = packageNamed(turn.state, name);
  delete of?.writing;
  delete of?.toldUnsaved;
}

/**
 * It is owed, to the next change, to whoever loads the script anew, or at the end: there may be room on the disk by then. Said
 * once, until it is written again.
 */
export function onStoreNotSaved(turn: Turn, name: string, sentence: string): void {
  const of = packageNamed(turn.state, name);
  if (!of?.toldUnsaved) complainHere(turn, sentence);
  if (!of) return;
  delete of.writing;
  of.unsaved = true;
  of.toldUnsaved = true;
}

/** What was being written may not be in its file: another image has begun that. */
export function writeStoresAgain(turn: Turn): void {
  for (const of of packagesOf(turn.state)) if (of.writing) noteStore(turn.state, of);
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
    `${fileOf(of)} keeps more in ${kept} than fits into ${file} (${storeLimit(of) / 1024} KiB): the file stays as it was.`,
  );
}
