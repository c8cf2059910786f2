/** What is typed and is a macro, or a command of TinyFugue's. */
import type { Turn } from '../../state/state.ts';
import { languageCommands } from '../../tinyfugue/commands.ts';
import { libraryBodies } from '../../tinyfugue/library/table.ts';
import { clientCommands } from './commands/table.ts';
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

/** Runs what TinyFugue has of this name, as a command or a macro from the start. False: it has none. */
export function runTinyFugue(turn: Turn, name: string, args: string): boolean {
  const called = name.toLowerCase();
  const isThere = [languageCommands, clientCommands, libraryBodies].some(table =>
    Object.hasOwn(table, called),
  );
  if (isThere) runTyped(turn, `/${name} ${markedData(args)}`.trimEnd());
  return isThere;
}

/** Runs the line as TinyFugue would if it was typed there. */
export function runTyped(turn: Turn, line: string): void {
  start(turn, handsAt(0), turn.world, { kind: 'line', text: line, locals: {} });
}
