/**
 * Imports that were read, one after the other: the plan, the script and the rules are made in slices beside everything else, files
 * are written, and then all is put in force in one turn. A reload before that begins anew with what was read.
 */
import { finish, type Steps } from '../../automation/block.ts';
import { preparing } from '../../automation/rules.ts';
import { scripting, scriptName } from '../../imports/script.ts';
import { stubbing } from '../../imports/stub.ts';
import type { Event } from '../../state/events.ts';
import type { Found, ImportRequest, ImportSaved } from '../../state/imports/found.ts';
import type { State, Turn } from '../../state/state.ts';
import { schedule } from '../../state/timers.ts';
import { answering } from '../../view/answers.ts';
import { openPager } from '../../view/dialog/pager/pager.ts';
import { complainHere, sayHere } from '../../world/world.ts';
import { applyImport, preparingPlan, type Ready } from './apply.ts';
import { isStillSo, type Planned, planning } from './plan.ts';
import { reportOf } from './report.ts';

/** Gives the turn of whoever has asked. */
export type BehalfOf = (view: string | undefined) => Turn;

/** The file was read: what is in it waits for those before it. */
export function onImportRead(
  behalfOf: BehalfOf,
  { id, found, notes }: Extract<Event, { type: 'import read' }>,
): void {
  const { state } = behalfOf(undefined);
  const request = state.imports?.find(one => one.id === id);
  // It may have been answered before.
  if (!request || request.found) return;
  if ('fault' in found) {
    forget(state, request);
    return complainHere(behalfOf(request.view), `/import: ${found.fault.sentence}`);
  }
  request.found = found;
  request.notes = notes;
  // That much was read is noted for a crash, which takes a turn by itself.
  if (found.items.length > LONG) goOnSoon(state);
  else goOn(behalfOf);
}

/** What it needs on disk is there, or cannot be. */
export function onImportSaved(
  behalfOf: BehalfOf,
  { id, saved }: Extract<Event, { type: 'import saved' }>,
): void {
  const request = behalfOf(undefined).state.imports?.find(one => one.id === id);
  if (!request?.found || request.saved) return;
  request.saved = saved;
  goOn(behalfOf);
}

function forget(state: State, request: ImportRequest): void {
  const others = (state.imports ?? []).filter(({ id }) => id !== request.id);
  if (others.length > 0) state.imports = others;
  else delete state.imports;
}

/** By the name of the file alone. */
export function groupOf({ path }: Pick<ImportRequest, 'path'>): string {
  return `import:${path.split('/').at(-1)}`;
}

/** What there is to be done goes on in a turn of its own. */
function goOnSoon(state: State): void {
  if (state.imports?.some(({ found }) => found)) schedule(state, 'imports', null, 0);
}

/** Another image goes on: what was asked of the host, also when a crash has all played again, is asked of it once more. */
export function askAgain(state: State): void {
  for (const request of state.imports ?? []) delete underWay.get(request)?.isAsked;
  goOnSoon(state);
}

/** The next slice of the first one that was read. */
export function goOn(behalfOf: BehalfOf): void {
  const { state } = behalfOf(undefined);
  const request = state.imports?.find(({ found }) => found);
  if (!request?.found) return;
  const turn = behalfOf(request.view);
  const work = workOn(turn, request, request.found);
  const isFresh = !work.made;
  const made = workedOff(work);
  // Much is told of in a turn behind that in which it was made.
  if (!made || (isFresh && made.plan.length > LONG && work.tries <= MOST_TRIES)) return goOnSoon(state);
  if (!isStillSo(state, made.plan, request.force)) {
    work.isPast = true;
    return goOnSoon(state);
  }
  const { script, stub } = made;
  if (!request.saved && (script ?? stub) !== null) {
    if (!work.isAsked) turn.effects.push(saving(request, made));
    work.isAsked = true;
    return;
  }
  const isNew = !work.told;
  work.told ??= toldOf(request, made);
  // Of many the list is a turn by itself, and so is what puts them in force.
  if (isNew && work.told.lines.length > LONG && work.tries <= MOST_TRIES) return goOnSoon(state);
  turn.effects.push({ type: 'finish import', id: request.id });
}

/**
 * All of it is made, and comes in force: by an event, for the journal has its place among what was entered, however many turns
 * it takes when a crash has all played again.
 */
export function onImportMade(behalfOf: BehalfOf, id: number): void {
  const { state } = behalfOf(undefined);
  const request = state.imports?.find(one => one.id === id);
  if (!request?.found) return;
  const turn = behalfOf(request.view);
  const work = workOn(turn, request, request.found);
  const made = (work.made ??= finish(work.steps));
  const isWritten = request.saved !== undefined || (made.script ?? made.stub) === null;
  if (isWritten && isStillSo(state, made.plan, request.force))
    end(turn, request, made, work.told ?? toldOf(request, made));
  goOnSoon(state);
}

/** What an import makes, before anything of it is in force. */
interface Made {
  readonly plan: readonly Planned[];
  readonly ready: Ready | null;
  /** Texts to be written; null: there is none. */
  readonly script: string | null;
  readonly stub: string | null;
  /** Its script would be made: /import -n. */
  readonly wouldBe: boolean;
}

interface Work {
  readonly steps: Steps<Made>;
  /** The rules that it began with. */
  readonly block: Uint8Array;
  /** How often it was begun. */
  readonly tries: number;
  made?: Made;
  told?: Told;
  /** Its files are being written. */
  isAsked?: boolean;
  /** What it goes by was changed meanwhile. */
  isPast?: boolean;
}

/** Work under way: derived, so that a reload begins it anew. */
const underWay = new WeakMap<ImportRequest, Work>();
/** Steps of one turn: some 5 ms. */
const OF_TURN = 10;
/** Rules that change all the time do not keep it from its end. */
const MOST_TRIES = 4;

function workOn(turn: Turn, request: ImportRequest, found: Found): Work {
  const { block } = turn.state.automation;
  const known = underWay.get(request);
  if (known?.block === block && !known.isPast) return known;
  // Another rule was made meanwhile, or something else that it has.
  const steps = making(turn, request, found);
  const work: Work = { steps, block, tries: (known?.tries ?? 0) + 1 };
  underWay.set(request, work);
  return work;
}

/** null: there is more to be done. */
function workedOff(work: Work): Made | null {
  if (work.tries > MOST_TRIES) work.made ??= finish(work.steps);
  for (let left = OF_TURN; left > 0 && !work.made; left--) {
    const { done, value } = work.steps.next();
    if (done) work.made = value;
  }
  return work.made ?? null;
}

function* making(
  turn: Pick<Turn, 'state' | 'commandNamed'>,
  { path, show, force }: ImportRequest,
  found: Found,
): Steps<Made> {
  const { state } = turn;
  // Behind a reload its rules are not decoded yet.
  yield* preparing(found.rules);
  yield* preparing(state.automation.block);
  const text = yield* scripting(path, found.items);
  const here = state.scripts?.packages[scriptName(path)]?.source;
  const plan = yield* planning(turn, found, force, { text, here });
  const isWanted = text !== null && plan.some(isOfScript);
  if (show) return { plan, ready: null, script: null, stub: null, wouldBe: isWanted };
  const stub = yield* stubbing(path, found.items);
  const ready = yield* preparingPlan(state, plan, found.rules);
  return { plan, ready, script: isWanted ? text : null, stub, wouldBe: false };
}

function isOfScript({ item, fate }: Planned): boolean {
  return item.as.type === 'script' && (fate === 'taken' || fate === 'replaced');
}

function saving({ id, path, force }: ImportRequest, { script, stub }: Made) {
  return { type: 'save import' as const, id, name: scriptName(path), force, script, stub };
}

/** Lines that stand in the output at most, whatever room there is. */
const LONG = 200;

/** The plan as it is with what could be written, and what there is to tell of it. */
interface Told {
  readonly plan: readonly Planned[];
  readonly lines: readonly string[];
}

function toldOf(request: ImportRequest, made: Made): Told {
  const { path, notes = [], saved = {} } = request;
  const plan = saved.script === undefined ? made.plan : made.plan.map(withoutScript);
  const files = linesOfFiles(scriptName(path), made, saved);
  return { plan, lines: [...reportOf(request, plan, groupOf(request), notes), ...files] };
}

/** Puts it in force, and tells what has become of it. */
function end(turn: Turn, request: ImportRequest, made: Made, { plan, lines }: Told): void {
  const { state, effects, view } = turn;
  const { format, path, saved = {} } = request;
  forget(state, request);
  if (made.ready) applyImport(turn, plan, made.ready, groupOf(request));
  if (made.script !== null && saved.script === undefined)
    effects.push({ type: 'read script', name: scriptName(path), asked: true });
  const tell = (within: Turn) => {
    for (const line of lines) sayHere(within, line);
  };
  const asked = { title: `/import ${format} ${path}`, typed: '', isText: true, isLate: true };
  // What fills a screen many times over is a text to read in any case.
  if (view && lines.length > LONG) openPager(view, asked.title, lines);
  else if (view) answering(turn, view, asked, tell);
  else tell(turn);
}

function withoutScript(one: Planned): Planned {
  return isOfScript(one) ? { ...one, fate: 'refused', words: 'its script is not written' } : one;
}

/** What there is to say of its files, now that they are written. */
function linesOfFiles(name: string, { script, stub, wouldBe }: Made, saved: ImportSaved): string[] {
  const lines: string[] = [];
  const [file, rest] = [`scripts/${name}.js`, `scripts/${name}.todo.js`];
  if (wouldBe) lines.push(`${file} would be made and loaded.`);
  if (script !== null)
    lines.push(
      saved.script === undefined
        ? `${file} is what rules could not do: it is written, and is loaded now. /scripts off ${name} stops it.`
        : `${file} is what rules could not do, and is not written: ${saved.script}`,
    );
  if (stub !== null)
    lines.push(
      saved.stub === undefined
        ? `What was not taken stands in ${rest}, to be written as a script.`
        : `What was not taken was to stand in ${rest}, which is not written: ${saved.stub}`,
    );
  return lines;
}
