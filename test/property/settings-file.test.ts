/** Settings changed here and by hand, on a disk that fails now and then, with reloads: file and client end up the same. */
import * as fc from 'fast-check';
import { parseSettings } from '../../client/settings/load.ts';
import type { Settings } from '../../client/state/settings.ts';
import { fault } from '../../shared/fault.ts';
import { oneOf } from '../support/arbitrary.ts';
import { createPlay, type Play } from '../support/play.ts';

const FULL = fault('ENOSPC', 'the disk is full.');

const texts = [
  '',
  'more_mode = false\n',
  'more_mode = true\ninput_height = 7\n[web]\nport = 81\n',
  'mouse = false\n[worlds.Alpha]\nhost = "by-hand"\nuser = "bob"\n',
  '# two\n[worlds.Alpha]\nhost = "a"\n\n[worlds.Beta]\nhost = "b"\nlog = true\n',
];
const broken = 'more_mode = = true\n';

const lines = [
  ...['/setup more_mode on', '/setup more_mode off', '/setup input_height 9', '/setup web.port 82'],
  ...['/addworld Alpha here 1', '/unworld Alpha', '/addworld Beta there 2', '/unworld Beta'],
  ...['/setup worlds.Alpha.user eve', '/setup worlds.Beta.log off', '/worlds Alpha', '/disconnect Alpha'],
  ...['/connect mud.example 23', '/log', '/addworld mud.example:23 mud.example 24', '/settings reload'],
];

type Step = (play: Play) => void;

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: oneOf(lines).map(
      (line): Step =>
        play =>
          play.enter(line),
    ),
  },
  {
    weight: 3,
    arbitrary: oneOf([...texts, broken, null]).map(
      (text): Step =>
        play => {
          play.disk.settings = text;
        },
    ),
  },
  { weight: 3, arbitrary: fc.constant<Step>(play => play.reload()) },
  { weight: 1, arbitrary: fc.constant<Step>(play => play.press('F2')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(FULL, null).map(
      (failure): Step =>
        play => {
          play.disk.settingsFault = failure;
        },
    ),
  },
);

/** What of the settings is to be in the file. */
function lasting({ state }: Play): Settings {
  const worlds = Object.entries(state.settings.worlds).filter(([name]) => !state.temporary.includes(name));
  return { ...state.settings, worlds: Object.fromEntries(worlds) };
}

function said(text: string): Settings {
  const loaded = parseSettings(text);
  if ('fault' in loaded) throw new Error(loaded.fault);
  return loaded.settings;
}

test('once the disk works and the file can be read, both say the same', () => {
  const all = fc.property(fc.array(steps, { maxLength: 25 }), session => {
    const play = createPlay({ columns: 120, rows: 30 });
    play.disk.settings = '';
    play.reload();
    for (const step of session) step(play);
    play.disk.settingsFault = null;
    if (play.disk.settings === broken) play.disk.settings = '';
    play.enter('/settings reload');
    // Where there is none, the next change writes all of it.
    play.enter('/setup mouse on');
    expect(lasting(play)).toEqual(said(play.disk.settings ?? ''));
    expect(play.state.settingsFile.unsaved).toEqual([]);
    const { settings } = structuredClone(play.state);
    play.reload();
    expect(play.state.settings).toEqual(settings);
  });
  fc.assert(all, { numRuns: 150 });
});

test('what could not be saved is in force after any number of reloads, as long as nobody edits it by hand', () => {
  const all = fc.property(fc.array(oneOf(lines), { maxLength: 12 }), entered => {
    const play = createPlay({ columns: 120, rows: 30 });
    play.disk.settings = texts[4] as string;
    play.reload();
    play.disk.settingsFault = FULL;
    for (const line of entered) play.enter(line);
    const { settings } = structuredClone(play.state);
    play.reload();
    play.reload();
    expect(play.state.settings).toEqual(settings);
    expect(play.disk.settings).toBe(texts[4]);
    play.disk.settingsFault = null;
    play.reload();
    expect(play.state.settings).toEqual(settings);
    expect(said(play.disk.settings ?? '')).toEqual(lasting(play));
  });
  fc.assert(all, { numRuns: 60 });
});
