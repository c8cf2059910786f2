/** What is typed and is a macro, or a command of TinyFugue's. */
import type { Turn } from '../../state/state.ts';
import { markedData } from './job.ts';
import { start } from './run.ts';
import { findMacro } from './store.ts';
import { handsAt } from './triggers/hooks.ts';

/** Runs the macro of this name. False: there is none. */
export function runMacro(turn: Turn, name: string, args: string): boolean {
  if (!findMacro(turn.state, name) || name.startsWith('#')) return false;
  runTyped(turn, `/${name} ${markedData(args)}`);
  return true;
}

/** Runs the line as TinyFugue would if it was typed there. */
export function runTyped(turn: Turn, line: string): void {
  start(turn, handsAt(0), turn.world, { kind: 'line', text: line, locals: {} });
}
