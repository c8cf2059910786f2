/**
 * When the page is drawn anew for what has come: with the next frame of the screen, and 30 times a second at most, as terminals
 * are. More often nobody reads it, and each time leaves garbage that the browser keeps for long.
 */

/** At every second frame of a screen that shows 60 a second (ms). */
const INTERVAL = 25;

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
    const wait = last + INTERVAL - performance.now();
    // A page that is hidden draws nothing; it does when it is seen.
    if (wait > 0) setTimeout(() => requestAnimationFrame(run), wait);
    else requestAnimationFrame(run);
  };
}
