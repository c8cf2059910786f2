/** A client that plays: scripted worlds, the settings that name them, and the connections once they stand. */
import { type Clay, type ClayOptions, startClay } from './clay.ts';
import { type Peer, type ScriptedWorld, startWorld } from './scripted-world.ts';
import type { Terminal } from './terminal.ts';

/** A table of settings.toml; `more` is further lines of it. */
export function worldTable(name: string, { host, port }: { host: string; port: number }, more = ''): string {
  return `[worlds.${name}]\nhost = "${host}"\nport = ${port}\n${more}\n`;
}

export interface Playing {
  readonly clay: Clay;
  readonly worlds: readonly ScriptedWorld[];
  readonly peers: readonly Peer[];
}

export interface PlayingOptions extends Omit<ClayOptions, 'args' | 'settings'> {
  /** Names of the worlds, the one on screen first; default: Alpha. */
  readonly names?: readonly string[];
  /** Arguments before the names. */
  readonly options?: readonly string[];
  /** Lines at the top of settings.toml. */
  readonly top?: string;
  /** Lines of each world's table. */
  readonly more?: string;
}

/** Starts a world for each name and a client connected to all of them. */
export async function startPlaying(options: PlayingOptions = {}): Promise<Playing> {
  const { names = ['Alpha'], top = '', more = '', options: before = [], ...rest } = options;
  const worlds = await Promise.all(names.map(() => startWorld()));
  const tables = names.map((name, index) => worldTable(name, worlds[index]!, more));
  // Screens before and after a reload are compared.
  const quiet = /^reload_sign/m.test(top) ? '' : 'reload_sign = false';
  const clay = await startClay({
    ...rest,
    args: [...before, ...names],
    settings: `${quiet}\n${top}\n${tables.join('\n')}`,
  });
  const peers = await Promise.all(worlds.map(world => world.accepted()));
  await clay.waitFor(`Connected to ${names[0]}.`);
  return { clay, worlds, peers };
}

/** A terminal that the client is drawn on. */
type Shown = Pick<Terminal, 'screen'>;

/** The rows above the status bar, which is the row with the time at its right end. */
export function outputRows(clay: Shown): string[] {
  const rows = clay.screen();
  return rows.slice(0, statusRow(clay));
}

/** Index of the status bar. */
export function statusRow(clay: Shown): number {
  return clay.screen().findLastIndex(row => /\d\d:\d\d$/.test(row));
}

/** The status bar's text. */
export function statusBar(clay: Shown): string {
  return clay.screen()[statusRow(clay)] ?? '';
}

/** Whether this world is on screen: its name stands in the status bar behind what waits and the sign of its state. */
export function isOnScreen(clay: Shown, name: string): boolean {
  const start = /^ (?:(?:More|Hist) \S+ {2})*(?:[●○] )?/;
  return statusBar(clay).replace(start, '').startsWith(`${name} `);
}

/** The input area's text, its rows joined. */
export function inputText(clay: Shown): string {
  return clay
    .screen()
    .slice(statusRow(clay) + 1)
    .join('');
}
