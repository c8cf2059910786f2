/**
 * What screen readers say: new lines of the world on screen, a few a second, in a region of their own, for the log itself
 * changes in ways that nobody wants to hear. And lines one asks for, and what a key has done.
 */
import type { WireLine } from '../../protocol.ts';

/** Lines a second; nobody could follow more. */
const PACE = 20;
/** Lines that are kept in the document. */
const KEPT = 100;
/** How lines of Clay begin; what was typed begins otherwise. */
const MARK = '% ';

export interface Speech {
  hear(lines: readonly WireLine[]): void;
  tell(text: string): void;
}

export function createSpeech(region: HTMLElement, status: HTMLElement): Speech {
  let [since, count, skipped, timer] = [0, 0, 0, 0];

  function put(text: string): void {
    const line = document.createElement('div');
    line.textContent = text;
    region.append(line);
    while (region.childElementCount > KEPT) region.firstElementChild?.remove();
  }

  function tellSkipped(): void {
    if (skipped > 0) put(`${skipped} more lines`);
    skipped = 0;
  }

  return {
    hear(lines) {
      const now = Date.now();
      if (now - since >= 1000) {
        tellSkipped();
        [since, count] = [now, 0];
      }
      for (const [text, , kind] of lines) {
        const isEcho = kind === 'c' && !text.startsWith(MARK);
        if (text.trim() === '' || kind === 'h' || isEcho) continue;
        if (count++ < PACE) put(text);
        else skipped++;
      }
      clearTimeout(timer);
      if (skipped > 0) timer = setTimeout(tellSkipped, 1000);
    },
    tell(text) {
      // The same once more is said once more.
      status.textContent = '';
      status.textContent = text;
    },
  };
}
