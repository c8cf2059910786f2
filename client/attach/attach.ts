/** `clay attach`: this terminal shows a view of the running client. The client draws; here bytes are passed on. */
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { ENDING_SIGNALS } from '../../shared/process/signals.ts';
import {
  ATTACH_VERSION,
  CLIENT_ENDED,
  DETACHED,
  LOGGED_OUT,
  TERMINAL_VARIABLES,
  type ToProgram,
} from '../../shared/protocol/attach.ts';
import type { Connection, End } from './connection.ts';
import { deferred } from './deferred.ts';
import { Failure } from './failure.ts';
import { openScreen } from './screen.ts';
import { createTyped } from './typed.ts';
import type { Way } from './way.ts';

/** What was typed so long (ms) before a connection is there again is not what its user means now. */
const TYPED_TIME = 30_000;
/** A connection that has lasted so long (s) was a good one. */
const STEADY = 5;
const NO_SHELL = 'Not suspended: no shell waits here that could bring it back.';
/** Where nobody answers it is for this program: the way out. */
const CTRL_C = 3;
const CTRL_Z = 26;

export async function attach(way: Way): Promise<number> {
  if (!isatty(0) || !isatty(1)) throw new Failure('standard input and output must be a terminal.', 2);
  const screen = openScreen();
  const signalled = deferred<NodeJS.Signals>();
  for (const signal of ENDING_SIGNALS) process.on(signal, signalled.resolve);
  const early = await Promise.race([way.prepare(screen), signalled.promise]);
  if (early) {
    await screen.leave();
    return 128 + constants.signals[early];
  }
  let connection = null as Connection | null;
  /** The view to come back to. */
  let view = '';
  const typed = createTyped();
  /** Why there is no connection, and when it was lost (s of this process). */
  let lost = '';
  let lostAt = 0;
  let openedAt = 0;
  let tries = 0;
  let forgets: NodeJS.Timeout | undefined;

  /** Resolves when the connection has ended. */
  async function follow(): Promise<End> {
    const ended = deferred<End>();
    const made = await way.connect({ message, bytes, end: ended.resolve });
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
    openedAt = process.uptime();
    const end = await ended.promise;
    connection = null;
    onLost();
    return end;
  }

  function onLost(): void {
    typed.lost();
    lost = 'The connection was lost.';
    lostAt = process.uptime();
    // One that is closed again and again is not asked again and again.
    if (lostAt - openedAt > STEADY) tries = 0;
    clearTimeout(forgets);
    forgets = setTimeout(() => {
      typed.forget();
      forgets = undefined;
      tell();
    }, TYPED_TIME).unref();
  }

  function onView(said: Extract<ToProgram, { t: 'view' }>): void {
    clearTimeout(forgets);
    const keys = typed.resume(said.view === view, said.keys);
    view = said.view;
    if (keys.length > 0) connection?.send(keys);
  }

  /** What is waited for. */
  function tell(): void {
    if (way.name === null || connection) return;
    const kept = forgets ? 'what is typed is kept' : 'what is typed is lost';
    screen.tell(`Waiting for ${way.name}; Ctrl+C leaves, ${kept}. ${lost}`);
  }

  function message(said: ToProgram): void {
    if (said.t === 'view') onView(said);
    else if (said.t === 'farewell') screen.leaveBy(said.text);
    else if (said.t === 'suspend') void screen.suspend('job');
  }

  function bytes(drawn: Buffer): void {
    const its = connection;
    screen.write(drawn, () => its?.say({ t: 'taken' }));
  }

  /** A sentence of ours stands over what the client has drawn. */
  let isCovered = false;
  function uncover(): void {
    if (isCovered) connection?.say({ t: 'redraw' });
    isCovered = false;
  }

  process.on('SIGWINCH', () => connection?.say({ t: 'size', ...screen.size() }));
  screen.enter({
    onKeys(keys) {
      if (!connection && keys.includes(CTRL_C)) return signalled.resolve('SIGINT');
      if (!connection && keys.includes(CTRL_Z)) return void screen.suspend('job');
      uncover();
      if (!connection && lostAt > 0 && !forgets) return;
      const now = typed.push(keys);
      if (now.length > 0) connection?.send(now);
    },
    onBack() {
      connection?.say({ t: 'size', ...screen.size() });
      connection?.say({ t: 'redraw' });
      tell();
    },
    onRefused() {
      screen.tell(NO_SHELL);
      isCovered = true;
    },
  });
  try {
    const how = await Promise.race([stay(), signalled.promise]);
    connection?.close();
    await screen.leave();
    return typeof how === 'string' ? 128 + constants.signals[how] : parting(how);
  } catch (error) {
    await screen.leave();
    throw error;
  }

  /** A connection that is lost without a word comes back, as long as there is something to come back to. */
  async function stay(): Promise<End> {
    let end = await follow();
    while (end === null) {
      const wait = way.wait(tries++, (process.uptime() - lostAt) * 1000);
      if (wait === null) break;
      if (tries > 1) tell();
      await pause(wait);
      end = await follow().catch((error: unknown) => {
        if (!(error instanceof Failure) || !error.isPassing) throw error;
        lost = error.message;
        return null;
      });
    }
    return end;
  }
}

/** What is said on the user's own screen, and the exit status. */
function parting(end: End): number {
  if (end && (end.code === DETACHED || end.code === CLIENT_ENDED)) {
    process.stdout.write(`${end.why}\n`);
    return 0;
  }
  if (end?.code === LOGGED_OUT) throw new Failure('Clay has ended the login of this terminal.');
  throw new Failure(end?.why || 'The connection to Clay was lost.');
}

function terminalOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const known = TERMINAL_VARIABLES.map(name => [name, env[name]] as const);
  return Object.fromEntries(
    known.filter((one): one is readonly [(typeof one)[0], string] => one[1] !== undefined),
  );
}
