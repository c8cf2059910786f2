/**
 * MUD eXtension Protocol 1.0 (option 91; https://www.zuggsoft.com/zmud/mxp.htm), the part that is of use in a terminal: modes
 * of lines, styles and colours, links, entities, definitions of elements. Nothing of it acts by itself. A tag that has not
 * come whole waits in the state; what is no tag is text, a tag that is not known is nothing.
 */
import type { MxpMode, MxpState } from '../../state/stream.ts';
import type { Pipeline } from '../pipeline.ts';
import { print } from '../text/lines.ts';
import { MARK, STEP } from '../work.ts';
import { ENTITY_BEGUN, entityText, MAX_ENTITY } from './entities.ts';
import { MAX_TAG, mayBegin, parseTag, scanTag } from './syntax.ts';
import { carryOut, closeLinks, closeOpen, closeTags } from './tags.ts';

export const MXP = 91;

/** EXPIREs in one millisecond, at most: a connection's generations come after those of the one before. */
const GENERATIONS = 1000;

function emptyMxp(now: number): MxpState {
  return {
    ...{ mode: 'open', usual: 'open', once: false, pending: '', secure: false, quote: '', joined: false },
    ...{ tags: [], elements: {}, entities: {}, size: 0, links: 0 },
    ...{ generation: (now + 1) * GENERATIONS, expired: {}, over: now * GENERATIONS },
  };
}

/** It was agreed on, perhaps once more. */
export function startMxp({ state, context }: Pipeline): void {
  state.mxp ??= emptyMxp(context.now);
}

export function stopMxp(pipeline: Pipeline): void {
  const { mxp } = pipeline.state;
  if (!mxp) return;
  flushMxp(pipeline);
  closeTags(pipeline, mxp);
  delete pipeline.state.mxp;
}

// ---------------------------------------------------------------- text

/** Takes text without controls from `from` to `end`, up to about `budget` units of work; answers how far. */
export function receiveMarked(
  pipeline: Pipeline,
  mxp: MxpState,
  text: string,
  from: number,
  end: number,
  budget: number,
): number {
  let at = from;
  do {
    if (mxp.pending !== '') at = goOn(pipeline, mxp, text, at, end);
    else if (mxp.once) at = beginOnce(mxp, text, at);
    else if (mxp.mode === 'locked') at = printTo(pipeline, text, at, end);
    else at = printPlain(pipeline, mxp, text, at, end);
  } while (at < end && pipeline.work < budget);
  return at;
}

const BEGIN = /[<&]/g;

function printPlain(pipeline: Pipeline, mxp: MxpState, text: string, at: number, end: number): number {
  BEGIN.lastIndex = at;
  const found = BEGIN.test(text) ? BEGIN.lastIndex - 1 : end;
  if (found >= end) return printTo(pipeline, text, at, end);
  pipeline.work += MARK;
  if (found > at) print(pipeline, text.slice(at, found));
  begin(mxp, text.charAt(found), mxp.mode === 'secure');
  return found + 1;
}

function printTo(pipeline: Pipeline, text: string, at: number, end: number): number {
  print(pipeline, text.slice(at, end));
  return end;
}

/** Behind `ESC [ 4 z`: whatever is no tag takes it back. */
function beginOnce(mxp: MxpState, text: string, at: number): number {
  mxp.once = false;
  if (text.charAt(at) !== '<') return at;
  begin(mxp, '<', true);
  return at + 1;
}

function begin(mxp: MxpState, mark: string, secure: boolean): void {
  mxp.pending = mark;
  mxp.secure = secure;
  mxp.quote = '';
}

/** The next characters of what is pending. */
function goOn(pipeline: Pipeline, mxp: MxpState, text: string, at: number, end: number): number {
  if (mxp.pending.startsWith('&')) return goOnEntity(pipeline, mxp, text, at);
  if (mxp.pending === '<' && !mayBegin(text.charCodeAt(at))) {
    flushMxp(pipeline);
    return at;
  }
  const stop = Math.min(end, at + MAX_TAG - mxp.pending.length);
  const scan = scanTag(text.slice(at, stop), 0, mxp.quote, mxp.pending);
  pipeline.work += STEP * scan.at;
  mxp.pending += text.slice(at, at + scan.at);
  mxp.quote = scan.quote;
  if (scan.found === 'whole') endTag(pipeline, mxp);
  else if (scan.found === 'broken' || mxp.pending.length >= MAX_TAG) flushMxp(pipeline);
  return at + scan.at;
}

function endTag(pipeline: Pipeline, mxp: MxpState): void {
  const tag = parseTag(mxp.pending.slice(1, -1));
  const isComment = mxp.pending.startsWith('<!--');
  if (!tag && !isComment) return flushMxp(pipeline);
  mxp.pending = '';
  if (tag && !isComment) carryOut(pipeline, mxp, tag, mxp.secure);
}

/** One character of an entity: what is none is text from its `&` on, and goes on behind it. */
function goOnEntity(pipeline: Pipeline, mxp: MxpState, text: string, at: number): number {
  const next = text.charAt(at);
  pipeline.work += STEP;
  if (next === ';') {
    const known = entityText(mxp, mxp.pending.slice(1));
    if (known === null) mxp.pending += next;
    else mxp.pending = known;
    // What it stands for is printed, and may be long.
    pipeline.work += mxp.pending.length;
    flushMxp(pipeline);
    return at + 1;
  }
  const longer = mxp.pending + next;
  if (longer.length < MAX_ENTITY && ENTITY_BEGUN.test(longer)) mxp.pending = longer;
  else flushMxp(pipeline);
  return mxp.pending === '' ? at : at + 1;
}

/** What is pending is text, as it stands. */
export function flushMxp(pipeline: Pipeline): void {
  const { mxp } = pipeline.state;
  if (!mxp || mxp.pending === '') return;
  const { pending } = mxp;
  mxp.pending = '';
  print(pipeline, pending);
}

// ---------------------------------------------------------------- lines

/** A line ends; false: this end is none, because the game said so. */
export function endMarkedLine(pipeline: Pipeline, mxp: MxpState): boolean {
  flushMxp(pipeline);
  mxp.once = false;
  if (mxp.mode === 'open') closeOpen(pipeline, mxp);
  if (mxp.usual !== 'secure') closeLinks(pipeline, mxp);
  mxp.mode = mxp.usual;
  const { joined } = mxp;
  mxp.joined = false;
  return !joined;
}

const MODES: readonly MxpMode[] = ['open', 'secure', 'locked'];
const RESET = 3;
const ONCE = 4;
/** From here on the modes hold for all lines. */
const LOCKED = 5;

/** `ESC [ n z`. Those from 10 on say what a line is for; that changes nothing of what it shows. */
export function setMxpMode(pipeline: Pipeline, mxp: MxpState, mode: number): void {
  flushMxp(pipeline);
  mxp.once = mode === ONCE;
  if (mode === RESET) {
    closeTags(pipeline, mxp);
    pipeline.state.ansi.style = '';
    mxp.mode = 'open';
    mxp.usual = 'open';
    return;
  }
  const to = MODES[mode >= LOCKED ? mode - LOCKED : mode];
  if (!to) return;
  if (mxp.mode === 'open' && to !== 'open') closeOpen(pipeline, mxp);
  mxp.mode = to;
  if (mode >= LOCKED) mxp.usual = to;
}
