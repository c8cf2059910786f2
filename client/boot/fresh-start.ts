/** A client that has just been started: command line, settings, an empty state. */

import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import { pushAll } from '../../shared/arrays.ts';
import { type Fault, faultOf } from '../../shared/fault.ts';
import { homeDirectory, stateFile } from '../../shared/paths.ts';
import { processIdentity } from '../../shared/process-identity.ts';
import { suspicion } from '../../shared/trust.ts';
import { freshState } from '../app/initial-state.ts';
import {
  findLeftover,
  journalPath,
  spillPath as ownSpillPath,
  removeStaleFiles,
  removeStaleStateFile,
  spillFile,
} from '../crash/leftovers.ts';
import { restoreState } from '../crash/restore-state.ts';
import { startedBy } from '../host/node.ts';
import { loadHistory } from '../host/profile/history.ts';
import { readSettings } from '../host/settings-file.ts';
import { createSpill, type Spill, spillDirectory, takeUpSpill } from '../host/spill.ts';
import { emptyFacts } from '../snapshot/process-facts.ts';
import { defaultSettings, emptySettingsFile, type Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import { emptyKeys } from '../terminal/keys.ts';
import { findRuntimeDirectory, installation, loadAddon, version } from './installation.ts';
import { takeOver } from './takeover.ts';

export async function freshStart(): Promise<void> {
  const place = installation();
  const { parseCommandLine } = await import('./command-line.ts');
  const line = parseCommandLine(place.args, version);
  if ('exit' in line) process.exit(line.exit);
  if (!isatty(0) || !isatty(1)) {
    process.stderr.write('clay: standard input and output must be a terminal.\n');
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
  const posix = loadAddon(place.directory);
  const termios = 'unavailable' in posix ? null : posix.tcgetattr(0);
  if ('unavailable' in posix) notices.push(`Reload is not available: ${posix.unavailable}`);
  removeStaleStateFile(stateFile(home));
  const runtime = findRuntimeDirectory(notices);
  const left = runtime === null ? null : takeUp(runtime, home, settings, notices);
  const { state, spill } = left ?? begin(settings, runtime, home);
  state.settingsFile = { ...emptySettingsFile(), ...known };
  state.history = loadHistory(home, state.unsavedHistory);
  const identity = processIdentity(process.pid);
  const { args, script } = place;
  const started = startedBy(process.argv0, process.env);
  const client = takeOver({
    facts: { ...emptyFacts(), pid: process.pid, identity, home, args, script, termios, runtime: started },
    ...{ state, posix, spill, runtime, place },
    journal: 0,
    unknown: {},
    inherited: false,
    // Only when this process has a checkpoint of its own is the old one done with.
    checkpoint: left ? 'now' : 'later',
    adopt: () => (left ? [{ type: 'recovered' }] : []),
    notices: [],
    logged: { code: 'STARTED', details: { node: process.version, version, recovered: left !== null } },
    cleanUp() {
      for (const file of left?.files ?? []) rmSync(file, { force: true });
      if (left) removeStaleFiles(runtime as string, home);
    },
  });
  if (!('unavailable' in posix)) void client.builds.running();
  client.dispatch({ type: 'started', notices: line.demo ? [] : notices, worlds: line.worlds });
  if (line.demo) {
    const { startDemo } = await import('../host/demo.ts');
    startDemo(place.directory, notices, client.dispatch);
  }
}

/** As ssh does: who could have written what it is to obey, nobody knows; and nothing there is overwritten. */
function endIfSuspect(suspect: Fault | null): void {
  if (!suspect) return;
  process.stderr.write(`clay: ${suspect.sentence}\n`);
  process.exit(1);
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
  /** To be removed once this client has files of its own. */
  readonly files: readonly string[];
}

/** State and scrollback of a client that crashed while sessions of its own lived on in the proxy. */
function takeUp(runtime: string, home: string, settings: Settings, notices: string[]): TakenUp | null {
  const left = findLeftover(runtime, home, notices);
  if (!left) return null;
  const { state, spillPath } = left.snapshot;
  try {
    const file = spillFile(runtime, home, spillPath ?? '') as string;
    const spill = takeUpSpill(file);
    const stem = journalPath(runtime, home, left.snapshot.facts.pid);
    restoreState(left.snapshot, stem, spill.readChunk, { withLast: true });
    // On the file system that it is on.
    const directory = dirname(file) === home ? home : runtime;
    spill.alsoAs(ownSpillPath(directory, home, process.pid));
    // Worlds that are in no file live on as long as they are connected.
    const worlds = { ...state.settings.worlds, ...settings.worlds };
    const fresh = { settings: { ...settings, worlds }, version, now: Date.now() };
    for (const view of Object.values(state.views)) {
      view.keys = emptyKeys();
      // The history is that of the file, with what other clients have added.
      view.editor.position = null;
    }
    return { state: { ...state, ...fresh }, spill, files: [left.file, file] };
  } catch (error) {
    const { sentence } = faultOf(error, 'SPILL_LOST');
    notices.push(`What the last Clay left cannot be taken up: its scrollback is gone (${sentence}).`);
    rmSync(left.file, { force: true });
    return null;
  }
}
