import { encodeFor } from '../../../client/terminal/charset/encode.ts';
import { charsetOf } from '../../../client/terminal/charset/locale.ts';
import { emptyKeys, readKeys } from '../../../client/terminal/keys.ts';
import { deviceOf, profileFor } from '../../../client/terminal/profile.ts';
import { setAmbiguousWide } from '../../../client/text/codepoint.ts';
import { textWidth } from '../../../client/text/width.ts';
import { rowCount, wrap } from '../../../client/text/wrap.ts';

afterEach(() => setAmbiguousWide(false));

test.each([
  [{}, undefined],
  [{ LANG: 'C.UTF-8' }, undefined],
  [{ LANG: 'en_GB.utf8' }, undefined],
  [{ LANG: 'C' }, 'ascii'],
  [{ LC_ALL: 'POSIX', LANG: 'en_GB.UTF-8' }, 'ascii'],
  [{ LC_CTYPE: 'de_DE.ISO-8859-1', LANG: 'C' }, 'iso-8859-1'],
  [{ LANG: 'de_DE' }, 'iso-8859-1'],
  [{ LANG: 'de_DE@euro' }, 'iso-8859-15'],
  [{ LANG: 'ru_RU.KOI8-R' }, 'koi8-r'],
  [{ LANG: 'ru_RU.CP1251' }, 'windows-1251'],
  [{ LANG: 'ja_JP.eucJP' }, 'euc-jp'],
  [{ LANG: 'zh_TW' }, 'big5'],
  [{ LANG: 'xx_XX.SOMETHING' }, 'ascii'],
])('the locale %j has %s', (env, expected) => {
  expect(charsetOf(env)).toBe(expected);
});

const shown = (charset: string | undefined, text: string, plainLines = false) => {
  const bytes = encodeFor({ charset, plainLines }, text);
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
};

test.each([
  ['iso-8859-1', 'é €20 “so” — 東京 ┌─┐│█…', '\xe9 E20 "so" - ???? +-+|#.'],
  ['iso-8859-15', '€ é', '\xa4 \xe9'],
  ['ascii', 'Žluťoučký e\u0301 ﬁ Ａ', 'Zlutoucky e f A '],
  ['koi8-r', 'мир ─', '\xcd\xc9\xd2 \x80'],
  ['euc-jp', '東', '\xc5\xec'],
  ['ascii', '\x1b[1;31mrot\x1b[m', '\x1b[1;31mrot\x1b[m'],
  [undefined, 'é ─', 'é ─'],
])('in %s %s is %j', (charset, text, expected) => {
  expect(shown(charset, text)).toBe(expected);
});

test('what takes its place takes as many columns, and no byte is a control', () => {
  for (let code = 0xa0; code < 0x2ffff; code = code < 0x3000 ? code + 1 : code + 97) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const char = String.fromCodePoint(code);
    for (const charset of ['ascii', 'iso-8859-1']) {
      const text = shown(charset, char);
      expect([code, text.length]).toEqual([code, textWidth(char)]);
      expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
    }
  }
});

test.each([
  ['iso-8859-1', [0xe9], 'é'],
  ['koi8-r', [0xcd, 0xc9, 0xd2], 'мир'],
  ['gbk', [0xb1, 0xb1, 0xbe, 0xa9], '北京'],
  [undefined, [0xc3, 0xa9], 'é'],
] as const)('keys in %s, cut anywhere', (charset, bytes, expected) => {
  const keys = { ...emptyKeys(), ...(charset !== undefined && { charset }) };
  const typed = bytes.flatMap(byte => readKeys(keys, Uint8Array.of(byte)));
  expect(typed.map(key => (key.type === 'text' ? key.text : key.type)).join('')).toBe(expected);
  expect(readKeys(keys, Buffer.from('\x1b[A'))).toEqual([{ type: 'key', name: 'Up' }]);
});

test('half a character before a control is none', () => {
  const keys = { ...emptyKeys(), charset: 'gbk' };
  expect(readKeys(keys, Uint8Array.of(0xb1, 0x0d))).toEqual([
    { type: 'text', text: '\ufffd' },
    { type: 'key', name: 'Enter' },
  ]);
});

test('ambiguous characters are as wide as the setting says, and counted so everywhere', () => {
  expect(textWidth('é→Я')).toBe(3);
  setAmbiguousWide(true);
  expect(textWidth('é→Я')).toBe(6);
  expect(textWidth('─│e')).toBe(3);
  expect(wrap('ЯЯЯЯ', 4)).toEqual([0, 2]);
  expect(rowCount('éééé', 4)).toBe(2);
  expect(shown(undefined, '─é', true)).toBe('-é');
  setAmbiguousWide(false);
  expect(rowCount('éééé', 4)).toBe(1);
});

test('auto follows the locale', () => {
  const of = (LANG: string, ambiguous_width: 'auto' | '1' | '2') =>
    profileFor({ device: deviceOf({ TERM: 'xterm', LANG }) }, { colors: 'auto', ambiguous_width }).wide ??
    false;
  expect(of('ja_JP.eucJP', 'auto')).toBe(true);
  expect(of('ja_JP.UTF-8', 'auto')).toBe(false);
  expect(of('ja_JP.eucJP', '1')).toBe(false);
  expect(of('C.UTF-8', '2')).toBe(true);
});
