/** `clay attach`: this terminal shows a view of the running client. The client draws; here bytes are passed on. */
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { isatty } from 'node:tty';
import {
  ATTACH_VERSION,
  CLIENT_ENDED,
  DETACHED,
  TERMINAL_VARIABLES,
  type ToProgram,
} from '../../shared/protocol/attach.ts';
import { type Connection, connectTo, type End } from './connection.ts';
import { deferred } from './deferred.ts';
import { Failure } from './failure.ts';
import { isRunning, type RunningClient } from './find.ts';
import { openScreen } from './screen.ts';

/** A client that has crashed is back within a second; after so long (ms) it does not come. */
const RETURN_TIME = 25_000;
const RETRY = 100;
/** Where nobody answers it is for this program: the way out. */
const CTRL_C = 3;

export async function attach(client: RunningClient): Promise<number> {
  if (!isatty(0) || !isatty(1)) throw new Failure('standard input and output must be a terminal.', 2);
  const screen = openScreen();
  let connection = null as Connection | null;
  /** The view to come back to. */
  let view = '';
  /** What is typed while there is no connection. */
  let typed: Buffer[] = [];

  /** Resolves when the connection has ended. */
  async function follow(): Promise<End> {
    const ended = deferred<End>();
    const made = await connectTo(client, { message, bytes, end: ended.resolve });
    const { env } = process;
    made.say({
      t: 'hello',
      v: ATTACH_VERSION,
      want: 'terminal',
      ...screen.size(),
      env: terminalOf(env),
      view,
    });
    connection = made;
    for (const keys of typed) made.send(keys);
    typed = [];
    const end = await ended.promise;
    connection = null;
    return end;
  }

  function message(said: ToProgram): void {
    if (said.t === 'view') view = said.view;
    else if (said.t === 'farewell') screen.leaveBy(said.text);
    else if (said.t === 'suspend') screen.suspend();
  }

  function bytes(drawn: Buffer): void {
    const its = connection;
    screen.write(drawn, () => its?.say({ t: 'taken' }));
  }

  const signalled = deferred<NodeJS.Signals>();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, signalled.resolve);
  process.on('SIGWINCH', () => connection?.say({ t: 'size', ...screen.size() }));
  screen.enter({
    onKeys(keys) {
      if (connection) connection.send(keys);
      else if (keys.includes(CTRL_C)) signalled.resolve('SIGINT');
      else typed.push(keys);
    },
    onBack() {
      connection?.say({ t: 'size', ...screen.size() });
      connection?.say({ t: 'redraw' });
    },
  });
  try {
    const how = await Promise.race([stay(follow, client.pid), signalled.promise]);
    connection?.close();
    await screen.leave();
    return typeof how === 'string' ? 128 + constants.signals[how] : parting(how);
  } catch (error) {
    await screen.leave();
    throw error;
  }
}

/** A connection that is lost without a word comes back, as long as the client lives. */
async function stay(follow: () => Promise<End>, pid: number): Promise<End> {
  let end = await follow();
  const until = process.uptime() + RETURN_TIME / 1000;
  while (end === null && isRunning(pid) && process.uptime() < until) {
    await pause(RETRY);
    end = await follow().catch((error: unknown) => {
      if (error instanceof Failure) return null;
      throw error;
    });
  }
  return end;
}

/** What is said on the user's own screen, and the exit status. */
function parting(end: End): number {
  if (end && (end.code === DETACHED || end.code === CLIENT_ENDED)) {
    process.stdout.write(`${end.why}\n`);
    return 0;
  }
  throw new Failure(end?.why || 'The connection to Clay was lost.');
}

function terminalOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const known = TERMINAL_VARIABLES.map(name => [name, env[name]] as const);
  return Object.fromEntries(
    known.filter((one): one is readonly [(typeof one)[0], string] => one[1] !== undefined),
  );
}
