import { clientSchema, findSetting, webSchema, worldSchema } from '../../../client/settings/schema.ts';
import { formatSettingValue, parseSettingValue, valueFault } from '../../../client/settings/value.ts';

const everything = [...clientSchema, ...webSchema, ...worldSchema];

test.each(everything.map(entry => [entry.key, entry] as const))(
  'the default of %s is valid',
  (_key, entry) => {
    expect(valueFault(entry, entry.default)).toBeNull();
    expect(entry.help).toMatch(/^\S.*[^.]$/);
  },
);

test.each([...clientSchema, ...webSchema.map(one => ({ ...one, key: `web.${one.key}` }))])(
  'what /setup shows of $key it also takes back',
  ({ key, default: value }) => {
    expect(parseSettingValue(key, formatSettingValue(value))).toEqual({ value });
  },
);

test.each([
  ['more_mode', 'off', false],
  ['more_mode', ' YES ', true],
  ['mouse', 'no', false],
  ['input_height', '5', 5],
  ['theme', 'Light', 'light'],
  ['web.allow', '192.0.2.0/24, ::1', ['192.0.2.0/24', '::1']],
  ['web.names', 'My-Home.example, localhost, ::1', ['My-Home.example', 'localhost', '::1']],
  ['web.allow', '', []],
  ['worlds.Alpha.user', 'ann', 'ann'],
  ['worlds.the.old.one.port', '4001', 4001],
  ['worlds.Alpha.encoding', 'CP437', 'CP437'],
  ['worlds.Alpha.encoding', 'gbk', 'gbk'],
  ['worlds.Alpha.password', ' spaces stay ', ' spaces stay '],
  ['worlds.Alpha.environ', 'FONT=serif, SIZE=a=b', { FONT: 'serif', SIZE: 'a=b' }],
])('/setup %s %s is understood', (key, text, value) => {
  expect(parseSettingValue(key, text)).toEqual({ value });
});

test.each([
  ['more_mode', 'maybe', 'more_mode is true or false, not "maybe".'],
  ['more_mode', 'constructor', 'more_mode is true or false, not "constructor".'],
  ['input_height', '21', 'input_height is a whole number from 1 to 20, not 21.'],
  ['input_height', '3.5', 'input_height is a whole number from 1 to 20, not "3.5".'],
  ['theme', 'pink', 'theme is "dark" or "light", not "pink".'],
  ['worlds.A.tls_verify', 'maybe', 'worlds.A.tls_verify is "auto", "ca", "pin" or "none", not "maybe".'],
  ['worlds.A.encoding', 'utf-9', 'worlds.A.encoding is not a known character set: "utf-9".'],
  ['worlds.A.user', 'ann\r\nquit', 'worlds.A.user contains a control character.'],
  ['worlds.A.environ', 'FONT', 'worlds.A.environ is a table of texts (NAME=value), not "FONT".'],
  ['web.allow', '300.1.1.1', 'web.allow is not an address or a network such as 192.0.2.0/24: "300.1.1.1".'],
  ['web.names', 'a_b', 'web.names is not a host name or an address: "a_b".'],
  ['web.names', '*.example.org', 'web.names is not a host name or an address: "*.example.org".'],
  [
    'web.names',
    `${'a'.repeat(64)}.org`,
    `web.names is not a host name or an address: "${'a'.repeat(64)}.org".`,
  ],
  ['web.allow', '::/129', 'web.allow is not an address or a network such as 192.0.2.0/24: "::/129".'],
  ['colour', 'x', 'There is no setting called "colour".'],
])('/setup %s %s is refused with a sentence', (key, text, fault) => {
  expect(parseSettingValue(key, text)).toEqual({ fault });
});

test('a setting is found by the path it has in the file', () => {
  expect(findSetting('web.port')?.path).toEqual(['web', 'port']);
  expect(findSetting('worlds.a.b.port')?.path).toEqual(['worlds', 'a.b', 'port']);
  for (const key of ['web', 'worlds', 'worlds.Alpha', 'web.x', 'worlds.Alpha.x', 'port', '', '.']) {
    expect(findSetting(key)).toBeNull();
  }
});
