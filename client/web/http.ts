/** What is asked for over HTTP: the page, a login, old lines, the WebSocket. */
import { ATTACH_PATH } from '../../shared/protocol/attach.ts';
import type { Turn } from '../state/state.ts';
import type { Browser, Wanted, WebState } from '../state/web.ts';
import { noteSecret } from '../world/secrecy/secrets.ts';
import { sayHere } from '../world/world.ts';
import { parseAddress } from './address.ts';
import { answer, JSON_TYPE, switchProtocols } from './answers.ts';
import { admit, admitByLogin } from './attach/admit.ts';
import { historyOf } from './history.ts';
import { isServed, siteOf } from './listening.ts';
import { cookieName, hasHalf, type Key, loginOf, redeem } from './login.ts';
import { tryPassword } from './password.ts';
import { emptyFrames } from './wire/frames.ts';
import { type Request, readRequest } from './wire/request.ts';
import { acceptOf, UPGRADE_HEADERS } from './wire/upgrade.ts';

/** As long as a login is kept (s). */
const COOKIE_AGE = 90 * 86_400;

/** Files of the page by what is asked for; they are the same for everybody. */
const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
  '/manifest.json': ['manifest.json', 'application/manifest+json'],
  '/worker.js': ['worker.js', 'text/javascript; charset=utf-8'],
};

/** More bytes of a request. Returns those behind it, once it was one for a WebSocket. */
export function onRequestBytes(turn: Turn, web: WebState, browser: Browser, bytes: Uint8Array): Uint8Array {
  browser.bytes = Buffer.concat([browser.bytes, bytes]);
  const request = readRequest(browser.bytes);
  if (request === null) return NOTHING;
  if (isHead(browser.bytes)) browser.isHead = true;
  browser.bytes = NOTHING;
  if ('status' in request) answer(browser, request.status);
  else route(turn, web, browser, request);
  return browser.mode === 'hello' && !('status' in request) ? Uint8Array.from(request.rest) : NOTHING;
}

const NOTHING = new Uint8Array(0);

/** Whether it asks for the head alone, also where it is refused otherwise. */
function isHead(request: Uint8Array): boolean {
  return Buffer.from(request.subarray(0, 5)).toString('latin1') === 'HEAD ';
}

function route(turn: Turn, web: WebState, browser: Browser, request: Request): void {
  if (browser.listener === 'attach') return admit(turn, web, browser, request);
  const { method, target, headers } = request;
  const site = siteOf(turn.state, browser);
  if (!knowsVisitor(browser, headers)) return answer(browser, 400);
  const host = (headers.get('host') as string).toLowerCase();
  if (!isServed(site, host)) return answer(browser, 421);
  const isOwn = headers.get('origin') === `${site.scheme}://${host}`;
  const [path = ''] = target.split('?', 1);
  if (method === 'POST') {
    if (path !== '/login') return answer(browser, 405);
    return isOwn ? logIn(turn, web, browser, request) : answer(browser, 403);
  }
  if (path === ATTACH_PATH && browser.listener === 'terminator')
    return isOwn ? admitByLogin(turn, web, browser, request) : answer(browser, 403);
  if (path === '/socket') return isOwn ? upgrade(turn, web, browser, request) : answer(browser, 403);
  if (path.startsWith('/lines/')) return lines(turn, web, browser, request);
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (!file) return answer(browser, 404);
  const [name, type] = file;
  browser.knownTag = headers.get('if-none-match') ?? '';
  fetch(turn, browser, { file: name }, [`Content-Type: ${type}`, 'Cache-Control: no-cache']);
}

/**
 * Takes down who is there. The terminator tells it, whatever a visitor has said before; on the port of plain HTTP nobody is
 * believed.
 */
function knowsVisitor(browser: Browser, headers: Request['headers']): boolean {
  if (browser.listener === 'tcp') return true;
  const from = headers.get('x-forwarded-for') ?? '';
  browser.peer = from;
  return parseAddress(from) !== null && headers.get('x-forwarded-proto') === 'https';
}

/** Has the host fetch it; the answer is then made by `onFetched`. */
function fetch({ effects }: Turn, browser: Browser, wanted: Wanted, headers: string[]): void {
  Object.assign(browser, { mode: 'fetching', wanted, headers });
  effects.push({ type: 'web fetch', id: browser.id, wanted });
}

/** Another image has asked the host. */
export function fetchAgain({ effects }: Turn, browser: Browser): void {
  if (browser.mode === 'fetching' && browser.wanted)
    effects.push({ type: 'web fetch', id: browser.id, wanted: browser.wanted });
}

/** What was fetched, compressed; `tag`: of a file, what tells this version of it from others. null: there is no such file. */
export function onFetched(browser: Browser, bytes: Uint8Array | null, tag: string): void {
  if (browser.mode !== 'fetching') return;
  browser.wanted = null;
  if (bytes === null) return answer(browser, 404);
  const tagged = tag === '' ? [] : [`ETag: ${tag}`];
  if (tag !== '' && browser.knownTag === tag) answer(browser, 304, [...browser.headers, ...tagged]);
  else answer(browser, 200, [...browser.headers, ...tagged, 'Content-Encoding: gzip'], Buffer.from(bytes));
}

/** The code of a link is in the body: what stands in an address is written down in more places than one thinks of. */
function logIn(turn: Turn, web: WebState, browser: Browser, { body, headers }: Request): void {
  const { code, password } = saidIn(body);
  const agent = headers.get('user-agent') ?? '';
  if (password === undefined) {
    const key = code === undefined ? null : redeem(turn, web, browser, code, agent);
    return letIn(turn, browser, key);
  }
  const wait = tryPassword(turn, web, browser, { password, agent });
  if (wait === null) return letIn(turn, browser, null);
  if (wait > 0) answer(browser, 429, [`Retry-After: ${wait}`]);
}

/** A login that was made; null: there is none. */
export function letIn(turn: Turn, browser: Browser, key: Key | null): void {
  if (!key) return answer(browser, 403);
  const { token, half, login } = key;
  const { scheme, port } = siteOf(turn.state, browser);
  const secure = scheme === 'https' ? '; Secure' : '';
  const cookie = `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_AGE}${secure}`;
  answer(browser, 200, [JSON_TYPE, `Set-Cookie: ${cookie}`], Buffer.from(JSON.stringify({ half })));
  browser.hasKey = true;
  sayHere(turn, `${login.name}, ${login.peer}, is logged in; /web logout ${login.id} ends that.`);
}

/** The code of a link, or the password of the settings. */
function saidIn(body: Uint8Array): { code?: string; password?: string } {
  try {
    const said = JSON.parse(Buffer.from(body).toString()) as { code?: unknown; password?: unknown } | null;
    const { code, password } = said ?? {};
    return {
      ...(typeof code === 'string' && { code }),
      ...(typeof password === 'string' && { password }),
    };
  } catch {
    return {};
  }
}

function upgrade({ state }: Turn, web: WebState, browser: Browser, request: Request): void {
  const accept = acceptOf(request);
  if (accept === null) return answer(browser, 426, UPGRADE_HEADERS);
  const { port } = siteOf(state, browser);
  const login = loginOf(web, port, request.headers.get('cookie'), state.now);
  if (login === '') return answer(browser, 403);
  noteSecret(state);
  Object.assign(browser, { mode: 'hello', frames: emptyFrames(), login });
  switchProtocols(browser, accept);
}

/** Old lines: a piece of a numbered log never changes, so it may be kept for ever. */
function lines(turn: Turn, web: WebState, browser: Browser, { target, headers }: Request): void {
  const { port } = siteOf(turn.state, browser);
  const login = loginOf(web, port, headers.get('cookie'), turn.state.now);
  if (login === '' || !hasHalf(web, login, headers.get('x-clay-half'))) return answer(browser, 403);
  noteSecret(turn.state);
  const found = historyOf(turn, target);
  if (typeof found === 'number') return answer(browser, found);
  fetch(turn, browser, { text: found }, [JSON_TYPE, 'Cache-Control: private, max-age=31536000, immutable']);
}
