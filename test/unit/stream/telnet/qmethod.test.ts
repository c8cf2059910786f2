import {
  ask,
  IGNORED,
  NO,
  nameOf,
  REFUSED,
  receiveDisable,
  receiveEnable,
  WANTNO,
  WANTNO_OPPOSITE,
  WANTYES,
  WANTYES_OPPOSITE,
  YES,
} from '../../../../client/stream/telnet/qmethod.ts';

const states = { NO, YES, WANTNO, WANTNO_OPPOSITE, WANTYES, WANTYES_OPPOSITE, REFUSED, IGNORED };
type Name = keyof typeof states;
type Send = 'enable' | 'disable' | null;

test.each<[Name, Name, Send]>([
  ['NO', 'YES', 'enable'],
  ['YES', 'YES', null],
  ['WANTNO', 'NO', null],
  ['WANTNO_OPPOSITE', 'YES', null],
  ['WANTYES', 'YES', null],
  ['WANTYES_OPPOSITE', 'WANTNO', 'disable'],
  ['REFUSED', 'YES', 'enable'],
  ['IGNORED', 'YES', 'enable'],
])('a request that we agree to in %s leads to %s and sends %s', (from, to, send) => {
  expect(receiveEnable(states[from], true)).toEqual({ to: states[to], send });
});

test.each<[Name, Name, Send]>([
  ['NO', 'REFUSED', 'disable'],
  ['REFUSED', 'IGNORED', null],
  ['IGNORED', 'IGNORED', null],
  ['WANTYES', 'YES', null],
])('a request that we refuse in %s leads to %s and sends %s', (from, to, send) => {
  expect(receiveEnable(states[from], false)).toEqual({ to: states[to], send });
});

test.each<[Name, Name, Send]>([
  ['NO', 'NO', null],
  ['YES', 'NO', 'disable'],
  ['WANTNO', 'NO', null],
  ['WANTNO_OPPOSITE', 'WANTYES', 'enable'],
  ['WANTYES', 'NO', null],
  ['WANTYES_OPPOSITE', 'NO', null],
  ['REFUSED', 'NO', null],
  ['IGNORED', 'NO', null],
])('a refusal in %s leads to %s and sends %s', (from, to, send) => {
  expect(receiveDisable(states[from])).toEqual({ to: states[to], send });
});

test.each<[Name, Name, Send, Name, Send]>([
  ['NO', 'WANTYES', 'enable', 'NO', null],
  ['YES', 'YES', null, 'WANTNO', 'disable'],
  ['WANTNO', 'WANTNO_OPPOSITE', null, 'WANTNO', null],
  ['WANTNO_OPPOSITE', 'WANTNO_OPPOSITE', null, 'WANTNO', null],
  ['WANTYES', 'WANTYES', null, 'WANTYES_OPPOSITE', null],
  ['WANTYES_OPPOSITE', 'WANTYES', null, 'WANTYES_OPPOSITE', null],
  ['REFUSED', 'WANTYES', 'enable', 'REFUSED', null],
  ['IGNORED', 'YES', 'enable', 'IGNORED', null],
])('asked in %s for on: %s (%s), for off: %s (%s)', (from, on, sendOn, off, sendOff) => {
  expect(ask(states[from], true)).toEqual({ to: states[on], send: sendOn });
  expect(ask(states[from], false)).toEqual({ to: states[off], send: sendOff });
});

test('every state has a name in words', () => {
  expect(Object.values(states).map(nameOf)).toEqual([
    'off',
    'on',
    'being turned off',
    'being turned off',
    'asked for',
    'asked for',
    'refused',
    'refused',
  ]);
});
