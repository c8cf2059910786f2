/** What pages have done: Enter and Tab of an input that stands in a browser, by the same hands as those of the terminal. */
import { candidatesAt } from '../../command/completion/place.ts';
import { commandNamed, refuse, runLine } from '../../command/run.ts';
import { addHistory } from '../../editor/history.ts';
import { commandsIn } from '../../editor/separator.ts';
import type { Turn } from '../../state/state.ts';
import { cancel, VIEW_TIMERS } from '../../state/timers.ts';
import type { Entering, View } from '../../state/view.ts';
import type { Browser } from '../../state/web.ts';
import { RICH } from '../../terminal/profile.ts';
import { paneOn } from '../../view/panes.ts';
import { measureFor } from '../../view/widths.ts';
import type { Hands, PageTurn } from '../../web/hands.ts';
import type { Completion } from '../../web/protocol.ts';
import { worldOn } from '../../world/audience.ts';
import { isMasked } from '../../world/login/masking.ts';
import { noteSecret } from '../../world/secrecy/secrets.ts';
import { complainHere, findWorld } from '../../world/world.ts';
import { emptyView } from '../initial-state.ts';
import { hasPassword, isSecretCommand } from '../submit.ts';
import { hasEffort, spendOnLine } from '../typing/effort.ts';

/** A page is no grid: so that an answer of a screenful goes to the log, and a longer one is shown by itself. */
const SIZE = { columns: 100, rows: 40 };
const ID = 'page';

/** What needs a screen, keys or the program's own terminal; what pages have themselves. */
const OF_TERMINALS: ReadonlySet<string> = new Set(
  'charmode detach key keys menu more quit scroll'.split(' '),
);
/** A page shows it in its own way. */
const OF_PAGES: Readonly<Record<string, string>> = {
  links:
    '/links is for the terminal: here a link is clicked, and what it sends is shown first unless it says so itself.',
  copy: '/copy is for the terminal: here text is selected and copied as on any page.',
};

export const pageHands: Omit<Hands, 'terminal'> = { acting, enter, goOn, complete };

function acting(turn: Turn, { wide }: Pick<Browser, 'wide'>, name: string): PageTurn {
  const device = wide === undefined ? {} : { device: { ...RICH, wide } };
  const view: View = { ...emptyView(ID, SIZE), kind: 'web', ...device };
  measureFor(view, turn.state);
  const world = name === '' ? null : (findWorld(turn.state, name) ?? null);
  view.current = world?.name ?? null;
  // All that there is, is on the screen.
  const { scrollback, viewport } = paneOn(turn.state, view);
  viewport.shown = scrollback.next;
  return { ...turn, view, world };
}

/** As on the terminal: several lines are several commands, and what the server hides is one, whatever it looks like. */
function enter(turn: PageTurn, text: string): Entering {
  const { state, view, world } = turn;
  const masked = world !== null && isMasked(state, world);
  view.editor.masked = masked;
  const sign = state.settings.command_separator;
  const lines = text.split('\n').flatMap(line => (masked ? [line] : commandsIn(line, sign)));
  const isSecret = masked || lines.some(isSecretCommand) || hasPassword(turn, lines);
  if (isSecret) noteSecret(state);
  else addHistory(view.editor, state, text, world?.name ?? '', state.settings.history_size);
  return { lines, next: 0, how: masked ? 'masked' : isSecret ? 'secret' : null };
}

function goOn(turn: PageTurn, entering: Entering): boolean {
  const { state, view } = turn;
  measureFor(view, state);
  const isDone = goOnWith(turn, entering);
  // Nobody goes on with it: the page does, or has the answer.
  for (const what of VIEW_TIMERS) cancel(state, what, view);
  dropIf(turn.effects, effect => effect.type === 'search logs' && effect.view === view.id);
  // What keys do at an input line is nothing here.
  dropIf(turn.actions, action => action.view === view);
  return isDone;
}

function goOnWith(turn: PageTurn, entering: Entering): boolean {
  const { state, view } = turn;
  const { lines, how } = entering;
  while (entering.next < lines.length) {
    if (!hasEffort(turn)) return false;
    const line = lines[entering.next++] as string;
    spendOnLine(turn, line);
    const now = worldOn(state, view);
    if (now) turn.touched.add(now);
    // A line before it has put another world on screen, which asks for a password.
    if (how !== 'masked' && now && isMasked(state, now)) {
      complainHere({ ...turn, world: now }, `${now.name}: not sent, because the server hides what is typed.`);
      return true;
    }
    enterLine({ ...turn, world: now }, line, how === 'masked');
  }
  return true;
}

function dropIf<T>(list: T[], isOver: (one: T) => boolean): void {
  for (let at = list.length - 1; at >= 0; at--) if (isOver(list[at] as T)) list.splice(at, 1);
}

function enterLine(turn: PageTurn, line: string, masked: boolean): void {
  const command = masked ? '' : commandNamed(line);
  const own = Object.hasOwn(OF_PAGES, command) ? OF_PAGES[command] : undefined;
  if (own !== undefined) refuse(turn, line, own);
  else if (OF_TERMINALS.has(command))
    refuse(turn, line, `/${command} is for the terminal; it does nothing here.`);
  else runLine(turn, line);
}

function complete(turn: PageTurn, text: string, cursor: number): Completion | null {
  const { editor } = turn.view;
  if (turn.world && isMasked(turn.state, turn.world)) return null;
  Object.assign(editor, { text, cursor });
  const found = candidatesAt(turn);
  if (!found) return null;
  const { start, common, total, items, note } = found;
  const hint = note && { label: note.label, help: note.help };
  return { start, common, total, items, ...(hint && { note: hint }) };
}
