/** What a terminal can show: found out by what its user's environment calls it, and by what its user wants to see. */
import type { Settings } from '../state/settings.ts';
import type { Depth, Device } from '../state/terminal.ts';
import type { View } from '../state/view.ts';
import { charsetOf, hasWideAmbiguous } from './charset/locale.ts';
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
  const { TERM = '', CLAY_AMBIGUOUS_WIDTH: width = '' } = env;
  const charset = charsetOf(env);
  return {
    depth: depthOf(env),
    underlines: UNDERLINES.test(TERM),
    links: TERM !== '' && !WITHOUT_STRINGS.test(TERM),
    exact: TERM !== '' && !FEW_SEQUENCES.test(TERM),
    wheelIsApart: WHEEL_APART.test(TERM),
    notify: notifyBy(env),
    ascii: charset !== undefined,
    ...(charset !== undefined && { charset }),
    ...(/^[12]$/.test(width) && { wide: width === '2' }),
    clipboard: CLIPBOARD.test(TERM),
    dumb: TERM === '' || /^(dumb|unknown)(?=$|-)/.test(TERM),
  };
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
  settings: Pick<Settings, 'colors'> & Partial<Pick<Settings, 'ambiguous_width'>>,
): Profile {
  const { colors } = settings;
  const wide = hasWideCells({ device }, settings);
  const found = wide === (device.wide === true) ? device : { ...device, wide };
  if (plain && (colors === 'auto' || device.dumb)) return { ...found, depth: 'none', links: false };
  return colors === 'auto' ? found : { ...found, depth: DEPTHS[colors] };
}

/** Whether characters of one column or two have two: by what its user says of this terminal, else by the setting, else by the locale. */
export function hasWideCells(
  { device }: Pick<View, 'device'>,
  { ambiguous_width: width = 'auto' }: Partial<Pick<Settings, 'ambiguous_width'>>,
): boolean {
  return device?.wide ?? (width === 'auto' ? hasWideAmbiguous(device?.charset) : width === '2');
}

/** Whether what was drawn for the one looks the same on the other. */
export function isSameProfile(one: Profile, other: Profile): boolean {
  const keys = ['depth', 'underlines', 'links', 'exact', 'wide'] as const;
  return keys.every(key => one[key] === other[key]);
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
