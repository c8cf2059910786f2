/** Which characters the terminal has, by the locale of its user. */
import type { Device, KeysState } from '../../state/terminal.ts';
import { findEncoding } from '../../stream/charset/encoding.ts';

/** No more than these. */
export const ASCII = 'ascii';

/** By the language, where a locale names no character set (glibc's own defaults). */
const OF_LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [/^ja/, 'euc-jp'],
  [/^ko/, 'euc-kr'],
  [/^zh_(TW|HK)/, 'big5'],
  [/^zh/, 'gbk'],
  [/@euro$/, 'iso-8859-15'],
  [/^(be|bg|mk|ru|sr)/, 'iso-8859-5'],
  [/^uk/, 'koi8-u'],
  [/^(bs|cs|hr|hu|pl|ro|sk|sl)/, 'iso-8859-2'],
  [/^el/, 'iso-8859-7'],
  [/^(he|iw)/, 'iso-8859-8'],
  [/^tr/, 'iso-8859-9'],
];

/** Label of the character set; undefined: UTF-8, which also stands where nobody has said anything. */
export function charsetOf({ LC_ALL = '', LC_CTYPE = '', LANG = '' }: NodeJS.ProcessEnv): string | undefined {
  // The first that is set, as in locale(7).
  const locale = LC_ALL || LC_CTYPE || LANG;
  if (locale === '') return undefined;
  if (/^(C|POSIX)$/.test(locale)) return ASCII;
  const codeset = /\.([^@]+)/.exec(locale)?.[1];
  const label = codeset === undefined ? ofLanguage(locale) : labelOf(codeset);
  const encoding = findEncoding(label);
  if (encoding?.kind === 'utf-8') return undefined;
  return encoding?.kind === 'single' || encoding?.kind === 'multi' ? label : ASCII;
}

function ofLanguage(locale: string): string {
  return OF_LANGUAGES.find(([language]) => language.test(locale))?.[1] ?? 'iso-8859-1';
}

/** `ISO8859-15`, `eucJP`, `UTF8` as the Encoding Standard calls them. */
function labelOf(codeset: string): string {
  return codeset
    .toLowerCase()
    .replace(/^utf8$/, 'utf-8')
    .replace(/^iso[-_]?8859[-_]?(\d+)$/, 'iso-8859-$1')
    .replace(/^euc[-_]?(jp|kr|cn)$/, 'euc-$1')
    .replace(/^euc-cn$/, 'gbk')
    .replace(/^(cp|ansi)[-_]?(12\d\d)$/, 'windows-$2');
}

/** Terminals of these character sets give two columns to what may have one or two. */
export function hasWideAmbiguous(charset: string | undefined): boolean {
  return charset !== undefined && charset !== ASCII && findEncoding(charset)?.kind === 'multi';
}

/** Reads the keys as the device sends them. In a locale of ASCII alone it may send what it likes: most likely UTF-8. */
export function followCharset(keys: KeysState, device: Device | undefined): void {
  if (device?.charset === undefined || device.charset === ASCII) delete keys.charset;
  else keys.charset = device.charset;
}
