/** The state of a client that has just been started. */
import { emptyEditor } from '../editor/editor.ts';
import { emptyAutomation } from '../state/automation.ts';
import { defaultSettings, emptySettingsFile, type Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import type { Plain } from '../state/terminal.ts';
import { TERMINAL, type View } from '../state/view.ts';
import { emptyKeys } from '../terminal/keys.ts';
import { emptyScrollback } from '../world/scrollback.ts';

export interface Start {
  readonly now: number;
  readonly version: string;
  readonly columns: number;
  readonly rows: number;
}

export function freshState(
  { now, version, columns, rows }: Start,
  settings: Settings = defaultSettings(),
): State {
  return {
    now,
    version,
    settings,
    settingsFile: emptySettingsFile(),
    worlds: {},
    temporary: [],
    leaving: [],
    console: emptyScrollback(now),
    views: { [TERMINAL]: emptyView(TERMINAL, { columns, rows }) },
    attended: TERMINAL,
    history: [],
    unsavedHistory: [],
    kills: [],
    announced: {},
    automation: emptyAutomation(now >>> 0),
    timers: {},
    secrets: false,
    nextLink: 1,
    spillEnd: 0,
    spilling: { phase: 'well', told: false, lost: false },
    reloads: 0,
  };
}

/** A terminal view that looks at the console. */
export function emptyView(id: string, { columns, rows }: Pick<View, 'columns' | 'rows'>): View {
  return {
    id,
    kind: 'terminal',
    columns,
    rows,
    terminal: 'XTERM-TRUECOLOR',
    current: null,
    viewports: {},
    keys: emptyKeys(),
    editor: emptyEditor(),
    line: null,
    aside: {},
    dialogs: [],
    recall: null,
    choices: null,
    menuClosed: false,
    interruptedAt: 0,
    channel: null,
  };
}

/** Nothing was printed yet. */
export function emptyPlain(input: Plain['input']): Plain {
  return {
    ...{ input, queue: [], asking: null, news: {}, choices: '', pending: '', ended: false, enteredAt: 0 },
    printed: { log: null, next: {}, row: '', prompt: 0, cursor: 0, typed: [] },
  };
}
