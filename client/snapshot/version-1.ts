/**
 * State of major version 1, which had one screen, as version 2 has it: what was the screen's becomes that of the view
 * on the terminal. Builds up to 0.1.0 wrote it; a running client of theirs reloads into this one.
 */
import { emptyView } from '../app/initial-state.ts';
import type { Scrollback } from '../state/log.ts';
import type { State } from '../state/state.ts';
import type { LineState, StreamState } from '../state/stream.ts';
import type { Editor, Pasted } from '../state/terminal.ts';
import { type Dialog, type Recall, type Search, TERMINAL, type View, type Viewport } from '../state/view.ts';
import type { Link, World } from '../state/world.ts';
import { emptyScrollback } from '../world/scrollback.ts';
import { noPrompts } from '../world/world.ts';
import { type Carried, linkName, SCROLLBACK } from './descriptors.ts';
import { completed, type OldSetup } from './migrate.ts';
import type { ProcessFacts } from './process-facts.ts';
import type { Snapshot } from './snapshot.ts';

/** Where a log stood on the screen, with what is the log's own now. */
type Reading = Omit<Viewport, 'pastPage'> & { readonly pageStart: number };

type OldLink = Omit<Link, 'sent' | 'unconfirmed' | 'waitingAtAttach'> & {
  readonly taken: number;
  readonly recent?: Uint8Array;
  readonly asked?: number;
};

type OldStream = Omit<StreamState, 'line'> & {
  readonly line: Omit<LineState, 'end'> & { readonly end: LineState['end'] | 'nul' };
};

type OldWorld = Omit<World, 'link' | 'sizedBy' | 'stream' | 'prompts'> & {
  readonly stream: OldStream;
  readonly link: OldLink | null;
  readonly reading: Reading;
  readonly unseen: number;
  readonly unseenSince: number;
};

type OldEditor = Editor & {
  readonly history: string[];
  readonly kills: string[];
  readonly killsPasted?: Pasted[];
};

type OldState = Omit<
  State,
  | 'worlds'
  | 'console'
  | 'views'
  | 'announced'
  | 'history'
  | 'unsavedHistory'
  | 'secrets'
  | 'kills'
  | 'attended'
> &
  Pick<View, 'columns' | 'rows' | 'terminal' | 'current' | 'keys' | 'interruptedAt'> & {
    readonly worlds: Record<string, OldWorld>;
    readonly console: { readonly scrollback: Scrollback; readonly reading: Reading };
    readonly editor: OldEditor;
    readonly announced: { readonly columns: number; readonly rows: number };
    readonly recall: Recall | null;
    readonly search: Omit<Search, 'kind'> | null;
    readonly setup: Omit<OldSetup, 'kind'> | null;
  };

/** A snapshot of any minor version; fields since 1.1 may be missing. */
export interface Snapshot1 extends Partial<Pick<ProcessFacts, 'failures' | 'crashes' | 'script'>> {
  readonly state: OldState;
  readonly pid: number;
  readonly identity: string;
  readonly links: Readonly<Record<string, Carried>>;
  readonly spill: Carried | null;
  readonly spillPath: string | null;
  readonly termios: Uint8Array | null;
  readonly args: readonly string[];
  readonly home: string;
  readonly tape?: number;
}

/** The same snapshot in the present version. */
export function fromVersion1(old: Snapshot1): Snapshot {
  const { state, pid, identity, links, spill, spillPath, termios, args, home } = old;
  const { script = '', failures = {}, crashes = [], tape = 0 } = old;
  const carried = Object.entries(links).map(([id, descriptor]) => [linkName(Number(id)), descriptor]);
  return completed({
    facts: { pid, identity, home, args, script, runtime: '', termios, failures, crashes },
    state: stateOf(state),
    descriptors: { ...(spill && { [SCROLLBACK]: spill }), ...Object.fromEntries(carried) },
    spillPath,
    journal: tape,
  });
}

function stateOf(old: OldState): State {
  const { worlds, editor, announced, recall, search, setup, ...rest } = old;
  const { columns, rows, terminal, current, keys, interruptedAt, ...shared } = rest;
  const { history, kills, killsPasted, ...draft } = editor;
  const view: View = {
    ...emptyView(TERMINAL, { columns, rows }),
    ...{ terminal, current, keys, interruptedAt, recall, editor: draft },
    dialogs: dialogsOf(search, setup),
    viewports: viewportsOf(old),
  };
  return {
    ...shared,
    console: logOf(old.console.scrollback, old.console.reading, 0, old.now),
    worlds: Object.fromEntries(Object.entries(worlds).map(([name, world]) => [name, worldOf(world, old)])),
    views: { [TERMINAL]: view },
    attended: TERMINAL,
    announced: { [TERMINAL]: announced },
    history,
    unsavedHistory: [...history],
    secrets: false,
    kills: kills.map((text, index) => ({ text, pasted: killsPasted?.[index] ?? [] })),
    timers: timersOf(old.timers),
  };
}

/** The settings had the keys when both were open. */
function dialogsOf(search: OldState['search'], setup: OldState['setup']): Dialog[] {
  const dialogs: (Dialog | OldSetup)[] = [];
  if (search) dialogs.push({ kind: 'search', ...search });
  if (setup) dialogs.push({ kind: 'setup', ...setup });
  // completed() makes the present form of it.
  return dialogs as Dialog[];
}

function viewportsOf({ worlds, console }: OldState): Record<string, Viewport> {
  const viewports: Record<string, Viewport> = { '': viewportOf(console.reading) };
  for (const [name, { reading }] of Object.entries(worlds)) viewports[name] = viewportOf(reading);
  return viewports;
}

/** `completed` gives what it lacks. */
function viewportOf({ shown, rows, paused, anchor }: Reading): Viewport {
  return { shown, rows, paused, anchor: anchor ?? null, pastPage: -1 } as Viewport;
}

function worldOf(
  { reading, unseen, unseenSince, link, stream, ...world }: OldWorld,
  { current, now }: OldState,
): World {
  const isShown = world.name === current;
  const unread = isShown ? world.scrollback.next - reading.shown : unseen;
  const scrollback = logOf(world.scrollback, reading, unread, isShown ? now : unseenSince);
  return {
    ...{ ...world, scrollback, link: link && linkOf(link), sizedBy: '' },
    ...lineEndOf(stream, world.promptOpen),
  };
}

/** CR NUL ended a line, and a line feed behind it was nothing, as it is now behind a prompt that is done. What it took for a prompt may be half a line that came late. */
function lineEndOf(stream: OldStream, doubtful: boolean): Pick<World, 'stream' | 'prompts'> {
  const { end, ...line } = stream.line;
  const ended = end === 'nul';
  return {
    stream: { ...stream, line: { ...line, end: ended ? '' : end } },
    prompts: { ...noPrompts(), ending: ended, doubtful },
  };
}

function logOf(old: Scrollback, { pageStart }: Reading, unread: number, since: number): Scrollback {
  const seen = old.next - unread;
  return { ...emptyScrollback(), ...old, pageStart, seen, unreadSince: unread > 0 ? since : 0 };
}

function linkOf({ taken, recent, asked, ...link }: OldLink): Link {
  return {
    ...link,
    sent: taken,
    ...(recent && { unconfirmed: recent }),
    ...(asked !== undefined && { waitingAtAttach: asked }),
  };
}

/** Timers of the screen are the view's. */
function timersOf(timers: State['timers']): State['timers'] {
  const owned = ['escape', 'paste', 'recall', 'search'];
  return Object.fromEntries(
    Object.entries(timers).map(([name, at]) => [owned.includes(name) ? `${name} ${TERMINAL}` : name, at]),
  );
}
