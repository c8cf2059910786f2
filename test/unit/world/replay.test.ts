/** /replay: a log, played in a world of its own, past the rules and without doing anything. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReplay } from '../../../client/host/profile/replays.ts';
import { entriesOf, PIECE } from '../../../client/world/replay/entries.ts';
import { createPlay, type Play } from '../../support/play.ts';

const TEXT = '12:00:00 Bob arrives.\n12:00:02 Spam spam.\n12:00:03 \x1b[31mThe dragon\x1b[0m roars.\n';

function newPlay(logs: Record<string, string>): Play {
  const play = createPlay({
    ...{ columns: 100, rows: 40, worlds: { Alpha: { host: 'a.example' } } },
    automation:
      '[[trigger]]\nname = "greet"\npattern = "* arrives."\nmode = "glob"\nworlds = ["Alpha"]\nsend = "wave $1"\nset = { who = "$1" }\n\n' +
      '[[trigger]]\nname = "spam"\npattern = "spam"\ngag = true\n\n[[trigger]]\nname = "two"\npattern = "roars"\nshots = 1\nbody = "/quit;flee"\n',
  });
  play.dispatch({ type: 'started', notices: [], worlds: [] });
  play.disk.logs = logs;
  return play;
}

const lines = (play: Play) => play.output().filter(row => !row.startsWith('·'));

test('a log with times goes at its speed, rules are seen, and nothing is done', () => {
  const play = newPlay({ 'Alpha/2024-01-15.log': TEXT });
  play.enter('/replay Alpha/2024-01-15.log');
  expect(play.terminal.current).toBe('Replay Alpha 2024-01-15');
  play.advance(1);
  expect(lines(play)).toEqual(
    expect.arrayContaining(['Bob arrives.', '% (greet) sets: who = Bob', '% (greet) sends: wave Bob']),
  );
  expect(lines(play).join('\n')).not.toContain('dragon');
  play.advance(3000);
  expect(lines(play).join('\n')).not.toContain('Spam');
  expect(lines(play)).toEqual(
    expect.arrayContaining(['The dragon roars.', '% (two) runs: /quit', '% (two) sends: flee']),
  );
  expect(lines(play).join('\n')).toContain('is over: 3 lines were played');
  expect(play.state.automation.variables).toBeUndefined();
  expect(play.state.automation.counts).toEqual({});
  expect(Object.keys(play.disk.logs)).toEqual(['Alpha/2024-01-15.log']);
  expect(play.asked.filter(({ type }) => type === 'quit')).toEqual([]);
  expect(play.disk.settings ?? '').not.toContain('Replay');
});

test('pause, step, go, speed, stop', () => {
  const many = Array.from({ length: 400 }, (_, at) => `line ${at}`).join('\n');
  const play = newPlay({ 'x.log': `${many}\n` });
  play.enter('/replay x.log 10');
  play.advance(100);
  play.enter('/replay pause');
  const [replay] = Object.values(play.state.replays ?? {});
  const played = replay?.played ?? 0;
  expect(played).toBe(5);
  play.advance(10_000);
  expect(replay?.played).toBe(played);
  play.enter('/replay step 120');
  play.advance(0);
  expect(Object.values(play.state.replays ?? {})[0]?.played).toBe(played + 120);
  play.enter('/replay speed 20');
  play.enter('/replay go');
  play.advance(100);
  expect(Object.values(play.state.replays ?? {})[0]?.played).toBe(played + 130);
  play.enter('/replay stop');
  expect(play.state.replays).toBeUndefined();
  play.advance(10_000);
  expect(lines(play).join('\n')).toContain('x.log is not played any more.');
});

test('it goes on over reloads: each line once, in order', () => {
  const many = Array.from({ length: 120 }, (_, at) => `line ${at}`);
  const play = newPlay({ 'x.log': many.join('\n') });
  play.enter('/setup more_mode off');
  play.enter('/replay x.log');
  for (let count = 0; count < 60; count++) {
    play.advance(450);
    play.reload();
  }
  play.advance(10_000);
  const world = play.world('Replay x');
  expect(world.scrollback.next).toBeGreaterThan(120);
  play.enter('/recall -v nothing-of-that-kind');
  const box = play.terminal.dialogs.at(-1);
  const shown = box?.kind === 'pager' ? box.lines.map(({ text }) => text) : [];
  expect(shown.filter(text => /line \d+$/.test(text)).map(text => /line \d+$/.exec(text)?.[0])).toEqual(many);
});

test.each(['text', 'ansi', 'html'] as const)(
  'a log that was written as %s looks as the game did, with its times',
  format => {
    const play = newPlay({});
    play.enter(`/setup log_format ${format}`);
    play.enter('/setup worlds.Alpha.log_time on');
    play.enter('/worlds Alpha');
    play.connect('Alpha');
    play.enter('/log on');
    play.receive('Alpha', '\x1b[1;38;2;9;8;7mred <&> "quoted"\x1b[0m end\r\n');
    play.advance(4000);
    play.receive('Alpha', 'later\r\n');
    play.advance(200);
    const [path = ''] = Object.keys(play.disk.logs);
    play.enter(`/replay ${path}`);
    play.advance(10);
    const log = play.world('Replay Alpha 2024-01-15').scrollback.open.filter(({ kind }) => kind === 'game');
    expect(log.map(({ text }) => text)).toEqual(['red <&> "quoted" end']);
    expect(log[0]?.runs[0]?.style ?? '').toBe(format === 'text' ? '' : '1;38;2;9;8;7');
    play.advance(4000);
    expect(play.screen().join('\n')).toContain('later');
  },
);

test('a recording of a terminal', () => {
  const cast =
    '{"version": 2, "width": 80}\n[0.5, "o", "he"]\n[1.0, "i", "x"]\n[2.5, "o", "llo\\r\\nyou\\r\\n"]\n[3';
  const play = newPlay({ 'a.cast': cast });
  play.enter('/replay a.cast');
  play.advance(10);
  expect(play.screen().join('\n')).not.toContain('hello');
  play.advance(2000);
  expect(play.screen().join('\n')).toContain('hello');
  const records = [0, 1].map(at => {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(10 + at, 0);
    head.writeUInt32LE(4, 8);
    return Buffer.concat([head, Buffer.from(`t${at}\r\n`)]);
  });
  play.disk.logs['b.ttyrec'] = Buffer.concat(records).toString('latin1');
  play.enter('/replay b.ttyrec');
  play.advance(1100);
  expect(play.screen().join('\n')).toMatch(/t0[\s\S]*t1/);
});

/** A record of a ttyrec. */
function record(second: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(second, 0);
  head.writeUInt32LE(bytes.length, 8);
  return Buffer.concat([head, bytes]);
}

test('a character that stands in two records is one, over a reload; bytes are none of Telnet', () => {
  const bytes = Buffer.from('one \u{1f409} two\r\n');
  const records = [bytes.subarray(0, 6), bytes.subarray(6), Buffer.of(255, 251, 86, 97, 13, 10)];
  const play = newPlay({});
  play.disk.logs['b.ttyrec'] = Buffer.concat(records.map((one, at) => record(10 + at, one))).toString(
    'latin1',
  );
  play.enter('/replay b.ttyrec');
  play.advance(10);
  play.reload();
  play.advance(5000);
  const texts = play.world('Replay b').scrollback.open.filter(({ kind }) => kind === 'game');
  expect(texts.map(({ text }) => text)).toEqual(['one \u{1f409} two', '\ufffd\ufffdVa']);
});

test('a line that is longer than a piece is cut between characters', () => {
  const text = 'x\u20ac'.repeat(30);
  const bytes = Buffer.from(text);
  for (let size = 4; size < 9; size++) {
    let shown = '';
    let from = 0;
    while (from < bytes.length) {
      const piece = bytes.subarray(from, from + size);
      const { entries, taken } = entriesOf('text', piece, from + size >= bytes.length);
      shown += entries.map(entry => entry.text.replace('\r\n', '')).join('');
      from += taken;
    }
    expect(shown).toBe(text);
  }
  // What is no UTF-8 is taken as it is.
  expect(entriesOf('text', Buffer.of(0xe4, 0xe4, 0xe4, 0xe4), false).taken).toBeGreaterThan(0);
  expect(entriesOf('text', Buffer.of(0xe4), false).taken).toBe(1);
});

test.each([
  ['asciinema', '[1.5, "o", "'],
  ['html', '<p><time>12:00:01</time> '],
] as const)('what is too long to be played says so, once (%s)', (format, start) => {
  const line = Buffer.from(`${start}${'x'.repeat(3 * PIECE)}`);
  const said = [0, 1, 2].flatMap(
    at => entriesOf(format, line.subarray(at * PIECE, (at + 1) * PIECE), false).entries,
  );
  expect(said.map(({ text }) => text)).toEqual(['[Left out: it is longer than 64 KiB.]\r\n']);
});

test('a file that is not there, and one that is none, are told in a clause', async () => {
  const home = mkdtempSync(join(tmpdir(), 'clay-replay-'));
  const asked = { type: 'read replay', world: 'w', from: 0, format: null } as const;
  const told = async (path: string) => await readReplay(home, { ...asked, path });
  expect(await told('none.log')).toMatchObject({ read: { fault: { sentence: 'there is no such file' } } });
  expect(await told(home)).toMatchObject({ read: { fault: { sentence: 'it is no file' } } });
  rmSync(home, { recursive: true });
});

test.each([
  ['/replay', 'Nothing is played.'],
  ['/replay none.log', 'none.log cannot be played: there is no such file.'],
  ['/replay stop', 'Nothing is played.'],
])('%s', (line, said) => {
  const play = newPlay({});
  play.enter(line);
  expect(play.screen().join('\n')).toContain(said);
  expect(play.state.replays).toBeUndefined();
});
