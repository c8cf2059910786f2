/** What links put into the input to be completed there (MXP, PROMPT): words of the game, whatever a typed line like them would be. */
import { asOneCommand } from '../../editor/separator.ts';
import type { Settings } from '../../state/settings.ts';
import { speedwalkIn } from '../walk/path.ts';

/**
 * The line as one would type it so that Enter sends the command as it is: it begins no command of Clay's, is not cut at the
 * separator, and is not walked. A blank before it keeps a path from being one; games leave it out.
 */
export function begunBy(
  command: string,
  { command_separator: sign, speedwalk }: Pick<Settings, 'command_separator' | 'speedwalk'>,
): string {
  if (command.startsWith('/')) return `/${command}`;
  return (speedwalkIn(command, speedwalk) ? ' ' : '') + asOneCommand(command, sign);
}
