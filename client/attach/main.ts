/**
 * Clay's own programs beside the client that runs: `clay attach`, `clay grep`, `clay web`. They draw nothing and know nothing
 * of worlds: what the client says is shown, what is typed is passed on. Start here.
 */

import { homeDirectory } from '../../shared/paths.ts';
import { type Line, readArguments } from './arguments.ts';
import { attach } from './attach.ts';
import { Failure } from './failure.ts';
import { findClient } from './find.ts';
import { grep } from './grep.ts';
import { link } from './link.ts';
import { localWay, type Way } from './way.ts';

/** Names of the processes: none has `clay` in it, for signals by that name are for clients. */
const TITLES = { attach: 'attach', grep: 'scrollback', web: 'weblink' } as const;

// First of all, because a signal may be on its way: SIGUSR1 means a reload to clients, and an inspector port to Node.
process.on('SIGUSR1', () => undefined);

async function main(): Promise<number> {
  const line = readArguments(process.argv.slice(2));
  if (typeof line === 'string') {
    process.stdout.write(line);
    return 0;
  }
  process.title = TITLES[line.program];
  if (line.program === 'attach') return attach(await wayFor(line));
  return (line.program === 'grep' ? grep : link)(findClient(line, process.env), line);
}

/** What reaches other machines is loaded for them alone. */
async function wayFor(line: Extract<Line, { program: 'attach' }>): Promise<Way> {
  if (line.address === null) return localWay(findClient(line, process.env));
  const { remoteWay } = await import('./remote/way.ts');
  return remoteWay(line.address, homeDirectory(line.home, process.env));
}

main().then(
  // Whatever is still open: all that was to be printed is.
  status => process.stdout.write('', () => process.exit(status)),
  (error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`clay: ${error.message}\n`, () => process.exit(error.status));
  },
);
