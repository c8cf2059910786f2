/**
 * HTTPS as the settings want it: what the terminator in front of this client is asked for, what is said of it, and by which
 * address browsers get there. The terminator is a process of its own; a reload asks it for what it does already.
 */
import { endpoint, type Fault } from '../../shared/fault.ts';
import type { ShownCertificate } from '../../shared/protocol/web.ts';
import type { WebSettings } from '../state/settings.ts';
import type { State, Turn } from '../state/state.ts';
import type { Https, HttpsWish, WebEvent, WebState } from '../state/web.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { addressOf } from './listening.ts';

type Of<T extends WebEvent['type']> = Extract<WebEvent, { type: T }>;

/** Asks for what the settings say; there is nobody to be asked before the client's own socket listens. */
export function secureAsWanted({ state, effects }: Turn): void {
  const { web, settings } = state;
  if (!web) return;
  if (!settings.web.https) {
    if (web.https) effects.push({ type: 'web secure', wish: null });
    delete web.https;
  } else if (web.listeners.terminator?.phase === 'open' && !isWished(web.https, settings.web)) {
    const wish = wishOf(settings.web);
    web.https = { wish, phase: 'starting', certificate: web.https?.certificate ?? null };
    effects.push({ type: 'web secure', wish });
  }
}

function wishOf({ host, https_port: port, names, cert, key, allow }: WebSettings): HttpsWish {
  return { host, port, names: [...names], certificate: cert, key, allow: [...allow] };
}

/** After every event: so no wish is made to compare with. */
function isWished(https: Https | undefined, settings: WebSettings): boolean {
  if (!https) return false;
  const { host, port, certificate, key, names, allow } = https.wish;
  return (
    host === settings.host &&
    port === settings.https_port &&
    certificate === settings.cert &&
    key === settings.key &&
    isSameList(names, settings.names) &&
    isSameList(allow, settings.allow)
  );
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at]);
}

/** Another image has asked nobody yet. What goes on is not told again. */
export function reviveHttps({ effects }: Turn, { https }: WebState): void {
  if (!https) return;
  if (https.phase === 'failed') https.phase = 'starting';
  effects.push({ type: 'web secure', wish: https.wish });
}

/** Tries again if it has failed. Returns whether it had. */
export function secureAgain({ effects }: Turn, { https }: WebState): boolean {
  if (https?.phase !== 'failed') return false;
  https.phase = 'starting';
  effects.push({ type: 'web secure', wish: https.wish });
  return true;
}

/** It is told where it begins, and what is different. */
export function onSecured(turn: Turn, { https }: WebState, event: Of<'web secured'>): void {
  if (!https) return;
  const { certificate, pid, replaced, asked } = event;
  const before = https.certificate;
  const isNew = https.phase !== 'serving';
  // Whichever image has missed it. A build of before did not write down which it was.
  const hadEnded = https.pid !== undefined && https.pid !== pid && !replaced;
  Object.assign(https, { phase: 'serving', certificate, pid });
  if (isNew) {
    const { host, port } = https.wish;
    sayHere(turn, `The browser view is at ${addressOf('https', host, port)}; /web shows the way in.`);
  } else if (hadEnded) sayHere(turn, 'tlsproxy, which serves browsers over HTTPS, had ended; it runs again.');
  const isOther = before?.fingerprint !== certificate.fingerprint;
  if (isOther || asked !== null) sayHere(turn, described(certificate, isOther));
  if (
    before &&
    before.authority !== '' &&
    certificate.authority !== '' &&
    before.authority !== certificate.authority
  )
    sayHere(turn, OTHER_AUTHORITY);
  const { fault } = certificate;
  if (fault && (fault.sentence !== before?.fault?.sentence || asked !== null))
    complainHere(turn, `${fault.sentence} ${instead(certificate)}`);
}

const OTHER_AUTHORITY =
  'It is signed by a new authority, for the old one may not vouch for these names: browsers that were to trust that one are to trust this one. /web authority shows how.';

function described({ fingerprint, names, validTo, authority }: ShownCertificate, isOther: boolean): string {
  const day = new Date(validTo).toISOString().slice(0, 10);
  const by = authority === '' ? '' : ', signed by the authority of this profile (/web authority)';
  const shows = isOther ? 'HTTPS shows a certificate with' : 'HTTPS still shows the certificate with';
  return `${shows} the fingerprint sha256:${fingerprint}${by}, for ${names.join(', ')}, until ${day}.`;
}

function instead({ authority }: ShownCertificate): string {
  return authority === '' ? 'The one that was shown so far stays.' : "One of Clay's own is shown.";
}

export function onUnsecured(turn: Turn, { https }: WebState, event: Of<'web unsecured'>): void {
  if (!https) return;
  https.phase = 'failed';
  complainHere(turn, unsecured(https.wish, event.fault, event.holder));
}

/** Why nobody is served, with what to do. */
function unsecured({ host, port }: HttpsWish, { code, sentence }: Fault, holder: string | null): string {
  const where = `Browsers cannot be served over HTTPS on ${endpoint(host, port)}`;
  const other = `/setup web.https_port ${port < 65_000 ? port + 10 : 9001} takes another port; /web tries this one again.`;
  if (code === 'EADDRINUSE') return `${where}: ${holder ?? 'another program'} has the port. ${other}`;
  if (code === 'EACCES') return `${where}: only root may use that port. ${other}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${where}: this machine has no such address. /setup web.host 127.0.0.1 takes another one.`;
  return `${where}: ${sentence.replace(/\.$/, '')}. It is tried again; /web does so at once.`;
}

/** Where the page is for browsers, those of other machines first; null: nowhere yet. */
export function pageAddress(state: State): string | null {
  const { tcp } = state.web?.listeners ?? {};
  const plain = tcp?.phase === 'open' ? addressOf('http', tcp.host, tcp.port) : null;
  const address = httpsAddress(state) ?? plain;
  return address === null ? null : `${address}/`;
}

/** The address for a browser on another machine, if it is served; null: over HTTPS nobody is. */
export function httpsAddress({ web, settings }: State): string | null {
  const { https } = web ?? {};
  if (https?.phase !== 'serving') return null;
  const { host, port } = https.wish;
  const [name] = settings.web.names;
  return addressOf('https', name ?? (IS_ANY.test(host) ? ownAddress(https) : host), port);
}

const IS_ANY = /^(?:0\.0\.0\.0|::)$/;
const IS_LOCAL = /^(?:localhost|127\.|::1$)/;

/** One that others can reach: addresses rather than names, for what names mean elsewhere is another's to say. */
function ownAddress({ certificate, wish }: Https): string {
  // A certificate for all names of a domain says none that could be asked for.
  const others = (certificate?.names ?? []).filter(name => !IS_LOCAL.test(name) && !name.startsWith('*'));
  const isFour = (name: string) => /^\d+(?:\.\d+){3}$/.test(name);
  return others.find(isFour) ?? others.find(name => name.includes(':')) ?? others[0] ?? wish.host;
}
