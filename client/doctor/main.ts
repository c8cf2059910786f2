/**
 * The programs `clay doctor`, which looks at this installation and says what to do, and `clay --print-config`. They need no
 * client, and change nothing. Start here.
 */
import { parseArgs } from 'node:util';
import { homeDirectory } from '../../shared/paths.ts';
import { readSettings } from '../host/settings-file.ts';
import { examine } from './checks.ts';
import { configText } from './config.ts';
import { factsOf } from './facts.ts';
import { summary, table } from './table.ts';

/** A name without `clay` in it: signals by that name are for clients. */
process.title = 'doctor';
process.on('SIGUSR1', () => undefined);

const HELP = `Usage: clay doctor [--home <dir>]
       clay --print-config [--secrets] [--home <dir>]

doctor looks at Node, addon, terminal, profile, runtime directory, proxy and certificates, and says what to do.
Exit status: 0 nothing is wrong, 1 something is.

--print-config prints all settings as they are in force; the default ones are comments.

Options:
  --home <dir>  profile directory (default: $CLAY_HOME or ~/.clay)
  --secrets     passwords as well, and what may hold one
  -h, --help    print this help
`;

const options = {
  home: { type: 'string' },
  secrets: { type: 'boolean' },
  'print-config': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The usual width, where there is no terminal. */
const COLUMNS = 100;

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) return print(HELP);
  const isDoctor = positionals.join() === 'doctor';
  if (
    isDoctor === (values['print-config'] ?? false) ||
    (isDoctor ? values.secrets : positionals.length > 0)
  ) {
    process.stderr.write(`clay: it is either clay doctor or clay --print-config [--secrets].\n`);
    return 2;
  }
  if (values.home === '') {
    process.stderr.write('clay: --home wants the name of a directory.\n');
    return 2;
  }
  const home = homeDirectory(values.home ?? null, process.env);
  return isDoctor ? examineAll(home) : printConfig(home, values.secrets ?? false);
}

function examineAll(home: string): number {
  const findings = examine(factsOf(home, __dirname, process.env));
  print(table(findings, process.stdout.columns ?? COLUMNS));
  print(`\n${summary(findings)}`);
  return findings.some(({ state }) => state === 'fault') ? 1 : 0;
}

function printConfig(home: string, secrets: boolean): number {
  const read = readSettings(`${home}/settings.toml`);
  if ('fault' in read) {
    process.stderr.write(`clay: ${read.fault.sentence}\n`);
    return 1;
  }
  for (const warning of read.warnings) process.stderr.write(`clay: ${warning}\n`);
  return print(configText(read.settings, secrets));
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  // What parseArgs() has to say is about the arguments.
  if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
  process.stderr.write(`clay: ${(error as Error).message.split('. ', 1)[0]?.replace(/\.$/, '')}.\n`);
  process.exitCode = 2;
}
