/** State of an older minor version: what it lacks gets its empty value, as in a client that has just been started. */
import { emptyView, freshState } from '../app/initial-state.ts';
import { emptyEditor } from '../editor/editor.ts';
import type { Scrollback } from '../state/log.ts';
import { defaultWorld, emptySettingsFile, type Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import type { Dialog, LogPlace, View, Viewport } from '../state/view.ts';
import type { Listening, WebState } from '../state/web.ts';
import { formState } from '../view/dialog/form/form.ts';
import { settingsShown } from '../view/dialog/settings/setup.ts';
import { emptyWorld } from '../world/world.ts';
import { emptyFacts } from './process-facts.ts';
import type { Snapshot } from './snapshot.ts';

/** The first minor version that knows where a cursor was moved to. */
const KNOWS_COLUMNS = 10;

/** The first one that shows vitals in the status bar by default, and what the default was before. */
const KNOWS_VITALS = 14;
const RIGHT_BEFORE = '{lag}  {tls} {mccp} {log}  {clock}';

/** The snapshot, of minor version `minor`, with everything that this version knows of; what it does not know stays. */
export function completed(snapshot: Snapshot, minor = 0): Snapshot {
  const { state } = snapshot;
  if (minor < KNOWS_COLUMNS) forgetColumns(state);
  const empty = freshState({ now: state.now, version: '', columns: 80, rows: 24 });
  const { status } = state.settings;
  if (minor < KNOWS_VITALS && status?.right === RIGHT_BEFORE) status.right = empty.settings.status.right;
  // Builds that wrote the history at their end only: the file has what they began with.
  state.unsavedHistory ??= [...state.history];
  if ((state.settings.links as boolean | undefined) === undefined) leaveMouse(state);
  fillIn(state, { ...empty, views: {} });
  for (const view of Object.values(state.views)) {
    fillIn(view, emptyView(view.id, view));
    view.dialogs = view.dialogs.map(dialog => completedDialog(dialog, state.settings));
    for (const name of Object.keys(view.viewports))
      fillInViewport(view, name, state.worlds[name]?.scrollback);
  }
  if (state.web) completeWeb(state.web);
  for (const settings of Object.values(state.settings.worlds)) fillIn(settings, defaultWorld());
  for (const [name, world] of Object.entries(state.worlds)) fillIn(world, emptyWorld(name, state.now));
  return {
    ...snapshot,
    facts: { ...emptyFacts(), ...snapshot.facts },
    descriptors: snapshot.descriptors ?? {},
    spillPath: snapshot.spillPath ?? null,
    journal: snapshot.journal ?? 0,
  };
}

/** A build before has passed on what it was handed, and has gone on to other lines. */
function forgetColumns({ worlds }: State): void {
  for (const { stream } of Object.values(worlds)) delete stream?.line?.column;
}

/**
 * Builds without links took the mouse by default: whether settings.toml says something of it or nothing is no change of the
 * file, and that a row of an open form shows it is none of the user's.
 */
function leaveMouse(state: State): void {
  const { settings, views } = state;
  const [taken, left] = [String(settings.mouse), 'false'];
  settings.mouse = false;
  state.settingsFile ??= emptySettingsFile();
  state.settingsFile.guessed = ['mouse'];
  for (const dialog of Object.values(views).flatMap(({ dialogs }): (Dialog | OldSetup)[] => dialogs)) {
    if (dialog.kind !== 'setup') continue;
    const at = (dialog.keys ?? ROWS_BEFORE).indexOf('mouse');
    if (dialog.values[at] === taken) dialog.values[at] = left;
  }
}

/** Builds that listened on one port only. */
function completeWeb(web: WebState & { listener?: Omit<Listening, 'host'> | null }): void {
  const { listener } = web;
  web.listeners ??= listener ? { tcp: { host: '127.0.0.1', ...listener } } : {};
  delete web.listener;
  // They had asked when they began to listen.
  web.asked = true;
  for (const browser of Object.values(web.browsers)) fillIn(browser, { listener: 'tcp' });
}

/** Builds that knew no rows let lines by in worlds that were not on screen. */
function fillInViewport(
  { viewports, current }: View,
  name: string,
  scrollback: Scrollback | undefined,
): void {
  const viewport = viewports[name] as Viewport;
  const isOfBefore = (viewport.part as LogPlace | null | undefined) === undefined;
  const seen = scrollback?.seen ?? viewport.shown;
  if (isOfBefore && name !== current && seen < viewport.shown)
    Object.assign(viewport, { shown: seen, rows: 0, paused: false });
  fillIn(viewport, { part: null, bottom: null, mark: null });
}

/** The settings in builds before forms: rows in order. */
export interface OldSetup {
  readonly kind: 'setup';
  readonly row: number;
  /** Since 2.1. */
  readonly keys?: readonly string[];
  readonly values: string[];
  /** Since 2.1. */
  readonly from?: readonly string[];
  readonly fault: string;
}

function completedDialog(dialog: Dialog | OldSetup, settings: Settings): Dialog {
  if (dialog.kind === 'search') fillIn(dialog.editor, emptyEditor());
  return dialog.kind === 'setup' ? settingsOf(dialog, settings) : dialog;
}

/** What a build with other settings showed and this one knows stays. */
function settingsOf({ row, keys = ROWS_BEFORE, values, fault }: OldSetup, settings: Settings): Dialog {
  const from = settingsShown(settings);
  const isLike = keys.length === values.length;
  const typed = keys.flatMap((key, at) => (key in from ? [[key, values[at]]] : []));
  const focus = (isLike && keys[row]) || '';
  const form = formState({ ...from, ...(isLike && Object.fromEntries(typed)) }, focus);
  const told = fault === '' || focus === '' ? null : { id: focus, text: fault };
  return { kind: 'settings', form: { ...form, selected: false, fault: told }, from };
}

/** The rows of builds that did not say which they had. */
const ROWS_BEFORE: readonly string[] = [
  ...['more_mode', 'tls_proxy', 'tlsproxy_transport', 'plain_proxy', 'tls_proxy_keep', 'tls_proxy_buffer'],
  ...['input_height', 'world_switching', 'show_tags', 'theme', 'mouse'],
];

/** Gives `target` what only `empty` has, at any depth of plain objects. */
function fillIn(target: object, empty: object): void {
  const into = target as Record<string, unknown>;
  for (const [key, value] of Object.entries(empty)) {
    const own = into[key];
    if (own === undefined) into[key] = asRead(value);
    else if (isPlain(own) && isPlain(value)) fillIn(own, value);
  }
}

/** Bytes as decoding makes them: what is filled in is to be what is read again. */
function asRead(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asRead(part)]));
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
