/** `/web certificate` and `/web authority`: what HTTPS shows browsers, and how they come to trust it. */
import type { Turn } from '../state/state.ts';
import type { WebEvent, WebState } from '../state/web.ts';
import { withCode } from '../view/dialog/pager/code.ts';
import { openPager } from '../view/dialog/pager/pager.ts';
import { httpsAddress } from '../web/https.ts';
import { complainHere } from '../world/world.ts';

/** As the terminator serves it (tlsproxy/web/pages.ts). */
const AUTHORITY_PATH = '/clay-authority.crt';
const OFF = 'Browsers are not served over HTTPS; /setup web.https on turns it on.';

export function lookAtCertificate(turn: Turn): void {
  const { state, effects, view } = turn;
  const complaint = offBecause(state.web);
  if (complaint !== null) return complainHere(turn, complaint);
  effects.push({ type: 'web certificate', view: view?.id ?? '' });
}

export function drawAuthority(turn: Turn): void {
  const { state, effects, view } = turn;
  const complaint = offBecause(state.web);
  if (complaint !== null) return complainHere(turn, complaint);
  if (state.web?.https?.certificate?.authority === '')
    return complainHere(
      turn,
      'HTTPS shows your own certificate (web.cert): there is no authority to install.',
    );
  const address = `${httpsAddress(state)}${AUTHORITY_PATH}`;
  effects.push({ type: 'web draw', address, view: view?.id ?? '' });
}

/** null: it is on. */
function offBecause(web: WebState | undefined): string | null {
  if (!web?.https) return OFF;
  return web.https.phase === 'serving' ? null : 'Browsers are not served over HTTPS yet.';
}

/** Where a phone finds the authority, and how it is sure that it is the right one. */
export function showAuthority(turn: Turn, event: Extract<WebEvent, { type: 'web drawn' }>): void {
  const { address, code, view: id } = event;
  const view = turn.state.views[id] ?? turn.view;
  const { authority = '' } = turn.state.web?.https?.certificate ?? {};
  if (!view) return;
  const words = [
    'A browser that is to trust this Clay without asking needs this file, once. It can vouch for the names of this',
    'machine and nothing else, also if it is stolen. The fingerprint (SHA-256) has to be:',
    '',
    ...pairs(authority),
    '',
    ...HOW,
  ];
  openPager(view, 'The authority of this profile', withCode(turn.state, view, address, code, words));
}

const HOW = [
  'Android: open the address, go past the warning; Settings, Security, Install a certificate, CA certificate.',
  'iPhone, iPad: open it in Safari, Allow; Settings, General, VPN & Device Management, install the profile; then',
  '  Settings, General, About, Certificate Trust Settings, turn it on. Without, Safari refuses the page its WebSocket.',
  'Firefox: Settings, Privacy & Security, View Certificates, Authorities, Import. Chromium: chrome://certificate-manager.',
];

/** As systems show it: in pairs, two rows of sixteen. */
function pairs(fingerprint: string): string[] {
  const all = fingerprint.match(/../g) ?? [];
  return [all.slice(0, 16).join(':'), all.slice(16).join(':')];
}
