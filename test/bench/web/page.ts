/** What a page of 100,000 lines is like in Chromium, if there is one. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../support/chromium-launch.ts';
import { middle, printTable } from '../support/figures.ts';
import { flood, openScene, type Scene, until } from './scene.ts';

const LINES_A_SECOND = 500;
const HISTORY = 100_000;
const OPENINGS = 5;

/** When the newest line was on the page, in its own time: from the start of its loading on. */
const SHOWN = `window.shown = new Promise(resolve => {
  const look = () => {
    if (document.getElementById('log')?.textContent.includes('Orc ${HISTORY - 1} ')) resolve(performance.now());
    else setTimeout(look, 10);
  };
  look();
});`;
/** How long it takes until all around a place of the log is there: a part of its height, where it was not yet. */
const jumpTo = (part: number) => `new Promise(resolve => {
  const log = document.getElementById('log');
  const begin = performance.now();
  log.scrollTop = log.scrollHeight * ${part};
  const look = () => {
    const text = log.textContent;
    if (!text.includes('Orc ${HISTORY - 1} ') && /Orc \\d+ /.test(text) && !text.includes('…')) resolve(performance.now() - begin);
    else setTimeout(look, 2);
  };
  setTimeout(look, 20);
})`;
/** The floor of that: to fetch as many lines, and read them. */
const fetching = (address: string) => `(async () => {
  const begin = performance.now();
  const headers = { 'x-clay-half': localStorage.getItem('clay.half') };
  const answer = await fetch('${address}', { headers, cache: 'no-store' });
  await answer.json();
  return performance.now() - begin;
})()`;
const goTo = (part: number) => `(() => {
  const log = document.getElementById('log');
  log.scrollTop = log.scrollHeight * ${part};
})()`;
/** Lines in the middle of the screen are there. */
const HAS_COME = `/^Orc/.test(document.elementFromPoint(300, 300)?.closest('.l')?.textContent ?? '')`;
/** How many there are a second, for five. */
const FRAMES = `new Promise(resolve => {
    let frames = 0;
    const begin = performance.now();
    const next = () => {
      frames++;
      if (performance.now() - begin < 5000) requestAnimationFrame(next);
      else resolve(frames / 5);
    };
    requestAnimationFrame(next);
  })`;
const VIEWPORT = { width: 1280, height: 800 };
const PLACES = [0.5, 0.2, 0.7, 0.3, 0.6, 0.1];

export async function measurePage(): Promise<void> {
  if (!chromiumPath) return console.log('\nThere is no Chromium here: a page is not measured.');
  // With a log of its own.
  const scene = await openScene();
  const { socket } = scene;
  for (let line = 0; line < HISTORY; line++) {
    const text = `\x1b[3${line % 8}mOrc ${line}\x1b[m hits you with a \x1b[1;33mrusty sword\x1b[m, and you feel it.\r\n`;
    if (!socket.write(text)) await once(socket, 'drain');
  }
  const browser = await launchChromium();
  const link = await scene.link();
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  await page.goto(new URL('/manifest.json', link).href);
  const blank = rendererMemory();
  const pieces: string[] = [];
  page.on('request', request => {
    const [piece] = /\/lines\/.*/.exec(request.url()) ?? [];
    if (piece !== undefined) pieces.push(piece);
  });
  await page.goto(link);
  await page.getByText(`Orc ${HISTORY - 1}`).waitFor();
  const { origin } = new URL(page.url());
  const opens: number[] = [];
  await page.addInitScript(SHOWN);
  for (let open = 0; open < OPENINGS; open++) {
    await page.goto(origin);
    opens.push(await page.evaluate<number>('shown'));
  }
  const jumps: number[] = [];
  const floors: number[] = [];
  for (const place of PLACES) {
    jumps.push(await page.evaluate<number>(jumpTo(place)));
    floors.push(await page.evaluate<number>(fetching(pieces.at(-1) ?? '')));
  }
  const state = await context.storageState();
  await browser.close();
  // Another browser: a renderer that has had other pages keeps what they took.
  const quiet = await launchChromium();
  const calm = await quiet.newContext({ viewport: VIEWPORT, storageState: state });
  const { nodes, memory, rate } = await measureQuietly(scene, calm, origin);
  await quiet.close();
  console.log(`A page with ${HISTORY.toLocaleString('en')} lines in Chromium:`);
  const mib = (size = 0) => size.toFixed(0);
  printTable(
    ['', 'measured', 'floor', 'is to be'],
    [
      ['open until the newest line is there, median (least) of 5 (ms)', middle(opens, 0), '', '<= 1000'],
      ['elements', String(nodes), '', '<= 6000'],
      [
        'jump, median (least) of 6; floor: to fetch as much (ms)',
        middle(jumps, 0),
        middle(floors, 0),
        '<= 300',
      ],
      [`frames a second at ${LINES_A_SECOND} lines/s`, rate.toFixed(0), '', '>= 30'],
      ...['opened', 'after a jump to the middle', 'after a flood', 'after 6 more jumps'].map((when, at) => [
        ...[`renderer, ${when}; floor: of a file (MiB)`, mib(memory[at]), mib(blank), '<= 200'],
      ]),
    ],
  );
  await scene.close();
}

/** In a page of its own: nothing looks at its whole text again and again, which takes memory. */
async function measureQuietly({ socket }: Scene, context: BrowserContext, origin: string) {
  const page = await context.newPage();
  await page.goto(origin);
  await page.getByText(`Orc ${HISTORY - 1}`).waitFor();
  const memory = [rendererMemory()];
  const jump = async (place: number) => {
    await page.evaluate(goTo(place));
    await until(() => page.evaluate<boolean>(HAS_COME));
  };
  await jump(0.5);
  memory.push(rendererMemory());
  await page.keyboard.press('Escape');
  const frames = page.evaluate<number>(FRAMES);
  await flood([socket], 5, LINES_A_SECOND);
  const rate = await frames;
  memory.push(rendererMemory());
  for (const place of PLACES) await jump(place);
  memory.push(rendererMemory());
  const nodes = await page.evaluate<number>("document.querySelectorAll('*').length");
  return { nodes, memory, rate };
}

/** Resident memory of the largest renderer that this process has started (MiB). */
function rendererMemory(): number {
  let most = 0;
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer') || !isOurs(pid)) continue;
      const kib = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
      most = Math.max(most, kib / 1024);
    } catch {
      // It has ended since.
    }
  }
  return most;
}

/** Whether this process has started it, by others or itself. */
function isOurs(pid: string): boolean {
  for (let one = pid; Number(one) > 1; ) {
    if (Number(one) === process.pid) return true;
    one = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? '';
  }
  return false;
}
