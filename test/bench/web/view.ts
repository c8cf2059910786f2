/**
 * The browser view: how long a line is on its way from a server to a browser, what twenty browsers cost, what one that never
 * reads does, whether a reload takes longer with them, and what a page of 100,000 lines is like in Chromium, if there is one.
 * The browsers are sockets that speak the protocol, over plain HTTP.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromiumPath, launchChromium } from '../../support/chromium-launch.ts';
import { freePort } from '../../support/peers.ts';
import { cleanUp } from '../../support/temporary.ts';
import { type BenchClient, startBenchClient } from '../support/client.ts';
import { median, middle, percentile, printTable } from '../support/figures.ts';
import { type BenchKey, logInBy, openBenchPage } from '../support/pages.ts';

const BROWSERS = 20;
const LINES_A_SECOND = 500;
/** Seconds of a flood. */
const SECONDS = 10;
const RELOADS = 15;
const HISTORY = 100_000;
const OPENINGS = 5;
/** What was sent has been worked off by then (ms). */
const SETTLING = 500;

const DO_MARK = Buffer.from([255, 253, 6]);
/** Clock ticks of the kernel a second, as all Linux systems have them. */
const TICKS = 100;

interface Scene {
  readonly client: BenchClient;
  readonly server: Server;
  readonly socket: Socket;
  link(): Promise<string>;
}

export async function measureView(): Promise<void> {
  const scene = await openScene();
  try {
    const key = await logInBy(await scene.link());
    await measureWay(scene, key);
    await measureFlood(scene, key);
    await measureDeaf(scene, key);
    await measureReloads(scene, key);
  } finally {
    await close(scene);
  }
  // With a log of its own.
  const fresh = await openScene();
  try {
    await measurePage(fresh);
  } finally {
    await close(fresh);
    await cleanUp();
  }
}

async function close({ client, server }: Scene): Promise<void> {
  await client.stop();
  server.close();
}

async function openScene(): Promise<Scene> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const webPort = await freePort();
  let output = '';
  const client = await startBenchClient({
    settings: `more_mode = false\n[web]\nenabled = true\nport = ${webPort}\n[worlds.Alpha]\nhost = "127.0.0.1"\nport = ${port}\n`,
    args: ['Alpha'],
    onOutput: bytes => {
      output = (output + bytes.toString('latin1')).slice(-100_000);
    },
  });
  const [socket] = await accepted;
  socket.setNoDelay(true).on('error', () => socket.destroy());
  return {
    ...{ client, server, socket },
    async link() {
      output = '';
      client.type('/web link\r');
      const seen = await until(() => /http:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}/.exec(output));
      client.type('q');
      return seen[0];
    },
  };
}

async function until<T>(get: () => T | null | false | Promise<T | null | false>): Promise<T> {
  for (const end = performance.now() + 60_000; performance.now() < end; await sleep(5)) {
    const value = await get();
    if (value) return value;
  }
  throw new Error('waited in vain');
}

/** Lines at an even pace for so long (s); each says when it was sent. */
async function flood(socket: Socket, seconds: number): Promise<void> {
  const begin = performance.now();
  for (let sent = 0; sent < seconds * LINES_A_SECOND; ) {
    const due = Math.floor(((performance.now() - begin) / 1000) * LINES_A_SECOND);
    for (; sent < due; sent++) socket.write(`at ${performance.now().toFixed(3)} a line of the flood\r\n`);
    await sleep(2);
  }
}

async function measureWay({ socket }: Scene, key: BenchKey): Promise<void> {
  const took: number[] = [];
  const page = await openBenchPage(key, 'Alpha', ([text]) => {
    const sent = /^at ([\d.]+)/.exec(text)?.[1];
    if (sent !== undefined) took.push(performance.now() - Number(sent));
  });
  await flood(socket, 5);
  await until(() => took.length >= 4.9 * LINES_A_SECOND);
  page.close();
  console.log(`A line from the server to a browser's frame, at ${LINES_A_SECOND} lines/s, in ms:`);
  const at = (share: number) => percentile(took, share).toFixed(1);
  printTable(['', 'p50', 'p95', 'p99'], [['', at(0.5), at(0.95), at(0.99)]]);
}

/** Seconds of processor that the process has had. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

async function measureFlood({ client, socket }: Scene, key: BenchKey): Promise<void> {
  const rows: string[][] = [];
  let base = 0;
  for (const count of [0, BROWSERS]) {
    await sleep(SETTLING);
    const pages = await Promise.all(Array.from({ length: count }, () => openBenchPage(key, 'Alpha')));
    const before = processorTime(client.pid);
    await flood(socket, SECONDS);
    await sleep(SETTLING);
    const share = ((processorTime(client.pid) - before) / SECONDS) * 100;
    const got = pages.map(page => page.lines());
    if (got.some(lines => lines !== SECONDS * LINES_A_SECOND))
      throw new Error(`lines are missing: ${got.join()}`);
    base = count === 0 ? share : base;
    rows.push([`${count} browsers`, share.toFixed(1), count === 0 ? '' : (share - base).toFixed(1)]);
    for (const page of pages) page.close();
  }
  console.log(`\nProcessor of the client during ${LINES_A_SECOND} lines/s, in % of a core:`);
  printTable(['', 'in all', 'more'], rows);
}

async function measureDeaf({ client, socket }: Scene, key: BenchKey): Promise<void> {
  const seconds = 2 * SECONDS;
  const grown = async () => {
    const before = client.memory();
    await flood(socket, seconds);
    return ((client.memory() - before) / 1024).toFixed(0);
  };
  const without = await grown();
  const page = await openBenchPage(key, 'Alpha');
  page.socket.pause();
  const deaf = await grown();
  page.close();
  console.log(`\nMemory that ${seconds} s of ${LINES_A_SECOND} lines/s have taken, in KiB:`);
  const rows = [
    ['no browser', without],
    ['one that never reads', deaf],
  ];
  printTable(['', 'more'], rows);
}

async function measureReloads({ client, socket }: Scene, key: BenchKey): Promise<void> {
  const rows: string[][] = [];
  let base = 0;
  for (const count of [0, BROWSERS]) {
    // They look at Clay's own log: a line a millisecond for each of them would keep this process busy, which measures.
    const pages = await Promise.all(Array.from({ length: count }, () => openBenchPage(key, '')));
    const gaps: number[] = [];
    for (let reload = 0; reload < RELOADS; reload++) gaps.push(await blackout(client.pid, socket));
    const closed = pages.filter(({ socket: one }) => one.readyState !== one.OPEN).length;
    base = count === 0 ? median(gaps) : base;
    rows.push([
      `${count} browsers`,
      middle(gaps),
      (median(gaps) / base).toFixed(2),
      count === 0 ? '' : String(closed),
    ]);
    for (const page of pages) page.close();
  }
  console.log(`\nBlackout of a reload in ms, median (least) of ${RELOADS}:`);
  printTable(['', 'gap', '× none', 'closed'], rows);
}

/** The longest gap in the answers to a request a millisecond, around a reload. */
async function blackout(pid: number, socket: Socket): Promise<number> {
  const times: number[] = [];
  const note = () => times.push(performance.now());
  socket.on('data', note);
  let count = 0;
  const ask = () => socket.write(Buffer.concat([Buffer.from(`probe ${count++}\r\n`), DO_MARK]));
  const timer = setInterval(ask, 1);
  await until(() => times.length > 20);
  const before = times.length;
  process.kill(pid, 'SIGUSR1');
  await sleep(800);
  await until(() => times.length > before + 50);
  clearInterval(timer);
  await sleep(100);
  socket.off('data', note);
  const gaps = times.slice(before).map((time, at) => time - times[before + at - 1]!);
  return gaps.reduce((most, gap) => Math.max(most, gap), 0);
}

// ---------------------------------------------------------------- in Chromium

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

async function measurePage(scene: Scene): Promise<void> {
  if (!chromiumPath) return console.log('\nThere is no Chromium here: a page is not measured.');
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
  await flood(socket, 5);
  const rate = await frames;
  console.log(`\nA page with ${HISTORY.toLocaleString('en')} lines in Chromium:`);
  printTable(
    ['', 'open ms', 'nodes', 'jump ms', `frames/s at ${LINES_A_SECOND} lines/s`, 'renderer MiB'],
    [['', middle(opens, 0), String(count), jump.toFixed(0), rate.toFixed(0), rendererMemory().toFixed(0)]],
  );
  await browser.close();
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
