/** A client that has just been started: command line, settings, an empty state. */
import { mkdirSync } from 'node:fs';
import { isatty } from 'node:tty';
import { loadPosix } from '../native/posix.ts';
import { faultOf } from '../shared/fault.ts';
import { ensureRuntimeDirectory, homeDirectory, runtimeDirectory } from '../shared/paths.ts';
import { runClient } from './client.ts';
import { freshState } from './fresh.ts';
import { readText } from './host/files.ts';
import { createJournal } from './host/journal.ts';
import { createSpill, type Spill } from './host/spill.ts';
import { loadHistory } from './host.ts';
import { installation, version } from './installation.ts';
import { defaultSettings, type Settings } from './state/settings.ts';

export async function startedClient(): Promise<void> {
  const place = installation();
  const { parseCommandLine } = await import('./cli.ts');
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
  const journal = createJournal(`${home}/clay.log`);
  const settings = await loadSettings(`${home}/settings.toml`, notices);
  const posix = loadPosix(`${place.directory}/native/posix.node`);
  const termios = 'unavailable' in posix ? null : posix.tcgetattr(0);
  if ('unavailable' in posix) notices.push(`Reload is not available: ${posix.unavailable}`);
  const spill = createSpillSomewhere(home, notices);
  const state = freshState({ now: Date.now(), version, columns: 80, rows: 24 }, settings);
  state.editor.history = loadHistory(home);

  const client = runClient({ ...place, state, home, posix, spill, journal, termios, reloaded: false });
  journal('STARTED', { version, node: process.version });
  client.dispatch({ type: 'started', notices, worlds: line.worlds });
  if (line.demo) {
    const { startDemo } = await import('./host/demo.ts');
    startDemo(place.directory, client.dispatch);
  }
}

/** The settings of the file, the defaults if there is none or it cannot be read; what is wrong with it is told. */
async function loadSettings(path: string, notices: string[]): Promise<Settings> {
  let text: string | null;
  try {
    text = readText(path);
  } catch (error) {
    notices.push(`${path} cannot be read: ${faultOf(error, 'SETTINGS_UNREADABLE').sentence}`);
    return defaultSettings();
  }
  if (text === null) return defaultSettings();
  const { parseSettings } = await import('./settings/load.ts');
  const loaded = parseSettings(text);
  if ('fault' in loaded) {
    notices.push(`${loaded.fault} The default settings are used; the file is left as it is.`);
    return defaultSettings();
  }
  notices.push(...loaded.warnings);
  return loaded.settings;
}

/** In the runtime directory; where that is refused, in the profile directory. */
function createSpillSomewhere(home: string, notices: string[]): Spill {
  try {
    const uid = process.getuid?.() ?? 0;
    return createSpill(ensureRuntimeDirectory(runtimeDirectory(process.env, uid), uid));
  } catch (error) {
    notices.push(faultOf(error, 'RUNTIME_DIR_FAILED').sentence);
    return createSpill(home);
  }
}
