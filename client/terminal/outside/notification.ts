/** Notifications of the desktop, as far as a terminal passes them on. */
import type { NotifyBy } from '../../state/terminal.ts';
import { printable } from '../../stream/printable.ts';

/** More is not shown (UTF-16 units). */
const LONGEST = 200;

/** Those that are known to take them, by TERM; others may print what they do not know. */
const BY_TERM: readonly (readonly [RegExp, NotifyBy])[] = [
  [/^(xterm-)?kitty(?=$|-)/, 99],
  [/^((xterm-)?ghostty|foot|wezterm|contour|rxvt-unicode)(?=$|-)/, 777],
];
/** By what the terminal says of itself, where TERM is xterm's. */
const BY_PROGRAM: Readonly<Record<string, NotifyBy>> = { 'iTerm.app': 9, WezTerm: 777, ghostty: 777 };

/** How the terminal takes notifications; null = it does not, or a multiplexer is in between, which lets none through. */
export function notifyBy({
  TERM = '',
  TERM_PROGRAM = '',
  TMUX = '',
  STY = '',
}: NodeJS.ProcessEnv): NotifyBy | null {
  if (TMUX !== '' || STY !== '' || /^(tmux|screen)(?=$|[-.])/.test(TERM)) return null;
  const byTerm = BY_TERM.find(([pattern]) => pattern.test(TERM));
  if (byTerm) return byTerm[1];
  return Object.hasOwn(BY_PROGRAM, TERM_PROGRAM) ? BY_PROGRAM[TERM_PROGRAM]! : null;
}

/** The sequence for a notification. Whatever is in the texts, it is text there. */
export function notification(by: NotifyBy, title: string, body: string): string {
  const [name, words] = [plain(title), plain(body)];
  switch (by) {
    case 9:
      // `9;4;` is something else: a title of digits must not be taken for it.
      return `\u001b]9;Clay: ${name}: ${words}\u001b\\`;
    case 99:
      return `\u001b]99;i=clay:d=0;${name}\u001b\\\u001b]99;i=clay:p=body;${words}\u001b\\`;
    case 777:
      return `\u001b]777;notify;${name};${words}\u001b\\`;
  }
}

/** A semicolon separates fields. */
function plain(text: string): string {
  return printable(text).replaceAll(';', ',').slice(0, LONGEST);
}
