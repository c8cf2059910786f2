/** A line the user entered: a command, or words for the world on screen. */
import type { Turn } from '../state/state.ts';
import { sendLine } from '../world/outgoing.ts';
import { sayHere } from '../world/world.ts';
import { commands } from './commands.ts';
import { findCommand } from './table.ts';

export function runLine(turn: Turn, line: string): void {
  const match = /^\/([^/\s]\S*)\s*(.*)$/s.exec(line);
  const masked = turn.view?.editor.masked ?? false;
  // At a password prompt everything is a password, even what looks like a command.
  if (match && !masked) return runCommand(turn, match[1] as string, (match[2] as string).trim());
  const text = line.startsWith('//') && !masked ? line.slice(1) : line;
  if (turn.world) sendLine(turn, turn.world, text);
  else if (text !== '') sayHere(turn, `No world is on screen; not sent: ${text}`);
}

function runCommand(turn: Turn, name: string, args: string): void {
  const found = findCommand(commands, name);
  if (found === 'unknown')
    sayHere(turn, `There is no command /${name}. /help lists them; // sends a line that starts with /.`);
  else if (Array.isArray(found))
    sayHere(turn, `/${name} could be ${found.map(one => `/${one}`).join(', ')}.`);
  else found.run(turn, args);
}
