/**
 * What a running client and Clay's own programs (`clay attach`, `clay grep`, `clay web`) say to each other: a WebSocket on
 * the client's Unix socket `…-attach.sock`, path `/tty`, the token of the runtime directory in the header `X-Clay-Token`.
 * Text frames are messages in JSON; binary frames are the bytes of a terminal, keys in one direction and what is drawn in
 * the other. A program knows nothing of worlds, so that one goes on with whatever build takes the client's place: what is
 * here stays as it is, and more may come; a message of a kind that the other side does not know is passed over.
 *
 * From another machine a terminal comes over HTTPS by the same path, with a login as pages have it: the cookie, and the
 * header `X-Clay-Half`. All else is the same; what is asked for other than a terminal is refused.
 */

export const ATTACH_VERSION = 1;
export const ATTACH_PATH = '/tty';
export const TOKEN_HEADER = 'X-Clay-Token';

/** Variables that tell what a terminal can show. */
export const TERMINAL_VARIABLES = [
  ...(['TERM', 'COLORTERM', 'NO_COLOR', 'TERM_PROGRAM', 'TMUX', 'STY'] as const),
  ...(['LC_ALL', 'LC_CTYPE', 'LANG', 'CLAY_AMBIGUOUS_WIDTH'] as const),
];

export type Role = 'play' | 'watch';

/** What is wanted: a terminal, lines of the scrollback, a link for a browser. */
export type Hello = { readonly t: 'hello'; readonly v: number } & (
  | {
      readonly want: 'terminal';
      readonly columns: number;
      readonly rows: number;
      readonly env: Readonly<Record<string, string>>;
      /** The view that it had before its connection was lost; '' = none. */
      readonly view: string;
    }
  | {
      readonly want: 'grep';
      readonly pattern: string;
      readonly how: 'wild' | 'text' | 'regexp';
      /** Capitals count. */
      readonly exact: boolean;
      readonly follow: boolean;
      /** '' = all of them. */
      readonly world: string;
    }
  | { readonly want: 'link'; readonly role: Role }
);

export type FromProgram =
  | Hello
  | { readonly t: 'size'; readonly columns: number; readonly rows: number }
  /** The terminal has swallowed a binary frame, or the program the lines of a message: the next one may come. */
  | { readonly t: 'taken' }
  /** Somebody else has had the terminal meanwhile. */
  | { readonly t: 'redraw' };

/** World ('' is Clay itself), Unix time in ms, text. */
export type FoundLine = readonly [world: string, time: number, text: string];

export type ToProgram =
  /**
   * The view that is drawn, to come back to; of its keys so many bytes have come, and what was sent of later ones is to be
   * sent again. Builds before do not count them.
   */
  | { readonly t: 'view'; readonly view: string; readonly keys?: number }
  /** What leaves the terminal in order, however this ends. */
  | { readonly t: 'farewell'; readonly text: string }
  /** Ctrl+Z. */
  | { readonly t: 'suspend' }
  | { readonly t: 'lines'; readonly l: readonly FoundLine[] }
  /** There is no more. */
  | { readonly t: 'done'; readonly found: number }
  | { readonly t: 'link'; readonly address: string }
  /** It cannot be had, and why. */
  | { readonly t: 'fault'; readonly sentence: string };

/** Close codes of our own: the program says the reason to its user. */
export const DETACHED = 4010;
export const CLIENT_ENDED = 4011;
export const OTHER_VERSION = 4002;
export const LOGGED_OUT = 4001;
