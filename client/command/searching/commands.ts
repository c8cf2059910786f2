/** The commands that look for text. */
import type { Command } from '../table.ts';
import { findCommand } from './find.ts';
import { grepCommand } from './grep.ts';
import { recallCommand } from './recall.ts';

export const searchCommands: readonly Command[] = [findCommand, recallCommand, grepCommand];
