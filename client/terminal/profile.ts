/** What a terminal can show: found out by what its user's environment calls it, and by what its user wants to see. */
import type { Settings } from '../state/settings.ts';
import type { Depth, Device } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { notifyBy } from './outside/notification.ts';

export type { Depth } from '../state/terminal.ts';
/** What is drawn for. */
export type Profile = Device;

/** All there is. */
export const RICH: Profile = { depth: 'truecolor', underlines: true, links: true, exact: true };

/** Terminals with 24 bits of colour, whose names do not say so; ssh does not carry COLORTERM. */
const TRUE_COLOUR = /^(alacritty|(xterm-)?kitty|foot|wezterm|(xterm-)?ghostty|contour)(?=$|-)|-direct$/;
const MANY_COLOURS = /256color|^(tmux|screen)(?=$|-)/;
/** One colour: DEC's video terminals and what is called after them, and what says so itself. */
const MONOCHROME = /^(vt[1-4]\d\d|dumb|unknown|ansi-m|linux-m)(?=$|-)|-(m|mono)$/;
const UNDERLINES = /^(xterm|tmux|alacritty|kitty|foot|wezterm|ghostty|contour|mintty|vte)(?=$|-)/;
/** Terminals, and programs that were written after them, that print a sequence of the operating system (OSC) as text. */
const WITHOUT_STRINGS = /^(linux|vt\d+|dumb|ansi|cons\d+|eterm|cygwin|hurd|sun|unknown)(?=$|-)/;
/** Only as much as a VT100 has: no columns by number, nothing that erases a few cells. */
const FEW_SEQUENCES = /^(vt[1-4]\d\d|ansi|dumb|unknown)(?=$|-)/;

/** Alacritty, and Rio, which comes from it. */
const WHEEL_APART = /^(alacritty|rio|xterm-rio)(?=$|-)/;

/** GNU screen swallows it, but tmux calls itself screen, too. */
const CLIPBOARD =
  /^(xterm|tmux|screen|alacritty|kitty|foot|wezterm|ghostty|contour|mintty|rio|iterm2?)(?=$|[-.])/;

/** By the environment alone. */
export function deviceOf(env: NodeJS.ProcessEnv): Device {
  const { TERM = '' } = env;
  return {
    depth: depthOf(env),
    underlines: UNDERLINES.test(TERM),
    links: TERM !== '' && !WITHOUT_STRINGS.test(TERM),
    exact: TERM !== '' && !FEW_SEQUENCES.test(TERM),
    wheelIsApart: WHEEL_APART.test(TERM),
    notify: notifyBy(env),
    ascii: !isUtf8(env),
    clipboard: CLIPBOARD.test(TERM),
    dumb: TERM === '' || /^(dumb|unknown)(?=$|-)/.test(TERM),
  };
}

/** By the first of the variables that is set, as in locale(7); without any, the locale is C, and usually nobody has said so. */
function isUtf8({ LC_ALL = '', LC_CTYPE = '', LANG = '' }: NodeJS.ProcessEnv): boolean {
  return /^$|utf-?8/i.test(LC_ALL || LC_CTYPE || LANG);
}

function depthOf({ TERM = '', COLORTERM = '', NO_COLOR = '', TMUX = '' }: NodeJS.ProcessEnv): Depth {
  if (NO_COLOR !== '' || TERM === '' || MONOCHROME.test(TERM)) return 'none';
  // What screen inherits is about the terminal around it; tmux says it of itself.
  const isInherited = /^screen(?=$|[-.])/.test(TERM) && TMUX === '';
  const isTrue = /^(truecolor|24bit)$/.test(COLORTERM) && !isInherited;
  if (isTrue || TRUE_COLOUR.test(TERM)) return 'truecolor';
  return MANY_COLOURS.test(TERM) ? 256 : 16;
}

const DEPTHS: Readonly<Record<Exclude<Settings['colors'], 'auto'>, Depth>> = {
  '16': 16,
  '256': 256,
  truecolor: 'truecolor',
  none: 'none',
};

/** The terminal of a view as its user wants it. What is printed is plain text, unless colours are asked for. */
export function profileFor(
  { device = RICH, plain }: Pick<View, 'device' | 'plain'>,
  { colors }: Pick<Settings, 'colors'>,
): Profile {
  if (plain && (colors === 'auto' || device.dumb)) return { ...device, depth: 'none', links: false };
  return colors === 'auto' ? device : { ...device, depth: DEPTHS[colors] };
}

/** Whether what was drawn for the one looks the same on the other. */
export function isSameProfile(one: Profile, other: Profile): boolean {
  const { depth, underlines, links, exact } = one;
  return (
    depth === other.depth && underlines === other.underlines && links === other.links && exact === other.exact
  );
}

/** As servers are told of it (MTTS). */
export function terminalType({ depth }: Profile): string {
  return TYPES[depth];
}

const TYPES: Readonly<Record<Depth, string>> = {
  none: 'DUMB',
  16: 'XTERM',
  256: 'XTERM-256COLOR',
  truecolor: 'XTERM-TRUECOLOR',
};
