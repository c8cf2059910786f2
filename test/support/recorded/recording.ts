/** A session of a server and its client as data: what each says in turn, and what the client makes of it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Recording {
  /** Also the name of its world. */
  readonly name: string;
  /** Further keys of the world's table in settings.toml. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** What the world's log file then holds. */
  readonly log: readonly string[];
  /** What then stands at the input. */
  readonly prompt?: string;
  /** What the server makes of the bytes it gets before it reads them; so far received, from the start. */
  readonly read?: (received: Buffer) => Buffer;
}

export type Step =
  /** The server sends this, cut anywhere. */
  | { readonly kind: 'server'; readonly bytes: Uint8Array }
  /** The server sends this as one packet. */
  | { readonly kind: 'packet'; readonly bytes: Uint8Array }
  /** The server has got this next. */
  | { readonly kind: 'client'; readonly bytes: Uint8Array }
  /** The user types a line. */
  | { readonly kind: 'user' | 'password'; readonly line: string }
  /** The terminal gets another size. */
  | { readonly kind: 'window'; readonly columns: number; readonly rows: number };

export const [SE, NOP, GA, SB, WILL, WONT, DO, DONT, IAC] = [240, 241, 249, 250, 251, 252, 253, 254, 255];
/** As the client names itself. */
export const VERSION = (
  JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { version: string }
).version;

export const EOR_MARK = 239;

type Part = string | number | Uint8Array;

/** Numbers are bytes, strings are Latin-1: a byte a character. */
export function bytes(...parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map(part => {
      if (typeof part === 'number') return Uint8Array.of(part);
      return typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    }),
  );
}

/** Bytes written in hex, blanks allowed. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

/** IAC SB option … IAC SE; nothing is doubled. */
export function sb(option: number, ...payload: readonly Part[]): Buffer {
  return bytes(IAC, SB, option, ...payload, IAC, SE);
}

export const server = (...parts: readonly Part[]): Step => ({ kind: 'server', bytes: bytes(...parts) });
export const packet = (...parts: readonly Part[]): Step => ({ kind: 'packet', bytes: bytes(...parts) });
export const client = (...parts: readonly Part[]): Step => ({ kind: 'client', bytes: bytes(...parts) });
export const user = (line: string): Step => ({ kind: 'user', line });
/** The same while it is masked, and commands are none. */
export const password = (line: string): Step => ({ kind: 'password', line });
export const terminalSize = (columns: number, rows: number): Step => ({ kind: 'window', columns, rows });

/** What comes before has been read: RFC 860 has the client say so. */
export const readSoFar: readonly Step[] = [server(IAC, DO, 6), client(IAC, WILL, 6)];
