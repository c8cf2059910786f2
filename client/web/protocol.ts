/**
 * What a page and Clay say to each other over the WebSocket: JSON, one message a text frame. Both sides are made from this
 * file; docs/web-protocol.md has the prose. A page of another version is refused, with the close code that says so.
 */

export const VERSION = 1;

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

/** What there is to know of a world beside its lines. */
export interface WorldNews {
  readonly w: string;
  readonly epoch: number;
  readonly first: number;
  readonly next: number;
  readonly seen: number;
  readonly phase: string;
  readonly carrier: string;
  readonly masked: boolean;
  /** null = there is none. */
  readonly prompt: WireLine | null;
}

export type FromPage =
  /** The first thing said: the other half of the login's key, and which tab speaks. */
  | { t: 'hello'; v: number; half: string; tab: string; visible: boolean }
  /** Lines of a world are wanted from `from` on, as they come; `off`: no more. */
  | { t: 'want'; w: string; from: number; off?: boolean }
  /** Lines before `to` have come. */
  | { t: 'ack'; w: string; to: number }
  /** The tab's command number `n`. */
  | { t: 'say'; n: number; w: string; text: string }
  /** The user has seen the lines before `line`. */
  | { t: 'seen'; w: string; line: number }
  | { t: 'visible'; on: boolean }
  | { t: 'ping' };

export type ToPage =
  | {
      t: 'welcome';
      v: number;
      build: string;
      did: number;
      role: 'play' | 'watch';
      worlds: readonly WorldNews[];
    }
  | { t: 'lines'; w: string; from: number; l: readonly WireLine[] }
  | { t: 'world'; world: WorldNews }
  /** How many lines there are, of worlds whose lines are not sent. */
  | { t: 'counts'; w: Readonly<Record<string, number>> }
  | { t: 'did'; n: number; fault?: string }
  | { t: 'gone'; w: string }
  | { t: 'pong' };

type Shape = Readonly<Record<string, 'string' | 'number' | 'boolean' | 'boolean?'>>;

const shapes: Readonly<Record<FromPage['t'], Shape>> = {
  hello: { v: 'number', half: 'string', tab: 'string', visible: 'boolean' },
  want: { w: 'string', from: 'number', off: 'boolean?' },
  ack: { w: 'string', to: 'number' },
  say: { n: 'number', w: 'string', text: 'string' },
  seen: { w: 'string', line: 'number' },
  visible: { on: 'boolean' },
  ping: {},
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
  const fits = Object.entries(shape).every(([key, type]) =>
    isOf(type, (said as Record<string, unknown>)[key]),
  );
  return fits ? (said as FromPage) : null;
}

function isOf(type: Shape[string], value: unknown): boolean {
  if (type === 'boolean?') return value === undefined || typeof value === 'boolean';
  if (type === 'number') return Number.isSafeInteger(value) && (value as number) >= 0;
  return typeof value === type;
}
