/** `/setup KEY default`: what a setting is by default, whatever it holds. */
import { valueAt } from '../../../client/settings/path.ts';
import { clientSchema, statusSchema, webSchema, worldSchema } from '../../../client/settings/schema.ts';
import { parseTypedSetting } from '../../../client/settings/value.ts';
import { playAlpha } from '../../support/play.ts';

const wide = { columns: 160, rows: 40 } as const;

test('a text is what it was before, in force and in the file', () => {
  const play = playAlpha(wide);
  play.disk.settings = '';
  const [before] = play.answer('/setup status.left');
  play.enter('/setup status.left {clock}');
  const usual = before?.replace(/ \(.*/, '');
  expect(play.answer('/setup status.left default')).toEqual([usual]);
  expect(play.answer('/setup status.left')).toEqual([before]);
  expect(play.disk.settings).toContain('left = ');
  expect(play.disk.settings).not.toMatch(/clock|"default"/);
});

test.each([
  ['more_mode', 'off', true],
  ['web.port', '9999', 9000],
  ['worlds.Alpha.encoding', 'latin1', 'utf-8'],
  ['worlds.Alpha.log_format', 'html', 'default'],
  ['worlds.Alpha.environ', 'A=b', {}],
  ['worlds.Alpha.gmcp_supports', 'Room 1', undefined],
])('%s, of whatever kind', (key, other, usual) => {
  const play = playAlpha(wide);
  const path = key.split('.');
  const before = structuredClone(valueAt(play.state.settings, path));
  play.enter(`/setup ${key} ${other}`);
  expect(valueAt(play.state.settings, path)).not.toEqual(before);
  play.enter(`/setup ${key} Default`);
  expect(valueAt(play.state.settings, path)).toEqual(usual ?? before);
});

test.each(['"default"', ' "default" '])('the word itself stands in quotes: %s', typed => {
  expect(parseTypedSetting('status.left', typed)).toEqual({ value: 'default' });
});

test('what is more than the word is a text like any other', () => {
  expect(parseTypedSetting('status.left', 'the default')).toEqual({ value: 'the default' });
  expect(parseTypedSetting('status.left', '"a"')).toEqual({ value: '"a"' });
});

const keys = [
  ...clientSchema.map(one => [one.key, one] as const),
  ...statusSchema.map(one => [`status.${one.key}`, one] as const),
  ...webSchema.map(one => [`web.${one.key}`, one] as const),
  ...worldSchema.map(one => [`worlds.Alpha.${one.key}`, one] as const),
];

test.each(keys)('%s knows the word', (key, entry) => {
  const parsed = parseTypedSetting(key, 'default');
  expect(parsed).toEqual({ value: entry.default });
  if ('value' in parsed && typeof parsed.value === 'object') expect(parsed.value).not.toBe(entry.default);
});
