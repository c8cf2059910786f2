/** Variables and parameters as a frame sees them: its own first, then those of the frames below it. */
import type { Captured, Frame, Thread, Value } from '../state/tinyfugue/tinyfugue.ts';
import { isMark, WORD } from './marks.ts';
import { textOf } from './values.ts';

/** Global variables, and what is left to chance. */
export interface Globals {
  global(name: string): Value | undefined;
  /** Returns what is wrong with it. */
  setGlobal(name: string, value: Value): string | null;
  /** From 0, below 1. */
  random(): number;
}

export function isScope({ locals }: Frame): boolean {
  return locals !== undefined;
}

/** The nearest frame that is a scope. */
export function scopeOf({ frames }: Thread): Frame | undefined {
  return frames.findLast(isScope);
}

/** What is matched last is so for all that has been called, too: up to the trigger that runs, or else for the whole program. */
export function setCaptured({ frames }: Thread, found: Captured): void {
  const frame = frames.findLast(({ match }) => match) ?? frames[0];
  if (frame) frame.match = found;
}

export function lookUp({ frames }: Thread, globals: Globals, name: string): Value {
  for (let at = frames.length - 1; at >= 0; at--) {
    const { locals } = frames[at] as Frame;
    if (locals && Object.hasOwn(locals, name)) return locals[name] as Value;
  }
  return globals.global(name) ?? '';
}

/** To the nearest variable of that name, or else for all. */
export function assign({ frames }: Thread, globals: Globals, name: string, value: Value): string | null {
  const frame = frames.findLast(({ locals }) => locals && Object.hasOwn(locals, name));
  if (!frame?.locals) return globals.setGlobal(name, value);
  frame.locals[name] = value;
  return null;
}

/** A variable of the nearest scope alone; without one it is for all. */
export function setLocal(thread: Thread, globals: Globals, name: string, value: Value): string | null {
  const frame = scopeOf(thread);
  // Every object has one of this name: to be all that it has would be lost.
  if (!frame?.locals || name === '__proto__') return globals.setGlobal(name, value);
  frame.locals[name] = value;
  return null;
}

/** The frame whose parameters those of the thread are now. */
export function parametersOf({ frames }: Thread): Frame | undefined {
  return frames.findLast(({ raw, list }) => raw !== undefined || list !== undefined);
}

function words(text: string): { from: number; to: number }[] {
  return [...text.matchAll(new RegExp(WORD, 'g'))].map(({ index, 0: word }) => ({
    from: index,
    to: index + word.length,
  }));
}

/** Parameters from one to another, both counted from 0. */
function parameters(frame: Frame, from: number, to = Number.POSITIVE_INFINITY): string {
  if (frame.list) return frame.list.slice(from, to).join(' ');
  const raw = frame.raw ?? '';
  const all = words(raw);
  const last = all[Math.min(all.length, to) - 1];
  return from < Math.min(all.length, to) && last ? raw.slice(all[from]?.from, last.to) : '';
}

function countOf(frame: Frame): number {
  return frame.list?.length ?? words(frame.raw ?? '').length;
}

/** Signs, and arguments, that are looked through in a step. */
const SIGNS = 64;

/** What it costs to tell the parameters apart, in steps. */
function effortOf({ list, raw = '' }: Frame): number {
  return Math.floor((list?.length ?? raw.length) / SIGNS);
}

/** Drops the first of them. */
export function shift(thread: Thread, frame: Frame, count: number): void {
  thread.steps += effortOf(frame);
  if (frame.list) frame.list = frame.list.slice(count);
  else frame.raw = parameters(frame, count);
}

/** What a selector stands for: a parameter, something captured, or a variable. */
export function select(thread: Thread, globals: Globals, name: string): Value {
  if (name === '?') return thread.result;
  const found = /^(?:(\d+)|(\*)|(#)|-(\d*)|(-?L)(\d*)|(R)|P(.+))$/.exec(name);
  if (!found) return lookUp(thread, globals, name);
  const [, number, all, count, from, last, lastOf = '', any, group] = found;
  if (group !== undefined) {
    const captured = thread.frames.findLast(({ match }) => match)?.match;
    if (/^(?:[LR]|\d+)$/.test(group)) return captured ? groupOf(captured, group) : '';
    return lookUp(thread, globals, name);
  }
  const frame = parametersOf(thread);
  if (number === '0')
    return (
      thread.frames.findLast(({ name: called, kind }) => called !== undefined && kind !== 'file')?.name ?? ''
    );
  if (!frame) return count === undefined ? '' : 0;
  thread.steps += effortOf(frame);
  if (number !== undefined) return parameters(frame, Number(number) - 1, Number(number));
  if (all !== undefined) return frame.list ? frame.list.join(' ') : (frame.raw ?? '');
  if (count !== undefined) return countOf(frame);
  if (from !== undefined) return parameters(frame, Number(from || 1));
  const size = countOf(frame);
  const back = lastOf === '' ? 1 : Number(lastOf);
  if (any !== undefined) {
    const at = Math.floor(globals.random() * size);
    return parameters(frame, at, at + 1);
  }
  if (last === 'L') return back > size ? '' : parameters(frame, size - back, size - back + 1);
  return parameters(frame, 0, Math.max(0, size - back));
}

/** `0`, `1` …, and what stands left or right of the match. */
export function groupOf({ text, slots }: Captured, group: string): string {
  const [start = 0, end = 0] = slots;
  if (group === 'L') return text.slice(0, start);
  if (group === 'R') return text.slice(end);
  const [from = -1, to = -1] = slots.slice(2 * Number(group));
  return from < 0 ? '' : text.slice(from, to);
}

/** The name of a command, and what stands behind it. */
export function commandParts(line: string): { readonly name: string; readonly rest: string } {
  const name = new RegExp(`^${WORD}`).exec(line)?.[0] ?? '';
  return { name, rest: line.slice(name.length).replace(/^[ \t]+/, '') };
}

/** Whether any sign of it is the game's. */
export function isSaid(name: string): boolean {
  return Array.from(name).some(isMark);
}

/** As a text. */
export function selectText(thread: Thread, globals: Globals, name: string): string {
  return textOf(select(thread, globals, name));
}
