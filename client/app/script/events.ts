/** Where scripts and macros meet the rest: their files, keys that they have bound, commands that they have made. */
import { carryOut } from '../../command/automation/deeds.ts';
import { runOfBody } from '../../command/run.ts';
import type { Event } from '../../state/events.ts';
import { endPart } from '../../state/start/starting.ts';
import type { Turn } from '../../state/state.ts';
import { callAtOnce } from '../../world/scripts/call.ts';
import { onEngineReady } from '../../world/scripts/due.ts';
import { onScriptsFiled } from '../../world/scripts/filing.ts';
import { onJobDone } from '../../world/scripts/jobs/done.ts';
import { goOn, loadNext, loadScript, onCompiled, onOpened } from '../../world/scripts/loading/load.ts';
import { registeredFor, scriptsOf } from '../../world/scripts/packages.ts';
import { onStoreNotSaved, onStoreSaved } from '../../world/scripts/store/save.ts';
import { onMacrosRead } from '../../world/tinyfugue/due.ts';
import { onStreamOpened, onStreamRead } from '../../world/tinyfugue/streams/answers.ts';
import { onStreamWritten } from '../../world/tinyfugue/streams/files.ts';
import { onMacrosFiled } from '../../world/tinyfugue/triggers/filing.ts';
import { complainHere } from '../../world/world.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;
export type ScriptsEvent = Of<
  | 'scripts found'
  | 'script read'
  | 'script compiled'
  | 'script opened'
  | 'scripts filed'
  | 'engine ready'
  | 'grants read'
  | 'store saved'
  | 'script job done'
  | 'script not saved'
  | 'macros read'
  | 'macros filed'
  | 'stream opened'
  | 'stream read'
  | 'stream written'
>;
const TYPES: Readonly<Record<ScriptsEvent['type'], true>> = {
  ...{ 'scripts found': true, 'script read': true, 'grants read': true, 'script not saved': true },
  ...{ 'engine ready': true, 'stream opened': true, 'stream read': true, 'stream written': true },
  ...{
    'macros read': true,
    'macros filed': true,
    'script compiled': true,
    'script opened': true,
    'scripts filed': true,
    'store saved': true,
    'script job done': true,
  },
};

/** Whether the event is about files of scripts or macros. */
export function isScriptsEvent(event: Event): event is ScriptsEvent {
  return Object.hasOwn(TYPES, event.type);
}

export function onScriptsEvent(turn: Turn, event: ScriptsEvent): void {
  switch (event.type) {
    case 'scripts found':
      return onScriptsFound(turn, event);
    case 'script read':
      return onScriptRead(turn, event);
    case 'grants read':
      return onGrantsRead(turn, event);
    case 'engine ready':
      return onEngineReady(turn);
    case 'script opened':
      return onOpened(turn, event);
    case 'scripts filed':
      return onScriptsFiled(turn, event.changes);
    case 'script compiled':
      return onCompiled(turn, event);
    case 'script job done':
      return onJobDone(turn, event.number, event.how, event.text);
    case 'store saved':
      return onStoreSaved(turn, event.name);
    case 'script not saved':
      return onNotSaved(turn, event);
    case 'macros read':
      return onMacrosRead(turn, event);
    case 'macros filed':
      return onMacrosFiled(turn, event.changes);
    case 'stream opened':
      return onStreamOpened(turn, event);
    case 'stream read':
      return onStreamRead(turn, event);
    case 'stream written':
      return onStreamWritten(turn, event);
  }
}

function onNotSaved(turn: Turn, { store, fault: { sentence } }: Of<'script not saved'>): void {
  if (store === undefined) complainHere(turn, sentence);
  else onStoreNotSaved(turn, store, sentence);
}

/** Those of a start. A client without any has no state of scripts. */
function onScriptsFound(turn: Turn, { names }: Of<'scripts found'>): void {
  if (names.length === 0) return endPart(turn.state, 'scripts');
  scriptsOf(turn.state).loading = [...names];
  loadNext(turn);
}

function onScriptRead(turn: Turn, { name, file, asked }: Of<'script read'>): void {
  // Around a crash in the middle of a start two images may have asked for it.
  if (!asked && !('fault' in file) && !isStillToLoad(turn, name)) return;
  if (!('fault' in file)) return loadScript(turn, { name, asked, source: file.source, store: file.store });
  complainHere(turn, file.fault.sentence);
  if (!asked) goOn(turn, name);
}

/** Whether it is one of those that the client was started with, and is not loaded or on its way yet. */
function isStillToLoad({ state: { scripts } }: Turn, name: string): boolean {
  const isOnItsWay = scripts?.opening?.[name] ?? scripts?.awaiting?.some(one => one.name === name);
  return scripts?.loading?.includes(name) === true && !isOnItsWay;
}

/** A file with a mistake changes nothing. */
function onGrantsRead(turn: Turn, { file }: Of<'grants read'>): void {
  if ('fault' in file) complainHere(turn, file.fault.sentence);
  else if (Object.keys(file.grants).length > 0 || turn.state.scripts)
    scriptsOf(turn.state).grants = { ...file.grants };
}

/** Does what a script has bound the key to. False: none has. */
export function pressScripted(turn: Turn, key: string): boolean {
  const { state, world } = turn;
  if (key === '' || !state.scripts) return false;
  const found = registeredFor(state, world?.name ?? '', one => one.key === key);
  if (!found) return false;
  const [of, { id }] = found;
  callAtOnce(turn, of, world, ['command', id, world?.name ?? '', '']);
  carryOut(turn, runOfBody);
  return true;
}
