/** What a terminal can show, found out once, by what its user's environment calls it. */

/** How many colours; 16 also serves those with 8. */
export type Depth = 16 | 256 | 'truecolor';

export interface Profile {
  readonly depth: Depth;
  /** Curly and double underlines, and their colours (`4:3`, `58:2::…`): others take them for something else. */
  readonly underlines: boolean;
  /** Links (OSC 8), or nothing at all of them; others print what stands in the sequence. */
  readonly links: boolean;
}

/** All there is. */
export const RICH: Profile = { depth: 'truecolor', underlines: true, links: true };

/** Terminals with 24 bits of colour, whose names do not say so; ssh does not carry COLORTERM. */
const TRUE_COLOUR = /^(alacritty|(xterm-)?kitty|foot|wezterm|(xterm-)?ghostty|contour)(?=$|-)|-direct$/;
const MANY_COLOURS = /256color|^(tmux|screen)(?=$|-)/;
const UNDERLINES = /^(xterm|tmux|alacritty|kitty|foot|wezterm|ghostty|contour|mintty|vte)(?=$|-)/;

/** Hardware of before OSC, and what takes its place. */
const NO_LINKS = /^(linux|vt\d+|dumb|ansi|cons\d+|eterm|cygwin|hurd|sun|unknown)(?=$|-)/;

export function profileOf({ COLORTERM = '', TERM = '' }: NodeJS.ProcessEnv): Profile {
  return { depth: depthOf(COLORTERM, TERM), underlines: UNDERLINES.test(TERM), links: !NO_LINKS.test(TERM) };
}

function depthOf(colorterm: string, term: string): Depth {
  if (/^(truecolor|24bit)$/.test(colorterm) || TRUE_COLOUR.test(term)) return 'truecolor';
  return MANY_COLOURS.test(term) ? 256 : 16;
}
