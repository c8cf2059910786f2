/** The situations that screens of the browser view are taken of. */
import type { Page } from 'playwright-core';

export interface PageScene {
  /** Of its file: docs/screens/NAME.jpg. */
  readonly name: string;
  readonly title: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly theme: 'dark' | 'light';
  /** As on a phone: fingers, a screen of finer dots. */
  readonly isPhone?: true;
  play(page: Page): Promise<unknown>;
}

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

export const shown = (page: Page, text: string) => page.getByText(text).first().waitFor();
const typed = (page: Page) => page.fill('#input', 'say I reloaded, did you notice?');

export const pageScenes: readonly PageScene[] = [
  {
    name: 'web',
    title: 'The browser view: worlds as tabs, the log, what the game tells of the character, the input',
    size: DESKTOP,
    theme: 'dark',
    play: typed,
  },
  { name: 'web-light', title: 'The browser view, light', size: DESKTOP, theme: 'light', play: typed },
  {
    name: 'web-phone',
    title: 'The browser view on a phone',
    size: PHONE,
    theme: 'dark',
    isPhone: true,
    play: page => page.fill('#input', 'north'),
  },
  {
    name: 'web-complete',
    title: 'Completion in the browser',
    size: DESKTOP,
    theme: 'dark',
    async play(page) {
      await page.fill('#input', '/con');
      await page.press('#input', 'Tab');
      await page.locator('#choices').waitFor();
    },
  },
  {
    name: 'web-search',
    title: 'Search in the browser',
    size: DESKTOP,
    theme: 'dark',
    async play(page) {
      await page.keyboard.press('F4');
      await page.fill('#pattern', 'brick');
      await page.locator('#matches', { hasText: / of \d+$/ }).waitFor();
    },
  },
  {
    name: 'web-settings',
    title: 'The settings in the browser',
    size: DESKTOP,
    theme: 'dark',
    async play(page) {
      await page.click('#menu-open');
      await page.getByRole('button', { name: /^Settings/ }).click();
      await shown(page, 'TLS Proxy');
    },
  },
  {
    name: 'web-worlds',
    title: 'The worlds in the browser, on a phone',
    size: PHONE,
    theme: 'light',
    isPhone: true,
    async play(page) {
      await page.click('#menu-open');
      await page.getByRole('button', { name: /^Worlds/ }).click();
      await shown(page, 'Nine Lanterns');
    },
  },
];
