/**
 * The Q method of RFC 1143, section 7, as a table: option negotiation that cannot loop. One side of one
 * option ("us" by DO/DONT → WILL/WONT, "him" by WILL/WONT → DO/DONT) is one of the states below; the queue
 * bit is part of the state.
 *
 * Two states are more than the RFC has, so that a peer who asks the same again and again gets one answer:
 * REFUSED is NO after a request that we turned down, IGNORED is REFUSED after the same request once more.
 */

export const NO = 0;
export const YES = 1;
export const WANTNO = 2;
/** WANTNO with queue bit OPPOSITE. */
export const WANTNO_OPPOSITE = 3;
export const WANTYES = 4;
export const WANTYES_OPPOSITE = 5;
export const REFUSED = 6;
export const IGNORED = 7;

/** The new state, and what to send: enable (WILL or DO), disable (WONT or DONT) or nothing. */
export interface Transition {
  readonly to: number;
  readonly send: 'enable' | 'disable' | null;
}

const to = (state: number, send: Transition['send'] = null): Transition => ({ to: state, send });

/** The peer says WILL or DO and we would agree to it. Indexed by state. */
const AGREE: readonly Transition[] = [
  to(YES, 'enable'),
  to(YES),
  to(NO), // an error of the peer: DONT answered by WILL
  to(YES),
  to(YES),
  to(WANTNO, 'disable'),
  to(YES, 'enable'),
  to(YES, 'enable'),
];

/** The peer says WONT or DONT. */
const DISABLE: readonly Transition[] = [
  to(NO),
  to(NO, 'disable'),
  to(NO),
  to(WANTYES, 'enable'),
  to(NO),
  to(NO),
  to(NO),
  to(NO),
];

/** We want the option on. In IGNORED the peer still waits for it: what we send is the answer. */
const ASK_ON: readonly Transition[] = [
  to(WANTYES, 'enable'),
  to(YES),
  to(WANTNO_OPPOSITE),
  to(WANTNO_OPPOSITE),
  to(WANTYES),
  to(WANTYES),
  to(WANTYES, 'enable'),
  to(YES, 'enable'),
];

/** We want the option off. */
const ASK_OFF: readonly Transition[] = [
  to(NO),
  to(WANTNO, 'disable'),
  to(WANTNO),
  to(WANTNO),
  to(WANTYES_OPPOSITE),
  to(WANTYES_OPPOSITE),
  to(REFUSED),
  to(IGNORED),
];

const REFUSE = to(REFUSED, 'disable');
const IGNORE = to(IGNORED);

/** WILL or DO was received; `agree` says whether we would have the option on. */
export function receiveEnable(state: number, agree: boolean): Transition {
  if (!agree && state === NO) return REFUSE;
  if (!agree && state >= REFUSED) return IGNORE;
  return AGREE[state]!;
}

/** WONT or DONT was received: always obeyed. */
export function receiveDisable(state: number): Transition {
  return DISABLE[state]!;
}

/** We ask for the option to be on or off. */
export function ask(state: number, on: boolean): Transition {
  return (on ? ASK_ON : ASK_OFF)[state]!;
}

const NAMES = [
  'off',
  'on',
  'being turned off',
  'being turned off',
  'asked for',
  'asked for',
  'refused',
  'refused',
];

/** The state in words, for `/telnet`. */
export function nameOf(state: number): string {
  return NAMES[state]!;
}
