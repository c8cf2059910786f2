/** The command line. */
import { Command, CommanderError } from 'commander';
import { type CommandLine, lineOf, type Options } from './words.ts';

const EXAMPLES = `
Examples:
  clay                               starts without a world; F1 helps
  clay demo                          a small MUD on this machine, to try things out
  clay mud.example.org 4000          a server that is in no file
  clay mud.example.org 4443 tls      the same with TLS
  echo look | clay --plain mud.example.org 4000
                                     a line of a script; the answer is printed
  clay --headless Alpha              connects it without a terminal
  clay doctor                        looks at this installation and says what to do
  clay Alpha "My World"              worlds of settings.toml; the first one comes on screen`;

/**
 * Reads the arguments (without runtime and script). `--help` and `--version` print and answer exit status 0, wrong
 * usage prints one sentence on stderr and answers 2.
 */
export function parseCommandLine(args: readonly string[], version: string): CommandLine | { exit: number } {
  const program = new Command('clay')
    .description('A terminal MUD client that never hangs up.')
    .usage(
      '[options] [world...]\n       clay [options] host port [tls]\n       clay [options] demo\n       clay attach | grep | web  (to a client that runs; --help tells more)\n       clay doctor',
    )
    .argument('[world...]', 'worlds of settings.toml to connect to, or one server: host port [tls]')
    .option('--home <dir>', 'profile directory (default: $CLAY_HOME or ~/.clay)')
    .option('--plain', 'no cursor addressing: for screen readers, scripts and simple terminals')
    .option('--headless', 'no terminal: plays on in the background, until a terminal is attached')
    // Of a program beside the client (starter/beside.ts), which does not come here.
    .option('--print-config', 'print all settings as they are in force')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('clay --help tells what there is.')
    .exitOverride();
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
  return lineOf(program.args, program.opts<Options>());
}
