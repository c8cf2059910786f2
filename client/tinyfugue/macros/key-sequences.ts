/** What keys send, as `-b` has them, as keys are called. */

/** Behind an Escape. */
const FUNCTIONAL: Readonly<Record<string, string>> = {
  ...{ '[A': 'Up', '[B': 'Down', '[C': 'Right', '[D': 'Left', OA: 'Up', OB: 'Down', OC: 'Right', OD: 'Left' },
  ...{
    '[H': 'Home',
    '[F': 'End',
    OH: 'Home',
    OF: 'End',
    '[1~': 'Home',
    '[4~': 'End',
    '[7~': 'Home',
    '[8~': 'End',
  },
  ...{ '[2~': 'Insert', '[3~': 'Delete', '[5~': 'PageUp', '[6~': 'PageDown' },
  ...{ OP: 'F1', OQ: 'F2', OR: 'F3', OS: 'F4', '[11~': 'F1', '[12~': 'F2', '[13~': 'F3', '[14~': 'F4' },
  ...{ '[15~': 'F5', '[17~': 'F6', '[18~': 'F7', '[19~': 'F8', '[20~': 'F9', '[21~': 'F10' },
  ...{ '[23~': 'F11', '[24~': 'F12', '[[A': 'F1', '[[B': 'F2', '[[C': 'F3', '[[D': 'F4', '[[E': 'F5' },
};

/** The name of the key that sends it; null: no key by itself does. */
export function keyOfSequence(typed: string): string | null {
  const text = typed.replace(/^\\033|^\\e|^\\0x1b|^\\27/i, '^[');
  if (/^\^[@-_a-z?]$/.test(text)) {
    if (text === '^?') return 'Backspace';
    return text === '^[' ? 'Escape' : `Ctrl+${(text[1] as string).toUpperCase()}`;
  }
  if (!text.startsWith('^[')) return /^key_/i.test(text) ? keyOfName(text) : null;
  const rest = text.slice(2);
  if (Object.hasOwn(FUNCTIONAL, rest)) return FUNCTIONAL[rest] as string;
  if (/^\^[A-Z]$/.test(rest)) return `Esc Ctrl+${rest[1]}`;
  return [...rest].length === 1 ? `Esc ${rest}` : null;
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ up: 'Up', down: 'Down', left: 'Left', right: 'Right', home: 'Home', end: 'End', tab: 'Tab' },
  ...{ ins: 'Insert', insert: 'Insert', del: 'Delete', delete: 'Delete', bspc: 'Backspace', enter: 'Enter' },
  ...{ pgup: 'PageUp', pgdn: 'PageDown', esc: 'Escape' },
};

/** Of `key_f5`, `key_ctrl_up`, `key_shift_tab`: TinyFugue calls the macro of that name when the key is pressed. */
export function keyOfName(macro: string): string | null {
  const [, held = '', name = ''] = /^key_((?:ctrl_|shift_|meta_|esc_)*)(\w+)$/i.exec(macro) ?? [];
  const key = /^f\d\d?$/i.test(name) ? name.toUpperCase() : NAMED[name.toLowerCase()];
  if (key === undefined) return null;
  const modifiers = held
    .replace(/ctrl_/gi, 'Ctrl+')
    .replace(/shift_/gi, 'Shift+')
    .replace(/meta_|esc_/gi, 'Alt+');
  return modifiers + key;
}
