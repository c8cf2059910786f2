/** The command line. */
import { Command, CommanderError } from 'commander';

export interface CommandLine {
  readonly home: string | null;
  readonly worlds: readonly string[];
  readonly demo: boolean;
}

/**
 * Reads the arguments (without runtime and script). `--help` and `--version` print and answer exit status 0, wrong
 * usage prints one sentence on stderr and answers 2.
 */
export function parseCommandLine(args: readonly string[], version: string): CommandLine | { exit: number } {
  const program = new Command('clay')
    .description('A terminal MUD client that never hangs up.')
    .argument('[world...]', 'worlds to connect to; "demo" starts a small MUD on this machine and plays it')
    .option('--home <dir>', 'profile directory (default: $CLAY_HOME or ~/.clay)')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .exitOverride();
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
  const worlds = program.args;
  const demo = worlds[0] === 'demo';
  return {
    home: program.opts<{ home?: string }>().home ?? null,
    worlds: demo ? worlds.slice(1) : worlds,
    demo,
  };
}
