/**
 * A real browser, for tests of the page: the Chromium of the system, without a window. Where there is none they are skipped,
 * and say so in one line; with CLAY_REQUIRE_BROWSER=1 they fail then.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env.CLAY_BROWSER ?? '', ...PLACES].find(
  path => path !== '' && existsSync(path),
);
const isRequired = process.env.CLAY_REQUIRE_BROWSER === '1';

if (!executablePath && !isRequired)
  process.stderr.write(
    'There is no Chromium here (apt-get install chromium): tests of the page are skipped.\n',
  );

/** For tests that need one. */
export const test = executablePath || isRequired ? globalThis.test : globalThis.test.skip;

let browser: Promise<Browser> | null = null;

afterAll(async () => {
  await (await browser)?.close();
});

export interface Tab {
  readonly page: Page;
  /** How often a WebSocket was opened, and closed. */
  readonly sockets: { opened: number; closed: number };
  /** What went wrong in the page, and what its policy has kept it from. */
  readonly faults: string[];
  /** Addresses that were asked for. */
  readonly requests: string[];
}

/** A page of its own, with its own cookies and storage. */
export async function openTab(address: string, viewport = { width: 900, height: 600 }): Promise<Tab> {
  browser ??= launch();
  const context = await (await browser).newContext({ viewport });
  const page = await context.newPage();
  const tab: Tab = { page, sockets: { opened: 0, closed: 0 }, faults: [], requests: [] };
  page.on('websocket', socket => {
    tab.sockets.opened++;
    socket.on('close', () => tab.sockets.closed++);
  });
  page.on('pageerror', error => tab.faults.push(String(error)));
  page.on('console', message => {
    // Answers that are refused are no faults of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load'))
      tab.faults.push(message.text());
  });
  page.on('request', request => tab.requests.push(request.url()));
  await page.goto(address);
  return tab;
}

async function launch(): Promise<Browser> {
  if (!executablePath) throw new Error('there is no Chromium here');
  // As root it does not start with a sandbox; all it shows is ours.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
