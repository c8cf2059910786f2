/** MXP: <SOUND> and <MUSIC>, which say what the triggers of MSP say. */
import type { SoundOrder } from '../../../../client/state/sound/sounds.ts';
import { allowSounds, emptyStream, receive, type StreamValue } from '../../../../client/stream/stream.ts';
import { bytes, context, IAC, lines, replied, SB, SE, WILL } from '../helpers.ts';

const MXP = 91;

function said(text: string, isOn = true): StreamValue[] {
  const state = emptyStream();
  if (isOn) allowSounds(state);
  const values: StreamValue[] = [];
  const whole = bytes(IAC, WILL, MXP, IAC, SB, MXP, IAC, SE, text);
  for (let rest: Uint8Array | null = whole; rest !== null; ) {
    const received = receive(state, rest, { ...context, mxp: true });
    for (const value of received.values) values.push(value);
    rest = received.rest;
  }
  return values;
}

const orders = (text: string, isOn = true): SoundOrder[] =>
  said(`\x1b[1z${text}\r\n`, isOn).flatMap(value => (value.type === 'sound' ? [value.order] : []));

const thunder = {
  ...{ from: 'msp', kind: 'sound', name: 'thunder.wav', url: '', tag: '', key: '', caption: '', volume: 100 },
  ...{ fadein: 0, fadeout: 0, start: 0, finish: 0, loops: 1, priority: 50, continues: false },
};

test.each([
  ['<SOUND thunder.wav>', {}],
  ['<sound FName="thunder.wav" V=40 L=3 P=70>', { volume: 40, loops: 3, priority: 70 }],
  ['<SOUND thunder.wav 40 3 70 weather>', { volume: 40, loops: 3, priority: 70, tag: 'weather' }],
  ["<SOUND 'thunder.wav' U='https://example.org/s/'>", { url: 'https://example.org/s/' }],
  ['<!ENTITY boom "thunder"><SOUND &boom;.wav>', {}],
  ['<!ELEMENT Boom \'<SOUND thunder.wav V=&v;>\' ATT="v=20" EMPTY><Boom><Boom v=60>', { volume: 20 }],
])('a sound: %s', (text, differs) => {
  expect(orders(text)[0]).toEqual({ do: 'play', wish: { ...thunder, ...differs } });
});

test('music goes on unless C says otherwise, and has no priority', () => {
  const music = { ...thunder, kind: 'music', name: 'rain.mid', priority: 0, continues: true, loops: -1 };
  expect(orders('<MUSIC rain.mid L=-1>')).toEqual([{ do: 'play', wish: music }]);
  expect(orders('<MUSIC rain.mid 100 -1 0>')).toEqual([{ do: 'play', wish: { ...music, continues: false } }]);
});

test('Off stops, or says where sounds are; a name that is none is refused', () => {
  expect(orders('<SOUND Off>')).toEqual([{ do: 'stop', match: { from: 'msp', kind: 'sound' }, fade: 0 }]);
  expect(orders('<MUSIC Off U="https://example.org/s/">')).toEqual([
    { do: 'base', from: 'msp', kind: 'music', url: 'https://example.org/s/' },
  ]);
  expect(orders('<SOUND ../../etc/passwd>')).toMatchObject([{ do: 'refuse' }]);
  expect(orders('<SOUND>')).toEqual([]);
});

test('nothing of it is text, and the server alone may ask for it: not in open mode, not where sounds are off', () => {
  expect(lines(said('\x1b[1za<SOUND thunder.wav>b\r\n'))).toEqual(['ab']);
  expect(said('<SOUND thunder.wav>\r\n').filter(({ type }) => type === 'sound')).toEqual([]);
  expect(orders('<SOUND thunder.wav>', false)).toEqual([]);
  expect(lines(said('\x1b[1za<SOUND thunder.wav>b\r\n', false))).toEqual(['ab']);
});

test('the server is told of it where sounds are on', () => {
  const answer = (isOn: boolean) => replied(said('\x1b[1z<SUPPORT sound music.l>', isOn)).toString();
  expect(answer(true)).toContain('+sound +music.l');
  expect(answer(false)).toContain('-sound -music.l');
});
