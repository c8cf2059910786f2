/** What links put into the input to be completed there (MXP, PROMPT): words of the game, whatever a typed line like them would be. */
import { isAlias } from '../../automation/alias.ts';
import { asOneCommand } from '../../editor/separator.ts';
import type { State } from '../../state/state.ts';
import { speedwalkIn } from '../walk/path.ts';

/**
 * The line as one would type it so that Enter sends the command as it is: it begins no command of Clay's, is not cut at the
 * separator, is no alias, and is not walked. A blank before it keeps a path from being one; games leave it out.
 */
export function begunBy(command: string, { settings, automation }: State): string {
  if (command.startsWith('/')) return `/${command}`;
  const { command_separator: sign, speedwalk } = settings;
  const line = asOneCommand(command, sign);
  // What begins so would be an option. A line of /send is not cut.
  if (isAlias(automation, command)) return command.startsWith('-') ? ` ${line}` : `/send ${command}`;
  return (speedwalkIn(command, speedwalk) ? ' ' : '') + line;
}
