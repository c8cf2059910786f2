/** The Chromium of the system, without a window. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** null: there is none. */
export const chromiumPath =
  [process.env.CLAY_BROWSER ?? '', ...PLACES].find(path => path !== '' && existsSync(path)) ?? null;

export async function launchChromium(): Promise<Browser> {
  if (!chromiumPath) throw new Error('there is no Chromium here');
  // As root it does not start with a sandbox; all it shows is ours.
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}
