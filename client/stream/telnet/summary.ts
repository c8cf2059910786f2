/** What is agreed with a server, in words, for `/telnet`. */
import type { StreamState } from '../../state/stream.ts';
import { encodingOf } from '../charset/charset.ts';
import type { StreamContext } from '../values.ts';
import { NEW_ENVIRON } from './environ.ts';
import { MCCP2 } from './mccp.ts';
import { NAWS } from './naws.ts';
import { YES } from './qmethod.ts';
import { TTYPE } from './ttype.ts';

export interface Agreed {
  readonly what: string;
  readonly words: string;
}

/** Returns one row for each matter: character set, names, size, compression. */
export function summary(state: StreamState, context: StreamContext): Agreed[] {
  return [
    { what: 'character set', words: charsetWords(state, context) },
    { what: 'names sent', words: namesWords(state) },
    { what: 'size sent', words: sizeWords(state) },
    { what: 'compression', words: compressionWords(state) },
  ];
}

function charsetWords({ charset }: StreamState, { encoding }: StreamContext): string {
  const { name } = encodingOf(charset, encoding);
  return charset.negotiated === null ? `${name}, by the setting of the world` : `${name}, agreed by CHARSET`;
}

function namesWords({ options }: StreamState): string {
  const { us, ttypeTold = [], environTold = [] } = options;
  const told = [
    us[TTYPE] === YES ? `TTYPE ${listed(ttypeTold)}` : '',
    us[NEW_ENVIRON] === YES ? `NEW-ENVIRON ${listed(environTold)}` : '',
  ].filter(words => words !== '');
  return told.length > 0 ? told.join('; ') : 'none';
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'none yet';
}

function sizeWords({ options: { us, naws } }: StreamState): string {
  if (us[NAWS] !== YES || naws.length < 4) return 'none';
  const [high = 0, low = 0, rowsHigh = 0, rowsLow = 0] = naws;
  return `${high * 256 + low} columns, ${rowsHigh * 256 + rowsLow} rows`;
}

function compressionWords({ inflate, deflate, options, packed }: StreamState): string {
  const agreed = options.him[MCCP2] === YES ? 'agreed, not begun' : 'off';
  const from = inflate === null ? agreed : 'on';
  const to = deflate === null ? 'off' : 'on (framed, not made smaller)';
  return `from the server ${from}${savingWords(packed)}; to it ${to}`;
}

function savingWords(packed: StreamState['packed']): string {
  if (!packed || packed.text === 0) return '';
  const saved = Math.round(100 * (1 - packed.bytes / packed.text));
  return `, ${packed.text} bytes came as ${packed.bytes} (${saved} % saved)`;
}
