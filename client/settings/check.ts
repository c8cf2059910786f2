/** Checks on single texts of the settings. Each answers "is …" for a sentence that starts with the key, or null. */
import { isIP } from 'node:net';
import { parseVia } from '../../shared/outbound/via.ts';
import { findEncoding } from '../stream/charset/encoding.ts';
import { wordsOfCommand } from '../text/words.ts';

/** A line break or control character in a setting would end up in a command to the game or in a log file. */
export function singleLineFault(text: string): string | null {
  return /[\u0000-\u001f\u007f]/.test(text) ? 'contains a control character' : null;
}

/** Signs of ASCII, by which no word of a command begins. */
export function separatorFault(text: string): string | null {
  if (text === '' || /^[!-.:-@[-`{-~]{1,2}$/.test(text)) return null;
  return `is not a sign such as ";": one or two, and no letter, digit, blank or "/", not ${JSON.stringify(text)}`;
}

/** Any label that the pipeline knows: those of WHATWG, `latin1`, `cp437`, `fansi`; case does not matter. */
export function encodingFault(label: string): string | null {
  return findEncoding(label) ? null : `is not a known character set: ${JSON.stringify(label)}`;
}

/** A program and its words, without a shell; what is filled in stands in braces. */
export function soundCommandFault(text: string): string | null {
  if (text === '') return null;
  const words = wordsOfCommand(text);
  if (words === null) return 'has a quote that does not end';
  const odd = words.flatMap(word => word.match(/\{[^}]*\}/g) ?? []).find(one => !FILLED_IN.includes(one));
  if (odd !== undefined) return `has ${odd}, which stands for nothing; there are ${FILLED_IN.join(', ')}`;
  return words.some(word => word.includes('{file}')) ? singleLineFault(text) : 'has no {file} for the sound';
}

const FILLED_IN: readonly string[] = ['{file}', '{volume}', '{loops}', '{start}', '{finish}'];

/** An address of a proxy, or none. What was given is not repeated: there may be a password in it. */
export function proxyFault(text: string): string | null {
  if (text === '' || (parseVia(text) && singleLineFault(text) === null)) return null;
  return 'is not an address such as socks5://127.0.0.1:1080 or http://user:password@192.0.2.1:8080';
}

/** An IPv4 or IPv6 address, or one followed by a prefix length. */
export function addressFault(text: string): string | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const prefixFits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  if (family !== 0 && prefixFits && rest.length === 0) return null;
  return `is not an address or a network such as 192.0.2.0/24: ${JSON.stringify(text)}`;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i');

/** A host name as certificates have them (RFC 1123, section 2.1), or an address. */
export function hostNameFault(text: string): string | null {
  if (isIP(text) !== 0 || (text.length <= 253 && HOST_NAME.test(text))) return null;
  return `is not a host name or an address: ${JSON.stringify(text)}`;
}

/** Three bytes of UTF-8 for each UTF-16 unit keep a name of this length below the 255 bytes of a file name. */
const longestName = 64;

/**
 * Says why a world cannot have this name, or null if it can: it names a directory of log files.
 * The sentence has the name in it and no full stop.
 */
export function worldNameFault(name: string): string | null {
  const shown = JSON.stringify(name.length > longestName ? `${name.slice(0, longestName)}…` : name);
  if (name.trim() === '') return 'a world needs a name';
  if (name.length > longestName) return `the world name ${shown} is longer than ${longestName} characters`;
  if (/[/\u0000-\u001f\u007f-\u009f]/.test(name)) {
    return `the world name ${shown} contains a slash or a control character`;
  }
  if (name === '.' || name === '..')
    return `a world cannot be called ${shown}: its log directory has that name`;
  // `constructor`, `__proto__` and the like: a table of worlds seems to have these before anybody adds them.
  if (name in {}) return `a world cannot be called ${shown}: the name is reserved`;
  return null;
}
