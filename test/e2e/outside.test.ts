/** What a real terminal gets besides its screen: the title of its window, reports of focus, notifications. */
import { startPlaying } from '../support/playing.ts';
import { until } from '../support/tls-world.ts';

const TITLE = /\x1b\](?:2;([^\x1b]*)\x1b\\)/g;
const titles = (raw: string) => [...raw.matchAll(TITLE)].map(([, title]) => title);
const count = (raw: string, text: string) => raw.split(text).length - 1;

test('the title is set, follows what is unread, keeps still over a reload, and goes back at the end', async () => {
  const { clay, peers } = await startPlaying({ names: ['Alpha', 'Beta'], top: 'window_title = true' });
  await clay.waitFor('(Activity: 1)');
  // A server that says nothing is asked about.
  peers[0]!.send('Hello.\r\n');
  peers[1]!.send('A room.\r\n');
  await clay.waitFor('Hello.');
  await clay.waitFor(() => titles(clay.raw().toString()).at(-1) === '(1) Alpha');
  clay.press('Esc w');
  await clay.waitFor(() => titles(clay.raw().toString()).at(-1) === 'Beta');
  const before = titles(clay.raw().toString());
  clay.press('C-r');
  await until(() => clay.programLog().includes('RELOADED'), 'it has not reloaded');
  clay.type('/version\r');
  await clay.waitFor(/% Clay \d/);
  expect(titles(clay.raw().toString())).toEqual(before);
  clay.type('/quit\r');
  await clay.ended();
  expect([count(clay.raw().toString(), '\x1b[22;2t'), count(clay.raw().toString(), '\x1b[23;2t')]).toEqual([
    1, 1,
  ]);
});

test('a terminal that prints such sequences gets none, and neither does one whose user wants none', async () => {
  const { clay } = await startPlaying({
    top: 'window_title = true\nnotify = "activity"',
    env: { TERM: 'vt100' },
  });
  clay.type('/quit\r');
  await clay.ended();
  const other = await startPlaying();
  other.clay.type('/quit\r');
  await other.clay.ended();
  for (const raw of [clay.raw().toString(), other.clay.raw().toString()]) {
    expect(raw).not.toMatch(/\x1b\](?!8;)/);
    expect(raw).not.toContain('\x1b[22;');
    expect(raw).not.toContain('\x1b[?1004h');
  }
});

test('a notification while one looks elsewhere, none over a reload', async () => {
  const { clay, peers } = await startPlaying({
    top: 'notify = "highlights"',
    more: 'highlight = ["dragon"]',
    env: { TERM: 'foot' },
  });
  expect(count(clay.raw().toString(), '\x1b[?1004h')).toBe(1);
  clay.type('\x1b[I');
  peers[0]!.send('A dragon arrives.\r\n');
  await clay.waitFor('A dragon arrives.');
  clay.type('\x1b[O');
  clay.press('C-r');
  await until(() => clay.programLog().includes('RELOADED'), 'it has not reloaded');
  peers[0]!.send('A second dragon arrives.\r\n');
  await clay.waitFor(() =>
    clay.raw().toString().includes('\x1b]777;notify;Alpha;A second dragon arrives.\x1b\\'),
  );
  expect(count(clay.raw().toString(), '\x1b]777')).toBe(1);
  expect(count(clay.raw().toString(), '\x1b[?1004h')).toBe(1);
});
