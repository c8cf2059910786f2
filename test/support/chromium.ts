/**
 * A real browser, for tests of the page: the Chromium of the system, without a window. Where there is none they are skipped,
 * and say so in one line; with CLAY_REQUIRE_BROWSER=1 they fail then.
 */
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, launchChromium } from './chromium-launch.ts';

const isRequired = process.env.CLAY_REQUIRE_BROWSER === '1';

if (!chromiumPath && !isRequired)
  process.stderr.write(
    'There is no Chromium here (apt-get install chromium): tests of the page are skipped.\n',
  );

/** For tests that need one. */
export const test = chromiumPath || isRequired ? globalThis.test : globalThis.test.skip;

let browser: Promise<Browser> | null = null;

afterAll(async () => {
  await (await browser)?.close();
});

export interface Tab {
  readonly page: Page;
  /** How often a WebSocket was opened, and closed. */
  readonly sockets: { opened: number; closed: number };
  /** Texts that it has sent by WebSocket. */
  readonly sent: string[];
  /** What went wrong in the page, and what its policy has kept it from. */
  readonly faults: string[];
  /** Addresses that were asked for. */
  readonly requests: string[];
}

/** A page of its own, with its own cookies and storage. */
export async function openTab(address: string, viewport = { width: 900, height: 600 }): Promise<Tab> {
  browser ??= launchChromium();
  const context = await (await browser).newContext({ viewport, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const tab: Tab = { page, sockets: { opened: 0, closed: 0 }, sent: [], faults: [], requests: [] };
  page.on('websocket', socket => {
    tab.sockets.opened++;
    socket.on('framesent', ({ payload }) => tab.sent.push(String(payload)));
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
