/**
 * State of the first major version. The files of version-1/ were written by commit f4b9c17, each with the screen that
 * it showed; the same screen is to be seen here, but for the sign of Clay's own words, for what F2 puts before them, and for
 * the keys of the search.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Unpackr } from 'msgpackr/unpack';
import { handle } from '../../../client/app/handle.ts';
import { decodeSnapshot, encodeSnapshot } from '../../../client/snapshot/codec.ts';
import type { Snapshot } from '../../../client/snapshot/snapshot.ts';
import { fromVersion1, type Snapshot1 } from '../../../client/snapshot/version-1.ts';
import { searchOf } from '../../../client/view/dialog/stack.ts';
import { view } from '../../../client/view/view.ts';
import { unread } from '../../../client/world/scrollback.ts';
import { isFault } from '../../../shared/fault.ts';

const stateFile = (name: string) => readFileSync(join(__dirname, 'version-1', `${name}.state`));

function read(name: string): Snapshot {
  const snapshot = decodeSnapshot(stateFile(name));
  if (isFault(snapshot)) throw new Error(snapshot.sentence);
  return snapshot;
}

function screenOf({ state }: Snapshot): string {
  const { rows } = view(state, state.views.terminal!, () => []);
  return rows
    .map(row =>
      row
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    )
    .map(text => `${text}\n`)
    .join('');
}

/** The status bar says more by now; what it said then is compared. */
function withoutSigns(screen: string): string {
  return screen.replace('\u25cf Alpha', 'Alpha').replace(/(?<=\(Activity: 1\)).*(?=12:00)/, ' ');
}

/** Of the three rows that the input had whatever stood in it, two were empty. */
function withSmallInput(snapshot: Snapshot): Snapshot {
  const view = snapshot.state.views.terminal!;
  if (!searchOf(view)) view.rows -= 2;
  return snapshot;
}

test.each(['paused', 'cleared', 'scrolled', 'search', 'console'])('%s: the screen is as it was', name => {
  const snapshot = withSmallInput(read(name));
  const screen = readFileSync(join(__dirname, 'version-1', `${name}.screen`), 'utf8');
  const expected = name === 'search' ? screen : screen.slice(0, -2);
  expect(withoutSigns(screenOf(snapshot))).toBe(withoutSigns(expected));
  const again = decodeSnapshot(Buffer.from(encodeSnapshot(snapshot))) as Snapshot;
  expect(again).toEqual(snapshot);
});

test.each(['paused', 'search', 'setup'])('%s: a trial finds it written as it was read', name => {
  const snapshot = read(name);
  const again = decodeSnapshot(Buffer.from(encodeSnapshot(snapshot)));
  expect(isDeepStrictEqual(again, snapshot)).toBe(true);
});

test('setup: the settings that were open are, on the same row, with what was changed', () => {
  const { terminal } = read('setup').state.views;
  expect(terminal?.dialogs).toMatchObject([
    { kind: 'settings', form: { focus: 'tlsproxy_transport', values: { tlsproxy_transport: 'tcp' } } },
  ]);
  expect(screenOf(read('setup'))).toMatch(/> TLS Proxy Transport tcp/);
});

test('process, descriptors and journal are taken over', () => {
  expect(read('paused')).toMatchObject({
    facts: {
      pid: 4711,
      identity: 'boot 1',
      home: '/home/player/.clay',
      args: ['Alpha'],
      script: '/opt/clay.js',
      failures: { abc: 1 },
      crashes: [5],
    },
    descriptors: { scrollback: { fd: 19 }, 'link 1': { fd: 20 } },
    journal: 3,
  });
});

test('what was half read and half typed goes on', () => {
  const { state } = read('paused');
  const { editor, keys, viewports } = state.views.terminal!;
  expect([editor.text, keys.mode, state.history]).toEqual([
    'half typed ',
    'escape',
    ['/worlds Alpha', '/worlds -b Beta', 'say hello'],
  ]);
  expect(viewports.Alpha).toMatchObject({ paused: true, anchor: null });
  expect(state.worlds.Alpha!.stream.line.text).toBe('half a l');
  expect(Object.keys(state.timers)).toContain('escape terminal');
  expect(state.worlds.Alpha!.link).toMatchObject({ id: 1, sent: 11 });
});

test('unread lines stay unread', () => {
  const { state } = read('paused');
  expect(unread(state.worlds.Beta!.scrollback)).toBe(4);
  expect(state.worlds.Beta!.scrollback.unreadSince).toBeGreaterThan(0);
  const { shown } = state.views.terminal!.viewports.Alpha!;
  expect(state.worlds.Alpha!.scrollback.seen).toBe(shown);
});

test('a line feed behind a line that CR NUL has ended is nothing', () => {
  const old = new Unpackr({ mapsAsObjects: true }).unpack(stateFile('paused').subarray(20)) as Snapshot1;
  const { stream, name } = old.state.worlds.Alpha!;
  Object.assign(stream.line, { text: '', runs: [], end: 'nul' });
  const { state } = fromVersion1(old);
  const { scrollback, link } = state.worlds[name]!;
  const before = scrollback.next;
  for (const text of ['\n', 'one\r\n', '\r\n'])
    handle(state, { type: 'received', link: link!.id, bytes: Buffer.from(text) }, () => [], []);
  expect(scrollback.open.slice(before - scrollback.next).map(line => line.text)).toEqual(['one', '']);
});

test('kills, the open search and its match are kept', () => {
  expect(read('setup').state.kills).toEqual([{ text: 'to be killed', pasted: [] }]);
  expect(searchOf(read('search').state.views.terminal!)).toMatchObject({
    editor: { text: 'old 3' },
    match: 4,
  });
});
