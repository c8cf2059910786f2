/**
 * The program `demo`: a small MUD for people who have none at hand, and for tests.
 *   demo [--port N] [--tls-port N] [--host ADDRESS] [--parent-pid N] [--no-bots]
 * Prints one line of JSON, {"port":N,"tlsPort":N or null}, when it listens. Exit status: 0 fine, 1 cannot
 * listen, 2 wrong usage.
 */
import { parseArgs } from 'node:util';
import { startDemo } from './server.ts';

interface Arguments {
  readonly port: number;
  readonly tlsPort: number | null;
  readonly host: string;
  readonly parent: number | null;
  readonly bots: boolean;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'tls-port': { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      'parent-pid': { type: 'string' },
      'no-bots': { type: 'boolean', default: false },
    },
  });
  const parent = values['parent-pid'];
  const tlsPort = values['tls-port'];
  return {
    port: wholeNumber('--port', values.port, 0, 65_535),
    tlsPort: tlsPort === undefined ? null : wholeNumber('--tls-port', tlsPort, 0, 65_535),
    host: values.host,
    parent: parent === undefined ? null : wholeNumber('--parent-pid', parent, 1, 2 ** 31 - 1),
    bots: !values['no-bots'],
  };
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new RangeError(`${name} is a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`);
}

/** Calls `gone` when the process has ended. It may replace its program meanwhile: only its pid is looked at. */
function watchParent(pid: number, gone: () => void): void {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      // EPERM: it runs, under another user.
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') gone();
    }
  }, 2000);
}

async function main(args: Arguments): Promise<void> {
  const { port, tlsPort, host, bots } = args;
  // stdout is the client's to read one line from, and the terminal is the client's alone: nothing is logged.
  const log = (): void => {};
  const demo = await startDemo({ port, host, bots, log, ...(tlsPort === null ? {} : { tlsPort }) });
  const stop = (): void => void demo.close().finally(() => process.exit(0));
  process.on('SIGTERM', stop);
  if (args.parent === null) {
    process.on('SIGINT', stop);
    process.on('SIGHUP', stop);
  } else watchParent(args.parent, stop);
  process.stdout.on('error', () => {}); // Whoever wanted the line has gone; the parent's pid decides.
  process.stdout.write(`${JSON.stringify({ port: demo.port, tlsPort: demo.tlsPort })}\n`);
}

process.title = 'demo-mud';
// Meant for the client; Node would open its debugger.
process.on('SIGUSR1', () => {});

let args: Arguments | null = null;
try {
  args = readArguments();
} catch (error) {
  process.stderr.write(`demo: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
if (args) {
  // The parent's pid decides about the end, not its terminal.
  if (args.parent !== null) for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => {});
  main(args).catch((error: unknown) => {
    process.stderr.write(`demo: cannot listen: ${(error as Error).message}\n`);
    process.exitCode = 1;
  });
}
