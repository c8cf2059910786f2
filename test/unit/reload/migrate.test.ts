/** A state of the minor version before, as a reload from the last build brings it. */
import { handle } from '../../../client/app/handle.ts';
import { clientSchema } from '../../../client/settings/schema.ts';
import type { OldSetup } from '../../../client/snapshot/migrate.ts';
import { completed } from '../../../client/snapshot/migrate.ts';
import type { Snapshot } from '../../../client/snapshot/snapshot.ts';
import type { SettingsDialog } from '../../../client/state/dialog.ts';
import type { Effect } from '../../../client/state/events.ts';
import { emptySettingsFile, type Settings } from '../../../client/state/settings.ts';
import type { State } from '../../../client/state/state.ts';
import type { Browser } from '../../../client/state/web.ts';
import type { World } from '../../../client/state/world.ts';
import { open, PORT, turnOn } from '../../support/browsers.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const GA = Buffer.of(255, 249);

/** Without what came with version 1.2. */
function stateBefore(): State {
  const play = playAlpha();
  play.receive('Alpha', Buffer.concat([Buffer.from('Sure? '), GA]));
  const state = structuredClone(play.state);
  const world = state.worlds.Alpha as Partial<World>;
  const { line } = play.world('Alpha').stream;
  world.stream = { ...play.world('Alpha').stream, line: { ...line, touched: undefined as never } };
  delete world.prompts;
  delete world.loginEcho;
  delete (state.settings.worlds.Alpha as { password_prompt?: string }).password_prompt;
  return state;
}

test('a prompt that stood at the input before the reload is answered after it', () => {
  const { state } = completed({ state: stateBefore() } as Snapshot);
  expect(state.settings.worlds.Alpha?.password_prompt).toBe('');
  const effects: Effect[] = [];
  const readChunk = () => [];
  handle(state, { type: 'input', bytes: Buffer.from('y\r') }, readChunk, effects);
  const link = state.worlds.Alpha?.link?.id as number;
  handle(state, { type: 'received', link, bytes: Buffer.from('Done.\r\n') }, readChunk, effects);
  expect(state.worlds.Alpha?.scrollback.open.map(line => line.text)).toEqual(['Sure? y', 'Done.']);
});

/** The settings open, as builds before forms had them. */
function withOldSetup(play: Play, setup: Partial<OldSetup>): State {
  const state = structuredClone(play.state);
  const keys = clientSchema.map(({ key }) => key);
  const from = keys.map(key => String(state.settings[key as keyof Settings]));
  const old: OldSetup = { kind: 'setup', row: 0, keys, values: [...from], from, fault: '', ...setup };
  state.views.terminal!.dialogs = [old as never];
  return state;
}

const at = (key: string) => clientSchema.findIndex(one => one.key === key);

test('the settings, open in a build before forms, are open here, with what was changed', () => {
  const play = playAlpha({ columns: 80, rows: 24, settings: { more_mode: true } });
  const before = withOldSetup(play, { row: at('input_height'), fault: 'input_height is a whole number.' });
  const [dialog] = before.views.terminal!.dialogs as unknown as { values: string[] }[];
  dialog!.values[at('more_mode')] = 'false';
  dialog!.values[at('input_height')] = '99';
  const { state } = completed({ state: before } as Snapshot);
  const [open] = state.views.terminal!.dialogs as SettingsDialog[];
  const { values, focus, fault } = open!.form;
  expect([values.more_mode, values.input_height, focus]).toEqual(['false', '99', 'input_height']);
  expect(fault).toEqual({ id: 'input_height', text: 'input_height is a whole number.' });
  play.enter('/setup');
  play.press('Space Tab');
  expect(Object.keys(values).sort()).toEqual(
    Object.keys((play.terminal.dialogs[0] as SettingsDialog).form.values).sort(),
  );
});

test('a state that knows nothing of the file of settings reads it at the next reload, and keeps an open dialog', () => {
  const play = playAlpha({ columns: 80, rows: 24 });
  const values = clientSchema.map(({ key }) => String(play.state.settings[key as keyof Settings]));
  values[0] = String(values[0] !== 'true');
  const before = withOldSetup(play, { values }) as Partial<State>;
  delete before.settingsFile;
  delete before.leaving;
  delete (before.views!.terminal!.dialogs[0] as Partial<SettingsDialog>).from;
  const { state } = completed({ state: before } as Snapshot);
  expect(state.settingsFile).toEqual(emptySettingsFile());
  const effects: Effect[] = [];
  handle(state, { type: 'restored', carried: [] }, () => [], effects);
  expect(effects).toContainEqual({ type: 'read settings', known: '', asked: false });
  const [open] = state.views.terminal!.dialogs as SettingsDialog[];
  expect(open!.form.values[clientSchema[0]!.key]).toBe(values[0]);
});

test('a settings dialog of which nobody knows the rows begins anew', () => {
  const play = playAlpha({ columns: 80, rows: 24 });
  const before = withOldSetup(play, { row: 11, values: ['true'] });
  const { state } = completed({ state: before } as Snapshot);
  const [open] = state.views.terminal!.dialogs as SettingsDialog[];
  expect(open!.form.values).toEqual(open!.from);
});

test('what listened on one port in a build before listens on, and pages stay connected', () => {
  const play = playAlpha();
  turnOn(play);
  const id = open(play);
  const before = structuredClone(play.state);
  const web = before.web as unknown as Record<string, unknown>;
  delete web.listeners;
  web.listener = { port: PORT, phase: 'open' };
  const { listener: _, ...browser } = before.web!.browsers[id]!;
  before.web!.browsers[id] = browser as Browser;
  const { state } = completed({ state: before } as Snapshot);
  expect(state.web?.listeners).toEqual({ tcp: { host: '127.0.0.1', port: PORT, phase: 'open' } });
  expect(state.web?.browsers[id]?.listener).toBe('tcp');
  const effects: Effect[] = [];
  handle(
    state,
    { type: 'restored', carried: [], web: { browsers: [id], listens: ['tcp'] } },
    () => [],
    effects,
  );
  const asked = effects.filter(({ type }) => type.startsWith('web'));
  // What such a build did not have.
  expect(asked).toEqual([expect.objectContaining({ type: 'web listen', listener: 'attach' })]);
});
