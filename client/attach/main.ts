/**
 * Clay's own programs beside the client that runs: `clay attach`, `clay grep`, `clay web`. They draw nothing and know nothing
 * of worlds: what the client says is shown, what is typed is passed on. Start here.
 */

import { readArguments } from './arguments.ts';
import { attach } from './attach.ts';
import { Failure } from './failure.ts';
import { findClient } from './find.ts';
import { grep } from './grep.ts';
import { link } from './link.ts';

const programs = { attach, grep, web: link };

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
  return programs[line.program](findClient(line, process.env), line);
}

main().then(
  // Whatever is still open: all that was to be printed is.
  status => process.stdout.write('', () => process.exit(status)),
  (error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`clay: ${error.message}\n`, () => process.exit(error.status));
  },
);
