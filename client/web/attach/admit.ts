/**
 * Clay's own programs at the door. Whoever has the token of the runtime directory is the user; over HTTPS a program comes by
 * a login, as a page does, and shows both halves of its key at once.
 */
import { ATTACH_PATH, TOKEN_HEADER } from '../../../shared/protocol/attach.ts';
import type { Turn } from '../../state/state.ts';
import type { Browser, WebState } from '../../state/web.ts';
import { noteSecret } from '../../world/secrecy/secrets.ts';
import { answer, switchProtocols } from '../answers.ts';
import { siteOf } from '../listening.ts';
import { hasHalf, hashOf, loginOf, noteUse } from '../login.ts';
import { emptyFrames } from '../wire/frames.ts';
import type { Request } from '../wire/request.ts';
import { acceptOf, UPGRADE_HEADERS } from '../wire/upgrade.ts';

const HEADER = TOKEN_HEADER.toLowerCase();

export function admit({ effects }: Turn, web: WebState, browser: Browser, request: Request): void {
  const token = request.headers.get(HEADER);
  // Hashes are compared, so its time tells nothing.
  if (token === undefined || web.attachKey === undefined || hashOf(token) !== web.attachKey) {
    effects.push({ type: 'web refused', id: browser.id });
    return answer(browser, 403);
  }
  if (request.target !== ATTACH_PATH) return answer(browser, 404);
  letIn(browser, request);
}

export function admitByLogin(turn: Turn, web: WebState, browser: Browser, request: Request): void {
  const { state } = turn;
  const { headers } = request;
  const { port } = siteOf(state, browser);
  const login = loginOf(web, port, headers.get('cookie'), state.now);
  if (login === '' || !hasHalf(web, login, headers.get('x-clay-half'))) return answer(browser, 403);
  noteSecret(state);
  if (!letIn(browser, request)) return;
  Object.assign(browser, { login, program: true });
  noteUse(turn, web, login);
}

/** Returns whether it is what a program asks for. */
function letIn(browser: Browser, request: Request): boolean {
  const accept = acceptOf(request);
  if (accept === null) answer(browser, 426, UPGRADE_HEADERS);
  else {
    Object.assign(browser, { mode: 'hello', frames: emptyFrames() });
    switchProtocols(browser, accept);
  }
  return accept !== null;
}
