/**
 * The state of the client: one tree of plain data (objects, arrays, strings, numbers, booleans, null and
 * Uint8Array), so that it is encoded, carried through execve() and decoded without a special case. What is
 * not in this tree does not exist after a reload. Types and empty values only; behaviour lives with the
 * module that owns the part.
 */
import type { Author, Automation, Deed } from './automation.ts';
import type { Edits } from './editing/edits.ts';
import type { Effect } from './events.ts';
import type { ForeignFile, ImportRequest } from './imports/found.ts';
import type { Line, ReadChunk, Scrollback } from './log.ts';
import type { AskedOfMap } from './map/rooms.ts';
import type { Replay } from './replay/replay.ts';
import type { Scripts } from './script/scripts.ts';
import type { Settings, SettingsFile } from './settings.ts';
import type { Sounds } from './sound/sounds.ts';
import type { Kill } from './terminal.ts';
import type { TinyFugue } from './tinyfugue/tinyfugue.ts';
import type { View } from './view.ts';
import type { WebState } from './web.ts';
import type { World } from './world.ts';

/** Named timers with their due times (Unix ms); a name is `what`, `what world` or `what view`. */
export type Timers = Record<string, number>;

/** What all input lines share. */
export interface InputMemory {
  /** Submitted inputs as one would type them, newest last. */
  history: string[];
  /** The newest of them, as far as it is not known that the file has them. */
  unsavedHistory: string[];
  /** The world in which each of them was entered: '' is the console, null is not known. Nothing: of none it is. */
  historyWorlds?: (string | null)[];
  unsavedWorlds?: (string | null)[];
  /** Killed texts, newest last. */
  kills: Kill[];
}

/** How it goes with the spill file. Owner: world/chunks/unspilled.ts. */
export interface Spilling {
  /** `waits`: it cannot be written; `behind`: it can, and chunks that had to wait are still to be. */
  phase: 'well' | 'behind' | 'waits';
  /** The user knows that it could not be written. */
  told: boolean;
  /** Chunks that waited were given up, and whether the user knows. */
  lost: false | 'untold' | 'told';
}

/** What is known of the spelling of words. Owner: view/spelling/check.ts. */
export interface Spelling {
  /** The setting that it was found out by; with another one nothing is known. */
  readonly languages: string;
  /** Whether a word is wrong. */
  known: Record<string, boolean>;
  count: number;
  /** Words that were asked about: the answer comes. */
  asked: string[];
  /** Why nothing is asked until `retry` (Unix ms); '' = all is well. */
  fault: string;
  retry?: number;
}

export interface State extends InputMemory {
  /** Time of the event being handled. */
  now: number;
  /** Of this build, for the servers that ask. */
  version: string;
  settings: Settings;
  settingsFile: SettingsFile;
  worlds: Record<string, World>;
  /** Names of worlds that are not in settings.toml and shall not get there by themselves. */
  temporary: string[];
  /** Names of worlds that were taken out of settings.toml by hand: they go once they are closed and nobody looks at them. */
  leaving: string[];
  /** Clay's own lines while no world is on screen. */
  console: Scrollback;
  /** By id. */
  views: Record<string, View>;
  /** Id of the view that did something last: what Clay has to say by itself is said there. */
  attended: string;
  /** Size of the output area of each terminal view, by id, as servers are told of it (NAWS). */
  announced: Record<string, { columns: number; rows: number }>;
  automation: Automation;
  /** Imports that are under way. */
  imports?: ImportRequest[];
  /** Files that are played, by their worlds. */
  replays?: Record<string, Replay>;
  /** What other clients have left here: the first page offers to take it over. */
  foreign?: readonly ForeignFile[];
  /** None as long as there never was one. */
  scripts?: Scripts;
  /** Sounds of games; none as long as there never was one. */
  sounds?: Sounds;
  /** Texts of games that are edited; none as long as there never was one. */
  edits?: Edits;
  /** Macros; none as long as there never was one. */
  tinyfugue?: TinyFugue;
  timers: Timers;
  /** What was recorded of late has a secret, and is to be forgotten when nothing depends on it any more. */
  secrets: boolean;
  nextLink: number;
  /** End of the spill file: where the next sealed chunk goes. */
  spillEnd: number;
  spilling: Spilling;
  /** Whoever started it is told how to begin, if there is no world yet. */
  welcome?: true;
  /** What is known of the spelling of words. */
  spelling?: Spelling;
  /** What was asked of maps and is not answered yet, and the number of the last question. */
  maps?: { last: number; asked: AskedOfMap[] };
  /** The browser view; none as long as it was never on. */
  web?: WebState;
  /** How often this process has replaced its code. */
  reloads: number;
  /** It has just done so: the builds, as the status bar says for a moment. Owner: view/status/reloaded.ts. */
  reloaded?: { readonly from: string; readonly to: string };
  /** A new build is being tried, and that takes long. Owner: view/status/reloaded.ts. */
  trying?: true;
}

/** What Clay says to a command in the log of a world, null being the console: gathered until it is known how much it is. */
export interface Answer {
  readonly world: World | null;
  readonly lines: Line[];
}

/** One event being handled: the state it may change and the effects it asks for, in order. */
export interface Turn {
  readonly state: State;
  readonly effects: Effect[];
  readonly readChunk: ReadChunk;
  /** Worlds that have something for the screen or the log file: with a thousand of them, not all are looked at each time. */
  readonly touched: Set<World>;
  /** What rules want done once the event is handled: while bytes are worked off, the pipeline is ahead of the line. */
  readonly deeds: Deed[];
  /** What a page has said is not its own affair alone: other pages are looked at as well (web/web.ts). */
  spreads?: true;
  /** A page has said more than what has come. */
  says?: true;
  /** Steps that rules have taken so far (automation/run.ts). */
  ruleSteps?: number;
  /** Steps that scripts have taken in all (world/scripts/call.ts); all parts of a turn share it. `saved`: a store was written. */
  readonly scriptWork?: { steps: number; macros?: number; saved?: true };
  /** How much of what was typed and entered it still has time for (app/typing/effort.ts); all parts of a turn share it. */
  readonly effort?: { left: number };
  /** The full name of the command that the line would be; '' = none, or more than one. */
  readonly commandNamed?: (line: string) => string;
  /** Who acts, and is answered; null when nobody does. */
  readonly view: View | null;
  /** The world on whose behalf something happens: that of the view, or that of the event. */
  readonly world: World | null;
  /** Names of actions of keys that commands have asked for: done as soon as the command is. */
  readonly actions: { readonly view: View; readonly name: string }[];
  /** A command is running that a body says, and who wants it. */
  readonly author?: Author;
  /** A command is running for the view. */
  readonly answer?: Answer;
}
