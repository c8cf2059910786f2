/** What screen readers say: new lines of the world on screen, a few a second; and lines one asks for. */
import type { WireLine } from '../protocol.ts';

/** Lines a second; nobody could follow more. */
const PACE = 20;
/** Lines that are kept in the document. */
const KEPT = 100;

export interface Speech {
  hear(lines: readonly WireLine[]): void;
  review(text: string): void;
}

export function createSpeech(region: HTMLElement, status: HTMLElement): Speech {
  let [since, count, skipped] = [0, 0, 0];

  function put(text: string): void {
    const line = document.createElement('div');
    line.textContent = text;
    region.append(line);
    while (region.childElementCount > KEPT) region.firstElementChild?.remove();
  }

  return {
    hear(lines) {
      const now = Date.now();
      if (now - since >= 1000) {
        if (skipped > 0) put(`${skipped} more lines`);
        [since, count, skipped] = [now, 0, 0];
      }
      for (const [text] of lines) {
        if (text === '') continue;
        if (count++ < PACE) put(text);
        else skipped++;
      }
    },
    review(text) {
      status.textContent = text;
    },
  };
}
