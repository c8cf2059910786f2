/** GMCP Client.Media: what its messages ask for, each of them, and only where sounds are on. */
import type { SoundOrder } from '../../../../client/state/sound/sounds.ts';
import { allowSounds, emptyStream, type StreamValue } from '../../../../client/stream/stream.ts';
import { feed, IAC, sb, WILL } from '../helpers.ts';

const orders = (values: readonly StreamValue[]): SoundOrder[] =>
  values.flatMap(value => (value.type === 'sound' ? [value.order] : []));

function told(...messages: string[]): SoundOrder[] {
  const state = emptyStream();
  allowSounds(state);
  feed(state, IAC, WILL, 201);
  return orders(feed(state, Buffer.concat(messages.map(message => sb(201, message)))));
}

const plain = {
  ...{ from: 'gmcp', kind: 'sound', name: 'a.mp3', url: '', tag: '', key: '', caption: '', volume: 50 },
  ...{ fadein: 0, fadeout: 0, start: 0, finish: 0, loops: 1, priority: 0, continues: true },
};

test('all keys of Play', () => {
  const message = {
    ...{ name: 'a.mp3', url: 'https://example.org/media/', type: 'music', tag: 'environment', volume: 25 },
    ...{ fadein: 5000, fadeout: 7000, start: 1000, finish: 20_000, loops: 3, priority: 60, continue: false },
    ...{ key: 'area', caption: 'Hammering' },
  };
  const { type: kind, continue: continues, ...same } = message;
  expect(told(`Client.Media.Play ${JSON.stringify(message)}`)).toEqual([
    { do: 'play', wish: { ...plain, ...same, kind, continues } },
  ]);
});

test('what is not said is as by default', () => {
  expect(told('Client.Media.Play {"name":"a.mp3"}')).toEqual([{ do: 'play', wish: plain }]);
});

test('numbers and flags as texts, names in capitals, values beyond', () => {
  expect(
    told(
      'client.media.play {"Name":"a.mp3","volume":"900","loops":"-1","continue":"false","fadein":-4,"type":"VIDEO"}',
    ),
  ).toEqual([{ do: 'play', wish: { ...plain, volume: 100, loops: -1, continues: false, kind: 'video' } }]);
});

test('two in one packet are two', () => {
  expect(told('Client.Media.Play {"name":"a.mp3"}', 'Client.Media.Play {"name":"b.mp3"}')).toHaveLength(2);
});

test('Default, by both of its names, and Load', () => {
  expect(
    told('Client.Media.Default {"url":"https://e.org/m/"}', 'Client.Media {"url":"http://e.org"}'),
  ).toEqual([
    { do: 'base', from: 'gmcp', url: 'https://e.org/m/' },
    { do: 'base', from: 'gmcp', url: 'http://e.org/' },
  ]);
  expect(told('Client.Media.Load {"name":"x/a.mp3","url":"https://e.org/m/"}')).toEqual([
    { do: 'load', name: 'x/a.mp3', url: 'https://e.org/m/' },
  ]);
});

test('Stop says which; without anything it is all', () => {
  expect(
    told(
      'Client.Media.Stop {"name":"a.mp3","type":"music","tag":"t","key":7,"priority":60,"fadeaway":true}',
      'Client.Media.Stop {"fadeaway":true,"fadeout":900}',
      'Client.Media.Stop {}',
      'Client.Media.Stop',
    ),
  ).toEqual([
    {
      do: 'stop',
      match: { from: 'gmcp', name: 'a.mp3', kind: 'music', tag: 't', key: '7', priority: 60 },
      fade: 5000,
    },
    { do: 'stop', match: { from: 'gmcp' }, fade: 900 },
    { do: 'stop', match: { from: 'gmcp' }, fade: 0 },
    { do: 'stop', match: { from: 'gmcp' }, fade: 0 },
  ]);
});

test.each([
  'Client.Media.Play {"name":',
  'Client.Media.Play [1,2]',
  'Client.Media.Play 7',
  'Client.Media.Play {"name":7}',
  'Client.Media.Default {"url":"file:///etc/"}',
  'Client.Media.Pause {"name":"a"}',
  'constructor {"name":"a"}',
])('%s says nothing', message => expect(told(message)).toEqual([]));

test('names that lead elsewhere are refused', () => {
  expect(told('Client.Media.Play {"name":"../a.mp3"}', 'Client.Media.Load {"name":"/a"}')).toEqual([
    { do: 'refuse', name: '../a.mp3' },
    { do: 'refuse', name: '/a' },
  ]);
});

test('where sounds are off, nothing is asked for', () => {
  const state = emptyStream();
  feed(state, IAC, WILL, 201);
  expect(orders(feed(state, sb(201, 'Client.Media.Play {"name":"a.mp3"}')))).toEqual([]);
});
