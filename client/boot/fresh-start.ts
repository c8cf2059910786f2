/** A client that has just been started: command line, settings, an empty state. */

import { existsSync, mkdirSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { pushAll } from '../../shared/arrays.ts';
import { type Fault, faultOf, raise } from '../../shared/fault.ts';
import { homeDirectory, runtimeDirectories, runtimeKeeper, stateFile } from '../../shared/paths.ts';
import { processIdentity } from '../../shared/process-identity.ts';
import { suspicion } from '../../shared/trust.ts';
import { unlinkIfThere } from '../../shared/unlink.ts';
import { amissAtStart } from '../app/greeting.ts';
import { emptyPlain, emptyView, freshState } from '../app/initial-state.ts';
import { closeView } from '../app/views.ts';
import {
  checkpointPath,
  findLeftover,
  type Interruption,
  journalPath,
  memoriesPath,
  removeStaleFiles,
  removeStaleStateFile,
  spillFile,
} from '../crash/leftovers.ts';
import { restoreState } from '../crash/restore-state.ts';
import { forgetPlaces } from '../editor/find.ts';
import { tellLeftEdits } from '../host/editing/left.ts';
import { startedBy } from '../host/node.ts';
import { loadHistory } from '../host/profile/history.ts';
import { type Memories, type MemoryFile, openMemories } from '../host/script/memories.ts';
import { readSettings } from '../host/settings-file.ts';
import { createSpill, type Spill, spillDirectory, takeUpSpill } from '../host/spill.ts';
import { readMemoriesWith } from '../script/stored.ts';
import { emptyFacts } from '../snapshot/process-facts.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ForeignFile } from '../state/imports/found.ts';
import { defaultSettings, emptySettingsFile, NO_FILE, type Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import { TERMINAL } from '../state/view.ts';
import { emptyKeys } from '../terminal/keys.ts';
import { deviceOf } from '../terminal/profile.ts';
import { imagesIn } from '../world/scripts/carried/stored.ts';
import { findRuntimeDirectory, installation, loadAddon, version } from './installation.ts';
import { takeOver } from './takeover.ts';
import { type CommandLine, hasWordsOnly, lineOf } from './words.ts';

export async function freshStart(): Promise<void> {
  const place = installation();
  const line = await commandLine(place.args);
  if ('exit' in line) process.exit(line.exit);
  const isTerminal = isatty(0) && isatty(1);
  if (!isTerminal && !line.plain && !line.headless) {
    process.stderr.write(
      'clay: standard input and output must be a terminal; --plain does without, --headless has none at all.\n',
    );
    process.exit(2);
  }

  const home = homeDirectory(line.home, process.env);
  const notices: string[] = [];
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    process.stderr.write(
      `clay: the profile directory cannot be made: ${faultOf(error, 'HOME_FAILED').sentence}\n`,
    );
    process.exit(1);
  }
  endIfSuspect(suspicion('The profile directory', home));
  endIfSuspect(suspicion('The settings file', `${home}/settings.toml`));
  const { settings, ...known } = loadSettings(`${home}/settings.toml`, notices);
  // Worlds of a file that cannot be read are not known, and it is that which is told.
  if (known.refused === '') endIfAmiss(line.worlds, settings);
  const foreign = known.read === NO_FILE && !line.demo ? await foreignHere(home) : [];
  const posix = loadAddon(place.directory);
  const hasSettings = !line.headless && isatty(0);
  const termios = 'unavailable' in posix || !hasSettings ? null : posix.tcgetattr(0);
  if ('unavailable' in posix) notices.push(`Reload is not available: ${posix.unavailable}`);
  removeStaleStateFile(stateFile(home));
  const identity = processIdentity(process.pid);
  const runtime = findRuntimeDirectory(notices);
  const found = runtime === null ? NOTHING : takeUp(runtime, { home, identity, settings, notices });
  const { left, orphaned, interruption } = found;
  const leftEdits = tellLeftEdits(`${home}/edits`, left?.state.edits?.lent?.file);
  if (leftEdits !== null) notices.push(leftEdits);
  const { state, spill } = left ?? begin(settings, runtime, home);
  setViews(state, line);
  state.settingsFile = { ...emptySettingsFile(), ...known };
  Object.assign(state, loadHistory(home, state, settings.history_size));
  const { args, script } = place;
  const started = startedBy(process.argv0, process.env);
  const client = takeOver({
    facts: { ...emptyFacts(), pid: process.pid, identity, home, args, script, termios, runtime: started },
    memories: left?.memories ?? newMemories(home),
    ...{ state, posix, spill, runtime, place },
    journal: 0,
    unknown: {},
    inherited: false,
    // Only when this process has a checkpoint of its own is the old one done with.
    checkpoint: left || interruption ? 'now' : 'later',
    adopt: () => (left ? [{ type: 'recovered' }] : []),
    notices: [],
    logged: {
      code: 'STARTED',
      details: { node: process.version, version, recovered: left !== null, amiss: notices },
    },
    cleanUp() {
      if (left && runtime !== null) removeLeftover(left, runtime, home);
      // A state without sessions is told of once: whoever ends this client in order is done with its worlds.
      if (interruption) unlinkIfThere(interruption.file);
    },
  });
  client.dispatch({
    type: 'started',
    foreign,
    notices: line.demo ? [] : notices,
    worlds: line.worlds,
    welcome: !line.demo,
    demo: line.demo,
    orphaned,
    interrupted: interruption?.worlds ?? [],
    tabs: interruption?.tabs ?? {},
  });
  if (line.demo) {
    const { startDemo } = await import('../host/demo.ts');
    startDemo(place.directory, notices, client.dispatch);
  }
}

async function commandLine(args: readonly string[]): Promise<CommandLine | { exit: number }> {
  if (hasWordsOnly(args)) return lineOf(args, {});
  const { parseCommandLine } = await import('./command-line.ts');
  return parseCommandLine(args, version);
}

/** What other clients have left here, as long as there are no settings and no rules of ours. */
async function foreignHere(home: string): Promise<ForeignFile[]> {
  if (existsSync(`${home}/automation.toml`)) return [];
  const { foreignFiles } = await import('../host/profile/foreign.ts');
  return foreignFiles(home);
}

/** Views that another client has left are of terminals that it had: one may have been of another kind, all others are gone. */
function setViews(state: State, { plain, headless }: CommandLine): void {
  for (const id of Object.keys(state.views)) if (headless || id !== TERMINAL) closeView(state, id);
  if (headless) return;
  const view = (state.views[TERMINAL] ??= emptyView(TERMINAL, { columns: 80, rows: 24 }));
  if (plain || deviceOf(process.env).dumb === true) view.plain = emptyPlain(isatty(0) ? 'keys' : 'lines');
  else delete view.plain;
}

/** As ssh does: who could have written what it is to obey, nobody knows; and nothing there is overwritten. */
function endIfSuspect(suspect: Fault | null): void {
  if (!suspect) return;
  process.stderr.write(`clay: ${suspect.sentence}\n`);
  process.exit(1);
}

/** Before anything is begun, or taken up of another client. */
function endIfAmiss(words: readonly string[], settings: Settings): void {
  if (words.length === 0) return;
  const sentence = amissAtStart(freshState({ now: 0, version, columns: 80, rows: 24 }, settings), words);
  if (sentence === null) return;
  process.stderr.write(`clay: ${sentence}\n`);
  process.exit(2);
}

/** The settings of the file, the defaults if there is none or it cannot be used; what is wrong with it is told. */
function loadSettings(
  path: string,
  notices: string[],
): { settings: Settings; read: string; refused: string } {
  const file = readSettings(path);
  if ('fault' in file) {
    notices.push(`${file.fault.sentence} The default settings are used; the file is left as it is.`);
    return { settings: defaultSettings(), read: '', refused: file.id };
  }
  pushAll(notices, file.warnings);
  return { settings: file.settings, read: file.id, refused: '' };
}

function begin(settings: Settings, runtime: string | null, home: string): { state: State; spill: Spill } {
  const state = freshState({ now: Date.now(), version, columns: 80, rows: 24 }, settings);
  return { state, spill: newSpill(runtime, home) };
}

/** In the runtime directory at least, where the profile cannot be written to. */
function newSpill(runtime: string | null, home: string): Spill {
  try {
    return createSpill(spillDirectory(runtime, home));
  } catch (error) {
    if (runtime === null) throw error;
    return createSpill(runtime);
  }
}

interface TakenUp {
  readonly state: State;
  readonly spill: Spill;
  readonly memories: Memories;
  /** Where it was looked for. */
  readonly directories: readonly string[];
  /** To be removed once this client has files of its own. */
  readonly files: readonly string[];
}

interface Found {
  readonly left: TakenUp | null;
  /** There was a state that is damaged, and its sessions are to be taken up without. */
  readonly orphaned: boolean;
  /** Worlds that connect again. */
  readonly interruption: Interruption | null;
}

const NOTHING: Found = { left: null, orphaned: false, interruption: null };

interface Starting {
  readonly home: string;
  /** Of this process. */
  readonly identity: string;
  readonly settings: Settings;
  readonly notices: string[];
}

/** State and scrollback of a client that crashed while sessions of its own lived on in the proxy. */
function takeUp(runtime: string, { home, identity, settings, notices }: Starting): Found {
  const uid = process.getuid?.() ?? 0;
  const directories = runtimeKeeper(runtimeDirectories(process.env, uid), uid, runtime).all();
  const own = { pid: process.pid, identity };
  const { found, interruption, unread } = findLeftover(directories, { home, own, settings });
  for (const { sentence } of unread) {
    notices.push(
      `What the last Clay left cannot be taken up: ${sentence}. /connections lists what is still connected in tlsproxy.`,
    );
  }
  // A state of another version is whole: the user may rather go back to the build that reads it.
  const orphaned = unread.some(({ code }) => code !== 'STATE_VERSION');
  if (!found) return { left: null, orphaned, interruption };
  const { snapshot, directory, file } = found;
  const scrollback = spillFile(directory, home, snapshot.spillPath);
  const spill = takeUpScrollback(scrollback, () => newSpill(runtime, home), notices);
  const stem = journalPath(directory, home, snapshot.facts.pid);
  const memories = takeUpMemories(snapshot, directory);
  readMemoriesWith(memories.read);
  const { damage } = restoreState(snapshot, stem, spill.readChunk, { withLast: true });
  if (damage !== null) notices.push(damage);
  const left = {
    state: goneOn(snapshot.state, settings),
    ...{ spill, memories },
    directories,
    files: [file, scrollback ?? file],
  };
  return { left, orphaned, interruption };
}

function goneOn(state: State, settings: Settings): State {
  // Worlds that are in no file live on as long as they are connected.
  const worlds = { ...state.settings.worlds, ...settings.worlds };
  for (const view of Object.values(state.views)) {
    view.keys = emptyKeys();
    // The history is that of the file, with what other clients have added.
    for (const editor of [view.editor, ...Object.values(view.aside)]) forgetPlaces(editor);
  }
  return { ...state, settings: { ...settings, worlds }, version, now: Date.now() };
}

/** Without it old lines cannot be read; that is no reason to give up connections. */
function takeUpScrollback(file: string | null, another: () => Spill, notices: string[]): Spill {
  try {
    return takeUpSpill(file ?? raise('SPILL_LOST', 'it had no name yet'));
  } catch (error) {
    const { sentence } = faultOf(error, 'SPILL_LOST');
    notices.push(`The scrollback of the last Clay is gone (${sentence}): its older lines cannot be read.`);
    return another();
  }
}

function newMemories(home: string, found: readonly MemoryFile[] = []): Memories {
  const pathOf = (directory: string, number: number) => memoriesPath(directory, home, process.pid, number);
  return openMemories(pathOf, found);
}

/** Those of the client before are read where they are, and written into files of this one with its first checkpoint. */
function takeUpMemories({ state, facts }: Snapshot, directory: string): Memories {
  const numbers = imagesIn(state).flatMap(image => ('stored' in image ? [image.stored.file] : []));
  const found = [...new Set(numbers)].flatMap(number => {
    const path = memoriesPath(directory, facts.home, facts.pid, number);
    // What is not there is missed, and told, when a script is.
    return existsSync(path) ? [{ number, path, fd: openSync(path, 'r') }] : [];
  });
  const memories = newMemories(facts.home, found);
  memories.renew();
  return memories;
}

/** Only what this client has files of its own in place of: if they could not be written, the next one finds those. */
function removeLeftover({ directories, files }: TakenUp, runtime: string, home: string): void {
  if (!existsSync(checkpointPath(runtime, home, process.pid))) return;
  for (const file of files) unlinkIfThere(file);
  removeStaleFiles(directories, home);
}
