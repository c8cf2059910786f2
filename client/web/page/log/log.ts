/**
 * The log on screen. Only what is near is in the document, in chunks; spacers stand for the rest. It follows the newest
 * line while it is at the end, and stays where it is otherwise: the line at the top of the screen keeps its place.
 */
import { paced } from '../pace.ts';
import { lineElement } from './line.ts';
import type { Lines } from './lines.ts';

/** Lines of a chunk. */
const CHUNK = 32;
/**
 * Chunks in the document above the one on screen, and below it, at the least, and beyond a screen: what is more has to be fetched
 * and laid out.
 */
const AROUND = 2;
const BEYOND = 1;
/** So near to the end (px) is at the end. */
const NEAR = 30;
/** Where a line that is gone to stands: so far from the top, in parts of the height. */
const GOAL = 0.35;

export interface LogView {
  show(lines: Lines): void;
  /** Lines have come, from number `from` on. */
  update(from: number): void;
  /** The lines from number `end` on are others than were shown. */
  forget(end: number): void;
  isAtEnd(): boolean;
  toEnd(): void;
  scrollPages(count: number): void;
  /** Puts the line on screen, wherever it is. */
  goTo(line: number): void;
  /** What is new begins at this line; null: nothing is. */
  mark(line: number | null): void;
  /** Whether the line stands above what is on screen. */
  isAbove(line: number): boolean;
  /** The element of a line that is in the document. */
  elementOf(line: number): HTMLElement | null;
  /** Number of the first line on screen. */
  top(): number;
}

interface Shown {
  readonly element: HTMLElement;
  /** Number of its first line. */
  start: number;
  count: number;
  /** Some of its lines were not known. */
  partial: boolean;
}

export interface LogEvents {
  /** Lines [from, to) are not known. */
  wanted(lines: Lines, from: number, to: number): void;
  /** It was scrolled. */
  moved(): void;
  /** Other lines are in the document. */
  drawn(): void;
}

export function createLogView(box: HTMLElement, events: LogEvents): LogView {
  const [above, below] = [document.createElement('div'), document.createElement('div')];
  let lines: Lines | null = null;
  let chunks = new Map<number, Shown>();
  let heights = new Map<number, number>();
  let follows = true;
  let isDue = false;
  /** A line that is to be put on screen, and is not there yet. */
  let goal: number | null = null;
  let marked: number | null = null;
  /** Its size when it was drawn: what scrolls because that has changed is not the user. */
  let size = '';
  const lineHeight = () => Number.parseFloat(getComputedStyle(box).lineHeight) || 20;

  /** Down to the end (px). */
  const left = () => box.scrollHeight - box.scrollTop - box.clientHeight;
  const sizeOf = () => `${box.clientWidth} ${box.clientHeight}`;
  const firstChunk = () => Math.floor((lines?.first ?? 0) / CHUNK);
  const lastChunk = () => Math.floor(Math.max(0, (lines?.next ?? 0) - 1) / CHUNK);

  function countIn(chunk: number): number {
    if (!lines) return 0;
    return Math.max(0, Math.min(lines.next, (chunk + 1) * CHUNK) - Math.max(lines.first, chunk * CHUNK));
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

  /** The first line of which something is on screen, and how far it begins from the top; null: none is in the document. */
  function lineOnTop(): { number: number; from: number } | null {
    const { scrollTop } = box;
    for (const { element, start, count } of chunks.values()) {
      if (
        element.offsetTop + element.offsetHeight <= scrollTop ||
        element.offsetTop > scrollTop + box.clientHeight
      )
        continue;
      let [low, high] = [0, count - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        const child = element.children[middle] as HTMLElement;
        if (child.offsetTop + child.offsetHeight > scrollTop) high = middle;
        else low = middle + 1;
      }
      const child = element.children[low] as HTMLElement | undefined;
      if (child) return { number: start + low, from: child.offsetTop - scrollTop };
    }
    return null;
  }

  function elementOf(line: number): HTMLElement | null {
    const shown = chunks.get(Math.floor(line / CHUNK));
    return (shown?.element.children[line - shown.start] as HTMLElement | undefined) ?? null;
  }

  function numberOf(element: HTMLElement): number | null {
    for (const { element: chunk, start } of chunks.values())
      if (chunk === element.parentElement) return start + [...chunk.children].indexOf(element);
    return null;
  }

  function draw(): void {
    isDue = false;
    if (!lines) return;
    const perLine = lineHeight();
    const last = lastChunk();
    const held = follows || goal !== null ? null : lineOnTop();
    const top = follows ? last : goal !== null ? Math.floor(goal / CHUNK) : chunkOnTop(perLine);
    const around = Math.max(AROUND, Math.ceil(box.clientHeight / (perLine * CHUNK)) + BEYOND);
    const start = Math.max(firstChunk(), top - around);
    const end = Math.min(last + 1, top + around + 1);
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
    place(held);
    size = sizeOf();
    events.drawn();
  }

  /** Scrolls to where it has to be now that heights are known. */
  function place(held: { number: number; from: number } | null): void {
    if (follows) box.scrollTop = box.scrollHeight;
    else if (goal !== null) {
      const there = elementOf(goal);
      if (there) box.scrollTop = there.offsetTop - box.clientHeight * GOAL;
      if (there && ![...chunks.values()].some(({ partial }) => partial)) goal = null;
    } else if (held) {
      const there = elementOf(held.number);
      const to = there && there.offsetTop - held.from;
      if (to !== null && Math.abs(to - box.scrollTop) >= 1) box.scrollTop = to;
    }
  }

  function provide(from: Lines, chunk: number): Shown {
    const count = countIn(chunk);
    const start = Math.max(from.first, chunk * CHUNK);
    const known = chunks.get(chunk);
    if (known && known.count === count && known.start === start && !known.partial) return known;
    const shown = known ?? { element: document.createElement('div'), start, count: 0, partial: false };
    chunks.set(chunk, shown);
    const isAnew = shown.partial || shown.start !== start || shown.count > count;
    if (isAnew) shown.element.replaceChildren();
    const done = isAnew ? 0 : shown.count;
    const missing: number[] = [];
    for (let number = start + done; number < start + count; number++) {
      const line = from.known.get(number);
      if (!line) missing.push(number);
      const made = lineElement(line ?? ['…', 0, 'g']);
      if (number === marked) made.classList.add('mark');
      shown.element.append(made);
    }
    Object.assign(shown, { start, count, partial: missing.length > 0 });
    if (missing.length > 0) events.wanted(from, missing[0] as number, (missing.at(-1) as number) + 1);
    return shown;
  }

  const drawPaced = paced(draw);

  /** With the next frame: the user has done something. */
  function drawSoon(): void {
    if (isDue) return;
    isDue = true;
    // A page that is hidden draws nothing; it does when it is seen.
    requestAnimationFrame(draw);
  }

  function toEnd(): void {
    follows = true;
    goal = null;
    draw();
    events.moved();
  }

  box.replaceChildren(above, below);
  for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
    box.addEventListener(
      type,
      () => {
        goal = null;
      },
      { passive: true },
    );
  // By itself it goes to where the end was when it was pressed: while lines come, that is not the end any more.
  box.addEventListener('keydown', event => {
    if (event.key !== 'End' || event.shiftKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    toEnd();
  });
  box.addEventListener('scroll', () => {
    const followed = follows;
    if (size === sizeOf() && goal === null) follows = left() < NEAR;
    // What scrolls to the end because lines have come was drawn with them; where the user has gone to it, it may not be there yet.
    if (!followed || !follows || left() >= 1) drawSoon();
    events.moved();
  });
  // When it came: told of the line that is pointed at. All of them would be much text that nobody sees.
  box.addEventListener('pointerover', ({ target }) => {
    const element = target instanceof Element ? target.closest<HTMLElement>('.l') : null;
    const line = element && !element.title ? numberOf(element) : null;
    const [, time = 0] = (line !== null && lines?.known.get(line)) || [];
    if (element && time > 0) element.title = new Date(time).toLocaleString();
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
      [goal, marked] = [null, null];
      box.replaceChildren(above, below);
      draw();
    },
    update(from) {
      const last = Math.floor(from / CHUNK);
      for (const [chunk, shown] of chunks) if (chunk >= last && shown.count === 0) shown.partial = true;
      drawPaced();
    },
    forget(end) {
      for (const [chunk, { element, start, count }] of chunks) {
        if (start + count <= end) continue;
        element.remove();
        chunks.delete(chunk);
      }
      const last = Math.floor(end / CHUNK);
      for (const chunk of heights.keys()) if (chunk >= last) heights.delete(chunk);
      if (goal !== null && goal >= end) goal = null;
      drawPaced();
    },
    isAtEnd: () => follows,
    toEnd,
    scrollPages(count) {
      goal = null;
      box.scrollTop += count * box.clientHeight * 0.9;
    },
    goTo(line) {
      follows = false;
      goal = line;
      draw();
      events.moved();
    },
    mark(line) {
      if (marked !== null) elementOf(marked)?.classList.remove('mark');
      marked = line;
      if (marked !== null) elementOf(marked)?.classList.add('mark');
    },
    isAbove(line) {
      const there = elementOf(line);
      return there
        ? there.offsetTop + there.offsetHeight <= box.scrollTop
        : line < (lineOnTop()?.number ?? line);
    },
    elementOf,
    top: () => lineOnTop()?.number ?? 0,
  };
}
