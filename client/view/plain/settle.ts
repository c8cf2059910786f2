/** What a view without a screen is told beside the lines of its log, once: questions of dialogs, news of other worlds. */
import type { State, Turn } from '../../state/state.ts';
import { TERMINAL, type View } from '../../state/view.ts';
import { typedName } from '../../world/world.ts';
import { unreadWorlds } from '../switching.ts';
import { isWelcome, welcomeLines } from '../worlds/welcome.ts';
import { type PlainView, settleAsking } from './asking.ts';
import { tellPlain } from './tell.ts';

/** So many of what Tab has found are read out. */
const MOST_CHOICES = 20;

export function isPlain(view: View): view is PlainView {
  return view.plain !== undefined;
}

export function settlePlain(turn: Turn, view: PlainView): void {
  const { state } = turn;
  if (isWelcome(state, view) && !view.plain.welcomed) {
    view.plain.welcomed = true;
    tellPlain(state, view, welcomeLines(state));
  }
  tellChoices(state, view);
  tellNews(state, view);
  settleAsking(turn, view);
}

/** What Tab has found, where there is a choice. */
function tellChoices(state: State, view: PlainView): void {
  const { choices, plain } = view;
  const shown = choices?.by === 'tab' && choices.chosen === null ? choices : null;
  const labels = shown?.items.slice(0, MOST_CHOICES).map(({ label }) => label) ?? [];
  const more = (shown?.total ?? 0) - labels.length;
  const note = shown?.note ? `${shown.note.label} ${shown.note.help}`.trim() : '';
  const words = [labels.join(', '), more > 0 ? `and ${more} more` : '', note].filter(text => text !== '');
  const told = words.join(' ');
  if (told !== plain.choices && told !== '') tellPlain(state, view, [told]);
  plain.choices = told;
}

/** Another world has something to read, or has lost its connection. */
function tellNews(state: State, view: PlainView): void {
  const { news } = view.plain;
  const unread = new Set(unreadWorlds(state, view).map(({ name }) => name));
  for (const world of Object.values(state.worlds)) {
    const { name } = world;
    const connected = world.phase === 'connected';
    const told = unread.has(name);
    const before = news[name];
    news[name] = { told, connected };
    if (name === view.current || !before) {
      if (told) tellPlain(state, view, [newsOf(name, typedName(world))]);
      continue;
    }
    if (before.connected && !connected) tellPlain(state, view, [`${name} is not connected any more.`]);
    if (told && !before.told) tellPlain(state, view, [newsOf(name, typedName(world))]);
  }
  for (const name of Object.keys(news)) if (!Object.hasOwn(state.worlds, name)) delete news[name];
}

function newsOf(name: string, typed: string): string {
  return `${name} has something new: Esc w or /worlds ${typed} goes there.`;
}

/** The program that shows the terminal's view has come through a reload. */
export function tellReloaded(state: State): void {
  const view = state.views[TERMINAL];
  if (view && state.settings.reload_sign) tellPlain(state, view, [`Reloaded: Clay ${state.version}.`]);
}
