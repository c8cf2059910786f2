/** Terminals that come over HTTPS, by a login: who is let in, what a watcher may do, and what survives a network that is lost. */
import { attendedView } from '../../../../client/world/audience.ts';
import type { FromProgram } from '../../../../shared/protocol/attach.ts';
import { ask, masked, open, put, sentTo, upgrade } from '../../../support/browsers.ts';
import { type Play, playAlpha } from '../../../support/play.ts';
import { type ProgramPlay, talkTo, terminalHello, textFrameOf } from '../../../support/programs.ts';

const ORIGIN = 'https://my.home:9001';
/** As the terminator hands them on. */
const visitor = {
  Host: 'my.home:9001',
  Origin: ORIGIN,
  'X-Forwarded-For': '192.0.2.7',
  'X-Forwarded-Proto': 'https',
};

interface Key {
  readonly Cookie: string;
  readonly 'X-Clay-Half': string;
}

function playHttps(): Play {
  const play = playAlpha({ columns: 100, worlds: { Alpha: {}, Beta: {} } });
  play.enter('/setup web.names my.home');
  play.enter('/setup web.https_port 9001');
  play.enter('/setup web.https on');
  play.dispatch({ type: 'web listening', listener: 'terminator', port: 0 });
  return play;
}

function logIn(play: Play, role: 'play' | 'watch' = 'play'): Key {
  const secret = `secret ${play.state.web?.next}`;
  play.dispatch({ type: 'web invited', view: '', role, address: '', secret, code: [] });
  play.type('q');
  const agent = { 'User-Agent': 'clay attach on laptop' };
  const body = JSON.stringify({ code: secret });
  const answer = ask(play, 'POST /login', { ...visitor, ...agent }, body, 'terminator');
  const { half } = JSON.parse(answer.body) as { half: string };
  return { Cookie: (answer.headers['set-cookie'] ?? '').split(';')[0]!, 'X-Clay-Half': half };
}

const request = (headers: Record<string, string>) =>
  upgrade('', { ...visitor, ...headers }).replace('/socket', '/tty');

/** A terminal that was let in. */
function attach(play: Play, key: Key, hello = terminalHello()): ProgramPlay {
  const id = open(play, 'terminator');
  put(play, id, request({ ...key }));
  return talkTo(play, id, hello);
}

const statusOf = (play: Play, headers: Record<string, string>, from: 'terminator' | 'tcp' = 'terminator') => {
  const id = open(play, from);
  put(play, id, request(headers));
  return Number(sentTo(play, id).toString('latin1').split(' ')[1]);
};

test('both halves of a login are asked for, from a page of its own; on the plain port there are no terminals', () => {
  const play = playHttps();
  const { Cookie, 'X-Clay-Half': half } = logIn(play);
  const views = Object.keys(play.state.views);
  expect(statusOf(play, {})).toBe(403);
  expect(statusOf(play, { Cookie })).toBe(403);
  expect(statusOf(play, { 'X-Clay-Half': half })).toBe(403);
  expect(statusOf(play, { Cookie, 'X-Clay-Half': 'f00d' })).toBe(403);
  expect(statusOf(play, { Cookie, 'X-Clay-Half': half, Origin: 'https://evil.example' })).toBe(403);
  expect(statusOf(play, { Cookie, 'X-Clay-Half': half, Host: 'evil.example' })).toBe(421);
  play.enter('/setup web.enabled on');
  play.dispatch({ type: 'web listening', listener: 'tcp', port: 9000 });
  const plain = { Cookie, 'X-Clay-Half': half, Host: '127.0.0.1:9000', Origin: 'http://127.0.0.1:9000' };
  expect(statusOf(play, plain, 'tcp')).toBe(404);
  expect(statusOf(play, { Cookie, 'X-Clay-Half': half })).toBe(101);
  // What asks whether a login is good asks for no WebSocket.
  const asked = ask(play, 'GET /tty', { ...visitor, Cookie, 'X-Clay-Half': half }, '', 'terminator');
  expect([asked.status, ask(play, 'GET /tty', visitor, '', 'terminator').status]).toEqual([426, 403]);
  expect(Object.keys(play.state.views)).toEqual(views);
});

test('it plays as a terminal of this machine does; /web tells of it, /web logout ends it', () => {
  const play = playHttps();
  const far = attach(play, logIn(play));
  far.type('look\r');
  expect(play.sent('Alpha').toString()).toBe('look\r\n');
  play.enter('/web');
  expect(play.output().join('\n')).toMatch(
    /clay attach on laptop, 192\.0\.2\.7 +may play +a terminal attached/,
  );
  play.enter('/web logout all');
  expect(far.closed()?.code).toBe(4001);
  expect(Object.keys(play.state.views)).toEqual(['terminal']);
});

test('over the network nothing but a terminal is to be had', () => {
  const play = playHttps();
  const key = logIn(play, 'watch');
  expect(attach(play, key, { t: 'hello', v: 1, want: 'link', role: 'play' }).closed()?.code).toBe(1008);
  expect(play.asked.some(({ type }) => type === 'web invite')).toBe(false);
});

test('a network that was lost: the view waits with draft and place, and each byte of its keys is had once', () => {
  const play = playHttps();
  const key = logIn(play);
  const far = attach(play, key);
  const { view } = far;
  expect(far.heard()[0]).toEqual({ t: 'view', view, keys: 0 });
  far.type('half of it');
  play.dispatch({ type: 'web closed', id: far.id });
  play.reload();
  const { next } = play.world('Alpha').scrollback;
  play.receive('Alpha', 'While nobody was there.\r\n');
  play.advance(9 * 60_000);
  const again = attach(play, key, terminalHello({ view }));
  expect(again.heard()[0]).toEqual({ t: 'view', view, keys: 'half of it'.length });
  expect(play.state.views[view]?.editor.text).toBe('half of it');
  expect(play.world('Alpha').scrollback.next).toBe(next + 1);
  play.dispatch({ type: 'web ended', id: again.id });
  play.advance(11 * 60_000);
  expect(JSON.stringify([play.state.views, play.state.timers, play.state.announced])).not.toContain(view);
});

test('who comes again before that is noticed takes the view over; nobody else does', () => {
  const play = playHttps();
  const [key, other] = [logIn(play), logIn(play, 'watch')];
  const far = attach(play, key);
  const { view } = far;
  expect(attach(play, other, terminalHello({ view })).view).not.toBe(view);
  const again = attach(play, key, terminalHello({ view }));
  expect([again.view, far.closed()?.code]).toEqual([view, 1001]);
  again.type('here');
  expect(play.state.views[view]?.editor.text).toBe('here');
  expect(attach(play, key).view).not.toBe(view);
});

test('who may watch moves through worlds and logs, and changes nothing, whatever is pressed', () => {
  const play = playHttps();
  play.receive('Alpha', Array.from({ length: 40 }, (_, at) => `line ${at}\r\n`).join(''));
  play.enter('/flush');
  const far = attach(play, logIn(play, 'watch'));
  const { view: id } = far;
  const view = () => play.state.views[id]!;
  const texts = () =>
    play
      .frame(id)
      .rows.map(row => row.map(({ text }) => text).join(''))
      .join('\n');
  expect(texts()).toContain('(watching; Ctrl+C leaves)');
  play.receive('Alpha', 'What is new.\r\n');
  const settings = JSON.stringify(play.state.settings);
  const shared = () =>
    JSON.stringify([play.state.settings, play.state.history, play.state.kills, play.state.console]);
  const before = shared();
  const log = play.world('Alpha').scrollback.next;
  far.type('look\r/quit\r/setup web.https off\r\x12\x1b\x1b\x1bOP\x1bOQ\x1bOR\x1bOS\t\x11\x1be\x1b/quit\r');
  far.say({ t: 'size', columns: 77, rows: 20 });
  far.type('\x1b[200~a paste\r\x1b[201~');
  play.advance(5_000);
  expect(play.sent('Alpha').toString()).toBe('');
  expect(JSON.stringify(play.state.settings)).toBe(settings);
  expect(shared()).toBe(before);
  expect(play.world('Alpha').scrollback.next).toBe(log);
  expect([view().dialogs, view().editor.text, play.state.attended]).toEqual([[], '', 'terminal']);
  expect(play.asked.filter(({ type }) => ['quit', 'reload', 'suspend'].includes(type))).toEqual([]);
  // PageUp, and the next of all worlds.
  expect(texts()).toContain('What is new.');
  play.receive('Alpha', Array.from({ length: 40 }, (_, at) => `row ${at}\r\n`).join(''));
  far.type('\x1bj');
  expect(texts()).toContain('row 39');
  far.type('\x1b[5~');
  expect(texts()).toContain('row 10');
  far.type('\x1b[1;2B');
  expect(view().current).toBe('Beta');
  far.type('\x03');
  expect(far.closed()).toEqual({ code: 4010, why: 'Detached: Clay goes on.' });
});

test('what only watchers have on their screens is unread, and asks them nothing', () => {
  const play = playHttps();
  play.enter('/worlds Beta');
  play.connect('Beta');
  play.enter('/worlds Alpha');
  const far = attach(play, logIn(play, 'watch'));
  far.type('\x1b[1;2B');
  expect(play.state.views[far.view]?.current).toBe('Beta');
  const { seen } = play.world('Beta').scrollback;
  play.receive('Beta', 'Somebody comes.\r\n');
  expect(
    play
      .frame(far.view)
      .rows.flat()
      .map(({ text }) => text)
      .join(''),
  ).toContain('Somebody comes.');
  expect(play.world('Beta').scrollback.seen).toBe(seen);
});

test('a key cut in two by the end of a connection is that key', () => {
  const play = playHttps();
  const key = logIn(play);
  const far = attach(play, key);
  const { view } = far;
  put(
    play,
    far.id,
    Buffer.concat([masked(2, Buffer.from('a\x1b[')), masked(2, Buffer.from('D')).subarray(0, 3)]),
  );
  play.dispatch({ type: 'web closed', id: far.id });
  const again = attach(play, key, terminalHello({ view }));
  expect(again.heard()[0]).toMatchObject({ keys: 3 });
  again.type('Db');
  expect(play.state.views[view]?.editor.text).toBe('ba');
  put(play, again.id, textFrameOf({ t: 'redraw' }));
});

test('whose terminal is lost is asked nothing and told nothing, while somebody else is there', () => {
  const play = playHttps();
  const key = logIn(play);
  play.type('half of a line');
  const far = attach(play, key);
  const { view } = far;
  far.type('/connect Alpha\r');
  play.dispatch({ type: 'web closed', id: far.id });
  play.reload();
  expect(attendedView(play.state)?.id).toBe('terminal');
  play.world('Alpha').refused = {
    ...{ sentence: 'Nobody has signed it.', fingerprint: 'AB:CD', pins: [], offered: false },
    ...{ subject: 'game', issuer: 'game', validFrom: '', validTo: '' },
  };
  const boxes = (id: string) => play.state.views[id]?.dialogs.map(({ kind }) => kind);
  play.receive('Alpha', 'What is new.\r\n');
  expect([boxes(view), boxes('terminal')]).toEqual([[], []]);
  play.type('\x15');
  expect([boxes(view), boxes('terminal')]).toEqual([[], ['certificate']]);
});

const FLOODS: readonly [string, string, number][] = [
  ['redraw', '{"t":"redraw"}', 1],
  ['size', '{"t":"size","columns":50,"rows":9}', 1],
  ['what is not known', '{"t":"x"}', 1],
  ['taken, and nothing was drawn', '{"t":"taken"}', 1],
  ['no keys', '', 2],
];

test.each(FLOODS)('a flood ends the connection with 1008: %s', (_, said, opcode) => {
  const play = playHttps();
  const far = attach(play, logIn(play, 'watch'));
  const flood = (count: number) =>
    put(play, far.id, Buffer.concat(Array.from({ length: count }, () => masked(opcode, Buffer.from(said)))));
  flood(900);
  play.advance(10_000);
  flood(900);
  expect(far.closed()).toBeNull();
  flood(200);
  expect(far.closed()).toEqual({ code: 1008, why: 'too many messages' });
});

test('of what comes at once the last size counts, it is drawn anew once, and all keys are typed', () => {
  const play = playHttps();
  const far = attach(play, logIn(play));
  const asked = play.asked.length;
  const size = (columns: number): FromProgram => ({ t: 'size', columns, rows: 9 });
  const keys = 'as fast as one types '.repeat(200);
  const frames = [...keys].map(key => masked(2, Buffer.from(key)));
  const wishes = Array.from({ length: 99 }, (_, at) => [size(30 + at), { t: 'redraw' } as const]).flat();
  put(play, far.id, Buffer.concat([...wishes.map(textFrameOf), ...frames]));
  const view = play.state.views[far.view]!;
  expect([view.columns, view.editor.text]).toEqual([128, keys]);
  expect(play.asked.slice(asked).filter(({ type }) => type === 'redraw')).toHaveLength(1);
  // What is typed last is not lost with the end.
  put(play, far.id, Buffer.concat([masked(2, Buffer.from('\x15look\r')), masked(8, Buffer.alloc(0))]));
  expect(play.sent('Alpha').toString()).toBe('look\r\n');
});
