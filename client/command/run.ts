/** A line the user entered: a command, or words for the world on screen. */
import type { Turn } from '../state/state.ts';
import { sendLine } from '../world/outgoing.ts';
import { sayHere } from '../world/world.ts';
import { commands } from './commands.ts';
import { findCommand } from './table.ts';

const COMMAND = /^\/([^/\s]\S*)\s*(.*)$/s;

/** Whether the line, if it was typed, would be a command that there is. */
export function namesCommand(line: string): boolean {
  const name = COMMAND.exec(line)?.[1];
  return name !== undefined && findCommand(commands, name) !== 'unknown';
}

export function runLine(turn: Turn, line: string): void {
  const match = COMMAND.exec(line);
  const masked = turn.view?.editor.masked ?? false;
  // A password may look like a command; Esc / begins one here.
  if (match && !masked) return runCommand(turn, match[1] as string, (match[2] as string).trim());
  const text = line.startsWith('//') && !masked ? line.slice(1) : line;
  if (turn.world) sendLine(turn, turn.world, text);
  else if (text !== '') sayHere(turn, `No world is on screen; not sent: ${text}`);
}

/** A line begun by Esc /: a command, or nothing at all; it never goes to a world as words. */
export function runCommandLine(turn: Turn, line: string): void {
  const match = COMMAND.exec(line);
  if (match) runCommand(turn, match[1] as string, (match[2] as string).trim());
  else sayHere(turn, 'Not sent: what Esc / begins is a command, and starts with one /.');
}

/** Runs a command, also where a typed one would be sent as a password. */
export function runCommand(turn: Turn, name: string, args: string): void {
  const found = findCommand(commands, name);
  if (found === 'unknown')
    sayHere(turn, `There is no command /${name}. /help lists them; // sends a line that starts with /.`);
  else if (Array.isArray(found))
    sayHere(turn, `/${name} could be ${found.map(one => `/${one}`).join(', ')}.`);
  else found.run(turn, args);
}
