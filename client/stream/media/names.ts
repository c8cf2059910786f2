/** Names and addresses of sounds as servers give them. They are data of strangers: what is not plainly a name is none. */
import { SPECIAL } from '../printable.ts';

/** UTF-16 units of a name, and its parts: games use a tenth of it. */
const LONGEST_NAME = 200;
const MOST_PARTS = 8;
/** UTF-16 units of an address. */
const LONGEST_URL = 1024;

/** Lone halves of surrogate pairs; and what separates directories elsewhere. */
const ODD = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\\/;

/**
 * The name as a path below a directory, or null: one that leads out of it (`..`, a slash before it), that is hidden, or
 * that has control characters.
 */
export function soundName(text: string): string | null {
  const name = text.trim();
  if (name === '' || name.length > LONGEST_NAME || ODD.test(name) || name.search(SPECIAL) >= 0) return null;
  const parts = name.split('/');
  if (parts.length > MOST_PARTS) return null;
  return parts.every(part => part !== '' && !part.startsWith('.')) ? name : null;
}

/** The directory of the web as it is kept, or null: it begins with http:// or https:// and has no password. */
export function soundBase(text: string): string | null {
  if (text.length > LONGEST_URL || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return null;
  return url.href;
}

/** Where the sound `name` of the directory `base` is; null if it has a wildcard, or there is no directory. */
export function soundUrl(base: string, name: string): string | null {
  const known = soundBase(base);
  if (known === null || /[*?]/.test(name)) return null;
  const path = name.split('/').map(encodeURIComponent).join('/');
  const url = new URL(known);
  url.hash = '';
  // Some games name the file itself.
  if (url.pathname.endsWith(`/${path}`)) return url.href;
  url.search = '';
  url.pathname = `${url.pathname.replace(/\/*$/, '')}/${path}`;
  return url.href;
}

/** A name that was refused, as it may stand in a sentence. */
export function refusedName(text: string): string {
  return text
    .replace(SPECIAL, '')
    .replaceAll(/\p{Surrogate}/gu, '')
    .slice(0, 60);
}
