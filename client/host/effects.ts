/** The shell: carries out effects with real sockets, files and processes, and answers with events. */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Posix, PosixUnavailable } from '../../native/posix.ts';
import { fault, fileFault } from '../../shared/fault.ts';
import type { LookUp } from '../../shared/lookup.ts';
import type { Effect, Event } from '../state/events.ts';
import { type Carriers, createCarriers, TOOLS } from './carriers.ts';
import type { MapEffect } from './map/maps.ts';
import { runPasswordCommand } from './password-command.ts';
import { createAutomationFile } from './profile/automation.ts';
import { appendHistory } from './profile/history.ts';
import { searchLogs } from './profile/log-search.ts';
import { appendOnce, createLogs } from './profile/logs.ts';
import { createSettingsOnDisk } from './profile/settings.ts';
import type { Spelling } from './profile/spelling.ts';
import type { ProgramLog } from './program-log.ts';
import { createScriptFiles } from './script/files.ts';
import { createMacroFiles } from './script/macros.ts';
import { writeStream } from './script/written.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { endPrograms } from './sound/end.ts';
import { notesDirectory } from './sound/notes.ts';
import type { HostSounds } from './sound/sounds.ts';
import type { Spill } from './spill.ts';
import { tryConnection } from './trial/trial.ts';
import { createWebService, type WebService } from './web/service.ts';

export interface HostOptions {
  readonly home: string;
  /** dist/tlsproxy.js */
  readonly tlsproxyFile: string;
  readonly posix: Posix | PosixUnavailable;
  /** The runtime directory as it is now, held; null where it was refused. */
  runtime(): string | null;
  readonly spill: Spill;
  readonly log: ProgramLog;
  readonly lookUp: LookUp;
  /** What sockets read into. */
  readonly readBuffer: Uint8Array;
  dispatch(event: Event): void;
  /** A connection has come or gone. */
  linksChanged(): void;
  bell(view: string): void;
  notify(view: string, title: string, text: string): void;
  copy(view: string, text: string): void;
  redraw(view: string): void;
  suspend(): void;
  /** Lends the terminal to an editor. */
  edit(effect: Of<'edit'>): void;
  reload(force: boolean): void;
  /** What was recorded until now is to be replaced by a checkpoint. */
  forget(): void;
  /** `keep`: sessions in the proxy go on. */
  quit(keep: boolean): void;
}

export interface Host {
  readonly sockets: Sockets;
  readonly carriers: Carriers;
  readonly web: WebService;
  perform(effect: Effect): void;
}

/** Bytes of a key that nobody is to guess. */
const KEY_SIZE = 16;

type Of<T extends Effect['type']> = Extract<Effect, { type: T }>;

export function createHost(options: HostOptions): Host {
  const { home, spill, log, dispatch } = options;
  const sockets = createSockets(dispatch, options.linksChanged, options.readBuffer);
  const { tlsproxyFile, lookUp } = options;
  const carriers = createCarriers({ home, tlsproxyFile, sockets, log, lookUp, dispatch });
  const pageDirectory = `${dirname(tlsproxyFile)}/web`;
  const { posix, runtime, linksChanged: changed } = options;
  const web = createWebService({
    ...{ home, tlsproxyFile, pageDirectory, log, dispatch, changed, runtime, posix },
  });
  const logs = createLogs(home);
  const scripts = createScriptFiles(`${home}/scripts`, { compile, work }, dispatch);
  const readMacros = createMacroFiles(home, dispatch);
  const automation = createAutomationFile(`${home}/automation.toml`, dispatch, log);
  const settings = createSettingsOnDisk(`${home}/settings.toml`, dispatch, log);

  /** What is known to fail: it is in clay.log once, however often it is tried. */
  const failing = new Set<string>();

  function noteFailure(what: string, code: string, details: Record<string, unknown>): void {
    if (!failing.has(what)) log(code, details);
    failing.add(what);
  }

  function writeSpill({ offset, bytes }: Of<'spill'>): void {
    try {
      spill.write(offset, bytes);
      failing.delete('scrollback');
      dispatch({ type: 'spilled', offset });
    } catch (error) {
      noteFailure('scrollback', 'SPILL_FAILED', { error: String(error) });
      const { sentence } = fileFault(error, 'SPILL_FAILED');
      const failed = fault('SPILL_FAILED', `The scrollback file cannot be written: ${sentence}`);
      dispatch({ type: 'spill failed', fault: failed });
    }
  }

  function appendLog({ world, path, size, from, sent = [], head = '', text }: Of<'log'>): void {
    try {
      const length = logs.append(path, size, text, head);
      failing.delete(`log ${world}`);
      dispatch({ type: 'logged', world, path, size: length });
    } catch (error) {
      noteFailure(`log ${world}`, 'LOG_FAILED', { world, path, error: String(error) });
      const { sentence } = fileFault(error, 'LOG_FAILED');
      const failed = fault('LOG_FAILED', `the log file cannot be written: ${sentence}`);
      dispatch({ type: 'log failed', world, from, sent, fault: failed });
    }
  }

  function writeLines({ world, file, size, count, text }: Of<'write lines'>): void {
    const asked = { type: 'lines written', world, file } as const;
    try {
      const length = appendOnce(`${home}/logs/${world}/${file}.log`, size, text);
      failing.delete(`log ${world}/${file}`);
      dispatch({ ...asked, count, size: length, fault: null });
    } catch (error) {
      noteFailure(`log ${world}/${file}`, 'LOG_FAILED', { world, file, error: String(error) });
      const { sentence } = fileFault(error, 'LOG_FAILED');
      dispatch({ ...asked, count: 0, size: 0, fault: fault('LOG_FAILED', sentence) });
    }
  }

  function saveHistory({ entries, worlds, repeated }: Of<'save history'>): void {
    try {
      appendHistory(home, entries, repeated, worlds);
      failing.delete('history');
      dispatch({ type: 'history saved', count: entries.length });
    } catch (error) {
      // They wait, and go with the next one.
      noteFailure('history', 'HISTORY_NOT_SAVED', { error: String(error) });
    }
  }

  function tryOut({ id, target }: Of<'try'>): void {
    void tryConnection(target, `${home}/known_hosts`, lookUp, TOOLS).then(({ told, fault: failed }) =>
      dispatch({ type: 'tried', id, told, fault: failed }),
    );
  }

  /** Few ever want it: it is loaded when they do. */
  function beginDemo(): void {
    void import('./demo.ts').then(({ startDemo }) => startDemo(dirname(tlsproxyFile), [], dispatch));
  }

  let jobs: Promise<(effect: Of<'script job'>) => void> | null = null;

  /** Few scripts may. */
  function work(effect: Of<'script job'>): void {
    jobs ??= import('./script/jobs.ts').then(({ createJobs }) => createJobs(home, dispatch));
    void jobs.then(begin => begin(effect));
  }

  let preparing: Promise<(engine: string) => void> | null = null;

  function prepare({ engine }: Of<'prepare engine'>): void {
    preparing ??= import('./script/prepare.ts').then(({ createPreparing }) =>
      createPreparing(dispatch, error => log('ENGINE_NOT_PREPARED', { error: String(error) })),
    );
    void preparing.then(begin => begin(engine));
  }

  /** Few scripts are so long. */
  function compile(effect: Of<'compile script'>): void {
    void import('./script/compiler.ts').then(({ createCompiler }) =>
      createCompiler(`${dirname(tlsproxyFile)}/compiler.js`, home, dispatch)(effect),
    );
  }

  let maps: Promise<(effect: MapEffect) => void> | null = null;

  /** Nor a map, in a world without rooms. */
  function mapsHere(): Promise<(effect: MapEffect) => void> {
    maps ??= import('./map/maps.ts').then(({ createHostMaps }) => createHostMaps(home, dispatch));
    return maps;
  }

  let spelling: Promise<Spelling> | null = null;

  /** Few ever want it, either. */
  function speller(): Promise<Spelling> {
    spelling ??= import('./profile/spelling.ts').then(({ createSpelling }) =>
      createSpelling(`${dirname(tlsproxyFile)}/speller.js`, home, dispatch),
    );
    return spelling;
  }

  let sounds: Promise<HostSounds> | null = null;
  let isSilent = false;

  /** Nor sounds. */
  function soundsHere(): Promise<HostSounds> {
    sounds ??= import('./sound/sounds.ts').then(({ createHostSounds }) =>
      createHostSounds(home, { lookUp }, dispatch),
    );
    return sounds;
  }

  function inSounds(effect: Parameters<HostSounds['perform']>[0]): void {
    void soundsHere().then(one => isSilent || one.perform(effect));
  }

  function endSounds({ children, last }: Of<'end sounds'>): void {
    endPrograms(children);
    if (last) isSilent = true;
  }

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'connect':
        return carriers.connect(effect);
      case 'attach':
        return carriers.attach(effect);
      case 'close':
        return carriers.close(effect);
      case 'list sessions':
        return carriers.listSessions(effect);
      case 'end sessions':
        return void carriers.endSessions(effect.sessions);
      case 'trust':
        return carriers.trust(effect);
      case 'try':
        return tryOut(effect);
      case 'start demo':
        return beginDemo();
      case 'write':
        return sockets.write(effect.link, effect.bytes);
      case 'hold':
        return sockets.hold(effect.link, effect.on);
      case 'spill':
        return writeSpill(effect);
      case 'log':
        return appendLog(effect);
      case 'write lines':
        return writeLines(effect);
      case 'speak':
        return void import('./programs/speech.ts').then(({ speakWords }) =>
          speakWords(effect.text, effect.command, failed => dispatch({ type: 'spoken', fault: failed })),
        );
      case 'make key':
        return dispatch({ type: 'key made', link: effect.link, random: randomBytes(KEY_SIZE) });
      case 'edit':
        return options.edit(effect);
      case 'end sounds':
        return endSounds(effect);
      case 'sweep sounds':
        // Few ever have any.
        return existsSync(notesDirectory(home)) ? inSounds(effect) : undefined;
      case 'find sound':
      case 'start sound':
      case 'tune sound':
      case 'fade sound':
      case 'watch sounds':
        return inSounds(effect);
      case 'save automation':
        return automation.save(effect);
      case 'read automation':
        return automation.read(effect);
      case 'read scripts':
      case 'read script':
      case 'compile script':
      case 'script job':
      case 'save store':
      case 'save grant':
      case 'save import':
        return scripts(effect);
      case 'prepare engine':
        return prepare(effect);
      case 'read macros':
        return readMacros(effect);
      case 'finish opening':
        return dispatch({ type: 'script opened', id: effect.id, name: effect.name });
      case 'file scripts':
        return dispatch({ type: 'scripts filed', changes: effect.changes });
      case 'finish import':
        return dispatch({ type: 'import made', id: effect.id });
      case 'file macros':
        return dispatch({ type: 'macros filed', changes: effect.changes });
      case 'open stream':
        return void import('./script/streams.ts').then(async ({ openFile }) =>
          dispatch(await openFile(home, effect)),
        );
      case 'read stream':
        return void import('./script/streams.ts').then(async ({ readFile }) =>
          dispatch(await readFile(effect)),
        );
      case 'write stream':
        return dispatch(writeStream(effect));
      case 'save settings':
        return settings.save(effect);
      case 'read settings':
        return settings.read(effect);
      case 'finish saving':
        settings.finish();
        return automation.finish();
      case 'save history':
        return saveHistory(effect);
      case 'map note':
      case 'map ask':
        return void mapsHere().then(perform => perform(effect));
      case 'read import':
        return void import('./profile/imports.ts').then(({ readImport }) =>
          readImport(effect, home, dispatch),
        );
      case 'read replay':
        return void import('./profile/replays.ts').then(async ({ readReplay }) =>
          dispatch(await readReplay(home, effect)),
        );
      case 'search logs':
        return void searchLogs(home, effect).then(dispatch);
      case 'password command':
        return runPasswordCommand(effect.command, password =>
          dispatch({ type: 'password', world: effect.world, password }),
        );
      case 'bell':
        return options.bell(effect.view);
      case 'notify':
        return options.notify(effect.view, effect.title, effect.text);
      case 'check words':
      case 'suggest':
        return void speller().then(one => one.ask(effect));
      case 'learn word':
        return void speller().then(one => one.learn(effect.word));
      case 'copy':
        return options.copy(effect.view, effect.text);
      case 'paint':
      case 'taken':
        // Those the loop itself does.
        return;
      case 'redraw':
        return options.redraw(effect.view);
      case 'suspend':
        return options.suspend();
      case 'reload':
        return options.reload(effect.force);
      case 'forget':
        return options.forget();
      case 'quit':
        return options.quit(effect.keep ?? false);
      case 'web secure':
      case 'web certificate':
      case 'web draw':
      case 'web listen':
      case 'web unlisten':
      case 'web refused':
      case 'web invite':
      case 'web write':
      case 'web fetch':
      case 'web hash':
      case 'web check':
      case 'web close':
      case 'web hold':
      case 'read logins':
      case 'save logins':
        return web.perform(effect);
    }
  }

  return { sockets, carriers, web, perform };
}
