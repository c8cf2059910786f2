/**
 * Telnet, the server's side of it: RFC 854, options by the Q method of RFC 1143. Bytes in, events out; what
 * must be answered at once comes out as `send` events, in its place among the others.
 */

export const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
export const GA = 249;
export const AYT = 246;
const SE = 240;
/** The command that ends a prompt (RFC 885); the option is `option.EOR`. */
export const END_OF_RECORD = 239;

export const option = {
  ECHO: 1,
  SGA: 3,
  TTYPE: 24,
  EOR: 25,
  NAWS: 31,
  CHARSET: 42,
  MSSP: 70,
  MCCP2: 86,
  GMCP: 201,
} as const;

/** `us`: what we do (WILL); `him`: what the client does (WILL). */
export type Side = 'us' | 'him';

/** RFC 1143 section 7; `…_BUT` is the queue bit: the opposite is wanted as soon as the answer has come. */
type Q = 'NO' | 'YES' | 'WANTNO' | 'WANTNO_BUT' | 'WANTYES' | 'WANTYES_BUT';

type Phase = 'data' | 'iac' | 'verb' | 'option' | 'sub' | 'sub-iac';

export interface Telnet {
  readonly us: Record<number, Q>;
  readonly him: Record<number, Q>;
  phase: Phase;
  verb: number;
  /** Option and payload of the subnegotiation under way. */
  sub: number[];
}

export type TelnetEvent =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  | { readonly type: 'on' | 'off'; readonly side: Side; readonly option: number }
  | { readonly type: 'sub'; readonly option: number; readonly bytes: Uint8Array }
  | { readonly type: 'command'; readonly code: number };

export function newTelnet(): Telnet {
  return { us: {}, him: {}, phase: 'data', verb: 0, sub: [] };
}

export function isOn(telnet: Telnet, side: Side, code: number): boolean {
  return telnet[side][code] === 'YES';
}

// ---------------------------------------------------------------- options

type Step = readonly [next: Q, reply?: boolean];

/** The peer says WILL or DO; the reply is to agree (true) or to refuse (false). NO is decided by `agreeable`. */
const afterYes: Record<Exclude<Q, 'NO'>, Step> = {
  YES: ['YES'],
  WANTNO: ['NO'],
  WANTNO_BUT: ['YES'],
  WANTYES: ['YES'],
  WANTYES_BUT: ['WANTNO', false],
};

/** The peer says WONT or DONT. */
const afterNo: Record<Q, Step> = {
  NO: ['NO'],
  YES: ['NO', false],
  WANTNO: ['NO'],
  WANTNO_BUT: ['WANTYES', true],
  WANTYES: ['NO'],
  WANTYES_BUT: ['NO'],
};

const wantOn: Record<Q, Step> = {
  NO: ['WANTYES', true],
  YES: ['YES'],
  WANTNO: ['WANTNO_BUT'],
  WANTNO_BUT: ['WANTNO_BUT'],
  WANTYES: ['WANTYES'],
  WANTYES_BUT: ['WANTYES'],
};

const wantOff: Record<Q, Step> = {
  NO: ['NO'],
  YES: ['WANTNO', false],
  WANTNO: ['WANTNO'],
  WANTNO_BUT: ['WANTNO'],
  WANTYES: ['WANTYES_BUT'],
  WANTYES_BUT: ['WANTYES_BUT'],
};

/** What we agree to when the client asks first. ECHO and MCCP2 are for us to offer. */
const agreeable: Record<Side, readonly number[]> = {
  us: [option.SGA, option.EOR, option.CHARSET, option.MSSP, option.GMCP],
  him: [option.SGA, option.TTYPE, option.NAWS],
};

/** Asks the client to let us do (`us`) or to do (`him`) an option, or to stop; nothing comes out if it is so already. */
export function request(telnet: Telnet, side: Side, code: number, on: boolean): Uint8Array {
  const [next, reply] = (on ? wantOn : wantOff)[telnet[side][code] ?? 'NO'];
  telnet[side][code] = next;
  return reply === undefined ? new Uint8Array(0) : negotiation(side, reply, code);
}

function negotiation(side: Side, on: boolean, code: number): Uint8Array {
  const verb = side === 'us' ? (on ? WILL : WONT) : on ? DO : DONT;
  return Uint8Array.of(IAC, verb, code);
}

function onVerb(telnet: Telnet, verb: number, code: number): TelnetEvent[] {
  const side = verb === WILL || verb === WONT ? 'him' : 'us';
  const before = telnet[side][code] ?? 'NO';
  const [next, reply] = answer(side, before, verb === WILL || verb === DO, code);
  telnet[side][code] = next;
  const events: TelnetEvent[] = [];
  if (reply !== undefined) events.push({ type: 'send', bytes: negotiation(side, reply, code) });
  if (next !== before && (next === 'YES' || next === 'NO')) {
    events.push({ type: next === 'YES' ? 'on' : 'off', side, option: code });
  }
  return events;
}

function answer(side: Side, state: Q, yes: boolean, code: number): Step {
  if (!yes) return afterNo[state];
  if (state !== 'NO') return afterYes[state];
  return agreeable[side].includes(code) ? ['YES', true] : ['NO', false];
}

// ---------------------------------------------------------------- bytes

/** The longest subnegotiation kept; GMCP from a client is some hundred bytes, the rest of a longer one is dropped. */
const longestSub = 65_536;

/** Takes what the client sent, cut anywhere. */
export function receive(telnet: Telnet, bytes: Uint8Array): TelnetEvent[] {
  const events: TelnetEvent[] = [];
  let data: number[] = [];
  for (const byte of bytes) {
    if (telnet.phase === 'data' && byte !== IAC) data.push(byte);
    else {
      const found = step(telnet, byte);
      if (found.length === 0) continue;
      if (data.length > 0) events.push({ type: 'data', bytes: Uint8Array.from(data) });
      data = [];
      for (const event of found) events.push(event);
    }
  }
  if (data.length > 0) events.push({ type: 'data', bytes: Uint8Array.from(data) });
  return events;
}

function step(telnet: Telnet, byte: number): TelnetEvent[] {
  switch (telnet.phase) {
    case 'data':
      telnet.phase = 'iac';
      return [];
    case 'iac':
      return onCommand(telnet, byte);
    case 'verb':
      telnet.phase = 'data';
      return onVerb(telnet, telnet.verb, byte);
    case 'option':
    case 'sub':
      if (byte === IAC) telnet.phase = 'sub-iac';
      else keep(telnet, byte);
      return [];
    case 'sub-iac':
      return onSubCommand(telnet, byte);
  }
}

function keep(telnet: Telnet, byte: number): void {
  telnet.phase = 'sub';
  if (telnet.sub.length < longestSub) telnet.sub.push(byte);
}

function onCommand(telnet: Telnet, code: number): TelnetEvent[] {
  telnet.phase = 'data';
  if (code === IAC) return [{ type: 'data', bytes: Uint8Array.of(IAC) }];
  if (code === SB) {
    telnet.sub = [];
    telnet.phase = 'option';
    return [];
  }
  if (code < WILL) return [{ type: 'command', code }];
  telnet.phase = 'verb';
  telnet.verb = code;
  return [];
}

function onSubCommand(telnet: Telnet, code: number): TelnetEvent[] {
  if (code === IAC) {
    keep(telnet, IAC);
    return [];
  }
  const [about, ...payload] = telnet.sub;
  telnet.sub = [];
  telnet.phase = 'data';
  // Any other command ends a subnegotiation that has lost its SE, and is obeyed.
  const next = code === SE ? [] : onCommand(telnet, code);
  if (about === undefined || code !== SE) return next;
  return [{ type: 'sub', option: about, bytes: Uint8Array.from(payload) }];
}

/** `IAC SB code payload IAC SE`, with 255 doubled inside. */
export function subnegotiation(code: number, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(IAC, SB, code), escapeIac(payload), Uint8Array.of(IAC, SE)]);
}

/** Doubles each 255, as RFC 854 asks for in data. */
export function escapeIac(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(IAC)) return bytes;
  const escaped: number[] = [];
  for (const byte of bytes) {
    escaped.push(byte);
    if (byte === IAC) escaped.push(IAC);
  }
  return Uint8Array.from(escaped);
}
