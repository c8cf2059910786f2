/**
 * Takes the screens: the real program in a terminal of its own, at noon, with worlds that say the same each time. Two
 * runs make the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Clay, startClay } from '../support/clay.ts';
import { type Clock, testClock } from '../support/clock.ts';
import { worldTable } from '../support/playing.ts';
import { compileLibrary } from '../support/preload.ts';
import { startWorld } from '../support/scripted-world.ts';
import { cleanUp } from '../support/temporary.ts';
import { takePages } from './pages.ts';
import { type Scene, type Show, shows } from './scenes.ts';
import { palettes, type Screen, svgOf } from './svg.ts';

/** Where all screens are kept. */
export const SCREENS = resolve(__dirname, '../../docs/screens');
/** They stand on the screen; the address does not, and is one of loopback that nothing else has. */
const PORTS = [4000, 4201] as const;
const ADDRESS = `127.82.${(process.pid >> 8) & 255}.${process.pid & 255 || 1}`;
const TABLES = [
  worldTable('Kilnholm', { host: 'kilnholm.example', port: PORTS[0] }, 'user = "Alice"\nauto_login = "none"'),
  worldTable('Driftmark', { host: 'driftmark.example', port: PORTS[1] }),
  worldTable('"Nine Lanterns"', { host: 'lanterns.example', port: 4443 }, 'tls = true'),
];
/** How a whole screen begins. */
const REPAINT = '\x18\x1b\\';

export interface Shot {
  readonly scene: Scene;
  readonly svg: string;
  /** The rows as text. */
  readonly text: string;
}

/** `npm run screens`: writes them all. */
export async function takeScreens(): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  try {
    for (const show of shows)
      for (const { scene, svg } of await take(show)) {
        writeFileSync(join(SCREENS, `${scene.name}.svg`), svg);
        console.log(`docs/screens/${scene.name}.svg  ${(svg.length / 1024).toFixed(1)} KiB`);
      }
    if (!(await takePages(SCREENS)))
      console.log('There is no Chromium here: the screens of the browser view stay as they are.');
  } finally {
    await cleanUp();
  }
}

/** The screens of one client. */
export async function take(show: Show): Promise<Shot[]> {
  const worlds = show.isPlaying
    ? await Promise.all(PORTS.map(port => startWorld({ host: ADDRESS, port })))
    : [];
  const clock = testClock('noon');
  const startedAt = Date.now();
  const clay = await start(show, clock);
  const peers = await Promise.all(worlds.map(world => world.accepted()));
  await clay.waitFor(show.isPlaying ? 'Connected to Kilnholm.' : 'Three ways to begin');
  const shots: Shot[] = [];
  for (const scene of show.scenes) {
    // However long it takes, it is the same minute.
    clock.set(Math.round((startedAt - Date.now()) / 1000));
    await scene.play({ clay, peers });
    for (const text of scene.shows) await clay.waitFor(text);
    if (!show.isPlain) await settled(clay);
    const svg = svgOf(screenOf(clay, show.size), palettes[show.theme], scene.title);
    shots.push({ scene, svg, text: clay.screen().join('\n') });
    await scene.leave?.({ clay, peers });
  }
  await clay.stop();
  await Promise.all(worlds.map(world => world.close()));
  return shots;
}

function start(show: Show, clock: Clock): Promise<Clay> {
  const [columns, rows] = show.size;
  const libraries = [clock.env.LD_PRELOAD, compileLibrary('resolver.c')].join(':');
  return startClay({
    args: [...(show.isPlain ? ['--plain'] : []), ...(show.isPlaying ? ['Kilnholm', 'Driftmark'] : [])],
    columns,
    rows,
    env: { ...clock.env, LD_PRELOAD: libraries, TEST_ADDRESS: ADDRESS },
    settings: [`theme = "${show.theme}"`, show.settings ?? '', ...(show.isPlaying ? TABLES : [])].join('\n'),
  });
}

/** All that was typed and has arrived by now is on the screen: what is asked for after it is. */
async function settled(clay: Clay): Promise<void> {
  const drawn = () => clay.raw().toString('latin1').split(REPAINT).length;
  const before = drawn();
  clay.press('C-l');
  await clay.waitFor(() => drawn() > before);
}

function screenOf(clay: Clay, [columns, rows]: Show['size']): Screen {
  const isShown = clay.modes().cursorVisible;
  return { columns, rows, cell: clay.cell, cursor: isShown ? clay.cursor() : null };
}
