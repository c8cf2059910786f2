/** `clay web`: a link for a browser, as /web makes them. */
import type { Role } from '../../../shared/protocol/attach.ts';
import type { Turn } from '../../state/state.ts';
import type { Browser, WebState } from '../../state/web.ts';
import { endWith } from '../connection.ts';
import { pageAddress } from '../https.ts';
import { servesBrowsers } from '../listening.ts';
import { tellProgram } from './channel.ts';

/** Who has asked for a link, in the place of a view. */
const PROGRAM = 'program ';

const IS_OFF = 'The browser view is off; /setup web.enabled on or /setup web.https on turns it on.';
const NOT_YET = 'The browser view does not listen; /web tells more.';

export function askForLink({ state, effects }: Turn, browser: Browser, role: Role): void {
  const address = pageAddress(state);
  if (address === null) {
    const isOn = state.web !== undefined && servesBrowsers(state.web);
    tellProgram(browser, { t: 'fault', sentence: isOn ? NOT_YET : IS_OFF });
    return endWith(browser, 1000, '');
  }
  browser.asked = { kind: 'link' };
  effects.push({ type: 'web invite', address, role, view: `${PROGRAM}${browser.id}` });
}

/** Whether a program has asked, and not somebody on a view. */
export function isForProgram(view: string): boolean {
  return view.startsWith(PROGRAM);
}

/** The link was made. */
export function giveLink({ browsers }: WebState, view: string, address: string): void {
  const browser = browsers[view.slice(PROGRAM.length)];
  if (browser?.asked?.kind !== 'link') return;
  tellProgram(browser, { t: 'link', address });
  endWith(browser, 1000, '');
}
