/** When something is done that is not to be done now. */

/** Calls `run` once, `delay` ms from now; what it answers takes that back. */
export function after(delay: number, run: () => void): () => void {
  const timer = setTimeout(run, delay);
  return () => clearTimeout(timer);
}

/**
 * Calls `run` once every socket has been read since now. Not by a timer, however short: one that is set by another is called
 * right behind it where that took a millisecond, and nothing is read in between. `areOpen`: whether all sockets are looked at;
 * some of those that came through a reload are not yet.
 */
export function afterReading(areOpen: () => boolean, run: () => void): () => void {
  let next = setImmediate(turned, areOpen());
  function turned(wereOpen: boolean): void {
    if (wereOpen) run();
    else next = setImmediate(turned, areOpen());
  }
  return () => clearImmediate(next);
}
