/** The running client: puts the loop, the shell, the terminal and the signals together, and knows how to end. */

import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import type { Posix } from '../../native/posix.ts';
import { createLookUp } from '../../shared/lookup.ts';
import { canBeContinued, isForeground, isInBackground } from '../../shared/process/job.ts';
import { isAlive } from '../../shared/process-identity.ts';
import { createReadBuffer } from '../crash/read-buffer.ts';
import { editorCommand, hangUpEditor, startEditor, takeEditBack, writeEdit } from '../host/editing/editor.ts';
import { leaveEdits } from '../host/editing/left.ts';
import { createHost, type Host } from '../host/effects.ts';
import { handleSignals } from '../host/signals.ts';
import type { Builds } from '../reload/builds.ts';
import { createCandidates } from '../reload/candidate.ts';
import { BLOCKED_SIGNALS, SENT_SIGNALS } from '../reload/exec.ts';
import { reload } from '../reload/reload.ts';
import { createReloader, type Reloader, refusingReloader } from '../reload/reloader.ts';
import type { Event } from '../state/events.ts';
import { TERMINAL } from '../state/view.ts';
import { createAttached } from './attached.ts';
import { after, afterReading } from './clockwork.ts';
import type { Image } from './image.ts';
import { createLending } from './lending.ts';
import { createLoop, type Loop } from './loop.ts';
import { createOwnTerminal } from './own-terminal.ts';
import { createPersistence } from './persistence.ts';
import { createShutdown } from './shutdown.ts';
import { createSuspension } from './suspension.ts';

export interface Client {
  readonly loop: Loop;
  readonly sockets: Host['sockets'];
  readonly carriers: Host['carriers'];
  readonly listeners: Host['web']['listeners'];
  readonly builds: Builds;
  dispatch(event: Event): void;
  /** Writes the checkpoint now, and waits for it. */
  saveCheckpoint(): void;
  /** The state was decoded from `bytes`, and nothing has happened since: they are the first checkpoint. */
  adoptCheckpoint(bytes: Uint8Array): void;
}

const NO_SHELL = 'Not suspended: no shell waits here that could bring Clay back.';
const NO_BROWSERS =
  'The new build is too old for browsers and attached terminals as they are: their connections end. Pages come back once a build knows them.';
const NEEDS_TERMINAL = 'clay: it needs the terminal and cannot go on without; fg brings it back.';
/** So many faults of Clay's own in a row are no accident: better to end in order than to spin. */
const FAULT_LIMIT = 1000;

export function runClient(image: Image): Client {
  const { facts, state, posix, spill, log } = image;
  let faults = 0;

  const dispatch = (event: Event) => loop.dispatch(event);
  const readBuffer = createReadBuffer(posix, error => log('INTAKE_NOT_SHARED', { error: String(error) }));
  const terminal = createOwnTerminal({
    ...{ image, dispatch, isForeground },
    buffer: readBuffer.terminal,
    drained: () => loop.drained(TERMINAL),
    lost: () => onHangup(129),
    isLent: () => lending.isLent(),
    isOurs: () => suspension.phase() === 'running' && !lending.isLent() && !shutdown.isEnding(),
    changed: () => persistence.linksChanged(),
  });

  /** The terminal that Clay was started in is gone, maybe with its login: whoever wants that goes on without. */
  function onHangup(status: number): void {
    const { [TERMINAL]: view } = state.views;
    const goesOn = terminal.isThere()
      ? state.settings.on_hangup === 'detach' && view?.plain === undefined
      : view === undefined;
    if (!goesOn) return shutdown.end(status);
    if (!view) return;
    terminal.release();
    dispatch({ type: 'view closed', view: TERMINAL });
    persistence.linksChanged();
    log('DETACHED', { why: 'hangup' });
  }

  const attached = createAttached(state, dispatch);
  const host = createHost({
    home: facts.home,
    tlsproxyFile: tlsproxyFile(image),
    posix,
    runtime: () => persistence.runtime(),
    spill,
    log,
    lookUp: createLookUp(posix),
    readBuffer: readBuffer.sockets,
    dispatch,
    linksChanged: () => persistence.linksChanged(),
    bell: view => loop.ring(view),
    notify(view, title, text) {
      if (view === TERMINAL) terminal.notify(title, text);
      else attached.notify(view, title, text);
    },
    copy(view, text) {
      if (view === TERMINAL) terminal.copy(text);
      else attached.copy(view, text);
    },
    redraw: view => loop.paint(true, view),
    suspend: () => void suspension.suspendJob(),
    edit: effect => lending.begin(effect),
    reload: force => reloader.request(force),
    forget: () => persistence.forget(),
    quit: keep => shutdown.end(0, '', keep),
  });
  const loop = createLoop({
    state,
    readChunk: spill.readChunk,
    port: view => (view === TERMINAL ? terminal.port() : attached.port(view)),
    now: Date.now,
    after,
    onceRead: run => afterReading(host.sockets.areOpen, run),
    perform: host.perform,
    record: event => persistence.record(event),
    onFault,
    onHandled() {
      terminal.handled();
      persistence.handled();
    },
  });
  const persistence = createPersistence({
    ...{ image, readBuffer, dispatch, after },
    ack: host.carriers.ack,
    openLinks: host.sockets.carried,
    web: host.web.listeners,
  });
  const keepBuild = () => void ('unavailable' in posix || persistence.keepBuild());
  const notice = (text: string) => dispatch({ type: 'notice', text });
  const reloader = 'unavailable' in posix ? refusingReloader(posix.unavailable, notice) : reloaderWith(posix);

  function reloaderWith(available: Posix): Reloader {
    const { context, builds } = persistence;
    const candidates = createCandidates({
      ...{
        script: facts.script,
        startedBy: facts.runtime,
        running: image.running,
        options: image.nodeOptions,
      },
      ...{ posix: available, builds, log, context },
      get runtime() {
        return persistence.runtime();
      },
    });
    return createReloader({
      ...{ log, after, notice, soon: setImmediate, candidates },
      showTrial: isSlow => dispatch({ type: 'trial', isSlow }),
      execute(next) {
        const { browsers = {}, listeners = {} } = state.web ?? {};
        const hasAny = Object.keys(browsers).length > 0 || listeners.tcp || listeners.terminator;
        if (next.takesBrowsers === false && hasAny) notice(NO_BROWSERS);
        return reload(context(available), next);
      },
      drained: terminal.drained,
      blockSignals: () => available.blockSignals(BLOCKED_SIGNALS),
      unblockSignals: () => available.unblockSignals(BLOCKED_SIGNALS),
      reserveSignals: () => available.reserveSignals(SENT_SIGNALS),
      isFailing: host.sockets.isEnding,
      isEnding: () => shutdown.isEnding(),
      isSuspended: () => suspension.phase() !== 'running',
    });
  }

  function onFault(error: unknown, event: Event | null): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log('FAULT', { event: event?.type ?? null, error: text });
    faults++;
    if (faults > FAULT_LIMIT) return shutdown.end(1);
    if (faults === 1) {
      const text = 'Something went wrong inside Clay; it goes on. The details are in clay.log.';
      setImmediate(() => dispatch({ type: 'notice', text }));
    }
  }

  /** Nobody knows what is broken now: the state is plain data, and everything else is made anew around it. */
  function onException(error: unknown): void {
    onFault(error, null);
    // Nothing is to keep it from ending now.
    if (shutdown.isEnding()) {
      terminal.close();
      process.exit(1);
    }
    const failed = persistence.restart();
    if (failed?.code === 'CRASHED_AGAIN')
      shutdown.end(1, `it ends: ${failed.sentence}; clay.log has the details.`);
  }

  /** The terminal is ours again, whoever had it. */
  function cameBack(): void {
    dispatch({ type: 'resize', view: TERMINAL, ...terminal.size() });
    loop.resume();
  }

  const lending = createLending({
    lent: state.edits?.lent ?? null,
    isSameProcess: image.reloaded,
    write: (edit, kind, text) => writeEdit(`${facts.home}/edits`, edit, kind, text),
    takeBack: takeEditBack,
    editor: command => editorCommand(command, process.env),
    start: startEditor,
    isAlive,
    hangUp: hangUpEditor,
    restoreTerminal: terminal.restore,
    leaveTerminal() {
      loop.pause();
      return new Promise(terminal.leave);
    },
    enterTerminal() {
      terminal.enterAgain();
      cameBack();
    },
    after,
    isEnding: () => shutdown.isEnding(),
    dispatch,
  });

  const suspension = createSuspension({
    canBeContinued,
    leaveTerminal() {
      loop.pause();
      return new Promise(terminal.leave);
    },
    // An editor that has it was stopped with us, and goes on with it.
    enterTerminal: () => lending.isLent() || terminal.enterAgain(),
    // Without a terminal to read from there is nothing to wait for.
    isInBackground: () => terminal.isThere() && isatty(0) && isInBackground(),
    onBackground() {
      loop.pause();
      terminal.tell(NEEDS_TERMINAL);
    },
    soon: setImmediate,
    kill: (pid, signal) => process.kill(pid, signal),
    pid: process.pid,
    isEnding: () => shutdown.isEnding(),
    onRefused() {
      notice(NO_SHELL);
      reloader.resumed();
    },
    onResumed() {
      if (!lending.isLent()) cameBack();
      reloader.resumed();
    },
  });
  const shutdown = createShutdown({
    state,
    readChunk: spill.readChunk,
    perform: host.perform,
    leaveEdits: () =>
      leaveEdits(state, ({ id, kind, text }) => writeEdit(`${facts.home}/edits`, id, kind, text)),
    saveCheckpoint: persistence.save,
    stop() {
      loop.finish();
      loop.stop();
      persistence.stop();
    },
    leaveTerminal: done => lending.release(() => terminal.leave(done)),
    closeTerminal: terminal.close,
    openLinks: host.sockets.carried,
    close: host.sockets.close,
    endSessions: host.carriers.endSessions,
    endHttps: host.web.endHttps,
    removeFiles(keep) {
      host.web.listeners.end();
      persistence.remove(keep);
    },
    onCleanupFailed: error => log('CLEANUP_FAILED', { error: String(error) }),
    complain: text => process.stderr.write(text),
    exit: status => process.exit(status),
    after: (delay, run) => setTimeout(run, delay),
    soon: setImmediate,
  });

  handleSignals(image.reloaded, {
    reload: () => dispatch({ type: 'reload requested' }),
    resize: () => dispatch({ type: 'resize', view: TERMINAL, ...terminal.size() }),
    suspend: () => void suspension.suspend(),
    resume: suspension.resume,
    end(signal) {
      const status = 128 + constants.signals[signal];
      // Ctrl+C and Ctrl+\ in an editor are for the editor.
      if (lending.isLent() && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
      if (signal === 'SIGHUP') onHangup(status);
      else shutdown.end(status);
    },
  });
  process.on('uncaughtException', onException);
  // Node's own listener would write over the screen.
  process.removeAllListeners('warning');
  process.on('warning', warning => log('WARNING', { warning: String(warning) }));

  // Nobody tells the first size, nor one that changed during execve(); asked for when changes are listened to.
  const view = state.views[TERMINAL];
  if (view) Object.assign(view, terminal.size());
  if (lending.isLent()) loop.pause();
  else terminal.enter();
  // After a reload the first frame is drawn before anything is read: until then there is a way back.
  if (image.reloaded) keepBuild();
  else
    setImmediate(() => {
      loop.paint();
      // Not before: it takes its part of the start. Nothing is connected yet, and from here on a crash is a restart in place.
      persistence.saveFirst();
      // As long as a tenth of the start.
      keepBuild();
    });
  return {
    ...{ loop, sockets: host.sockets, carriers: host.carriers, builds: persistence.builds, dispatch },
    listeners: host.web.listeners,
    saveCheckpoint: persistence.save,
    adoptCheckpoint: persistence.adopt,
  };
}

/** Beside the script by the path it was started by, so that a newer build's proxy takes new sessions. */
function tlsproxyFile({ facts, directory }: Image): string {
  const beside = `${dirname(facts.script)}/tlsproxy.js`;
  return existsSync(beside) ? beside : `${directory}/tlsproxy.js`;
}
