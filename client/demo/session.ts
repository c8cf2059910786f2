/** One connection: what it has told us, and how text, prompts and data get to it. */

import type { Player } from './game.ts';
import type { Output } from './output.ts';
import {
  END_OF_RECORD,
  escapeIac,
  GA,
  IAC,
  isOn,
  newTelnet,
  option,
  request,
  type Side,
  subnegotiation,
  type Telnet,
} from './telnet.ts';

export interface Session {
  readonly id: number;
  readonly address: string;
  /** The TLS version, or null on a plain connection. */
  readonly tls: string | null;
  /** Unix time in ms. */
  readonly since: number;
  readonly output: Output;
  readonly telnet: Telnet;
  phase: 'name' | 'password' | 'playing' | 'closed';
  wish: string;
  player: Player | null;
  /** Bytes of the line being received, and whether the last byte was CR. */
  line: number[];
  afterCr: boolean;
  linesReceived: number;
  /** The last lines received, oldest first. */
  recent: string[];
  prompts: boolean;
  /** The last thing sent was a prompt. */
  atPrompt: boolean;
  /** A prompt is owed as soon as this turn is over. */
  promptDue: boolean;
  /** A command is being carried out: its prompt comes after it. */
  busy: boolean;
  /** `half`: what waits for the next command, in order; null = nothing is held back. */
  held: (() => void)[] | null;
  /** Stops the flood under way. */
  flooding: boolean;
  typing: { types: string[]; width: number; height: number; charset: string };
  gmcp: { hello: boolean; client: string; supports: string };
}

export function newSession(id: number, address: string, tls: string | null, output: Output): Session {
  return {
    id,
    address,
    tls,
    since: Date.now(),
    output,
    telnet: newTelnet(),
    phase: 'name',
    wish: '',
    player: null,
    line: [],
    afterCr: false,
    linesReceived: 0,
    recent: [],
    prompts: true,
    atPrompt: false,
    promptDue: false,
    busy: false,
    held: null,
    flooding: false,
    typing: { types: [], width: 0, height: 0, charset: '' },
    gmcp: { hello: false, client: '', supports: '' },
  };
}

/** Sends bytes as they are; they wait their turn while half of something is held back. */
export function sendBytes(session: Session, bytes: Uint8Array): boolean {
  if (bytes.length === 0) return true;
  if (!session.held) return session.output.write(bytes);
  session.held.push(() => session.output.write(bytes));
  return false;
}

/** Text as telnet data: UTF-8, CR LF, 255 doubled. */
export function encodeText(text: string): Uint8Array {
  return escapeIac(Buffer.from(text.replace(/\r?\n/g, '\r\n')));
}

/** Sends text as it is, without a line end of its own. */
export function sendText(session: Session, text: string): void {
  session.atPrompt = false;
  sendBytes(session, encodeText(text));
}

/** A line; if the player sits at a prompt, below it and with a new prompt after it. */
export function sendLine(session: Session, line: string): void {
  // A client that takes EOR keeps prompts apart from lines; for the others the prompt's line has to end first.
  const newLine = session.atPrompt && !isOn(session.telnet, 'us', option.EOR) ? '\n' : '';
  sendText(session, `${newLine}${line}\n`);
  if (!session.busy) owePrompt(session);
}

/** What a player who has stopped reading may miss: chatter beyond this many bytes waiting is left out. */
const mostChatter = 262_144;

/** A line of what others do. */
export function sendChatter(session: Session, line: string): void {
  if (session.output.waiting() < mostChatter && !session.flooding) sendLine(session, line);
}

function owePrompt(session: Session): void {
  if (session.promptDue) return;
  session.promptDue = true;
  queueMicrotask(() => {
    session.promptDue = false;
    sendPrompt(session);
  });
}

/** The prompt of the game, if the player wants prompts and none stands there already. */
export function sendPrompt(session: Session): void {
  const { player } = session;
  if (!player || session.phase !== 'playing' || !session.prompts || session.flooding || session.atPrompt)
    return;
  sendQuestion(session, `<${player.health}hp ${player.mana}m ${player.moves}mv> `);
}

/** Any prompt: text and the mark that ends it, EOR where agreed upon, else GA (RFC 885, RFC 858). */
export function sendQuestion(session: Session, text: string): void {
  sendText(session, text);
  session.atPrompt = true;
  if (isOn(session.telnet, 'us', option.EOR)) sendBytes(session, Uint8Array.of(IAC, END_OF_RECORD));
  else if (!isOn(session.telnet, 'us', option.SGA)) sendBytes(session, Uint8Array.of(IAC, GA));
}

/** Sends the first part now and the rest, with all that comes after it, when the next command arrives. */
export function sendHalf(session: Session, now: Uint8Array, rest: Uint8Array): void {
  sendBytes(session, now);
  session.held = [() => session.output.write(rest)];
  session.atPrompt = true; // the half stands for the prompt of this command
}

export function releaseHalf(session: Session): void {
  const waiting = session.held ?? [];
  session.held = null;
  for (const send of waiting) send();
}

export function negotiate(session: Session, side: Side, code: number, on: boolean): void {
  sendBytes(session, request(session.telnet, side, code, on));
}

/** GMCP message, once the client has said hello. */
export function sendGmcp(session: Session, name: string, data: unknown): void {
  if (!session.gmcp.hello || !isOn(session.telnet, 'us', option.GMCP)) return;
  sendBytes(session, subnegotiation(option.GMCP, Buffer.from(`${name} ${JSON.stringify(data)}`)));
}

/** Compresses from here on (MCCP2), or stops doing so. Takes effect in its place among what was sent. */
export function setDeflate(session: Session, on: boolean): void {
  if (session.held) session.held.push(() => setDeflate(session, on));
  else if (!on) session.output.stopDeflate();
  else if (!session.output.isDeflating()) session.output.startDeflate();
}
