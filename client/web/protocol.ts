/**
 * What a page and Clay say to each other over the WebSocket: JSON, one message a text frame. Both sides are made from this
 * file; docs/web-protocol.md has the prose. A page of another version is refused, with the close code that says so; one of
 * the version before is not: it may have been open while Clay was replaced.
 */

export const VERSION = 2;
export const VERSION_BEFORE = 1;

/** Close codes of our own. */
export const LOGIN_OVER = 4001;
export const OTHER_VERSION = 4002;

/** A line: its text, Unix time in ms, `g`ame, `c`lay or `h`idden, then for each run where it begins, its style (SGR), its link. */
export type WireLine = readonly [
  text: string,
  time: number,
  kind: 'g' | 'c' | 'h',
  ...runs: (string | number)[],
];

/** How much what is unread in a world matters: one of the user's words, something the game said, or Clay alone. */
export type Weight = 'highlight' | 'text' | 'own';

/** What there is to know of a world beside its lines. */
export interface WorldNews {
  readonly w: string;
  readonly epoch: number;
  /** Epochs that it had before, oldest first: the lines before `to` of each are the same in this one. Since version 2. */
  readonly same?: readonly (readonly [epoch: number, to: number])[];
  readonly first: number;
  readonly next: number;
  readonly seen: number;
  readonly phase: string;
  readonly carrier: string;
  readonly masked: boolean;
  /** null = there is none. */
  readonly prompt: WireLine | null;
  /** Since version 2. */
  readonly weight?: Weight;
  /** What its server tells of the character, as the formats of the status bar say: texts and their styles. Since version 2. */
  readonly vitals?: readonly (readonly [text: string, style: string])[];
  /** The room that one is in and the map around it, a text a row, if it is to be seen (`map_pane`). Since version 2. */
  readonly map?: readonly string[];
}

/** A row of a form; the values of secrets never come. */
export interface FormRow {
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'secret' | 'number' | 'choice' | 'toggle';
  readonly choices?: readonly string[];
  readonly value: string;
  /** A secret that is set. */
  readonly kept?: true;
  readonly note: string;
  readonly about: string;
}

/** A rule in a list; `name`: its kind and name, by which its form is asked for. Or a line, to make one of. */
export interface RuleItem {
  readonly name: string;
  readonly note: string;
  /** It does not act: `self` as it is switched off, or else its group is. */
  readonly off?: 'self' | 'group';
}

/** What may stand in place of what is before the cursor. */
export interface Completion {
  /** Where that begins (UTF-16). */
  readonly start: number;
  /** How far there is no choice; '' = not known. */
  readonly common: string;
  readonly total: number;
  readonly items: readonly { readonly label: string; readonly text: string; readonly help: string }[];
  /** Nothing fits: how it is used. */
  readonly note?: { readonly label: string; readonly help: string };
}

/** Lines that match: their numbers, and where in them (start, end, start, end, …). */
export interface Found {
  readonly hits: readonly (readonly [line: number, ...spans: number[]])[];
  /** Where to go on; null: all was looked through. */
  readonly at: number | null;
}

/** What a page can be asked to show: a dialog of its own. */
export type Opened = 'settings' | 'worlds' | 'world' | 'new world' | 'rules';

export type FromPage =
  /** The first thing said: the other half of the login's key, which tab speaks, and whether its font has `→` as wide as two letters. */
  | { t: 'hello'; v: number; half: string; tab: string; visible: boolean; wide?: boolean }
  /** Lines of a world are wanted from `from` on, as they come; `off`: no more. */
  | { t: 'want'; w: string; from: number; off?: boolean }
  /** Lines before `to` have come. */
  | { t: 'ack'; w: string; to: number }
  /** The tab's command number `n`. */
  | { t: 'say'; n: number; w: string; text: string }
  /** The user has seen the lines before `line`. */
  /** As `say`: what is behind a link of the game is sent, its command number `pick`. Since version 2. */
  | { t: 'follow'; n: number; w: string; link: string; text: string; pick: number }
  | { t: 'seen'; w: string; line: number }
  | { t: 'visible'; on: boolean }
  | { t: 'ping' }
  /** Questions, each answered by one `answer` with the same `q`. What fits at the cursor? */
  | { t: 'complete'; q: number; w: string; text: string; cursor: number }
  /** Which lines before (`up`) line `at`, or else from it on, match? */
  | { t: 'find'; q: number; w: string; text: string; how: string; exact: boolean; up: boolean; at: number }
  /** A form, or the inputs of before. `name`: of the world that it is about. Rules and their forms: docs/web-protocol.md. */
  | { t: 'ask'; q: number; what: string; name: string }
  /** What was changed in a form, and the button that was pressed. */
  | { t: 'set'; q: number; what: string; name: string; values: Record<string, string>; press: string };

export type ToPage =
  | {
      t: 'welcome';
      v: number;
      build: string;
      did: number;
      role: 'play' | 'watch';
      worlds: readonly WorldNews[];
      /** Which page this build has; '' = not known. */
      page?: string;
    }
  | { t: 'lines'; w: string; from: number; l: readonly WireLine[] }
  | { t: 'world'; world: WorldNews }
  /** How many lines there are, of worlds whose lines are not sent. */
  | { t: 'counts'; w: Readonly<Record<string, number>> }
  /**
   * `go`: the world that the command has gone to; `open`: a dialog that it has opened; `text`: its answer, if that is long;
   * `search`: what is to be searched for in the log on the page.
   */
  | {
      t: 'did';
      n: number;
      fault?: string;
      go?: string;
      open?: Opened;
      name?: string;
      text?: { readonly title: string; readonly lines: readonly WireLine[] };
      search?: { readonly text: string; readonly how: 'text' | 'wild' | 'regexp' };
    }
  | { t: 'gone'; w: string }
  | { t: 'pong' }
  /** This build has another page. */
  | { t: 'page'; page: string }
  /** What stands over the page until it is told otherwise ('' = nothing): that a new build is being tried. */
  | { t: 'sign'; text: string }
  | Answer;

export interface Answer {
  readonly t: 'answer';
  readonly q: number;
  /** Why there is none, in a sentence; of a form: about the row with that key ('' = all of it). */
  readonly fault?: string;
  readonly key?: string;
  readonly complete?: Completion | null;
  readonly found?: Found;
  /** `text`: what the form says beside its rows; of a question that is all. */
  readonly form?: {
    readonly title: string;
    readonly rows: readonly FormRow[];
    readonly text?: readonly string[];
  };
  readonly history?: readonly string[];
  /** The words of a link as they are typed. */
  readonly begun?: string;
  /** Rules that have what was asked for in them, the first of them; or the last lines of a world. And how many there are. */
  readonly rules?: { readonly items: readonly RuleItem[]; readonly total: number };
  /** What was done. */
  readonly told?: string;
}

type Kind = 'string' | 'number' | 'boolean' | 'boolean?' | 'texts';
type Shape = Readonly<Record<string, Kind>>;

const shapes: Readonly<Record<FromPage['t'], Shape>> = {
  hello: { v: 'number', half: 'string', tab: 'string', visible: 'boolean', wide: 'boolean?' },
  want: { w: 'string', from: 'number', off: 'boolean?' },
  ack: { w: 'string', to: 'number' },
  say: { n: 'number', w: 'string', text: 'string' },
  follow: { n: 'number', w: 'string', link: 'string', text: 'string', pick: 'number' },
  seen: { w: 'string', line: 'number' },
  visible: { on: 'boolean' },
  ping: {},
  complete: { q: 'number', w: 'string', text: 'string', cursor: 'number' },
  find: {
    ...{ q: 'number', w: 'string', text: 'string', how: 'string' },
    ...{ exact: 'boolean', up: 'boolean', at: 'number' },
  },
  ask: { q: 'number', what: 'string', name: 'string' },
  set: { q: 'number', what: 'string', name: 'string', values: 'texts', press: 'string' },
};

/** The message in the text; null if it is none: something is missing, or is not what it should be. */
export function readMessage(text: string): FromPage | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== 'object' || said === null || !('t' in said)) return null;
  const { t } = said;
  if (typeof t !== 'string' || !Object.hasOwn(shapes, t)) return null;
  const shape = shapes[t as FromPage['t']];
  const fits = Object.entries(shape).every(([key, kind]) =>
    isOf(kind, (said as Record<string, unknown>)[key]),
  );
  return fits ? (said as FromPage) : null;
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === 'boolean?') return value === undefined || typeof value === 'boolean';
  if (kind === 'number') return Number.isSafeInteger(value) && (value as number) >= 0;
  if (kind === 'texts') return isTexts(value);
  return typeof value === kind;
}

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(one => typeof one === 'string');
}
