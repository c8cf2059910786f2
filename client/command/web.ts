/** `/web`: the browser view. */
import type { Event } from '../state/events.ts';
import type { Turn } from '../state/state.ts';
import type { StyledText } from '../state/stream.ts';
import type { WebState } from '../state/web.ts';
import { openPager } from '../view/dialog/pager/pager.ts';
import { endWith } from '../web/connection.ts';
import { addressOf, listenAgain } from '../web/listening.ts';
import { INVITATION_TIME } from '../web/login.ts';
import { LOGIN_OVER } from '../web/protocol.ts';
import { complainHere, sayHere } from '../world/world.ts';
import { since } from './connections.ts';
import type { Command } from './table.ts';

export const webCommand: Command = {
  names: ['web'],
  usage: '/web [watch | logins | logout number]',
  summary: 'show a link that logs a browser in, or who is logged in',
  details: [
    'The link logs one browser in, once, within five minutes; the code is the same link for a camera. With watch, that browser can read and not type.',
    'In the browser are the worlds, completion, search, settings and commands of this session; its menu lists the keys.',
    'The browser view is off until /setup web.enabled on, and serves this machine only.',
  ],
  arguments: [['watch', 'logins', 'logout']],
  examples: [
    ['/web', 'shows a link for another browser'],
    ['/web logins', 'tells who is logged in'],
    ['/web logout 3', 'logs that one out'],
  ],
  related: ['setup', 'reload'],
  isByHand: () => true,
  run: web,
};

function web(turn: Turn, args: string): void {
  const { state, effects, view } = turn;
  const { web: own } = state;
  const [word = '', number = '', ...more] = args.split(/\s+/);
  if (word === 'logins' && number === '') return tellLogins(turn);
  if (word === 'logout' && more.length === 0) return logOut(turn, number);
  if ((word !== '' && word !== 'watch') || number !== '')
    return complainHere(turn, `/web knows no "${args}". /help web tells more.`);
  const { tcp } = own?.listeners ?? {};
  if (!own || !tcp) return complainHere(turn, 'The browser view is off; /setup web.enabled on turns it on.');
  if (listenAgain(turn, own)) return sayHere(turn, `Trying again to listen on port ${tcp.port}.`);
  if (tcp.phase !== 'open')
    return complainHere(turn, `The browser view does not listen on port ${tcp.port} yet.`);
  const role = word === 'watch' ? 'watch' : 'play';
  const address = `${addressOf('http', tcp.host, tcp.port)}/`;
  effects.push({ type: 'web invite', address, role, view: view?.id ?? '' });
}

/** The link was made: it is shown in a box, for it is nobody's to find in the scrollback. */
export function showInvitation(turn: Turn, event: Extract<Event, { type: 'web invited' }>): void {
  const { address, secret, role, code, view: id } = event;
  const view = turn.state.views[id] ?? turn.view;
  if (!view) return;
  const what = role === 'watch' ? 'may watch' : 'may play';
  openPager(view, 'A browser for this session', [
    `${address}#${secret}`,
    '',
    `One browser ${what} by it, once, within ${INVITATION_TIME / 60_000} minutes. /web logins tells who is logged in.`,
    '',
    ...code.map(paper),
  ]);
}

/** The blocks are what is white; in these colours whatever the theme, or cameras see nothing. */
function paper(text: string): StyledText {
  return { text, runs: [{ at: 0, style: '38;5;231;48;5;16' }] };
}

function tellLogins(turn: Turn): void {
  const { web: state, now } = turn.state;
  const logins = Object.entries(state?.logins ?? {});
  if (!state || logins.length === 0)
    return sayHere(turn, 'No browser is logged in; /web shows a link for one.');
  for (const [key, { id, name, peer, role, made }] of logins) {
    const open = Object.values(state.browsers).filter(browser => browser.login === key).length;
    const pages = open === 0 ? 'no page open' : open === 1 ? 'a page open' : `${open} pages open`;
    sayHere(turn, `${id}  ${name}, ${peer}  may ${role}  ${pages}  logged in ${since(now, made)}`);
  }
  sayHere(turn, '/web logout and the number logs one out; /web logout all logs out all.');
}

function logOut(turn: Turn, number: string): void {
  const { web: state } = turn.state;
  const found = Object.entries(state?.logins ?? {}).filter(
    ([, { id }]) => number === 'all' || String(id) === number,
  );
  if (!state || found.length === 0)
    return complainHere(turn, 'No such browser is logged in: /web logins lists them.');
  for (const [key] of found) forget(state, key);
  turn.effects.push({ type: 'save logins', logins: { ...state.logins } });
  sayHere(turn, `Logged out: ${found.map(([, { name, peer }]) => `${name}, ${peer}`).join('; ')}.`);
}

function forget(state: WebState, key: string): void {
  delete state.logins[key];
  for (const browser of Object.values(state.browsers))
    if (browser.login === key) endWith(browser, LOGIN_OVER, 'logged out');
}
