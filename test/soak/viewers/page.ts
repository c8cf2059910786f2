/**
 * What a page in a browser knows and has seen, as plain data: it follows the logs of the worlds and numbers what it says, by
 * the rules of docs/web-protocol.md. What it hears is compared with the books of the servers.
 */
import {
  type FromPage,
  type ToPage,
  VERSION,
  type WireLine,
  type WorldNews,
} from '../../../client/web/protocol.ts';
import { compareLine, isComplete, type Ledger, lastNumber, type Place, placeAt } from '../ledger.ts';
import { withoutAnswer } from '../lines.ts';

/** A log that is followed. */
interface Followed {
  epoch: number;
  /** The line that comes next. */
  next: number;
  /** How far what has come was compared; null: nothing of the game's has come yet. */
  place: Place | null;
  /** What has come lately, oldest first. */
  readonly trail: Heap[];
}

/** Lines that came in one message, and how far what had come before them was compared. */
interface Heap {
  readonly from: number;
  readonly lines: readonly WireLine[];
  readonly before: Place | null;
}

/** Messages that are remembered: more than between two checkpoints. */
const TRAIL = 2000;

export interface Page {
  /** Who it is in the commands that it says. */
  readonly speaker: string;
  /** The half of its login's key that it keeps, and the name of its tab. */
  readonly half: string;
  readonly tab: string;
  readonly logs: Record<string, Followed>;
  /** Commands so far, those that are not known to be done, and the last one that is. */
  n: number;
  said: readonly { readonly n: number; readonly w: string; readonly text: string }[];
  done: number;
  /** The welcome has come. */
  isOpen: boolean;
  visible: boolean;
  /** Lines that have come. */
  lines: number;
  /** Lines before the newest that one which is loaded anew shows; null: all. */
  last: number | null;
}

/** What it says next, and what is wrong with what it has heard. */
export interface Heard {
  readonly say: readonly FromPage[];
  readonly wrong: string | null;
}

export function newPage(speaker: string, half: string, tab: string): Page {
  return {
    ...{ speaker, half, tab, logs: {}, n: 0, said: [], done: 0 },
    ...{ isOpen: false, visible: true, lines: 0, last: null },
  };
}

/** What it says first on each connection. */
export function helloOf({ half, tab, visible }: Page): FromPage {
  return { t: 'hello', v: VERSION, half, tab, visible };
}

/** The connection is over. */
export function lose(page: Page): void {
  page.isOpen = false;
}

/** As when the user loads it again: its tab goes on counting, its logs begin anew with the newest lines. */
export function loadAnew(page: Page, last: number): void {
  lose(page);
  for (const world of Object.keys(page.logs)) delete page.logs[world];
  page.last = last;
}

/** A command; what is returned is to be sent now. */
export function sayTo(page: Page, w: string, text: string): FromPage[] {
  const said = { n: ++page.n, w, text };
  page.said = [...page.said, said];
  return page.isOpen ? [{ t: 'say', ...said }] : [];
}

/** A message has come. */
export function hear(page: Page, message: ToPage, ledgers: readonly Ledger[]): Heard {
  const complain = (what: string | null) => (what === null ? null : `page ${page.speaker}: ${what}`);
  if (message.t === 'welcome') return welcome(page, message, ledgers, complain);
  if (message.t === 'did') return { say: [], wrong: complain(confirm(page, message.n)) };
  const ledger = message.t === 'lines' ? ledgers.find(({ world }) => world === message.w) : undefined;
  if (message.t !== 'lines' || !ledger) return { say: [], wrong: null };
  const wrong = complain(take(page, ledger, message.from, message.l));
  return { say: [{ t: 'ack', w: message.w, to: message.from + message.l.length }], wrong };
}

function welcome(
  page: Page,
  { did, worlds }: Extract<ToPage, { t: 'welcome' }>,
  ledgers: readonly Ledger[],
  complain: (what: string | null) => string | null,
): Heard {
  page.isOpen = true;
  const wrong = [confirm(page, did)];
  const say: FromPage[] = [];
  for (const ledger of ledgers) {
    const { world } = ledger;
    const news = worlds.find(({ w }) => w === world);
    if (!news) wrong.push(`the client knows no ${world}`);
    else {
      wrong.push(goOn(page, ledger, news));
      say.push({ t: 'want', w: world, from: page.logs[world]!.next });
    }
  }
  for (const said of page.said) say.push({ t: 'say', ...said });
  return { say, wrong: complain(wrong.find(one => one !== null) ?? null) };
}

/** The log is the one that it was, and has all that was seen of it; or it tells how far it is. */
function goOn(page: Page, ledger: Ledger, { w, epoch, first, next, same = [] }: WorldNews): string | null {
  const known = page.logs[w];
  if (!known) {
    const from = page.last === null ? first : Math.max(first, next - page.last);
    page.logs[w] = { epoch, next: from, place: null, trail: [] };
    return null;
  }
  if (known.epoch !== epoch) {
    const end = same.find(([before]) => before === known.epoch)?.[1];
    if (end === undefined) return `${w}: its log is another one (${known.epoch}, ${epoch})`;
    known.epoch = epoch;
    forgetFrom(known, ledger, end);
  }
  if (next < known.next) return `${w}: lines up to ${known.next} were seen, and there are ${next}`;
  return null;
}

/** The client was killed: the lines from `end` on are others by now. What comes in their place goes on from those before. */
function forgetFrom(log: Followed, ledger: Ledger, end: number): void {
  if (log.next <= end) return;
  const at = log.trail.findLastIndex(({ from }) => from <= end);
  const [heap] = log.trail.splice(Math.max(0, at));
  log.next = end;
  log.place = at < 0 || !heap?.before ? null : { ...heap.before };
  if (heap && at >= 0) takeAll(log, ledger, heap.from, heap.lines.slice(0, end - heap.from));
}

/** Commands up to `did` are done. */
function confirm(page: Page, did: number): string | null {
  const { done, n } = page;
  page.done = did;
  page.said = page.said.filter(one => one.n > did);
  if (did < done) return `command ${done} was done, and now only ${did} are`;
  if (did > n) return `command ${did} is done, and ${n} were said`;
  return null;
}

function take(page: Page, ledger: Ledger, from: number, lines: readonly WireLine[]): string | null {
  const { world } = ledger;
  const log = page.logs[world];
  if (!log) return `${world}: lines have come that nobody wants`;
  const { next } = log;
  page.lines += lines.length;
  const wrong = takeAll(log, ledger, from, lines);
  return from === next ? wrong : `${world}: line ${next} of its log was to come, but ${from} has come`;
}

/** Puts the lines behind what has come. Answers what is wrong with the first of them that is. */
function takeAll(log: Followed, ledger: Ledger, from: number, lines: readonly WireLine[]): string | null {
  log.trail.push({ from, lines, before: log.place && { ...log.place } });
  if (log.trail.length > TRAIL) log.trail.shift();
  log.next = from + lines.length;
  for (const [at, [text, , kind]] of lines.entries()) {
    if (kind !== 'g') continue;
    const game = withoutAnswer(text);
    const place = log.place ?? placeAt(ledger, game);
    if (!place) continue;
    log.place = place;
    const wrong = compareLine(ledger, place, game);
    if (wrong !== null) return `line ${from + at} of the log: ${wrong}`;
  }
  return null;
}

/** What it has not had yet of all that it must have; null: nothing is missing. */
export function missing(page: Page, ledgers: readonly Ledger[]): string | null {
  if (!page.isOpen) return `page ${page.speaker} is not connected`;
  const [said] = page.said;
  if (said) return `page ${page.speaker}: command ${said.n} (${said.text}) is not known to be done`;
  for (const ledger of ledgers) {
    const { place } = page.logs[ledger.world] ?? {};
    if (place && isComplete(ledger, place)) continue;
    const had = place ? `number ${place.next - 1}` : 'nothing';
    return `page ${page.speaker}: ${ledger.world} is at number ${lastNumber(ledger)}, ${had} has come`;
  }
  return null;
}
