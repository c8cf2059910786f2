/**
 * When the page is drawn anew for what has come: with the next frame of the screen, and 30 times a second at most, as terminals
 * are. More often nobody reads it, and each time leaves garbage that the browser keeps for long.
 */

/** At every second frame of a screen that shows 60 a second (ms). */
const INTERVAL = 25;
/** So long (ms) somebody who has entered a line waits for what it brings: echo and answer are two frames, each the next one. */
const AWAITED = 500;

let awaited = -AWAITED;

/** Somebody waits for what comes now. */
export function awaitNow(): void {
  awaited = performance.now();
}

/** How long (ms) what was drawn at `last` is not drawn again. */
function waitAfter(last: number): number {
  const now = performance.now();
  return now - awaited < AWAITED ? 0 : last + INTERVAL - now;
}

/** Returns what has `draw` called soon: once, however often it is asked for until then. */
export function paced(draw: () => void): () => void {
  let isDue = false;
  let last = -INTERVAL;

  function run(): void {
    isDue = false;
    draw();
    // What takes long is not begun again at once.
    last = performance.now();
  }

  return () => {
    if (isDue) return;
    isDue = true;
    const wait = waitAfter(last);
    // A page that is hidden draws nothing; it does when it is seen.
    if (wait > 0) setTimeout(() => requestAnimationFrame(run), wait);
    else requestAnimationFrame(run);
  };
}

/** The same for what is seen of a page that is hidden, by a timer: browsers let it run once a second, or once a minute. */
export function pacedHidden(draw: () => void): () => void {
  let isDue = false;

  function run(): void {
    isDue = false;
    draw();
  }

  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(run);
  };
}
