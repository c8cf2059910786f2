/** The state of a client that has just been started. */

import { emptyEditor } from '../editor/editor.ts';
import { defaultSettings, type Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
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
    columns,
    rows,
    version,
    terminal: 'XTERM-TRUECOLOR',
    settings,
    worlds: {},
    temporary: [],
    current: null,
    console: {
      scrollback: emptyScrollback(),
      reading: { shown: 0, rows: 0, paused: false, anchor: null, pageStart: 0 },
    },
    keys: emptyKeys(),
    editor: emptyEditor(),
    announced: { columns: 0, rows: 0 },
    timers: {},
    nextLink: 1,
    spillEnd: 0,
    recall: null,
    search: null,
    setup: null,
    interruptedAt: 0,
    reloads: 0,
  };
}
