/** What a page of 100,000 lines is like in Chromium, if there is one. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { chromiumPath, launchChromium } from '../../support/chromium-launch.ts';
import { middle, printTable } from '../support/figures.ts';
import { flood, openScene } from './scene.ts';

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
/** How long it takes until all around the middle of the log is there. */
const JUMP = `new Promise(resolve => {
  const log = document.getElementById('log');
  const begin = performance.now();
  log.scrollTop = log.scrollHeight / 2;
  const look = () => {
    const text = log.textContent;
    if (/Orc [45]\\d{4} /.test(text) && !text.includes('…')) resolve(performance.now() - begin);
    else setTimeout(look, 2);
  };
  look();
})`;

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
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(await scene.link());
  await page.getByText(`Orc ${HISTORY - 1}`).waitFor();
  const { origin } = new URL(page.url());
  const opens: number[] = [];
  await page.addInitScript(SHOWN);
  for (let open = 0; open < OPENINGS; open++) {
    await page.goto(origin);
    opens.push(await page.evaluate<number>('shown'));
  }
  const nodes = () => page.evaluate<number>("document.querySelectorAll('*').length");
  const count = await nodes();
  const jump = await page.evaluate<number>(JUMP);
  await page.keyboard.press('Escape');
  const frames = page.evaluate<number>(`new Promise(resolve => {
    let frames = 0;
    const begin = performance.now();
    const next = () => {
      frames++;
      if (performance.now() - begin < 5000) requestAnimationFrame(next);
      else resolve(frames / 5);
    };
    requestAnimationFrame(next);
  })`);
  await flood([socket], 5, LINES_A_SECOND);
  const rate = await frames;
  console.log(`\nA page with ${HISTORY.toLocaleString('en')} lines in Chromium:`);
  printTable(
    ['', 'open ms', 'nodes', 'jump ms', `frames/s at ${LINES_A_SECOND} lines/s`, 'renderer MiB'],
    [['', middle(opens, 0), String(count), jump.toFixed(0), rate.toFixed(0), rendererMemory().toFixed(0)]],
  );
  await browser.close();
  await scene.close();
}

/** Resident memory of the largest renderer that this process has started (MiB). */
function rendererMemory(): number {
  let most = 0;
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const kib = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
      most = Math.max(most, kib / 1024);
    } catch {
      // It has ended since.
    }
  }
  return most;
}
