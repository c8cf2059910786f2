/**
 * The log on screen. Only what is near is in the document, in chunks; spacers stand for the rest. It follows the newest
 * line while it is at the end, and stays where it is otherwise.
 */
import { lineElement } from './line.ts';
import type { Lines } from './lines.ts';

/** Lines of a chunk. */
const CHUNK = 64;
/** Chunks in the document at most. */
const WINDOW = 12;
/** So near to the end (px) is at the end. */
const NEAR = 30;

export interface LogView {
  show(lines: Lines): void;
  /** Lines have come, from number `from` on. */
  update(from: number): void;
  isAtEnd(): boolean;
  toEnd(): void;
  scrollPages(count: number): void;
}

interface Shown {
  readonly element: HTMLElement;
  count: number;
  /** Some of its lines were not known. */
  partial: boolean;
}

/** `wanted` is called with lines that are not known; `moved` when it was scrolled. */
export function createLogView(
  box: HTMLElement,
  wanted: (lines: Lines, from: number, to: number) => void,
  moved: () => void,
): LogView {
  const [above, below] = [document.createElement('div'), document.createElement('div')];
  let lines: Lines | null = null;
  let chunks = new Map<number, Shown>();
  let heights = new Map<number, number>();
  let follows = true;
  let isDue = false;
  /** Its size when it was drawn: what scrolls because that has changed is not the user. */
  let size = '';
  const lineHeight = () => Number.parseFloat(getComputedStyle(box).lineHeight) || 20;

  const sizeOf = () => `${box.clientWidth} ${box.clientHeight}`;
  const firstChunk = () => Math.floor((lines?.first ?? 0) / CHUNK);
  const lastChunk = () => Math.floor(Math.max(0, (lines?.next ?? 0) - 1) / CHUNK);

  function countIn(chunk: number): number {
    if (!lines) return 0;
    return Math.min(lines.next, (chunk + 1) * CHUNK) - Math.max(lines.first, chunk * CHUNK);
  }

  function heightOf(chunk: number, perLine: number): number {
    const known = heights.get(chunk);
    return known !== undefined && chunk !== lastChunk() ? known : countIn(chunk) * perLine;
  }

  function sumOf(from: number, to: number, perLine: number): number {
    let sum = 0;
    for (let chunk = from; chunk < to; chunk++) sum += heightOf(chunk, perLine);
    return sum;
  }

  /** The chunk at the top of the screen. */
  function chunkOnTop(perLine: number): number {
    let [chunk, top] = [firstChunk(), 0];
    for (; chunk < lastChunk(); chunk++) {
      top += heightOf(chunk, perLine);
      if (top > box.scrollTop) break;
    }
    return chunk;
  }

  function draw(): void {
    isDue = false;
    if (!lines) return;
    const perLine = lineHeight();
    const last = lastChunk();
    const around = Math.floor(WINDOW / 2);
    const top = follows ? last : chunkOnTop(perLine);
    const start = Math.max(firstChunk(), Math.min(top - around, last - WINDOW + 1));
    const end = Math.min(last + 1, start + WINDOW);
    for (const [chunk, { element }] of chunks)
      if (chunk < start || chunk >= end) {
        element.remove();
        chunks.delete(chunk);
      }
    let before: Element = above;
    for (let chunk = start; chunk < end; chunk++) {
      const shown = provide(lines, chunk);
      if (before.nextElementSibling !== shown.element) before.after(shown.element);
      before = shown.element;
    }
    for (const [chunk, { element, partial }] of chunks)
      if (!partial) heights.set(chunk, element.offsetHeight);
    above.style.height = `${sumOf(firstChunk(), start, perLine)}px`;
    below.style.height = `${sumOf(end, last + 1, perLine)}px`;
    if (follows) box.scrollTop = box.scrollHeight;
    size = sizeOf();
  }

  function provide(from: Lines, chunk: number): Shown {
    const count = countIn(chunk);
    const known = chunks.get(chunk);
    if (known && known.count === count && !known.partial) return known;
    const shown = known ?? { element: document.createElement('div'), count: 0, partial: false };
    chunks.set(chunk, shown);
    if (shown.partial) shown.element.replaceChildren();
    const start = Math.max(from.first, chunk * CHUNK);
    const done = shown.partial ? 0 : shown.count;
    const missing: number[] = [];
    for (let number = start + done; number < start + count; number++) {
      const line = from.known.get(number);
      if (!line) missing.push(number);
      shown.element.append(line ? lineElement(line) : lineElement(['…', 0, 'g']));
    }
    shown.count = count;
    shown.partial = missing.length > 0;
    if (missing.length > 0) wanted(from, missing[0] as number, (missing.at(-1) as number) + 1);
    return shown;
  }

  function drawSoon(): void {
    if (isDue) return;
    isDue = true;
    // A page that is hidden draws nothing; it does when it is seen.
    requestAnimationFrame(draw);
  }

  box.replaceChildren(above, below);
  box.addEventListener('scroll', () => {
    if (size === sizeOf()) follows = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    drawSoon();
    moved();
  });
  new ResizeObserver(() => {
    heights = new Map();
    drawSoon();
  }).observe(box);

  return {
    show(shown) {
      lines = shown;
      chunks = new Map();
      heights = new Map();
      follows = true;
      box.replaceChildren(above, below);
      draw();
    },
    update(from) {
      const last = Math.floor(from / CHUNK);
      for (const [chunk, shown] of chunks) if (chunk >= last && shown.count === 0) shown.partial = true;
      drawSoon();
    },
    isAtEnd: () => follows,
    toEnd() {
      follows = true;
      draw();
      moved();
    },
    scrollPages(count) {
      box.scrollTop += count * box.clientHeight * 0.9;
    },
  };
}
