/** All commands there are. */
import { ruleCommands } from './automation/commands.ts';
import { ruleListCommands } from './automation/lists.ts';
import { macroCommand } from './automation/macro.ts';
import { timerCommands } from './automation/timers.ts';
import { typedCommands } from './automation/typed.ts';
import { variableCommands } from './automation/variables.ts';
import { clayCommands } from './clay.ts';
import { editCommand } from './editing/commands.ts';
import { helpCommand } from './help/help.ts';
import { importCommand } from './imports/commands.ts';
import { keyCommands } from './keys/keys.ts';
import { linkCommands } from './links/commands.ts';
import { protocolCommands } from './protocol.ts';
import { readingCommands } from './reading.ts';
import { replayCommand } from './replaying/replay.ts';
import { scriptCommands } from './scripts/commands.ts';
import { searchCommands } from './searching/commands.ts';
import { soundCommand } from './sound/sound.ts';
import type { Command, Family } from './table.ts';
import { textCommands } from './text.ts';
import { tinyFugueCommands } from './tinyfugue/commands.ts';
import { typingCommands } from './typing.ts';
import { mapCommand } from './walking/map.ts';
import { walkCommand } from './walking/walk.ts';
import { webCommand } from './web.ts';
import { worldCommands } from './worlds.ts';

/** By what they are about, in the order of `/help`. */
export const families: readonly Family[] = [
  { title: 'Worlds', commands: worldCommands },
  { title: 'Text', commands: [...textCommands, replayCommand, ...typingCommands] },
  { title: 'Reading', commands: [...readingCommands, ...linkCommands, editCommand] },
  { title: 'Searching', commands: searchCommands },
  { title: 'Walking', commands: [walkCommand, mapCommand] },
  {
    title: 'Automation',
    commands: [
      ...[
        ...ruleCommands,
        ...typedCommands,
        macroCommand,
        ...timerCommands,
        ...variableCommands,
        ...ruleListCommands,
        importCommand,
      ],
      ...scriptCommands,
    ],
  },
  { title: 'TinyFugue', commands: tinyFugueCommands },
  { title: 'Protocols', commands: [...protocolCommands, soundCommand] },
  { title: 'Clay', commands: [...clayCommands, ...keyCommands, webCommand, helpCommand(() => families)] },
];

export const commands: readonly Command[] = families.flatMap(family => family.commands);
