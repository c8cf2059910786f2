/**
 * A client without a computer around it: the real state, handle() and view(), with a clock, a disk, a kernel and
 * servers that do what the test says. Everything happens at once and nothing sleeps.
 */

import { handle } from '../../client/app/handle.ts';
import { emptyView, freshState } from '../../client/app/initial-state.ts';
import { overlap } from '../../client/editor/history.ts';
import { rulesOfText, withEdits } from '../../client/host/profile/automation.ts';
import { importOfText, plainText } from '../../client/host/profile/imports.ts';
import { pieceOf } from '../../client/host/profile/replays.ts';
import { edited, readingOf, written } from '../../client/host/settings-file.ts';
import { withUnsent, withUnsentWeb } from '../../client/reload/reload.ts';
import { automationText } from '../../client/settings/rules/edit.ts';
import { decodeSnapshot, encodeSnapshot } from '../../client/snapshot/codec.ts';
import { emptyFacts } from '../../client/snapshot/process-facts.ts';
import type { Effect, Event } from '../../client/state/events.ts';
import type { ReadChunk } from '../../client/state/log.ts';
import {
  defaultSettings,
  defaultWorld,
  NO_FILE,
  type Settings,
  type WorldSettings,
} from '../../client/state/settings.ts';
import { isStarting } from '../../client/state/start/starting.ts';
import type { State } from '../../client/state/state.ts';
import type { Frame } from '../../client/state/terminal.ts';
import { nextDue } from '../../client/state/timers.ts';
import { TERMINAL, type View } from '../../client/state/view.ts';
import type { ListenerName } from '../../client/state/web.ts';
import type { World } from '../../client/state/world.ts';
import { finderOf } from '../../client/text/pattern.ts';
import { outputArea } from '../../client/view/layout.ts';
import { fileFor, searchPiece } from '../../client/view/search/log-slice.ts';
import { view } from '../../client/view/view.ts';
import { withPacked } from '../../client/world/scripts/carried/packed.ts';
import { decodeChunk } from '../../client/world/scrollback.ts';
import { type Fault, fault, isFault } from '../../shared/fault.ts';
import { keyBytes } from './keys.ts';
import { type MapDisk, mapHost } from './maps.ts';
import { withStoredMemories } from './memories.ts';
import { isScriptEffect, type ScriptDisk, scriptHost } from './scripts.ts';
import { isStreamEffect, type StreamDisk, streamHost } from './streams.ts';

export interface PlayOptions {
  /** Worlds of settings.toml; what is left out is as by default, but that nothing logs in or keeps alive by itself. */
  readonly worlds?: Record<string, Partial<WorldSettings>>;
  readonly settings?: Partial<Settings>;
  /** Text of automation.toml. */
  readonly automation?: string;
  /** Sources of scripts, by their names; they are loaded at the start. */
  readonly scripts?: Record<string, string>;
  /** Text of grants.toml. */
  readonly grants?: string;
  /** Files of macros, by their paths. */
  readonly macros?: Record<string, string>;
  readonly columns?: number;
  readonly rows?: number;
  /** Unix time in ms. */
  readonly now?: number;
  /** The host does not do what it is asked for by these: that is up to the test. */
  readonly unanswered?: readonly Effect['type'][];
  /** Of the spill file the chunks by their places. */
  readonly spill?: Map<number, Uint8Array>;
  /** Is given each turn to be done, one after the other: whoever measures them. */
  readonly around?: (event: Event, turn: () => void) => void;
}

/** One link as the kernel and the server see it. */
interface Connection {
  readonly world: string;
  /** What is left of the write under way, and how long it was; null when there is none. */
  writing: { rest: Uint8Array; readonly size: number } | null;
  /** The server does not read. */
  stalled: boolean;
  held: boolean;
  /** Arrived while reading is stopped. */
  unread: Uint8Array[];
}

export interface Play {
  /** A reload puts another tree in its place. */
  readonly state: State;
  /** The view on the terminal. */
  readonly terminal: View;
  /** What was asked for and is not carried out here: bells, saves, quits … in order. */
  readonly asked: readonly Effect[];
  /** Contents of the log files by path; while a fault is set, writing fails with it. */
  readonly disk: ScriptDisk &
    MapDisk &
    StreamDisk & {
      logs: Record<string, string>;
      logFault: Fault | null;
      spillFault: Fault | null;
      /** What was entered; while a fault is set, nothing gets there. */
      history: string[];
      historyFault: Fault | null;
      /** The host does not answer who searches the log files: what it was asked for is lost. */
      logsSilent: boolean;
      /** How often what was recorded was to be forgotten. */
      forgotten: number;
      /** Text of settings.toml; null = there is none; undefined = nobody looks, and saving is all there is to it. */
      settings?: string | null;
      /** It cannot be written, or not even be read. */
      settingsFault: Fault | null;
      settingsUnreadable: Fault | null;
      /** Text of automation.toml; null = there is none. */
      automation: string | null;
      automationFault: Fault | null;
      /** Files of macros, by their paths; null: they are being read, and never are. */
      macros: Record<string, string> | null;
      /** Files of other clients by their paths; null = the host does not answer. */
      foreign: Record<string, string> | null;
    };
  readonly readChunk: ReadChunk;
  dispatch(event: Event): void;
  /** Bytes of the keyboard, of the view on the terminal if no other is named. */
  input(bytes: Uint8Array, view?: string): void;
  type(text: string): void;
  /** Keys by name, as xterm sends them: `C-r`, `Esc j`. */
  press(keys: string): void;
  /** Types a line and Enter. */
  enter(line: string, view?: string): void;
  /** Enters a command and returns what it says, as rows, be it in the output or in a box, which is closed. */
  answer(line: string): string[];
  world(name: string): World;
  /** The latest attempt of the world succeeds. */
  connect(name: string): void;
  /** The connection or the attempt ends. */
  close(name: string, fault?: Fault | null): void;
  /** Bytes from the server, in packets; a text goes as UTF-8. */
  receive(name: string, bytes: Uint8Array | string): void;
  /** The server stops reading: nothing is taken but by `take`. */
  stall(name: string): void;
  /** The kernel takes so many bytes of what it was given. */
  take(name: string, count: number): void;
  /** The server reads again. */
  flow(name: string): void;
  /** All that the world's server got, over all connections. */
  sent(name: string): Buffer;
  advance(ms: number): void;
  resize(columns: number, rows: number, view?: string): void;
  /** One more terminal that looks at the console. */
  openView(id: string, columns: number, rows: number): View;
  frame(view?: string): Frame;
  /** The rows of the screen as text. */
  screen(view?: string): string[];
  /** Those of the output area that are not empty, and the status bar. */
  output(view?: string): string[];
  status(view?: string): string;
  /** From snapshot to snapshot; descriptors of the worlds in `lost` do not come along. */
  reload(lost?: readonly string[], ended?: readonly string[]): void;
}

/** What every start asks for. */
function isUsual(effect: Effect): boolean {
  return effect.type === 'sweep sounds' || (effect.type === 'web listen' && effect.listener === 'attach');
}

/** What of a file that is played is read at once: little, so that tests have many pieces. */
const PIECE_PLAYED = 600;

/** What the client reads at once. */
const PACKET = 16 * 1024;

/** A Monday at noon, far from midnight. */
export const NOON = new Date(2024, 0, 15, 12, 0, 0).getTime();

export function createPlay(options: PlayOptions = {}): Play {
  let state = freshState(
    { now: options.now ?? NOON, version: '1.2.3', columns: options.columns ?? 40, rows: options.rows ?? 10 },
    settingsOf(options),
  );
  const asked: Effect[] = [];
  const disk: Play['disk'] = {
    logs: {},
    logFault: null,
    spillFault: null,
    history: [],
    historyFault: null,
    logsSilent: false,
    forgotten: 0,
    settingsFault: null,
    settingsUnreadable: null,
    automation: options.automation ?? null,
    scripts: options.scripts ?? {},
    stores: {},
    jobs: [],
    stubs: {},
    grants: options.grants ?? '',
    ...{ maps: {}, imports: {}, streams: {}, streamsFault: null },
    automationFault: null,
    macros: options.macros ?? {},
    foreign: {},
  };
  const spill = options.spill ?? new Map<number, Uint8Array>();
  const connections = new Map<number, Connection>();
  const sent: Record<string, Buffer[]> = Object.create(null);
  const queue: Event[] = [];
  let working = false;

  const readChunk: ReadChunk = (offset, length) => {
    const bytes = spill.get(offset);
    if (bytes?.length !== length) throw new Error(`no chunk of ${length} bytes at ${offset}`);
    return decodeChunk(bytes);
  };

  function dispatch(event: Event): void {
    queue.push(event);
    if (working) return;
    working = true;
    for (let next = queue.shift(); next; next = queue.shift() ?? unread()) {
      const effects: Effect[] = [];
      const turn = () => handle(state, next as Event, readChunk, effects);
      if (options.around) options.around(next, turn);
      else turn();
      // The host reads into the same buffer again and again.
      if ('bytes' in next && typeof next.bytes === 'object') next.bytes?.fill(0);
      effects.forEach(perform);
    }
    working = false;
  }

  /** The next bytes that wait in a kernel buffer and may be read. */
  function unread(): Event | undefined {
    for (const [link, connection] of connections) {
      const bytes = connection.held ? undefined : connection.unread.shift();
      if (bytes) return { type: 'received', link, bytes };
    }
    return undefined;
  }

  function perform(effect: Effect): void {
    if (options.unanswered?.includes(effect.type)) asked.push(effect);
    else if (effect.type === 'connect') open(effect.link, effect.target.world);
    else if (effect.type === 'close') shut(effect.link);
    else if (effect.type === 'write') write(effect.link, effect.bytes);
    else if (effect.type === 'hold') hold(effect.link, effect.on);
    else if (effect.type === 'spill') keep(effect.offset, effect.bytes);
    else if (effect.type === 'log') append(effect);
    else if (effect.type === 'write lines') appendLines(effect);
    else if (effect.type === 'read settings') readSettings(effect);
    else if (effect.type === 'read automation') readRules(effect);
    else if (effect.type === 'save automation') saveRules(effect);
    else if (effect.type === 'save history') saveHistory(effect);
    else if (effect.type === 'search logs') searchLogs(effect);
    else if (effect.type === 'read import') readImport(effect);
    else if (effect.type === 'read replay') readReplay(effect);
    else if (effect.type === 'forget') disk.forgotten++;
    else if (effect.type === 'map note' || effect.type === 'map ask') maps(effect);
    else if (isScriptEffect(effect)) scripts(effect);
    else if (effect.type === 'read macros') readMacros(effect);
    else if (effect.type === 'finish opening')
      dispatch({ type: 'script opened', id: effect.id, name: effect.name });
    else if (effect.type === 'finish import') dispatch({ type: 'import made', id: effect.id });
    else if (effect.type === 'file scripts') dispatch({ type: 'scripts filed', changes: effect.changes });
    else if (effect.type === 'file macros') dispatch({ type: 'macros filed', changes: effect.changes });
    else if (isStreamEffect(effect)) streams(effect);
    // So it is always; and where there is no computer nobody connects, and none has left anything.
    else if (!isUsual(effect)) asked.push(effect);
    if (effect.type === 'save settings') saveSettings(effect);
  }

  function readReplay({ world, path, from, format }: Extract<Effect, { type: 'read replay' }>): void {
    // The only ones that are no text: a character for each byte.
    const bytes = Buffer.from(disk.logs[path] ?? '', path.endsWith('.ttyrec') ? 'latin1' : 'utf8');
    const piece = bytes.subarray(from, from + PIECE_PLAYED);
    const read =
      disk.logs[path] === undefined
        ? { fault: fault('REPLAY_UNREADABLE', 'there is no such file') }
        : pieceOf(path, piece, from, from + piece.length >= bytes.length, format);
    dispatch({ type: 'replay read', name: world, from, read });
  }

  function readImport({ id, format, group, path }: Extract<Effect, { type: 'read import' }>): void {
    if (disk.foreign === null) return;
    const read = (name: string) => {
      const text = disk.foreign?.[name];
      return text === undefined
        ? { fault: `${name} is not there`, missing: true as const }
        : { path: name, text };
    };
    const file = read(path);
    const found =
      'text' in file
        ? importOfText({ format, group }, plainText(file.text), name => read(name))
        : { fault: fault('IMPORT_UNREADABLE', `${file.fault}.`) };
    dispatch({ type: 'import read', id, found, notes: [] });
  }

  /** As the host does, but at once. */
  function searchLogs({ view, id, pattern, only, from }: Extract<Effect, { type: 'search logs' }>): void {
    if (disk.logsSilent) return;
    const asked = { type: 'logs searched', view, id, from, fault: null } as const;
    const file = fileFor(Object.keys(disk.logs), from, only);
    const finder = finderOf(pattern);
    if (!file || isFault(finder)) return dispatch({ ...asked, place: null, found: [], next: null });
    const bytes = Buffer.from(disk.logs[file.path] ?? '');
    const { world, day, within } = file.place;
    const end = file.place.end ?? bytes.length;
    const done = searchPiece(finder, pattern.kind === 'regexp', bytes.subarray(0, end), end, within);
    const next = { world, day, end: done.end, ...(done.within && { within: done.within }) };
    dispatch({ ...asked, place: file.place, found: done.found, next });
  }

  function saveHistory({ entries, repeated }: Extract<Effect, { type: 'save history' }>): void {
    if (disk.historyFault) return;
    const missing = entries.slice(repeated ? overlap(disk.history, entries) : 0);
    disk.history = [...disk.history, ...missing];
    dispatch({ type: 'history saved', count: entries.length });
  }

  const identity = () => (disk.settings == null ? NO_FILE : `with ${disk.settings}`);

  function readSettings({ known, asked: wanted }: Extract<Effect, { type: 'read settings' }>): void {
    const { settings: text, settingsUnreadable: fault } = disk;
    const id = identity();
    if (text === undefined || known === id) return;
    const file = fault ? { id, fault } : readingOf(id, text ?? '');
    dispatch({ type: 'settings read', asked: wanted, file });
  }

  function saveSettings({ edits, anew }: Extract<Effect, { type: 'save settings' }>): void {
    const before = disk.settings === undefined ? state.settingsFile.read : identity();
    const done = anew ? written(edits) : edited(disk.settings ?? '', edits);
    if (!disk.settingsFault && disk.settings !== undefined) disk.settings = done.text;
    const after = disk.settings === undefined ? before : identity();
    const { saved, fault } = disk.settingsFault ? { saved: [], fault: disk.settingsFault } : done;
    dispatch({ type: 'settings saved', saved, before, after, fault });
  }

  /** By the end of its path. */
  function readMacros({ id, path }: Extract<Effect, { type: 'read macros' }>): void {
    if (disk.macros === null) return;
    const text = disk.macros[path];
    const file =
      text === undefined ? { fault: fault('MACROS_UNREADABLE', `There is no file ${path}.`) } : { text };
    dispatch({ type: 'macros read', id, path, file });
  }

  const maps = mapHost(disk, dispatch);
  const scripts = scriptHost(disk, dispatch);
  const streams = streamHost(disk, dispatch);
  const rulesIdentity = () => (disk.automation === null ? NO_FILE : `with ${disk.automation}`);

  function readRules(effect: Extract<Effect, { type: 'read automation' }>): void {
    const { known, asked: wanted, block, unsaved } = effect;
    const id = rulesIdentity();
    if (known === id) return;
    const file = rulesOfText(id, disk.automation ?? '', block, unsaved);
    dispatch({ type: 'automation read', asked: wanted, file });
  }

  function saveRules({
    edits,
    variables,
    known = '',
    anew,
    block,
  }: Extract<Effect, { type: 'save automation' }>): void {
    const before = rulesIdentity();
    const another =
      known === '' || known === before ? null : rulesOfText(before, disk.automation ?? '', block);
    if (another && !('fault' in another) && !disk.automationFault)
      return dispatch({ type: 'automation read', asked: false, file: another });
    const done = withEdits(anew ? automationText(edits) : (disk.automation ?? ''), edits, variables);
    if (!disk.automationFault) disk.automation = done.text;
    const { saved, fault } = disk.automationFault ? { saved: [], fault: disk.automationFault } : done;
    dispatch({ type: 'automation saved', saved, before, after: rulesIdentity(), fault });
  }

  function hold(link: number, on: boolean): void {
    const connection = connections.get(link);
    if (connection) connection.held = on;
  }

  function open(link: number, world: string): void {
    connections.set(link, { world, writing: null, stalled: false, held: false, unread: [] });
  }

  function write(link: number, bytes: Uint8Array): void {
    const connection = connections.get(link);
    if (!connection) return;
    const { rest, size } = connection.writing ?? { rest: new Uint8Array(0), size: 0 };
    connection.writing = { rest: Buffer.concat([rest, bytes]), size: size + bytes.length };
    if (!connection.stalled) takeFrom(link, connection, bytes.length);
  }

  /** What was given goes out first. */
  function shut(link: number): void {
    const connection = connections.get(link);
    if (connection?.writing) (sent[connection.world] ??= []).push(Buffer.from(connection.writing.rest));
    connections.delete(link);
  }

  function takeFrom(link: number, connection: Connection, count: number): void {
    const { writing, world } = connection;
    if (!writing) return;
    (sent[world] ??= []).push(Buffer.from(writing.rest.subarray(0, count)));
    writing.rest = writing.rest.subarray(count);
    if (writing.rest.length > 0) return;
    connection.writing = null;
    // As libuv does: one answer, once all of it is taken.
    dispatch({ type: 'written', link, bytes: writing.size });
  }

  function keep(offset: number, bytes: Uint8Array): void {
    if (disk.spillFault) return dispatch({ type: 'spill failed', fault: disk.spillFault });
    spill.set(offset, Uint8Array.from(bytes));
    dispatch({ type: 'spilled', offset });
  }

  function append(effect: Extract<Effect, { type: 'log' }>): void {
    const { world, path, size, from, sent = [], head = '' } = effect;
    if (disk.logFault) return dispatch({ type: 'log failed', world, from, sent, fault: disk.logFault });
    const before = Buffer.from(disk.logs[path] ?? '');
    const start = Math.min(size ?? before.length, before.length);
    const text = start === 0 && effect.text !== '' ? head + effect.text : effect.text;
    disk.logs[path] = before.subarray(0, start).toString() + text;
    dispatch({ type: 'logged', world, path, size: start + Buffer.byteLength(text) });
  }

  function appendLines({ world, file, size, count, text }: Extract<Effect, { type: 'write lines' }>): void {
    const asked = { type: 'lines written', world, file } as const;
    if (disk.logFault) return dispatch({ ...asked, count: 0, size: 0, fault: disk.logFault });
    const path = `${world}/${file}.log`;
    const before = disk.logs[path] ?? '';
    disk.logs[path] = before.slice(0, size ?? before.length) + text;
    dispatch({ ...asked, count, size: disk.logs[path].length, fault: null });
  }

  function worldNamed(name: string): World {
    const world = state.worlds[name];
    if (!world) throw new Error(`there is no world ${name} yet`);
    return world;
  }

  function connectionOf(name: string): [number, Connection] {
    const link = worldNamed(name).link?.id ?? 0;
    const connection = connections.get(link);
    if (!connection) throw new Error(`${name} has no connection`);
    return [link, connection];
  }

  function viewNamed(id: string): View {
    const named = state.views[id];
    if (!named) throw new Error(`there is no view ${id}`);
    return named;
  }

  /** What is more than a turn has time for follows in others. */
  function input(bytes: Uint8Array, id = TERMINAL): void {
    dispatch({ type: 'input', view: id, bytes: Buffer.from(bytes) });
    const waits = () =>
      state.views[id]?.typed || state.views[id]?.entering || state.timers.imports !== undefined;
    // What a start keeps waiting goes on with what the start itself has to do, if it has anything to do now.
    while (waits() && (!isStarting(state) || nextDue(state) <= state.now)) dispatch({ type: 'tick' });
  }

  const frame = (id = TERMINAL) => view(state, viewNamed(id), readChunk);
  const screen = (id = TERMINAL) =>
    frame(id).rows.map(row =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    );

  function answer(line: string): string[] {
    const before = play.output().length;
    play.enter(line);
    const box = play.terminal.dialogs.at(-1);
    if (box?.kind !== 'pager')
      return play
        .output()
        .slice(before)
        .filter(row => row !== `% ${line}`);
    play.type('q');
    return box.lines.map(({ text }) => `% ${text}`.trimEnd());
  }

  const play: Play = {
    get state() {
      return state;
    },
    get terminal() {
      return viewNamed(TERMINAL);
    },
    asked,
    disk,
    readChunk,
    dispatch,
    input,
    type: text => input(Buffer.from(text)),
    press: keys => input(Buffer.from(keyBytes(keys))),
    enter: (line, id) => input(Buffer.from(`${line}\r`), id),
    answer,
    world: worldNamed,
    connect(name) {
      const [link] = connectionOf(name);
      dispatch({ type: 'connected', link, carrier: 'tcp', session: null, notes: [] });
    },
    close(name, fault = null) {
      const [link] = connectionOf(name);
      connections.delete(link);
      dispatch({ type: 'closed', link, fault });
    },
    receive(name, bytes) {
      const [link, connection] = connectionOf(name);
      const all = Buffer.from(bytes as Uint8Array);
      for (let at = 0; at < all.length; at += PACKET) {
        const packet = Buffer.from(all.subarray(at, at + PACKET));
        if (connection.held) connection.unread.push(packet);
        else dispatch({ type: 'received', link, bytes: packet });
      }
    },
    stall(name) {
      connectionOf(name)[1].stalled = true;
    },
    take(name, count) {
      const [link, connection] = connectionOf(name);
      takeFrom(link, connection, Math.min(count, connection.writing?.rest.length ?? 0));
    },
    flow(name) {
      const [link, connection] = connectionOf(name);
      connection.stalled = false;
      takeFrom(link, connection, connection.writing?.rest.length ?? 0);
    },
    sent: name => Buffer.concat(sent[name] ?? []),
    advance(ms) {
      const end = state.now + ms;
      for (let due = nextDue(state); due <= end; due = nextDue(state)) {
        state.now = Math.max(state.now, due);
        dispatch({ type: 'tick' });
      }
      state.now = end;
    },
    resize: (columns, rows, id = TERMINAL) => dispatch({ type: 'resize', view: id, columns, rows }),
    openView: (id, columns, rows) => (state.views[id] = emptyView(id, { columns, rows })),
    frame,
    screen,
    output: (id = TERMINAL) =>
      screen(id)
        .slice(0, outputArea(state, viewNamed(id)).rows)
        .filter(row => row !== ''),
    status: (id = TERMINAL) => screen(id)[outputArea(state, viewNamed(id)).rows] as string,
    reload(lost = [], ended = []) {
      const kept = [...connections].filter(
        ([, { world }]) => isConnected(state, world) && !lost.includes(world) && !ended.includes(world),
      );
      const open = kept.map(([link, { writing }]) => ({
        link,
        fd: 100 + link,
        unsent: writing?.rest.length ?? 0,
      }));
      const gone = lost.flatMap(name => state.worlds[name]?.link?.id ?? []);
      state = throughSnapshot(withUnsentWeb(withUnsent(state, open), []));
      connections.clear();
      // What libuv held is gone; what the kernel holds in either direction is not.
      for (const [link, connection] of kept) connections.set(link, { ...connection, writing: null });
      const browsers = Object.values(state.web?.browsers ?? {}).map(({ id }) => id);
      const listens = Object.keys(state.web?.listeners ?? {}) as ListenerName[];
      const web = state.web && { web: { browsers, listens } };
      dispatch({ type: 'restored', carried: kept.map(([link]) => link), lost: gone, ...web });
    },
  };
  dispatch({ type: 'started', notices: [], worlds: [] });
  return play;
}

/** A play with one world, connected and on screen; what Clay said on the way is off the screen. */
export function playAlpha(options: PlayOptions = {}): Play {
  const play = createPlay({ worlds: { Alpha: {} }, ...options });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.enter('/flush');
  return play;
}

function isConnected(state: State, world: string): boolean {
  return state.worlds[world]?.phase === 'connected';
}

function settingsOf({ worlds = {}, settings = {} }: PlayOptions): Settings {
  const quiet = { auto_login: 'none', keepalive: 'none', host: 'mud.example', port: 4000 } as const;
  const all = Object.entries(worlds).map(([name, given]) => [
    name,
    { ...defaultWorld(), ...quiet, ...given },
  ]);
  return { ...defaultSettings(), ...settings, worlds: Object.fromEntries(all) as Settings['worlds'] };
}

/** As it is after a reload. */
export function throughSnapshot(state: State): State {
  const bytes = encodeSnapshot({
    state: withPacked(withStoredMemories(state)),
    facts: { ...emptyFacts(), pid: 1, home: '/home/player/.clay', script: '/opt/clay.js' },
    descriptors: {},
    spillPath: null,
    journal: 0,
  });
  const snapshot = decodeSnapshot(Buffer.from(bytes));
  if (isFault(snapshot)) throw new Error(snapshot.sentence);
  snapshot.state.reloads++;
  return snapshot.state;
}
