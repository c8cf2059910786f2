/** The server's side of telnet, as far as a run needs it: what the client says is taken out of what it sends. */

const [IAC, SB, SE, WILL, DO] = [255, 250, 240, 251, 253] as const;
export const MCCP2 = 86;
export const OFFER_MCCP2 = Buffer.of(IAC, WILL, MCCP2);
/** How a prompt may be marked. */
export const MARKS = { ga: Buffer.of(IAC, 249), eor: Buffer.of(IAC, 239), none: Buffer.alloc(0) } as const;
export const WILL_EOR = Buffer.of(IAC, WILL, 25);
export const WILL_ECHO = Buffer.of(IAC, WILL, 1);
export const WONT_ECHO = Buffer.of(IAC, 252, 1);
export const BEGIN_MCCP2 = Buffer.of(IAC, SB, MCCP2, IAC, SE);

export interface TelnetEnd {
  phase: 'data' | 'command' | 'option' | 'sub' | 'sub command';
  verb: number;
  /** Bytes of the line that is not whole yet. */
  line: number[];
}

export function newTelnetEnd(): TelnetEnd {
  return { phase: 'data', verb: 0, line: [] };
}

/** Whole lines among the bytes, and the options the client was heard to agree to (DO). */
export function hear(end: TelnetEnd, bytes: Uint8Array): { lines: string[]; agreed: number[] } {
  const lines: string[] = [];
  const agreed: number[] = [];
  for (const byte of bytes) {
    if (end.phase === 'data') {
      if (byte === IAC) end.phase = 'command';
      else if (byte === 10) lines.push(Buffer.from(end.line.splice(0)).toString().replace(/\r$/, ''));
      else end.line.push(byte);
    } else if (end.phase === 'command') {
      end.verb = byte;
      end.phase = byte === SB ? 'sub' : byte >= WILL && byte !== IAC ? 'option' : 'data';
    } else if (end.phase === 'option') {
      if (end.verb === DO) agreed.push(byte);
      end.phase = 'data';
    } else if (end.phase === 'sub') {
      if (byte === IAC) end.phase = 'sub command';
    } else end.phase = byte === SE ? 'data' : 'sub';
  }
  return { lines, agreed };
}
