/** Clay's own programs at the door: whoever has the token of the runtime directory is the user. */
import { ATTACH_PATH, TOKEN_HEADER } from '../../../shared/protocol/attach.ts';
import type { Turn } from '../../state/state.ts';
import type { Browser, WebState } from '../../state/web.ts';
import { answer, switchProtocols } from '../answers.ts';
import { hashOf } from '../login.ts';
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
  const accept = acceptOf(request);
  if (accept === null) return answer(browser, 426, UPGRADE_HEADERS);
  Object.assign(browser, { mode: 'hello', frames: emptyFrames() });
  switchProtocols(browser, accept);
}
