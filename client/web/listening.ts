/**
 * Where browsers may connect: which listeners are wanted, what becomes of them, and by which addresses they are called.
 * Plain HTTP is for this machine alone, whatever the settings say; others come in by the terminator of HTTPS.
 */
import { type Fault, fault } from '../../shared/fault.ts';
import type { WebSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import type { Browser, ListenerName, Listening, WebEvent, WebState } from '../state/web.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { emptyWeb, endWith } from './connection.ts';

const LOOPBACK = '127.0.0.1';
/** Addresses that only this machine can reach. */
const IS_LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1)$/;
/** How people call this machine. */
const LOCAL_NAMES = [LOOPBACK, 'localhost', '::1'];

/** Where the listener is to be; one that is a Unix socket has its place in the runtime directory. */
type Place = Pick<Listening, 'host' | 'port'>;

const wants: Readonly<Record<WebListener, (web: WebSettings) => Place | null>> = {
  tcp: ({ enabled, host, port }) =>
    enabled ? { host: IS_LOOPBACK.test(host) ? host : LOOPBACK, port } : null,
  terminator: ({ https }) => (https ? { host: '', port: 0 } : null),
};

type WebListener = Exclude<ListenerName, 'attach'>;

const WEB_NAMES = Object.keys(wants) as WebListener[];
const NAMES: readonly ListenerName[] = [...WEB_NAMES, 'attach'];

/** Listens where the settings say, and nowhere else. */
export function listenAsWanted(turn: Turn): void {
  const { state } = turn;
  for (const name of WEB_NAMES) {
    const wanted = wants[name](state.settings.web);
    const listening = state.web?.listeners[name];
    if (!isSamePlace(listening, wanted)) listen(turn, name, wanted);
  }
}

function isSamePlace(one: Place | undefined, other: Place | null): boolean {
  return one?.host === other?.host && one?.port === other?.port;
}

function listen({ state, effects }: Turn, listener: ListenerName, wanted: Place | null): void {
  const web = (state.web ??= emptyWeb());
  // Who has no browser view needs none.
  if (!web.asked && listener !== 'attach') {
    effects.push({ type: 'read logins' });
    web.asked = true;
  }
  if (web.listeners[listener]) effects.push({ type: 'web unlisten', listener });
  delete web.listeners[listener];
  if (!wanted) return closeAll(web, listener);
  web.listeners[listener] = { ...wanted, phase: 'opening' };
  effects.push({ type: 'web listen', listener, ...wanted, next: web.next });
}

function closeAll(web: WebState, listener: ListenerName): void {
  for (const browser of Object.values(web.browsers))
    if (browser.listener === listener) endWith(browser, 1001, 'the browser view was turned off');
}

/** Clay's own programs can connect; so it is as long as the client runs. */
export function listenForPrograms(turn: Turn): void {
  if (!turn.state.web?.listeners.attach) listen(turn, 'attach', { host: '', port: 0 });
}

/** Tries again where it could not listen. Returns whether there was anything to be tried. */
export function listenAgain({ effects }: Turn, web: WebState): boolean {
  const failed = NAMES.filter(name => web.listeners[name]?.phase === 'failed');
  for (const listener of failed) {
    const one = web.listeners[listener] as Listening;
    one.phase = 'opening';
    effects.push({ type: 'web listen', listener, host: one.host, port: one.port, next: web.next });
  }
  return failed.length > 0;
}

/** What has come along to this image listens on as if nothing had been; all else is made anew. */
export function reviveListeners({ effects }: Turn, web: WebState, came: readonly ListenerName[]): void {
  for (const listener of NAMES) {
    const one = web.listeners[listener];
    if (!one || came.includes(listener)) continue;
    if (one.phase === 'failed') one.phase = 'opening';
    effects.push({ type: 'web listen', listener, host: one.host, port: one.port, next: web.next });
  }
}

/** It is said where it has not been said before: nothing after a reload. */
export function onListening(turn: Turn, web: WebState, { listener, port }: Of<'web listening'>): void {
  const one = web.listeners[listener];
  if (!one || one.port !== port || one.phase === 'open') return;
  one.phase = 'open';
  // The terminator is what others connect to, and tells that itself.
  if (listener !== 'tcp') return;
  sayHere(turn, `The browser view is at ${addressOf('http', one.host, port)}; /web shows the way in.`);
  const { host } = turn.state.settings.web;
  if (host !== one.host)
    sayHere(turn, `Plain HTTP is for this machine alone; /setup web.https on serves ${host}.`);
}

export function onListenFailed(turn: Turn, web: WebState, event: Of<'web failed'>): void {
  const one = web.listeners[event.listener];
  if (!one || one.port !== event.port) return;
  one.phase = 'failed';
  // That there is no runtime directory was told.
  if (event.listener === 'attach') return;
  complainHere(turn, listenFault(one, event).sentence);
}

type Of<T extends WebEvent['type']> = Extract<WebEvent, { type: T }>;

/** Why it cannot listen, with what to do. */
function listenFault({ host, port }: Place, { listener, code, holder }: Of<'web failed'>): Fault {
  if (listener === 'terminator') {
    const where = 'Browsers cannot be served over HTTPS: the socket in the runtime directory cannot be made';
    return fault(code, `${where} (${code}). /web tries again.`);
  }
  const where = `The browser view cannot listen on ${named(host)}:${port}`;
  const other = `/setup web.port ${port < 65_000 ? port + 10 : 9000} takes another port; /web tries this one again.`;
  if (code === 'EADDRINUSE')
    return fault(
      code,
      `${where}: ${holder ?? 'another program, maybe another Clay,'} has the port. ${other}`,
    );
  if (code === 'EACCES') return fault(code, `${where}: only root may use that port. ${other}`);
  if (code === 'EADDRNOTAVAIL')
    return fault(
      code,
      `${where}: this machine has no such address. /setup web.host ${LOOPBACK} takes another one.`,
    );
  return fault(code, `${where} (${code}). ${other}`);
}

/** What a listener serves: by which names it may be called, and what pages of its own come from. */
export interface Site {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** As in `Host`, in lower case. */
  readonly names: readonly string[];
}

export function siteOf({ settings, web }: State, { listener }: Pick<Browser, 'listener'>): Site {
  const { host, port, https_port, names } = settings.web;
  if (listener === 'tcp') {
    const own = web?.listeners.tcp;
    return { scheme: 'http', port: own?.port ?? port, names: hostNames([...LOCAL_NAMES, own?.host ?? host]) };
  }
  const { wish, certificate } = web?.https ?? {};
  // What the certificate is for is asked for by these names.
  const served = [...LOCAL_NAMES, wish?.host ?? host, ...names, ...(certificate?.names ?? [])];
  return { scheme: 'https', port: wish?.port ?? https_port, names: hostNames(served) };
}

function hostNames(names: readonly string[]): string[] {
  return names.map(name => named(name.toLowerCase()));
}

/** As addresses have it. */
function named(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

const USUAL_PORT = { http: 80, https: 443 } as const;

/** Whether a page is asked for by a name of ours: by any other one somebody has led a browser here. */
export function isServed({ scheme, port, names }: Site, host: string): boolean {
  return names.some(name => host === `${name}:${port}` || (port === USUAL_PORT[scheme] && host === name));
}

/** Whether there is a browser view. */
export function servesBrowsers({ listeners }: WebState): boolean {
  return WEB_NAMES.some(name => listeners[name]);
}

export function addressOf(scheme: Site['scheme'], host: string, port: number): string {
  return `${scheme}://${named(host)}:${port}`;
}
