/**
 * Option negotiation: the table of what we agree to, and the Q method (stream/telnet/qmethod.ts) applied to it.
 * An option has effect only while its state is YES. What is not in the table is refused.
 */
import type { OptionsState, StreamState } from '../../state/stream.ts';
import { MXP, startMxp, stopMxp } from '../mxp/mxp.ts';
import { give, isStorm, type Pipeline, reply } from '../pipeline.ts';
import { NO_BYTES } from '../values.ts';
import { CHARSET, receiveCharset } from './charset-option.ts';
import { NEW_ENVIRON, receiveEnviron } from './environ.ts';
import { GMCP, receiveGmcp, startGmcp } from './gmcp.ts';
import { agreesToMccp2, beginMccp2, MCCP1, MCCP2, MCCP3, startMccp2, startMccp3, stopMccp3 } from './mccp.ts';
import { MSDP, receiveMsdp } from './msdp.ts';
import { MSP } from './msp.ts';
import { MSSP, receiveMssp } from './mssp.ts';
import { NAWS, startNaws, stopNaws } from './naws.ts';
import { ask, NO, nameOf, receiveDisable, receiveEnable, type Transition, YES } from './qmethod.ts';
import { DO, DONT, IAC, WILL, WONT } from './telnet.ts';
import { receiveTtype, startTtype, TTYPE } from './ttype.ts';

const ECHO = 1;
const TIMING_MARK = 6;

/**
 * A game that has replaced its code under the connection (copyover) has forgotten its options and offers them again. RFC
 * 1143 has no answer to an offer of what is on; one is given so often at most (ms): answers to answers cannot go on.
 */
const AGAIN = 60_000;
/** So soon (ms) after the answer the same offer is but an acknowledgement. */
const ACKNOWLEDGED = 1000;

/** Room for all that a WILL or DO may be answered by, so that no negotiation is left half done. */
const VERB_ANSWER = 4 * 1024;

/** One side of one option: whether we would have it on, and what follows when it goes on or off. */
interface Side {
  readonly agree: (pipeline: Pipeline) => boolean;
  readonly start?: (pipeline: Pipeline) => void;
  readonly stop?: (pipeline: Pipeline) => void;
  /** An offer while it is on is answered by silence: an answer would begin another stream within the one there is. */
  readonly once?: true;
}

interface Option {
  readonly number: number;
  readonly name: string;
  /** What we do at the server's DO. */
  readonly us?: Side;
  /** What the server does at its WILL. */
  readonly him?: Side;
  /** A subnegotiation, while the option is on on either side. */
  readonly receive?: (pipeline: Pipeline, payload: Uint8Array) => void;
}

const always: Side = { agree: () => true };

const OPTIONS: readonly Option[] = [
  { number: 0, name: 'BINARY', us: always, him: always },
  { number: ECHO, name: 'ECHO', him: { agree: () => true, start: mask(true), stop: mask(false) } },
  { number: 3, name: 'SGA', us: always, him: always },
  { number: 5, name: 'STATUS' },
  { number: TIMING_MARK, name: 'TIMING-MARK' },
  { number: TTYPE, name: 'TTYPE', us: { agree: () => true, start: startTtype }, receive: receiveTtype },
  { number: 25, name: 'EOR', him: always },
  { number: NAWS, name: 'NAWS', us: { agree: () => true, start: startNaws, stop: stopNaws } },
  { number: 34, name: 'LINEMODE' },
  {
    number: NEW_ENVIRON,
    name: 'NEW-ENVIRON',
    us: { agree: pipeline => pipeline.context.environ !== null },
    receive: receiveEnviron,
  },
  { number: CHARSET, name: 'CHARSET', us: always, him: always, receive: receiveCharset },
  { number: MSDP, name: 'MSDP', him: always, receive: receiveMsdp },
  { number: MSSP, name: 'MSSP', him: always, receive: receiveMssp },
  { number: MCCP1, name: 'MCCP1' },
  { number: MCCP2, name: 'MCCP2', him: { agree: agreesToMccp2, start: startMccp2, once: true } },
  {
    number: MCCP3,
    name: 'MCCP3',
    him: { agree: () => true, start: startMccp3, stop: stopMccp3, once: true },
  },
  { number: 88, name: 'MCCP4' },
  { number: MSP, name: 'MSP', him: { agree: pipeline => pipeline.state.options.sounds === true } },
  {
    ...{ number: MXP, name: 'MXP' },
    // Which side offers it differs from server to server.
    us: { agree: ({ context }) => context.mxp === true, start: startMxp, stop: stopMxp },
    him: { agree: ({ context }) => context.mxp === true, start: startMxp, stop: stopMxp },
  },
  { number: 93, name: 'ZMP' },
  { number: 102, name: 'AARD102' },
  { number: 200, name: 'ATCP' },
  {
    number: GMCP,
    name: 'GMCP',
    him: { agree: pipeline => !pipeline.state.options.gmcpOff, start: startGmcp },
    receive: receiveGmcp,
  },
];

const BY_NUMBER = new Map(OPTIONS.map(option => [option.number, option]));

export function emptyOptions(): OptionsState {
  return {
    us: new Uint8Array(256),
    him: new Uint8Array(256),
    ttype: 0,
    naws: NO_BYTES,
    mccp2: 'never',
    gmcpOff: false,
    supports: '',
    replied: 0,
    settled: {},
  };
}

// ---------------------------------------------------------------- receiving

/** WILL, WONT, DO or DONT. */
export function receiveVerb(pipeline: Pipeline, verb: number, option: number): void {
  if (isStorm(pipeline, VERB_ANSWER)) return;
  // RFC 860: no state; each DO is answered when what came before it has been worked off.
  if (option === TIMING_MARK && verb === DO) {
    reply(pipeline, Uint8Array.of(IAC, WILL, TIMING_MARK));
    return;
  }
  const side = verb === WILL || verb === WONT ? 'him' : 'us';
  const state = pipeline.state.options[side][option]!;
  const enable = verb === WILL || verb === DO;
  const agree = BY_NUMBER.get(option)?.[side]?.agree(pipeline) ?? false;
  if (enable && agree && state === YES) offeredAgain(pipeline, side, option);
  else change(pipeline, side, option, enable ? receiveEnable(state, agree) : receiveDisable(state));
}

/** As if it were agreed on now. */
function offeredAgain(pipeline: Pipeline, side: 'us' | 'him', option: number): void {
  const { now } = pipeline.context;
  const { settled } = pipeline.state.options;
  const handler = BY_NUMBER.get(option)?.[side];
  const key = `${side} ${option}`;
  const wait = (settled[key] ?? now) - now;
  // A clock that was put back must not silence it for longer.
  if (handler?.once || (wait > 0 && wait <= AGAIN)) return;
  settled[key] = now + AGAIN;
  reply(pipeline, Uint8Array.of(IAC, verbFor(side, 'enable'), option));
  handler?.start?.(pipeline);
}

/** The effects of going off come before the answer, those of going on after it: MCCP3 needs both so. */
function change(pipeline: Pipeline, side: 'us' | 'him', option: number, transition: Transition): void {
  const states = pipeline.state.options[side];
  const was = states[option]!;
  const handler = BY_NUMBER.get(option)?.[side];
  states[option] = transition.to;
  if (was === YES && transition.to !== YES) handler?.stop?.(pipeline);
  if (transition.send !== null) reply(pipeline, Uint8Array.of(IAC, verbFor(side, transition.send), option));
  if (was === YES || transition.to !== YES) return;
  pipeline.state.options.settled[`${side} ${option}`] = pipeline.context.now + ACKNOWLEDGED;
  handler?.start?.(pipeline);
}

function verbFor(side: 'us' | 'him', send: 'enable' | 'disable'): number {
  if (side === 'us') return send === 'enable' ? WILL : WONT;
  return send === 'enable' ? DO : DONT;
}

/** A subnegotiation; ignored unless its option is on. */
export function receiveSubnegotiation(pipeline: Pipeline, option: number, payload: Uint8Array): void {
  // Its option may be off after the end of a stream, and it may begin again all the same.
  if (option === MCCP2) beginMccp2(pipeline);
  const { us, him } = pipeline.state.options;
  if (us[option] === YES || him[option] === YES) BY_NUMBER.get(option)?.receive?.(pipeline, payload);
}

function mask(on: boolean): (pipeline: Pipeline) => void {
  return pipeline => {
    give(pipeline, { type: 'mask', on });
  };
}

// ---------------------------------------------------------------- asking

/** Asks the server for an option to be on or off; what is to be sent goes into the road's values. */
export function request(pipeline: Pipeline, side: 'us' | 'him', option: number, on: boolean): void {
  change(pipeline, side, option, ask(pipeline.state.options[side][option]!, on));
}

/** The server echoes: what the user types is a password. */
export function isMasked(state: StreamState): boolean {
  return state.options.him[ECHO] === YES;
}

// ---------------------------------------------------------------- showing

export interface OptionRow {
  readonly name: string;
  readonly number: number;
  /** In words: off, on, asked for, refused … */
  readonly us: string;
  readonly him: string;
}

/** Every option that we know or the server has mentioned, by number. */
export function optionTable(state: StreamState): OptionRow[] {
  const { us, him } = state.options;
  const rows: OptionRow[] = [];
  for (let number = 0; number < 256; number++) {
    const name = BY_NUMBER.get(number)?.name;
    if (name === undefined && us[number] === NO && him[number] === NO) continue;
    rows.push({ name: name ?? 'unknown', number, us: nameOf(us[number]!), him: nameOf(him[number]!) });
  }
  return rows;
}
