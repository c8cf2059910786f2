/**
 * Handshakes a few at a time. Hundreds at once take no less CPU, but let every one of them, and every question
 * on a control connection, wait for the last; and their scattered memory makes each idle session a quarter larger.
 */

/** More than a machine has cores for, so that the network's delays overlap. */
const AT_ONCE = 16;

/** A server that is slow or dead gives its place up, so that no number of them stops the others. */
const HOLD_TIME = 100;

export interface HandshakeLimit {
  busy: number;
  readonly waiting: (() => void)[];
}

export function newPace(): HandshakeLimit {
  return { busy: 0, waiting: [] };
}

/** Waits for a place; what it resolves with gives the place up, as does time. */
export async function takePlace(pace: HandshakeLimit): Promise<() => void> {
  if (pace.busy >= AT_ONCE) await new Promise<void>(resolve => pace.waiting.push(resolve));
  else pace.busy++;
  let given = false;
  const giveUp = () => {
    if (given) return;
    given = true;
    clearTimeout(timer);
    const next = pace.waiting.shift();
    // The place goes to the next one, or away.
    if (next) next();
    else pace.busy--;
  };
  const timer = setTimeout(giveUp, HOLD_TIME);
  return giveUp;
}
