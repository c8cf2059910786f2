/** The fields of the status bar: what each shows, and when it goes where there is little room. */
import type { StatusField } from '../../settings/status/fields.ts';
import type { State } from '../../state/state.ts';
import type { Span } from '../../state/terminal.ts';
import type { View } from '../../state/view.ts';
import type { World } from '../../state/world.ts';
import { textWidth } from '../../text/width.ts';
import { walkWords } from '../../world/walk/walk.ts';
import { clock } from '../clock.ts';
import { searchOf } from '../dialog/stack.ts';
import { type Importance, importanceOf } from '../importance.ts';
import { slowWords } from '../paste/slowly.ts';
import { grepWords } from '../search/grep.ts';
import { foundWords } from '../search/words.ts';
import {
  isScrolled,
  isSplit,
  isWaiting,
  linesBelow,
  type OutputArea,
  type Pane,
  pendingLines,
} from '../viewport.ts';
import { worldOrder } from '../worlds/order.ts';
import { CLOCK_RANK, cut, SIGN_RANK } from './fit.ts';
import { formatsOf } from './formats.ts';
import { reloadWords } from './reloaded.ts';
import {
  compressionSign,
  latencyWords,
  logSign,
  NOTHING,
  type Sign,
  stateSign,
  stateWords,
  tlsSign,
} from './signs.ts';
import { STYLES } from './styles.ts';
import { usualVitals } from './usual.ts';

/** What fields are made of. */
export interface Sight {
  readonly state: State;
  readonly view: View;
  /** null: the console is on screen. */
  readonly world: World | null;
  readonly pane: Pane;
  readonly area: OutputArea;
  /** The worlds with something unread, in their order. */
  readonly active: readonly World[];
}

export interface FieldKind {
  /** Fields with a lower rank go first where there is little room; Infinity stays. */
  readonly rank: number;
  /** Empty = there is nothing to show. */
  show(sight: Sight): string | Sign | readonly Span[];
  /** What is shown of it in less room; without it, nothing is. */
  within?(sight: Sight, room: number): readonly Span[];
}

const STAYS = Number.POSITIVE_INFINITY;
/** A server that takes longer (ms) is worth a word. */
const SLOW = 500;

/** In the order in which they go. The manual has this table: docs/manual.md, "The status bar". */
export const FIELDS: Readonly<Record<string, FieldKind>> = {
  said: { rank: 0, show: said, within: saidWithin },
  mccp: { rank: 1, show: ({ world }) => (world ? compressionSign(world) : '') },
  log: { rank: 2, show: ({ world }) => (world ? logSign(world) : NOTHING) },
  latency: { rank: 3, show: latency(0) },
  lag: { rank: 3, show: latency(SLOW) },
  active: { rank: 4, show: names, within: namesWithin },
  reloaded: {
    rank: 4.5,
    show: ({ state, view }) => ({ text: reloadWords(state, view), style: STYLES.news }),
    within: ({ state, view }, room) => [{ text: reloadWords(state, view, room), style: STYLES.news }],
  },
  vitals: { rank: 6, show: vitals, within: vitalsWithin },
  tls: { rank: 7, show: ({ world }) => (world ? tlsSign(world) : NOTHING) },
  // At 8 the name of the world is cut, at 11.5 all of it (fit.ts).
  paste: { rank: 9, show: ({ world }) => (world ? slowWords(world) : '') },
  walk: { rank: 9, show: ({ world }) => (world ? walkWords(world) : '') },
  find: { rank: 9, show: find },
  grep: { rank: 9, show: ({ view }) => grepWords(view) },
  scroll: { rank: 9, show: scroll },
  activity: { rank: 10, show: activity },
  sign: { rank: SIGN_RANK, show: ({ world }) => (world ? stateSign(world) : NOTHING) },
  // While something is wrong with the world on screen; else the name is cut before it.
  clock: { rank: CLOCK_RANK.unwell, show: ({ state }) => clock(state.now, false) },
  hist: { rank: 13, show: hist },
  state: { rank: STAYS, show: ({ state, world }) => (world ? stateWords(state, world) : '') },
  world: { rank: STAYS, show: ({ world }) => world?.name ?? 'Clay' },
  more: { rank: STAYS, show: more },
} satisfies Record<Exclude<StatusField, 'queue'>, FieldKind>;

/** Of text that stands for itself, and of fields that are a server's values. */
export const VALUE_RANK = 6;

function plain(text: string): Span {
  return { text, style: STYLES.plain };
}

function more({ state, pane }: Sight): Sign {
  if (!state.settings.more_mode || !isWaiting(pane)) return NOTHING;
  return { text: `More ${count(pendingLines(pane))}`, style: STYLES.alert };
}

function hist({ state, pane }: Sight): Sign {
  if (!isScrolled(pane.viewport)) return NOTHING;
  return { text: `Hist ${count(linesBelow(pane, state.settings.more_mode))}`, style: STYLES.strong };
}

function count(lines: number): string {
  return lines > 9999 ? `${Math.floor(lines / 1000)}k` : String(lines).padStart(4, '0');
}

function scroll({ pane, area }: Sight): string {
  return isSplit(pane, area) ? `SCROLL (${pendingLines(pane)} new)` : '';
}

/** What /find has found: it has no place of its own on the screen. */
function find({ state, view }: Sight): string {
  const search = searchOf(view);
  return search?.quiet ? `Find: ${foundWords(state, view, search)}` : '';
}

/** What Clay has said waits behind the pause like all else; once it is not shown above the bar any more, the bar has it. */
function said({ view, pane, area }: Sight): string {
  const last = pane.scrollback.open.at(-1);
  const isHidden = !view.said && isWaiting(pane) && !isSplit(pane, area);
  return isHidden && last?.kind === 'clay' ? last.text : '';
}

/** A word or two of it at least: less tells nothing. */
const LEAST_SAID = 12;

function saidWithin(sight: Sight, room: number): Span[] {
  return room < LEAST_SAID ? [] : [plain(cut(said(sight), room))];
}

function activity({ active }: Sight): string {
  return active.length > 0 ? `(Activity: ${active.length})` : '';
}

const NAME_STYLES: Record<Importance, string> = {
  highlight: STYLES.highlight,
  text: STYLES.plain,
  own: STYLES.quiet,
};
/** More names than this are not read. */
const MOST_NAMES = 20;
/** Those that have a key of their own. */
const MOST_NUMBERS = 9;

/** An active world as it is called in the bar, at length and in short. */
interface ActiveName {
  readonly long: Span;
  readonly short: Span;
}

/** The active worlds by number and name, those with a highlight first and behind a `!`. */
function activeNames({ state, active }: Sight): ActiveName[] {
  if (active.length === 0) return [];
  const numbers = new Map(
    worldOrder(state)
      .slice(0, MOST_NUMBERS)
      .map((name, index) => [name, index + 1]),
  );
  return active.slice(0, MOST_NAMES).map(world => {
    const importance = importanceOf(world);
    const style = NAME_STYLES[importance];
    const mark = importance === 'highlight' ? '!' : '';
    const number = numbers.get(world.name);
    const long = number === undefined ? world.name : `${number}:${world.name}`;
    return { long: { text: mark + long, style }, short: { text: `${mark}${number ?? ''}`, style } };
  });
}

function names(sight: Sight): Span[] {
  return activeNames(sight).flatMap(({ long }, index) => (index === 0 ? [long] : [plain(' '), long]));
}

/** As many whole names as there is room for, and numbers behind them. */
function namesWithin(sight: Sight, room: number): Span[] {
  const shown: Span[] = [];
  let free = room;
  for (const { long, short } of activeNames(sight)) {
    const gap = shown.length === 0 ? 0 : 1;
    const span = [long, short].find(
      ({ text }) => text !== '' && text !== '!' && textWidth(text) + gap <= free,
    );
    if (!span) break;
    if (gap > 0) shown.push(plain(' '));
    shown.push(span);
    free -= textWidth(span.text) + gap;
  }
  return shown;
}

function vitals({ state, world }: Sight): Span[] {
  return usualVitals(world?.stream.data, formatsOf(state).told).flatMap((sign, index) =>
    index === 0 ? [sign] : [plain(' '), sign],
  );
}

/** As many of them as there is room for, the most important first. */
function vitalsWithin(sight: Sight, room: number): Span[] {
  const all = vitals(sight);
  const widths = all.map(({ text }) => textWidth(text));
  let count = all.length;
  while (count > 0 && widths.slice(0, count).reduce((sum, width) => sum + width, 0) > room) count -= 2;
  return all.slice(0, Math.max(0, count));
}

function latency(least: number): FieldKind['show'] {
  return ({ world }) => {
    const took = world?.phase === 'connected' ? world.link?.latency : undefined;
    return took === undefined || took < least ? '' : latencyWords(took);
  };
}
