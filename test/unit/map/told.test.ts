import { roomOf } from '../../../client/world/map/told.ts';
import { type Play, playAlpha } from '../../support/play.ts';

const ROOM = { id: '12', name: 'Old Gate', area: 'Town' };

test.each([
  [
    'IRE',
    '{"num":12,"name":"Old Gate","area":"Town","environment":"Urban","coords":"45,5,-4,0","exits":{"n":13,"in":99},"details":["shop"]}',
    { ...ROOM, terrain: 'Urban', coords: [5, -4, 0], exits: { n: '13', in: '99' } },
  ],
  [
    'Aardwolf',
    '{"num":12,"name":"Old Gate","zone":"Town","terrain":"city","details":"","exits":{"n":13,"s":-1},"coord":{"id":0,"x":30,"y":20,"cont":0}}',
    { ...ROOM, terrain: 'city', coords: [30, 20, 0], exits: { n: '13', s: '' } },
  ],
  ['a maze', '{"num":-1,"name":"Old Gate","zone":"Town","exits":{}}', { ...ROOM, id: null }],
  [
    'exits in a list',
    '{"num":"12","name":"Old Gate","area":"Town","exits":["north","Up"]}',
    { ...ROOM, exits: { n: '', u: '' } },
  ],
  [
    'exits that are objects',
    '{"vnum":12,"name":"Old Gate","area":{"name":"Town"},"exits":{"North":{"num":13,"door":"closed"},"climb rope":{"to":1}}}',
    { ...ROOM, exits: { n: '13', 'climb rope': '' } },
  ],
  ['a hash', '{"hash":"ab12","title":"Old Gate","region":"Town"}', { ...ROOM, id: 'ab12' }],
  [
    'coordinates of its own',
    '{"id":12,"short":"Old Gate","area":"Town","x":1,"y":2,"z":3}',
    { ...ROOM, coords: [1, 2, 3] },
  ],
])('a room as it is told by %s', (_, json, expected) => {
  expect(JSON.parse(JSON.stringify(roomOf(JSON.parse(json))))).toMatchObject(expected);
});

test.each(['null', '12', '"room"', '[]', '{}', '{"name":""}', '{"exits":{"n":1}}'])('%s is no room', json => {
  expect(roomOf(JSON.parse(json))).toBeNull();
});

test('what a server puts into names is text of one line, and no more of it than a name has', () => {
  const room = roomOf({ num: 1, name: `a\x1b[31m\r\nb${'x'.repeat(1000)}`, exits: { 'say hi\n/quit': 2 } });
  expect(room?.name).toMatch(/^a.*b/);
  expect([...(room?.name ?? '')].every(sign => sign >= ' ')).toBe(true);
  expect(room?.name.length).toBeLessThanOrEqual(200);
  expect(Object.keys(room?.exits ?? {})).toEqual(['say hi /quit']);
});

function msdp(...pairs: [name: string, value: string][]): Buffer {
  const body = pairs.map(([name, value]) => `\x01${name}\x02${value}`).join('');
  return Buffer.concat([Buffer.of(255, 250, 69), Buffer.from(body, 'latin1'), Buffer.of(255, 240)]);
}

function told(messages: readonly Buffer[]): Play {
  const play = playAlpha();
  play.receive('Alpha', Buffer.of(255, 251, 69));
  for (const message of messages) play.receive('Alpha', message);
  return play;
}

test.each([
  [
    'ROOM',
    [
      msdp([
        'ROOM',
        '\x03\x01VNUM\x0212\x01NAME\x02Old Gate\x01AREA\x02Town\x01EXITS\x02\x03\x01n\x0213\x04\x04',
      ]),
    ],
  ],
  [
    'variables',
    [
      msdp(
        ['ROOM_NAME', 'Old Gate'],
        ['AREA_NAME', 'Town'],
        ['ROOM_EXITS', '\x03\x01n\x0213\x04'],
        ['ROOM_VNUM', '12'],
      ),
    ],
  ],
])('MSDP tells of rooms by %s', (_, messages) => {
  const play = told(messages);
  expect(play.world('Alpha').here).toEqual({ id: '12', name: 'Old Gate' });
  expect(Object.values(play.disk.maps).join()).toContain(
    '{"r":"12","n":"Old Gate","a":"Town","e":{"n":"13"}}',
  );
});

const HALL = {
  name: msdp(['ROOM_NAME', 'Hall']),
  exits: msdp(['ROOM_EXITS', '\x03\x01e\x0212\x04']),
  number: msdp(['ROOM_VNUM', '13']),
};
const GATE = msdp(['ROOM_NAME', 'Old Gate'], ['ROOM_EXITS', '\x03\x01n\x0213\x04'], ['ROOM_VNUM', '12']);
const TEXT = Buffer.from('You go north.\r\n');

const roomsOf = (play: Play): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(play.disk.maps)
      .join('')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .filter(({ r }) => r !== undefined)
      .map(({ r, n, e }) => [r, { n, e }]),
  );

test.each([
  ['the number first', [HALL.number, HALL.name, HALL.exits]],
  ['the number between', [HALL.exits, HALL.number, HALL.name]],
  ['the number last', [HALL.name, HALL.exits, HALL.number]],
])(
  'MSDP that tells %s, each in a read of its own, gives no room the name and the exits of another',
  (_, parts) => {
    const play = told([GATE, TEXT, ...parts, TEXT]);
    expect(play.world('Alpha').here).toEqual({ id: '13', name: 'Hall' });
    expect(roomsOf(play)).toEqual({
      12: { n: 'Old Gate', e: { n: '13' } },
      13: { n: 'Hall', e: { e: '12' } },
    });
  },
);

test('MSDP that tells nothing of a name that is the same is waited for no longer than the text, also over a reload', () => {
  const play = told([GATE, TEXT, HALL.number]);
  play.reload();
  play.receive('Alpha', HALL.exits);
  play.receive('Alpha', TEXT);
  expect(roomsOf(play)[13]).toEqual({ n: 'Old Gate', e: { e: '12' } });
});
