/** `/web`: the browser view. */
import type { Event } from '../state/events.ts';
import type { State, Turn } from '../state/state.ts';
import type { Login, Role, WebState } from '../state/web.ts';
import { withCode } from '../view/dialog/pager/code.ts';
import { openPager } from '../view/dialog/pager/pager.ts';
import { askWebPassword } from '../view/dialog/web-password.ts';
import { isProgram } from '../web/connection.ts';
import { pageAddress, secureAgain } from '../web/https.ts';
import { listenAgain, servesBrowsers } from '../web/listening.ts';
import { forgetLogin, INVITATION_TIME } from '../web/login.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { since } from './connections.ts';
import type { Command } from './table.ts';
import { drawAuthority, lookAtCertificate } from './web-certificate.ts';

export const webCommand: Command = {
  names: ['web'],
  usage: '/web [link [watch] | password | logout number|all | certificate | authority]',
  summary: 'tell which browsers are logged in, show a link that logs one in',
  details: [
    'Without a word it tells where browsers may connect and which are logged in; where none is, it shows a link as /web link does.',
    'A link logs one browser in, once, within five minutes; the code is the same link for a camera. With watch, that browser can read and not type.',
    'password asks for a password that logs browsers in as well; after five wrong ones a visitor has to wait for 15 minutes.',
    'A link of HTTPS, or the password, is also the way in for clay attach on another machine: a terminal on this session.',
    'In the browser are the worlds, completion, search, settings and commands of this session; its menu lists the keys.',
    'The browser view is off until /setup web.enabled on, for this machine only, or /setup web.https on. For other machines, set web.host as well.',
    'certificate looks at the files of the certificate now, and tells which one is shown. authority shows a code by which a phone finds what to install, so that it trusts this Clay.',
  ],
  arguments: [
    ['link', 'password', 'logout', 'certificate', 'authority'],
    ['watch', 'all'],
  ],
  examples: [
    ['/web', 'tells which browsers are logged in'],
    ['/web link', 'shows a link for another browser, or for clay attach'],
    ['/web link watch', 'shows one for a browser that is to read only'],
    ['/web password', 'asks for a password to log in by'],
    ['/web logout 3', 'logs browser 3 out'],
    ['/web certificate', 'looks at the certificate of HTTPS now'],
    ['/web authority', 'shows how a phone comes to trust this Clay'],
  ],
  related: ['setup', 'reload'],
  isByHand: () => true,
  run: web,
};

function web(turn: Turn, args: string): void {
  const [word = '', second = '', ...more] = args.split(/\s+/);
  const isShort = more.length === 0;
  if (word === '') return tellAll(turn);
  if (word === 'link' && isShort && ['', 'watch'].includes(second))
    return invite(turn, second === 'watch' ? 'watch' : 'play');
  if (word === 'password' && second === '') return turn.view ? askWebPassword(turn.view) : undefined;
  if (word === 'logout' && isShort) return logOut(turn, second);
  if (word === 'certificate' && second === '') return lookAtCertificate(turn);
  if (word === 'authority' && second === '') return drawAuthority(turn);
  return complainHere(turn, `/web knows no "${args}". /help web tells more.`);
}

/** Where browsers may connect, and who is logged in. */
function tellAll(turn: Turn): void {
  const { web: own } = turn.state;
  if (!own || !servesBrowsers(own)) return complainHere(turn, IS_OFF);
  if (tryAgain(turn, own)) return;
  const logins = Object.entries(own.logins).sort(([, a], [, b]) => a.id - b.id);
  if (logins.length === 0) return invite(turn, 'play');
  const address = pageAddress(turn.state);
  if (address !== null) sayHere(turn, `The browser view is at ${address}`);
  for (const [key, login] of logins) sayHere(turn, loginRow(turn.state, own, key, login));
  sayHere(turn, '/web logout and the number logs one out, /web link lets another one in.');
}

const IS_OFF = 'The browser view is off; /setup web.enabled on or /setup web.https on turns it on.';

/** Where it could not listen. Returns whether there was such a place. */
function tryAgain(turn: Turn, own: WebState): boolean {
  const tried = [listenAgain(turn, own), secureAgain(turn, own)].includes(true);
  if (tried) sayHere(turn, 'Trying again to listen.');
  return tried;
}

/** A browser that is logged in: where it is now, or was when it came. */
function loginRow(
  { now }: State,
  { browsers }: WebState,
  key: string,
  { id, name, peer, role, made }: Login,
): string {
  const all = Object.values(browsers).filter(({ login, mode }) => login === key && mode === 'open');
  const from = [...new Set(all.map(one => one.peer))].join(' and ') || peer;
  const terminals = all.filter(isProgram).length;
  const pages = all.length - terminals;
  const open = [
    terminals > 0 && (terminals === 1 ? 'a terminal attached' : `${terminals} terminals attached`),
    (pages > 0 || terminals === 0) && pagesOpen(pages),
  ]
    .filter(Boolean)
    .join(', ');
  return `${id}  ${name}, ${from}  may ${role}  ${open}  logged in ${since(now, made)}`;
}

function pagesOpen(count: number): string {
  if (count === 0) return 'no page open';
  return count === 1 ? 'a page open' : `${count} pages open`;
}

/** Has a link made; `showInvitation` shows it. */
function invite(turn: Turn, role: Role): void {
  const { state, effects, view } = turn;
  if (!state.web || !servesBrowsers(state.web)) return complainHere(turn, IS_OFF);
  if (tryAgain(turn, state.web)) return;
  const address = pageAddress(state);
  if (address === null) return complainHere(turn, 'The browser view does not listen yet.');
  effects.push({ type: 'web invite', address, role, view: view?.id ?? '' });
}

/** The link was made: it is shown in a box, for it is nobody's to find in the scrollback. */
export function showInvitation(turn: Turn, event: Extract<Event, { type: 'web invited' }>): void {
  const { address, secret, role, code, view: id } = event;
  const view = turn.state.views[id] ?? turn.view;
  if (!view) return;
  const what = role === 'watch' ? 'may watch' : 'may play';
  const words = `One browser ${what} by it, once, within ${INVITATION_TIME / 60_000} minutes. /web tells who is logged in.`;
  openPager(view, 'For one browser', withCode(turn.state, view, `${address}#${secret}`, code, [words]));
}

function logOut(turn: Turn, number: string): void {
  const { web: state } = turn.state;
  const found = Object.entries(state?.logins ?? {}).filter(
    ([, { id }]) => number === 'all' || String(id) === number,
  );
  if (!state || found.length === 0)
    return complainHere(turn, 'No such browser is logged in: /web lists those that are.');
  for (const [key] of found) forgetLogin(state, key);
  turn.effects.push({ type: 'save logins', set: {}, gone: found.map(([key]) => key) });
  sayHere(turn, `Logged out: ${found.map(([, { name, peer }]) => `${name}, ${peer}`).join('; ')}.`);
}
