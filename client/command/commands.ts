/** All commands there are. */
import { clayCommands } from './clay.ts';
import { helpCommand } from './help.ts';
import { protocolCommands } from './protocol.ts';
import type { Command } from './table.ts';
import { textCommands } from './text.ts';
import { worldCommands } from './worlds.ts';

export const commands: readonly Command[] = [
  ...worldCommands,
  ...textCommands,
  ...protocolCommands,
  ...clayCommands,
  helpCommand(() => commands),
];
