/** Ctrl+V: what the key behind it stands for as a character, be it one that is never typed otherwise. */
import type { Key } from '../state/terminal.ts';

const NAMED: Readonly<Record<string, string>> = {
  // What is sent are lines: a line end makes another one.
  ...{ Enter: '\n', Tab: '\t', Escape: '\x1b', Backspace: '\x7f', Space: ' ' },
  'C-Space': '\0',
};

/** The characters; null: the key has none, as F1. */
export function quotedText(key: Key): string | null {
  if (key.type === 'text') return key.text;
  return key.type === 'key' ? charactersOf(key.name) : null;
}

function charactersOf(name: string): string | null {
  if (Object.hasOwn(NAMED, name)) return NAMED[name] as string;
  if (name.startsWith('M-')) {
    const rest = charactersOf(name.slice(2)) ?? (name.length === 3 ? name.slice(2) : null);
    return rest === null ? null : `\x1b${rest}`;
  }
  if (name.startsWith('C-M-')) {
    const rest = charactersOf(`C-${name.slice(4)}`);
    return rest === null ? null : `\x1b${rest}`;
  }
  const [, char = ''] = /^C-([@-_a-z])$/.exec(name) ?? [];
  return char === '' ? null : String.fromCharCode(char.toUpperCase().charCodeAt(0) - 64);
}
