/** Character mode: what Clay has no use for goes to the server, as a terminal would send it. */
import { clean, edit, insertText, setText } from '../editor/editor.ts';
import { quotedText } from '../editor/quoted.ts';
import { findAction } from '../settings/keys/bound.ts';
import type { Key } from '../state/terminal.ts';
import type { World } from '../state/world.ts';
import { legacyKey } from '../terminal/keyboard/legacy.ts';
import { armMeta } from '../terminal/keys.ts';
import { inKeys } from '../view/input-lines.ts';
import { giveInputRowsBack } from '../view/layout.ts';
import { paneOn } from '../view/panes.ts';
import { acted } from '../view/viewport.ts';
import { endOfKeys, sendKeys, showsKeys } from '../world/charmode/send.ts';
import type { ActingTurn } from './submit.ts';

/** What is shown of the keys since the last Enter (UTF-16 units): nobody reads more of it. */
const MOST_SHOWN = 1000;

/** Sends the key to the world on screen if that is in character mode. False: it is Clay's. */
export function passKey(turn: ActingTurn, key: Key): boolean {
  const { view, world } = turn;
  if (!world || !inKeys(view) || isClays(turn, key)) return false;
  if (key.type === 'key' && key.name === 'Escape') {
    // It may be the first half of a slowly typed Esc /; twice, it is meant for the server.
    armMeta(view.keys);
    return true;
  }
  const text = textOf(key);
  if (text === null) return false;
  acted(paneOn(turn.state, view));
  if (sendKeys(turn, world, text)) show(turn, world, key, text);
  return true;
}

/** Its actions on the output, and the way to a command; those of the input line are the server's keys. */
function isClays({ state }: ActingTurn, key: Key): boolean {
  if (key.type === 'mouse') return true;
  if (key.type !== 'key') return false;
  const { keys } = state.settings;
  return (
    findAction(keys, key.name, 'output') !== null || findAction(keys, key.name, 'line') === 'command-line'
  );
}

/** Where the server does not echo, what was typed since the last Enter stands in the input. */
function show(turn: ActingTurn, world: World, key: Key, text: string): void {
  const { state, view } = turn;
  const { editor } = view;
  if (key.type === 'key' && key.name === 'Enter') {
    endOfKeys(turn, world, editor.text);
    setText(editor, '');
    giveInputRowsBack(view);
  } else if (!showsKeys(turn, world)) setText(editor, '');
  else if (key.type === 'key' && key.name === 'Backspace')
    edit(editor, { history: [], unsavedHistory: [], kills: state.kills }, key, view.columns);
  else if (key.type !== 'key') insertText(editor, text);
  if (editor.text.length > MOST_SHOWN) setText(editor, '');
}

/** What a terminal sends for it; null: nothing. */
function textOf(key: Key): string | null {
  if (key.type === 'paste') return clean(key.text).replaceAll('\n', '\r\n');
  if (key.type !== 'key') return quotedText(key);
  const meant = key.name.startsWith('KP') ? legacyKey(key.name) : null;
  if (meant) return textOf(meant);
  if (key.name === 'Enter') return '\r\n';
  if (key.name === 'M-Escape') return '\x1b';
  return quotedText(key) ?? sequenceOf(key.name);
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ Up: 'A', Down: 'B', Right: 'C', Left: 'D', End: 'F', Home: 'H' },
  ...{ F1: 'P', F2: 'Q', F3: 'R', F4: 'S' },
};
const NUMBERS: Readonly<Record<string, number>> = {
  ...{ Insert: 2, Delete: 3, PageUp: 5, PageDown: 6, F5: 15, F6: 17, F7: 18, F8: 19 },
  ...{ F9: 20, F10: 21, F11: 23, F12: 24 },
};

/** As xterm has it: what is held with it is a number behind a semicolon. */
function sequenceOf(name: string): string | null {
  if (name === 'S-Tab') return '\x1b[Z';
  const [, control, alt, shift, base = ''] = /^(C-)?(M-)?(S-)?(\w+)$/.exec(name) ?? [];
  const held = 1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (control ? 4 : 0);
  const letter = Object.hasOwn(LETTERS, base) ? LETTERS[base] : undefined;
  if (letter !== undefined && held > 1) return `\x1b[1;${held}${letter}`;
  if (letter !== undefined) return `\x1b${base.startsWith('F') ? 'O' : '['}${letter}`;
  const number = Object.hasOwn(NUMBERS, base) ? NUMBERS[base] : undefined;
  if (number === undefined) return null;
  return held > 1 ? `\x1b[${number};${held}~` : `\x1b[${number}~`;
}
