/** Commands of TinyFugue that reach the client, by their names. */
import { aliasCommands } from './aliases.ts';
import type { ClientCommand } from './command.ts';
import { fileCommands } from './files.ts';
import { flagCommands } from './flags.ts';
import { inputCommands } from './input.ts';
import { macroCommands } from './macros.ts';
import { processCommands } from './processes.ts';
import { quoteCommands } from './quote.ts';
import { sendingCommands } from './sending.ts';
import { shorthandCommands } from './shorthands.ts';
import { streamCommands } from './streams.ts';
import { worldCommands } from './worlds.ts';

export const clientCommands: Readonly<Record<string, ClientCommand>> = {
  ...macroCommands,
  ...shorthandCommands,
  ...sendingCommands,
  ...processCommands,
  ...quoteCommands,
  ...fileCommands,
  ...flagCommands,
  ...aliasCommands,
  ...inputCommands,
  ...worldCommands,
  ...streamCommands,
};
