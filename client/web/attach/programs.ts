/** Clay's own programs: what they say, and what follows from it. A terminal's wishes are carried out by the app. */
import {
  ATTACH_VERSION,
  type FromProgram,
  type Hello,
  OTHER_VERSION,
} from '../../../shared/protocol/attach.ts';
import type { State, Turn } from '../../state/state.ts';
import type { View } from '../../state/view.ts';
import type { AttachedTerminal, Browser } from '../../state/web.ts';
import { endWith, isTooMuch } from '../connection.ts';
import type { Hands, TerminalWish } from '../hands.ts';
import { channelOf, tellProgram } from './channel.ts';
import { grepTaken, startGrep } from './grep.ts';
import { askForLink } from './link.ts';
import { readFromProgram } from './read.ts';

/** What the messages of a turn want of a terminal: each is done once, however often it is said. */
export interface Wishes {
  keys: Uint8Array[];
  /** The last that was told. */
  size: Pick<View, 'columns' | 'rows'> | null;
  redraws: boolean;
}

export function newWishes(): Wishes {
  return { keys: [], size: null, redraws: false };
}

/** Does what a terminal wants: its size first, for what is typed may be about that. */
export function carryOut(turn: Turn, { tty }: Browser, wishes: Wishes, { terminal }: Hands): void {
  if (!tty) return;
  const { keys, size, redraws } = wishes;
  const { view } = tty;
  if (size) terminal(turn, { type: 'resize', view, ...size });
  if (keys.length > 0) terminal(turn, { type: 'input', view, bytes: Buffer.concat(keys) });
  if (!redraws) return;
  tty.setup = null;
  turn.effects.push({ type: 'redraw', view });
}

/** A message of a program. Of keys and acknowledgements there may be any number, for somebody who pastes has many. */
export function onProgramMessage(
  turn: Turn,
  browser: Browser,
  type: 'text' | 'binary',
  data: Uint8Array,
  { terminal }: Hands,
  wishes: Wishes,
): void {
  const message = type === 'text' ? readFromProgram(Buffer.from(data).toString()) : null;
  if (isCounted(browser, message, data) && isTooMuch(browser, turn.state.now))
    return endWith(browser, 1008, 'too many messages');
  if (message === 'unknown') return;
  if (browser.mode === 'hello' && message?.t === 'hello') return greet(turn, browser, message, terminal);
  const { tty, asked } = browser;
  if (tty && type === 'binary') return void wishes.keys.push(data);
  if (tty && message) return onTerminal(turn, browser, tty, message, wishes);
  if (asked?.kind === 'grep' && message?.t === 'taken') grepTaken(turn, asked);
  else endWith(browser, 1008, 'not a message of this protocol');
}

/** null: these are keys, or what is no message. */
function isCounted({ tty }: Browser, message: ReturnType<typeof readFromProgram>, data: Uint8Array): boolean {
  if (message === null) return data.length === 0;
  if (message === 'unknown') return true;
  // As many are awaited as pieces were drawn.
  return message.t === 'taken' ? tty !== undefined && tty.taken >= tty.drawn : message.t !== 'hello';
}

function greet(turn: Turn, browser: Browser, hello: Hello, terminal: Hands['terminal']): void {
  if (hello.v !== ATTACH_VERSION) return endWith(browser, OTHER_VERSION, OTHER_BUILD);
  if (browser.program && hello.want !== 'terminal') return endWith(browser, 1008, ONLY_TERMINALS);
  browser.mode = 'open';
  if (hello.want === 'grep') startGrep(turn, browser, hello);
  else if (hello.want === 'link') askForLink(turn, browser, hello.role);
  else terminal(turn, openTerminal(turn.state, browser, hello));
}

const ONLY_TERMINALS = 'over the network there are terminals only';

const OTHER_BUILD =
  'The client that runs is of another build: it and this program do not understand each other.';

type TerminalHello = Extract<Hello, { want: 'terminal' }>;

/** A terminal that has lost its connection comes back to its view, if it is its own and nobody else has it. */
function openTerminal(state: State, browser: Browser, hello: TerminalHello): TerminalWish {
  const { columns, rows, env } = hello;
  const { id: channel, login } = browser;
  const before = viewBefore(state, browser, hello.view);
  const view = before?.id ?? newName(browser);
  browser.tty = { view, drawn: 0, taken: 0, setup: null };
  tellProgram(browser, { t: 'view', view, keys: before?.received ?? 0 });
  const watches = state.web?.logins[login]?.role === 'watch';
  const by = { ...(login !== '' && { login }), ...(watches && { watches }) };
  return { type: 'open', view, channel, columns, rows, env, ...by };
}

/**
 * null: it has none to come back to. Beyond a network a connection may be dead for a while before that is noticed here; the
 * name of such a view cannot be guessed, so whoever knows it has had it.
 */
function viewBefore(state: State, { login, program }: Browser, name: string): View | null {
  const view = Object.hasOwn(state.views, name) ? state.views[name] : undefined;
  if (!view || view.channel === null || (view.login ?? '') !== login) return null;
  const holder = channelOf(state, view);
  if (holder && program) endWith(holder, 1001, 'its terminal has come again');
  return holder && !program ? null : view;
}

/** Bytes of what cannot be guessed in the name of a view. */
const NAME_SIZE = 9;

function newName({ id, program, random }: Browser): string {
  const own = program ? ` ${Buffer.from(random.subarray(0, NAME_SIZE)).toString('base64url')}` : '';
  return `attach ${id}${own}`;
}

function onTerminal(
  turn: Turn,
  browser: Browser,
  tty: AttachedTerminal,
  message: FromProgram,
  wishes: Wishes,
): void {
  switch (message.t) {
    case 'size':
      wishes.size = { columns: message.columns, rows: message.rows };
      return;
    case 'taken':
      tty.taken = Math.min(tty.taken + 1, tty.drawn);
      turn.effects.push({ type: 'taken', view: tty.view });
      return;
    case 'redraw':
      wishes.redraws = true;
      return;
    case 'hello':
      endWith(browser, 1008, 'it has said hello already');
      return;
  }
}
