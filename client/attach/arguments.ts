/** The command lines of `clay attach`, `clay grep` and `clay web`. */
import { parseArgs } from 'node:util';
import { type Address, readAddress } from './address.ts';
import { Failure } from './failure.ts';

interface Common {
  /** null = as for `clay` itself. */
  readonly home: string | null;
  /** null = there is one. */
  readonly pid: number | null;
}

export type Line = Common &
  (
    | {
        readonly program: 'attach';
        /** null: a client of this machine. */
        readonly address: Address | null;
      }
    | {
        readonly program: 'grep';
        readonly pattern: string;
        /** '' = all of them. */
        readonly world: string;
        readonly follow: boolean;
        readonly how: 'wild' | 'text' | 'regexp';
        readonly exact: boolean;
      }
    | { readonly program: 'web'; readonly open: boolean; readonly role: 'play' | 'watch' }
  );

const COMMON = `  --home <dir>  profile directory (default: $CLAY_HOME or ~/.clay)
  --pid <pid>   which client, where several of the profile run
  -h, --help    print this help
`;

const HELP: Readonly<Record<Line['program'], string>> = {
  attach: `Usage: clay attach [options] [profile | https://host:port]

A second terminal on the client that runs: its own world, place and size. /detach, or Ctrl+C twice, leaves it; Clay goes on.
With an address, on the Clay of another machine whose web.https is on: by a link of its /web link, which may stand in place of
the address, or by its password. The login is kept, and its certificate is known, from then on.

Options:
${COMMON}`,
  grep: `Usage: clay grep [options] pattern [world]

Prints the lines of the scrollback that match; * and ? stand for anything.

Options:
  -f            go on: print lines to come as well
  -e            the pattern means itself
  -r            the pattern is a regular expression
  -c            capitals count
${COMMON}
Exit status: 0 lines were found, 1 none were, 2 it failed.
`,
  web: `Usage: clay web [options]

Prints a link that logs one browser in, once, within five minutes.

Options:
  --open        open it
  --watch       that browser can read and not type
${COMMON}`,
};

const options = {
  home: { type: 'string' },
  pid: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  plain: { type: 'boolean' },
  follow: { type: 'boolean', short: 'f' },
  literal: { type: 'boolean', short: 'e' },
  regexp: { type: 'boolean', short: 'r' },
  case: { type: 'boolean', short: 'c' },
  open: { type: 'boolean' },
  watch: { type: 'boolean' },
} as const;

type Given = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;

/** Which options a program has besides those of all. */
const own: Readonly<Record<Line['program'], readonly string[]>> = {
  attach: [],
  grep: ['follow', 'literal', 'regexp', 'case'],
  web: ['open', 'watch'],
};

/** Arguments without runtime and script; a text is to be printed. Throws a Failure. */
export function readArguments(args: readonly string[]): Line | string {
  const { values, positionals } = parsed(args);
  const [program, ...words] = positionals as [Line['program'], ...string[]];
  if (values.help) return HELP[program];
  const wrong = Object.keys(values).find(name => !['home', 'pid', ...own[program]].includes(name));
  if (wrong !== undefined) throw usage(program, `it has no option ${nameOf(wrong)}`);
  if (values.pid !== undefined && !/^[1-9]\d{0,9}$/.test(values.pid))
    throw usage(program, `"${values.pid}" is no PID`);
  if (values.home === '') throw usage(program, '--home wants the name of a directory');
  const common = { home: values.home ?? null, pid: values.pid === undefined ? null : Number(values.pid) };
  return lineOf(program, words, values, common);
}

function lineOf(program: Line['program'], words: string[], values: Given['values'], common: Common): Line {
  const [first, second, ...more] = words;
  switch (program) {
    case 'attach':
      if (second !== undefined) throw usage(program, 'one profile or address is enough');
      if (first === '') throw usage(program, 'the name of a profile directory is empty');
      if (/^[a-z][a-z\d+.-]*:/i.test(first ?? '')) return far(common, first as string);
      return { program, ...common, home: first ?? common.home, address: null };
    case 'grep': {
      if (first === undefined) throw usage(program, 'a pattern is missing');
      if (more.length > 0) throw usage(program, 'a pattern or a world with blanks stands in quotes');
      const how = values.regexp ? 'regexp' : values.literal ? 'text' : 'wild';
      const { follow = false, case: exact = false } = values;
      return { program, ...common, pattern: first, world: second ?? '', follow, how, exact };
    }
    case 'web':
      if (first !== undefined) throw usage(program, `it knows no "${first}"`);
      return { program, ...common, open: values.open ?? false, role: values.watch ? 'watch' : 'play' };
  }
}

function far(common: Common, text: string): Line {
  const address = readAddress(text);
  if (typeof address === 'string') throw usage('attach', address);
  if (common.pid !== null) throw usage('attach', '--pid is for clients of this machine');
  return { program: 'attach', ...common, address };
}

function parsed(args: readonly string[]): Given {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const { message } = error as Error;
    throw new Failure(`${message.split('. ', 1)[0]?.replace(/\.$/, '')}.`, 2);
  }
}

function nameOf(name: string): string {
  const { short } = options[name as keyof typeof options] as { short?: string };
  return short === undefined ? `--${name}` : `-${short}`;
}

function usage(program: string, why: string): Failure {
  return new Failure(`clay ${program}: ${why}. clay ${program} --help tells more.`, 2);
}
