/** The MUD Sound Protocol: triggers into orders, at any byte, with what stands around them. */

import type { SoundOrder } from '../../../../client/state/sound/sounds.ts';
import type { StreamState } from '../../../../client/state/stream.ts';
import { allowSounds, emptyStream, partial, type StreamValue } from '../../../../client/stream/stream.ts';
import { reload } from '../../../property/stream-sessions.ts';
import { feed, GA, IAC, lines } from '../helpers.ts';

function sounding(): StreamState {
  const state = emptyStream();
  allowSounds(state);
  return state;
}

const orders = (values: readonly StreamValue[]): SoundOrder[] =>
  values.flatMap(value => (value.type === 'sound' ? [value.order] : []));

const told = (text: string) => orders(feed(sounding(), `${text}\r\n`));

const thunder = {
  ...{ from: 'msp', kind: 'sound', name: 'thunder.wav', url: '', tag: '', key: '', caption: '', volume: 100 },
  ...{ fadein: 0, fadeout: 0, start: 0, finish: 0, loops: 1, priority: 50, continues: false },
};

test('a sound has a volume of 100, is played once and has a priority of 50, if nothing else is said', () => {
  expect(told('!!SOUND(thunder.wav)')).toEqual([{ do: 'play', wish: thunder }]);
});

test('all parameters of a sound', () => {
  expect(told('!!SOUND(thunder.wav V=40 L=3 P=70 T=weather U=https://example.org/sounds/)')).toEqual([
    {
      do: 'play',
      wish: {
        ...thunder,
        volume: 40,
        loops: 3,
        priority: 70,
        tag: 'weather',
        url: 'https://example.org/sounds/',
      },
    },
  ]);
});

test('music has no priority, and goes on unless C=0 says otherwise', () => {
  const music = { ...thunder, kind: 'music', name: 'rain.mid', priority: 0, continues: true, loops: -1 };
  expect(told('!!MUSIC(rain.mid L=-1)')).toEqual([{ do: 'play', wish: music }]);
  expect(told('!!MUSIC(rain.mid L=-1 C=1)')).toEqual([{ do: 'play', wish: music }]);
  expect(told('!!MUSIC(rain.mid C=0 L=-1 P=90)')).toEqual([
    { do: 'play', wish: { ...music, continues: false } },
  ]);
});

test.each([
  ['V=-5', { volume: 0 }],
  ['V=1000', { volume: 100 }],
  ['V=loud', {}],
  ['V=', {}],
  ['v=20 l=2', { volume: 20, loops: 2 }],
  ['L=0', {}],
  ['L=-7', { loops: -1 }],
  ['L=99999999', { loops: 10_000 }],
  ['P=101', { priority: 100 }],
  ['U=file:///etc/', {}],
  ['X=1 nonsense', {}],
])('%s', (words, values) => {
  expect(told(`!!SOUND(thunder.wav ${words})`)).toEqual([{ do: 'play', wish: { ...thunder, ...values } }]);
});

test('Off stops sounds or music; with an address it says where they are', () => {
  expect(told('!!SOUND(Off)')).toEqual([{ do: 'stop', match: { from: 'msp', kind: 'sound' }, fade: 0 }]);
  expect(told('!!MUSIC(off)')).toEqual([{ do: 'stop', match: { from: 'msp', kind: 'music' }, fade: 0 }]);
  expect(told('!!MUSIC(Off U=http://example.org/m/)')).toEqual([
    { do: 'base', from: 'msp', kind: 'music', url: 'http://example.org/m/' },
  ]);
  expect(told('!!SOUND(Off U=gopher://example.org/)')).toEqual([]);
});

test('a name that leads elsewhere is refused, and may be said', () => {
  expect(told('!!SOUND(../../etc/passwd)')).toEqual([{ do: 'refuse', name: '../../etc/passwd' }]);
  expect(told('!!SOUND()')).toEqual([]);
});

test.each([
  'He says: !!SOUND(x)',
  ' !!SOUND(x)',
  '!!sound(x)',
  '!!SOUND (x)',
  '!SOUND(x)',
  '!!SOUND(x',
  '!! Beware',
])('%j is text', text => {
  const values = feed(sounding(), `${text}\r\n`);
  expect(orders(values)).toEqual([]);
  expect(lines(values)).toEqual([text]);
});

test('what stands behind the triggers of a line is text, in a prompt as well', () => {
  const values = feed(sounding(), '!!SOUND(a)!!MUSIC(b)Hello\r\n!!SOUND(c)> ', IAC, GA);
  expect(orders(values).map(order => (order.do === 'play' ? order.wish.name : order.do))).toEqual([
    'a',
    'b',
    'c',
  ]);
  expect(
    values.flatMap(value => (value.type === 'line' || value.type === 'prompt' ? [value.text] : [])),
  ).toEqual(['Hello', '> ']);
});

test('a trigger that has begun is not shown, and no other text is hidden', () => {
  const state = sounding();
  for (const sign of '!!MUSIC(rain.mid L=-1') {
    feed(state, sign);
    expect(partial(state).text).toBe(state.line.text === '!' ? '!' : '');
  }
  expect(partial({ ...state, line: { ...state.line, text: '!! Danger', runs: [] } }).text).toBe('!! Danger');
});

test('cut at any byte, with a reload there, it comes to the same', () => {
  const text =
    '\x1b[31m!!SOUND(a.wav V=5 T=x)!!MUSIC(Off U=http://e.org/)Red.\r\nHe says: !!SOUND(x)\r\n!!SOUND(b)\r\n> ';
  const whole = feed(sounding(), text);
  for (let cut = 1; cut < text.length; cut++) {
    const state = sounding();
    const before = feed(state, text.slice(0, cut));
    const values = [...before, ...feed(reload(state), text.slice(cut))];
    expect(values).toEqual(whole);
  }
  expect(orders(whole)).toHaveLength(3);
});
