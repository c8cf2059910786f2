/**
 * A start under way: connections are not made, and what is entered is not done, before its rules, scripts and macros are in
 * force. Each part that is waited for is a timer, which is its limit: what never answers keeps nothing for ever, and a reload
 * or a crash in the middle waits on.
 */
import type { State } from '../state.ts';
import { cancel, isScheduled, schedule } from '../timers.ts';

/** automation.toml is read; scripts are loaded; files of macros are, which those of the others may still load. */
export const startParts = ['rules', 'scripts', 'macros'] as const;
export type StartPart = (typeof startParts)[number];

/** ms. Thousands of rules take a tenth of a second, and so do a few scripts: what takes as long as this hangs. */
export const START_LIMIT = 5000;

/** The start waits for it from now on. */
export function awaitPart(state: State, part: StartPart): void {
  schedule(state, 'start', { name: part }, START_LIMIT);
}

/** Whether the start waits for it. */
export function isAwaited(state: State, part: StartPart): boolean {
  return isScheduled(state, 'start', { name: part });
}

/** It is in force, or never will be. */
export function endPart(state: State, part: StartPart): void {
  cancel(state, 'start', { name: part });
}

/** Whether the start waits for anything: for macros last of all. */
export function isStarting(state: State): boolean {
  return isAwaited(state, 'macros');
}

/**
 * After how long (ms) what waits in a view or a page is looked at again. At a start its end does that; the timer is for a reload
 * into a build of before, which knows of no starts and would let what was entered lie there until the next key.
 */
export function waitAtStart(state: State): number {
  return isStarting(state) ? START_LIMIT : 0;
}
