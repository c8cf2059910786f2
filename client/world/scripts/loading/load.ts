/**
 * Scripts that are loaded, in place of what they were before. What takes long is done a step at a time: a long script is read
 * by another process, and what it has kept is put in piece by piece.
 */
import { currentEngine } from '../../../script/engines.ts';
import { isNoRoom } from '../../../script/machines.ts';
import type { Piece } from '../../../script/pieces.ts';
import type { Event } from '../../../state/events.ts';
import type { Awaiting, Opening, Package, Scripts } from '../../../state/script/scripts.ts';
import { endPart } from '../../../state/start/starting.ts';
import type { Turn } from '../../../state/state.ts';
import { cancel, schedule } from '../../../state/timers.ts';
import { printable } from '../../../stream/printable.ts';
import { complainHere, sayHere } from '../../world.ts';
import { callTyped } from '../call.ts';
import { sentenceOf } from '../faults.ts';
import { fileOf, packageNamed, scriptsOf } from '../packages.ts';
import { isOwed, loadAgain, owedStore } from '../store/save.ts';
import { LONGEST_STORE } from '../store/store.ts';
import { begin, newPackage, putIn } from './begin.ts';
import { allPieces, nextPiece, type Stage } from './kept.ts';
import { whatIsNew } from './news.ts';

/** UTF-16 units: longer ones take more memory to read than they are worth. */
export const LONGEST_SCRIPT = 256 * 1024;
/** What is longer takes more than some 10 ms to read, where nothing is compiled yet. */
const SHORT = 8 * 1024;
/** What it has kept, if it is longer, is a matter of its own. */
const SHORT_STORE = 16 * 1024;

/** Runs the script in an interpreter of its own, in place of what it was before, as soon as the engine is there. */
export function loadScript({ state, effects }: Turn, script: Awaiting): void {
  const scripts = scriptsOf(state);
  scripts.awaiting = [...(scripts.awaiting ?? []).filter(({ name }) => name !== script.name), script];
  effects.push({ type: 'prepare engine', engine: currentEngine() });
}

/** The first that waits for the engine: the others have turns of their own. */
export function loadAwaiting(turn: Turn): void {
  const { scripts } = turn.state;
  const [next, ...others] = scripts?.awaiting ?? [];
  if (!scripts || !next) return;
  if (others.length > 0) scripts.awaiting = others;
  else delete scripts.awaiting;
  load(turn, next);
  for (const { code, world } of next.lines ?? []) runLine(turn, next.name, code, world);
  // One that is not there yet goes before the next of those that the client was started with.
  if (!scripts.opening?.[next.name]) goOn(turn, next.name);
  if (others.length > 0) turn.effects.push({ type: 'prepare engine', engine: currentEngine() });
}

/** Runs a line of code in it; nothing, where it is not there. */
export function runLine(turn: Turn, name: string, code: string, world: string): void {
  const of = packageNamed(turn.state, name);
  const its = turn.state.worlds[world] ?? null;
  if (of) callTyped({ ...turn, world: its }, of, its, ['js', code, world]);
}

/** `store`: what it has kept, as JSON; `asked`: somebody waits. */
function load(turn: Turn, { name, source, store: read, asked }: Awaiting): void {
  const scripts = scriptsOf(turn.state);
  forget(turn, name);
  const before = packageNamed(turn.state, name);
  // It has gone on since the file was read.
  if (before && isOwed(before) && read.length > SHORT_STORE && loadAgain(turn, before)) return;
  const store = (before && owedStore(turn, before)) ?? read;
  const file = fileOf({ name });
  if (source.length > LONGEST_SCRIPT)
    return complainHere(turn, `${file} is longer than ${LONGEST_SCRIPT / 1024} KiB: it is not loaded.`);
  if (store.trimEnd().length > LONGEST_STORE)
    return complainHere(
      turn,
      `${name}.json is longer than ${LONGEST_STORE / 1024} KiB: ${file} is not loaded.`,
    );
  const isMuch = store.length > SHORT_STORE;
  const pieces = isMuch ? [] : piecesIn(turn, name, store);
  if (typeof pieces === 'string') return complainHere(turn, pieces);
  const made = newOrWhyNot(turn, name, source, store);
  if (typeof made === 'string') return complainHere(turn, `${made} ${stays(before)}`);
  const isLong = source.length > SHORT;
  if (!isMuch && !isLong) {
    if (pieces[0] && !putIn(turn, made, pieces[0])) return complainHere(turn, tooMuch(turn, name));
    return finish(turn, made, made.source, asked);
  }
  const id = (scripts.openings ?? 0) + 1;
  scripts.openings = id;
  (scripts.opening ??= {})[name] = { id, made, ...(isMuch && { kept: store }), pieces, at: 0, asked };
  if (isLong) turn.effects.push({ type: 'compile script', id, name, source });
  schedule(turn.state, 'opening', { name }, 0);
}

/** Its interpreter; or why there is none: whatever fails, those that wait behind it have their turns. */
function newOrWhyNot(turn: Turn, name: string, source: string, store: string): Package | string {
  try {
    return newPackage(turn, name, source, store);
  } catch (error) {
    const why = isNoRoom(error) ? 'there is no memory for it' : `it cannot run (${printable(String(error))})`;
    return `${fileOf({ name })}: ${why}.`;
  }
}

/** What it has kept, as it is put in; or why it cannot be. */
function piecesIn(turn: Turn, name: string, store: string): readonly Piece[] | string {
  const pieces = allPieces(store);
  return typeof pieces === 'string' ? whyNotIn(turn, name, pieces) : pieces;
}

function whyNotIn(turn: Turn, name: string, why: Extract<Stage, 'no object' | 'too deep'>): string {
  if (why === 'too deep') return tooMuch(turn, name);
  return `${name}.json is no JSON object: ${fileOf({ name })} is not loaded, or it would write over it.`;
}

function tooMuch({ state }: Turn, name: string): string {
  return `${name}.json is more than ${fileOf({ name })} can read. ${stays(packageNamed(state, name))}`;
}

function stays(before: Package | null): string {
  return before ? 'It stays as it was.' : 'It is not loaded.';
}

/** The next step of one that is being loaded. */
export function onOpening(turn: Turn, name: string): void {
  const { scripts } = turn.state;
  const opening = scripts?.opening?.[name];
  if (!opening) return;
  const { made, code } = opening;
  const next = nextPiece(opening);
  if (next === 'later') return schedule(turn.state, 'opening', { name }, 0);
  if (typeof next !== 'string') {
    opening.at++;
    if (!putIn(turn, made, next)) return giveUp(turn, name, tooMuch(turn, name));
    return schedule(turn.state, 'opening', { name }, 0);
  }
  if (next === 'end' && made.source.length > SHORT && code === undefined) return;
  turn.effects.push({ type: 'finish opening', id: opening.id, name });
}

/**
 * It is ready, and takes over, or what it has kept cannot be put in: by an event, for the journal has its place among all else,
 * however many turns it takes when a crash has all played again.
 */
export function onOpened(turn: Turn, { id, name }: Extract<Event, { type: 'script opened' }>): void {
  const opening = turn.state.scripts?.opening?.[name];
  if (opening?.id !== id) return;
  for (let next = nextPiece(opening); next !== 'end'; next = nextPiece(opening)) {
    if (next === 'later') continue;
    if (next === 'no object' || next === 'too deep') return giveUp(turn, name, whyNotIn(turn, name, next));
    opening.at++;
    if (!putIn(turn, opening.made, next)) return giveUp(turn, name, tooMuch(turn, name));
  }
  forget(turn, name);
  takeOver(turn, opening.made, opening.code ?? opening.made.source, opening);
  goOn(turn, name);
}

function giveUp(turn: Turn, name: string, why: string): void {
  forget(turn, name);
  complainHere(turn, why);
  goOn(turn, name);
}

/** The script has been read; `code`: null, where that could not be done elsewhere. */
export function onCompiled(
  turn: Turn,
  { id, name, code, fault }: Extract<Event, { type: 'script compiled' }>,
): void {
  const opening = turn.state.scripts?.opening?.[name];
  if (opening?.id !== id) return;
  if (fault !== null) {
    const before = packageNamed(turn.state, name);
    return giveUp(turn, name, `${sentenceOf(opening.made, fault)} ${stays(before)}`);
  }
  opening.code = code ?? opening.made.source;
  schedule(turn.state, 'opening', { name }, 0);
}

function forget({ state }: Turn, name: string): void {
  cancel(state, 'opening', { name });
  const { scripts } = state;
  delete scripts?.opening?.[name];
  if (scripts?.opening && Object.keys(scripts.opening).length === 0) delete scripts.opening;
}

/** Ends an opening: what the script before has kept meanwhile goes over in the same turn, unless it is long, which is tried again. */
function takeOver(
  turn: Turn,
  made: Package,
  code: string | Uint8Array,
  { kept, pieces, asked }: Opening,
): void {
  const before = packageNamed(turn.state, made.name);
  if (!before || !isOwed(before)) return finish(turn, made, code, asked);
  const length = kept?.length ?? pieces.reduce((sum, [, json]) => sum + json.length, 0);
  if (length > SHORT_STORE && loadAgain(turn, before)) return;
  const store = owedStore(turn, before);
  if (store === null) return finish(turn, made, code, asked);
  const more = piecesIn(turn, made.name, store);
  if (typeof more === 'string') return complainHere(turn, more);
  const next = newOrWhyNot(turn, made.name, made.source, store);
  if (typeof next === 'string') return complainHere(turn, `${next} ${stays(before)}`);
  for (const piece of more)
    if (!putIn(turn, next, piece)) return complainHere(turn, tooMuch(turn, made.name));
  finish(turn, next, code, asked);
}

function finish(turn: Turn, made: Package, code: string | Uint8Array, asked: boolean): void {
  const before = packageNamed(turn.state, made.name);
  const fault = begin(turn, made, before, code);
  if (fault !== null) return complainHere(turn, `${fault} ${stays(before)}`);
  if (asked) sayHere(turn, `${fileOf(made)} is loaded${whatIsNew(made, before)}.`);
}

/** It is not loaded, if it is about to be. False: it is not. */
export function dropLoading(turn: Turn, name: string): boolean {
  const { scripts } = turn.state;
  if (!scripts) return false;
  const others = (scripts.awaiting ?? []).filter(one => one.name !== name);
  const isIt = others.length < (scripts.awaiting?.length ?? 0) || scripts.opening?.[name] !== undefined;
  if (others.length > 0) scripts.awaiting = others;
  else delete scripts.awaiting;
  forget(turn, name);
  if (isIt) goOn(turn, name);
  return isIt;
}

/** Those that the client was started with, one after the other: typing goes on in between. */
export function loadNext({ state, effects }: Turn): void {
  const { scripts } = state;
  if (!scripts?.loading) return;
  const next = scripts.loading.find(name => isWanted(scripts, name));
  if (next === undefined) {
    delete scripts.loading;
    endPart(state, 'scripts');
  } else if (!scripts.opening?.[next] && !scripts.awaiting?.some(({ name }) => name === next))
    effects.push({ type: 'read script', name: next, asked: false });
}

function isWanted({ grants }: Scripts, name: string): boolean {
  return grants[name]?.load !== false;
}

/** It is loaded, or is not to be; also where it was asked for by name meanwhile. */
export function goOn(turn: Turn, name: string): void {
  const { scripts } = turn.state;
  const at = scripts?.loading?.indexOf(name) ?? -1;
  if (!scripts?.loading || at < 0) return;
  // Those behind one that is being read have their turns when it has had its own.
  const isNext = !scripts.loading.slice(0, at).some(one => isWanted(scripts, one));
  scripts.loading = scripts.loading.filter(one => one !== name);
  if (isNext) loadNext(turn);
}

/** Another image has asked for what is not read yet. */
export function resumeOpening({ state, effects }: Turn): void {
  if (state.scripts?.awaiting) effects.push({ type: 'prepare engine', engine: currentEngine() });
  for (const [name, { id, made, code }] of Object.entries(state.scripts?.opening ?? {})) {
    cancel(state, 'opening', { name });
    schedule(state, 'opening', { name }, 0);
    if (made.source.length > SHORT && code === undefined)
      effects.push({ type: 'compile script', id, name, source: made.source });
  }
}
