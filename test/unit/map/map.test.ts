import { gmcp } from '../../support/corridor.ts';
import { createPlay, type Play, type PlayOptions } from '../../support/play.ts';

const IAC = 255;

interface Told {
  readonly num: number | string;
  readonly name: string;
  readonly exits?: Record<string, number | string>;
  readonly area?: string;
}

function tell(play: Play, room: Told): void {
  play.receive('Alpha', gmcp(`Room.Info ${JSON.stringify({ area: 'Town', exits: {}, ...room })}`));
}

const GATE: Told = { num: 1, name: 'Old Gate', exits: { e: 2, n: 4, u: 9 } };
const MARKET: Told = { num: 2, name: 'Market', exits: { w: 1, s: 3 } };
const INN: Told = { num: 3, name: 'The Blue Inn', exits: { n: 2 } };
const WELL: Told = { num: 4, name: 'A well', exits: { e: 2 }, area: 'Fields' };

function town(options: PlayOptions = {}): Play {
  const play = createPlay({
    worlds: { Alpha: {} },
    columns: 120,
    rows: 20,
    settings: { more_mode: false },
    ...options,
  });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  play.receive('Alpha', Buffer.of(IAC, 251, 201));
  for (const room of [INN, MARKET, WELL, GATE]) tell(play, room);
  return play;
}

/** What Clay has said last. */
function said(play: Play, command: string, rows = 1): string[] {
  play.enter(command);
  const box = play.terminal.dialogs.at(-1);
  if (box?.kind === 'pager') {
    play.type('q');
    return box.lines.map(({ text }) => text);
  }
  return play
    .output()
    .slice(-rows)
    .map(row => row.replace(/^% /, '').trimEnd());
}

const sent = (play: Play) =>
  play
    .sent('Alpha')
    .toString('latin1')
    .replace(/\xff\xfa.*?\xff\xf0|\xff[\xfb-\xfe]./gs, '');

test('several messages of one name in a packet are several: each room is on the map, each is heard by rules', () => {
  const play = town();
  play.enter('/hook -r GMCP "name":"(\\w+)" = room $1');
  const room = (num: number, name: string) => gmcp(`Room.Info ${JSON.stringify({ num, name, exits: {} })}`);
  play.receive('Alpha', Buffer.concat([room(7, 'First'), room(8, 'Second'), room(9, 'Third')]));
  expect(sent(play)).toBe('room First\r\nroom Second\r\nroom Third\r\n');
  for (const id of [7, 8, 9]) expect(said(play, `/map path ${id}`).join('')).not.toContain('has no room');
  expect(play.world('Alpha').here).toEqual({ id: '9', name: 'Third' });
});

test('rooms that the server tells of are found, and the way to them', () => {
  const play = town();
  expect(said(play, '/map path inn')).toEqual(['The Blue Inn is 2 steps from here: e s']);
  expect(said(play, '/map path 3')).toEqual(['The Blue Inn is 2 steps from here: e s']);
  expect(said(play, '/map path well')).toEqual(['A well is 1 step from here: n']);
  expect(said(play, '/map path Rome')).toEqual([
    'The map has no room "Rome". /map find looks for a part of a name.',
  ]);
  expect(said(play, '/map find e', 4)).toEqual([
    '0 steps: Old Gate (1, Town)',
    '1 step: Market (2, Town)',
    '1 step: A well (4, Fields)',
    '2 steps: The Blue Inn (3, Town)',
  ]);
  expect(said(play, '/map area', 3)).toEqual(['4 rooms in 2 areas.', '> Town: 3', '  Fields: 1']);
  expect(said(play, '/map room', 4)[0]).toBe('Old Gate (1, Town)');
});

test('/walk to walks the shortest way, opens doors on it, and says where it has arrived', () => {
  const play = town();
  play.enter('/map door e open the gate');
  play.enter('/map mark gate');
  play.enter('/walk to inn');
  play.advance(0);
  play.receive('Alpha', Buffer.from('You open the gate.\r\n> \xff\xf9', 'latin1'));
  play.advance(100);
  tell(play, MARKET);
  play.advance(100);
  play.reload();
  tell(play, INN);
  expect(sent(play)).toBe('open the gate\r\ne\r\ns\r\n');
  expect(play.output().at(-1)).toContain('Alpha: the walk has arrived at The Blue Inn, after 3 steps.');
  expect(said(play, '/map path gate')).toEqual(['Old Gate is 2 steps from here: n w']);
});

test('a walk that comes to another room than the map says stops, and goes on from there by another way', () => {
  const play = town();
  play.enter('/walk to inn');
  play.advance(0);
  tell(play, WELL);
  expect(play.output().join('\n')).toContain('the map has another room here.');
  play.enter('/walk resume');
  play.advance(0);
  tell(play, MARKET);
  play.advance(100);
  tell(play, INN);
  expect(sent(play)).toBe('e\r\ne\r\ns\r\n');
  expect(play.output().at(-1)).toContain('has arrived at The Blue Inn');
});

test('what is changed by hand can be taken back, also after a reload and by another Clay', () => {
  const play = town();
  play.enter('/map note thieves');
  play.enter('/map name Broken Gate');
  play.enter('/map oneway n 3');
  expect(said(play, '/map path inn')).toEqual(['The Blue Inn is 1 step from here: n']);
  play.reload();
  const other = createPlay({ worlds: { Alpha: {} }, columns: 120, rows: 20 });
  other.disk.maps = play.disk.maps;
  expect(said(play, '/map undo')).toEqual(['Taken back: Broken Gate (1, Town).']);
  expect(said(play, '/map path inn')).toEqual(['The Blue Inn is 2 steps from here: e s']);
  // What the server says does not undo what the user has said.
  tell(play, { ...GATE, exits: { e: 2, n: 4 } });
  expect(said(play, '/map room', 4)[0]).toBe('Broken Gate (1, Town) – thieves');
  play.enter('/map undo');
  expect(said(play, '/map room', 4)[0]).toBe('Old Gate (1, Town) – thieves');
  play.enter('/map delete');
  expect(said(play, '/map path inn')).toEqual(['The map does not know the room that you are in.']);
  play.enter('/map undo');
  expect(said(play, '/map path inn')[0]).toBe('The Blue Inn is 2 steps from here: e s');
  play.enter('/map undo');
  expect(said(play, '/map undo')).toEqual(['There is no change of the map to take back.']);
});

test('the map stands at the right of a wide screen: rooms, ways, where nobody was, what leads up', () => {
  const play = town();
  play.press('M-m');
  const rows = play
    .screen()
    .slice(0, 17)
    .map(row => row.slice(81));
  expect(rows[0]).toBe('Old Gate');
  expect(rows.slice(1).join('\n')).toMatch(/\[ \]┄\n\s*↑\n\s*\[@\]─\[ \]\n\s*│\n\s*\[ \]/);
  tell(play, { num: 5, name: 'Dead end', exits: { s: 77, e: '' } });
  const after = play
    .screen()
    .slice(0, 17)
    .map(row => row.slice(81));
  expect(after[0]).toBe('Dead end');
  expect(after.join('\n')).toMatch(/\[@\]\?\s*\n.*│\s*\n.*\[\?\]/);
  play.reload();
  expect(
    play
      .screen()
      .slice(0, 17)
      .map(row => row.slice(81)),
  ).toEqual(after);
  play.press('M-m');
  expect(play.screen().join('\n')).not.toContain('[@]');
});

test('on a narrow screen the map opens in a box', () => {
  const play = town({ columns: 60 });
  expect(said(play, '/map').join('\n')).toContain('[@]─[ ]');
});

test('rooms are noted by walking where the server tells of none', () => {
  const play = createPlay({ worlds: { Alpha: {} }, columns: 120, rows: 20, settings: { more_mode: false } });
  play.enter('/worlds Alpha');
  play.connect('Alpha');
  const prompt = Buffer.from('> \xff\xf9', 'latin1');
  const answer = (text: string) => play.receive('Alpha', Buffer.concat([Buffer.from(text), prompt]));
  answer('Welcome.\r\n');
  play.enter('/map record on');
  for (const [way, text] of [
    ['n', 'A lane\r\nIt is long.\r\n'],
    ['n', 'A farm\r\n'],
    ['w', 'Alas, you cannot go that way.\r\n'],
    ['e', 'A barn\r\n'],
    ['w', 'A farm\r\n'],
    ['s', 'A lane\r\n'],
  ] as const) {
    play.enter(way);
    answer(text);
    play.reload();
  }
  expect(said(play, '/map area', 2)[0]).toBe('3 rooms in 1 area.');
  expect(said(play, '/map path barn')).toEqual(['A barn is 2 steps from here: n e']);
});

test('texts of the game in a rule are no commands of the map', () => {
  const automation = `[[trigger]]\nname = "t"\npattern = "^go (.*)$"\nmode = "regexp"\nbody = "/map $1"\n`;
  const play = town({ automation });
  play.receive('Alpha', 'go delete\r\n');
  expect(play.output().join('\n')).toContain('Not run: /map delete – rules, hooks and timers never do this');
  expect(said(play, '/map path inn')).toEqual(['The Blue Inn is 2 steps from here: e s']);
});

test('the state does not grow with the map', () => {
  const size = (rooms: number) => {
    const play = town();
    const side = Math.sqrt(rooms);
    for (let id = 1; id <= rooms; id++) {
      const exits = { n: id - side, s: id + side, e: id + 1, w: id - 1 };
      const line = { r: `p${id}`, n: `Plain ${id}`, a: 'Plain', e: {} as Record<string, string> };
      for (const [way, to] of Object.entries(exits)) if (to >= 1 && to <= rooms) line.e[way] = `p${to}`;
      play.disk.maps['mud.example_4000'] += `${JSON.stringify(line)}\n`;
    }
    play.press('M-m');
    tell(play, { num: `p${(rooms >> 1) + (side >> 1)}`, name: 'Plain' });
    expect(play.screen().join('\n')).toContain('[@]─[ ]─[ ]');
    play.reload();
    return JSON.stringify(play.state).length;
  };
  const [small, large] = [size(2500), size(10_000)];
  expect(large).toBeLessThan(small * 1.05);
});

test('a change that is made already, as after a reload before its answer, is taken back at once', () => {
  const play = town();
  play.enter('/map note thieves');
  expect(said(play, '/map note thieves')).toEqual(['Noted: thieves']);
  play.enter('/map oneway n 3');
  play.enter('/map oneway n 3');
  play.enter('/map undo');
  expect(said(play, '/map path inn')).toEqual(['The Blue Inn is 2 steps from here: e s']);
  expect(said(play, '/map undo')).toEqual(['Taken back: Old Gate (1, Town).']);
  expect(said(play, '/map undo')).toEqual(['There is no change of the map to take back.']);
});
