/** A state of the minor version before, as a reload from the last build brings it. */
import { handle } from '../../../client/app/handle.ts';
import { completed } from '../../../client/snapshot/migrate.ts';
import type { Snapshot } from '../../../client/snapshot/snapshot.ts';
import type { Effect } from '../../../client/state/events.ts';
import { emptySettingsFile } from '../../../client/state/settings.ts';
import type { State } from '../../../client/state/state.ts';
import type { Setup } from '../../../client/state/view.ts';
import type { World } from '../../../client/state/world.ts';
import { playAlpha } from '../../support/play.ts';

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

test('a state that knows nothing of the file of settings reads it at the next reload, and keeps an open dialog', () => {
  const play = playAlpha({ columns: 80, rows: 24 });
  play.enter('/setup');
  play.type(' ');
  const before = structuredClone(play.state) as Partial<State>;
  delete before.settingsFile;
  delete before.leaving;
  const dialog = before.views!.terminal!.dialogs[0] as Partial<Setup>;
  delete dialog.from;
  const { state } = completed({ state: before } as Snapshot);
  expect(state).toEqual({ ...play.state, settingsFile: emptySettingsFile() });
  const effects: Effect[] = [];
  handle(state, { type: 'restored', carried: [] }, () => [], effects);
  expect(effects).toContainEqual({ type: 'read settings', known: '', asked: false });
  expect(state.views.terminal!.dialogs).toEqual(play.terminal.dialogs);
});

test('a settings dialog of a build with other settings begins anew', () => {
  const play = playAlpha({ columns: 80, rows: 24 });
  play.enter('/setup');
  const before = structuredClone(play.state);
  const dialog = before.views.terminal!.dialogs[0] as Setup;
  Object.assign(dialog, { row: 11, values: [...dialog.values, 'more'], from: [...dialog.from, 'more'] });
  const { state } = completed({ state: before } as Snapshot);
  expect(state.views.terminal!.dialogs).toEqual(play.terminal.dialogs);
});
