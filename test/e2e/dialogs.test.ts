/** Dialogs in a real terminal: each by keys and by mouse, on four sizes of screen one after the other, with a reload in the middle of each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clay } from '../support/clay.ts';
import { test } from '../support/needs-reload.ts';
import { startPlaying } from '../support/playing.ts';
import { reload } from '../support/reloading.ts';
import type { Wanted } from '../support/terminal.ts';

const SIZES = [
  [80, 24],
  [40, 10],
  [40, 6],
  [200, 60],
] as const;

interface Scene {
  readonly title: string;
  open(clay: Clay): void;
  /** By keys and by mouse, somewhere else; `wanted` is to be seen then. */
  readonly moves: readonly { act(clay: Clay): void; readonly wanted: Wanted }[];
}

function clickOn(clay: Clay, text: string): void {
  const row = clay.screen().findIndex(one => one.includes(text));
  const column = clay.screen()[row]?.indexOf(text) ?? -1;
  if (column < 0) throw new Error(`no ${text} on\n${clay.screen().join('\n')}`);
  clay.type(`\x1b[<0;${column + 1};${row + 1}M\x1b[<0;${column + 1};${row + 1}m`);
}

const scenes: readonly Scene[] = [
  {
    title: 'Settings',
    open: clay => clay.type('/setup\r'),
    moves: [
      { act: clay => clay.press('Down'), wanted: /> TLS Proxy +\[ \] off/ },
      { act: clay => clickOn(clay, '[ ] off'), wanted: /> TLS Proxy +\[x\] on/ },
      { act: clay => clay.press('Space Up'), wanted: /> More Mode +\[x\] on/ },
    ],
  },
  {
    title: 'Settings: More Mode',
    open: clay => {
      clay.type('/setup\r');
      clay.press('F1');
    },
    moves: [
      { act: clay => clay.type('/pause'), wanted: 'Find: pause' },
      { act: clay => clay.press('Enter'), wanted: /n:? next/ },
      { act: clay => clay.press('Escape'), wanted: /Esc:? close/ },
    ],
  },
  {
    title: 'Menu',
    open: clay => clay.press('Escape Escape'),
    moves: [
      { act: clay => clay.press('Down'), wanted: '> New world' },
      { act: clay => clay.press('Tab'), wanted: '> Connections' },
      { act: clay => clay.press('Up Up'), wanted: '> Worlds' },
    ],
  },
  {
    title: 'Worlds',
    open: clay => clay.press('F3'),
    moves: [
      { act: clay => clay.type('no such'), wanted: /> Filter +no such/ },
      { act: clay => clay.press('C-u'), wanted: /> Filter(?! +no)/ },
      { act: clay => clay.press('Down'), wanted: /> +1 {2}\* Alpha/ },
    ],
  },
  {
    title: 'World Alpha',
    open: clay => clay.type('/worlds -e Alpha\r'),
    moves: [
      { act: clay => clay.press('Down'), wanted: /> Port +\d+/ },
      { act: clay => clay.press('Down Down'), wanted: /> TLS +\[ \] off/ },
      { act: clay => clay.press('Up Up Up'), wanted: /> Host +127/ },
    ],
  },
  {
    title: 'Quit Clay?',
    open: clay => clay.type('/quit -a\r'),
    moves: [
      { act: clay => clay.press('Tab'), wanted: hasCursorOn('Stay') },
      { act: clay => clay.press('S-Tab'), wanted: hasCursorOn('Quit') },
    ],
  },
];

function hasCursorOn(text: string): Wanted {
  return terminal => {
    const { x, y } = terminal.cursor();
    return terminal.screen()[y]?.slice(x).startsWith(text) ?? false;
  };
}

/** It has been drawn for this size: a frame in the middle, or the whole of a small screen. */
function isDrawn(clay: Clay, title: string, columns: number, rows: number): boolean {
  const screen = clay.screen();
  if (rows < 8) return screen.length === rows && (screen[0] ?? '').startsWith(` ${title}`);
  const top = screen.find(one => one.includes(`┌─ ${title}`)) ?? '';
  return Math.abs(top.indexOf('┌') - (columns - 1 - top.lastIndexOf('┐'))) <= 1 && top.includes('┐');
}

/** All cells with their colours, and the cursor; but not the time of day. */
function picture(clay: Clay, columns: number): string {
  const rows = clay.screen().map((text, y) => {
    const end = /\d\d:\d\d$/.test(text) ? text.length - 5 : columns;
    return Array.from({ length: end }, (_, x) => Object.values(clay.cell(x, y)).join()).join(' ');
  });
  return `${rows.join('\n')}\n${clay.modes().cursorVisible ? JSON.stringify(clay.cursor()) : 'no cursor'}`;
}

test('each of them at every size, through reloads, over a game that goes on', async () => {
  const { clay, peers } = await startPlaying({ columns: 80, rows: 24 });
  for (const [number, { title, open, moves }] of scenes.entries()) {
    open(clay);
    for (const [at, [columns, rows]] of SIZES.entries()) {
      clay.resize(columns, rows);
      await clay.waitFor(() => isDrawn(clay, title, columns, rows));
      for (const [index, { act, wanted }] of moves.entries()) {
        act(clay);
        await clay.waitFor(wanted);
        // Each size and each dialog has its reloads.
        if (index !== 1 || (number + at) % 2 === 1) continue;
        const before = picture(clay, columns);
        await reload(clay, 'signal');
        await clay.waitFor(() => picture(clay, columns) === before);
      }
    }
    peers[0]?.send(`the game goes on behind ${title}\r\n`);
    clay.resize(80, 24);
    await clay.waitFor(() => isDrawn(clay, title, 80, 24));
    clay.press('Escape');
    if (title.startsWith('Settings:')) {
      await clay.waitFor(() => !clay.screen().join().includes(title));
      clay.press('Escape');
    }
    await clay.waitFor(() => !clay.screen().join().includes('┌'));
    await clay.waitFor(`the game goes on behind ${title}`);
    clay.type(`say ${title}\r`);
    await clay.waitFor(() => peers[0]?.received.toString().includes(`say ${title}\r\n`) ?? false);
  }
});

test('with the mouse switched off Clay takes it as long as a box is open, and no longer', async () => {
  const { clay } = await startPlaying({ top: 'mouse = false', columns: 80, rows: 24 });
  const isTaken = () => clay.modes().mouse !== 'none';
  await clay.waitFor(() => !isTaken());
  clay.type('/setup\r');
  await clay.waitFor(() => isTaken() && clay.screen().join().includes('> More Mode'));
  clickOn(clay, 'TLS Proxy  ');
  await clay.waitFor(/> TLS Proxy +\[x\] on/);
  clickOn(clay, '[ Save ]');
  await clay.waitFor('Saved. TLS Proxy: true.');
  await clay.waitFor(() => !isTaken());
  expect(readFileSync(join(clay.home, 'settings.toml'), 'utf8')).toContain('tls_proxy = true');
  clay.press('Escape Escape');
  await clay.waitFor('Menu');
  clickOn(clay, 'Quit');
  await clay.waitFor('This world is cut: Alpha.');
  clickOn(clay, '[ Quit ]');
  expect(await clay.ended()).toMatchObject({ code: 0 });
});
