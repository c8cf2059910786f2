/** Acknowledgements of lines: not one for each of a flood, for each is work for Clay, which sends some hundreds ahead. */
import type { FromPage } from '../../protocol.ts';

/** Lines that are acknowledged at once, and how long fewer may wait (ms): Clay sends four times as many ahead. */
const MOST = 128;
const LONGEST = 250;

export interface Acks {
  /** `count` lines of the world have come; all before `to` are here. */
  note(world: string, to: number, count: number): void;
}

export function createAcks(send: (message: FromPage) => void): Acks {
  const waiting = new Map<string, { to: number; count: number }>();
  let timer = 0;

  function tell(): void {
    clearTimeout(timer);
    timer = 0;
    for (const [w, { to }] of waiting) send({ t: 'ack', w, to });
    waiting.clear();
  }

  return {
    note(world, to, count) {
      const all = count + (waiting.get(world)?.count ?? 0);
      waiting.set(world, { to, count: all });
      if (all >= MOST) tell();
      else if (timer === 0) timer = setTimeout(tell, LONGEST);
    },
  };
}
