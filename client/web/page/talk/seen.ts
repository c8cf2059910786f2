/** What was seen is told to Clay, not with each packet of a flood. */
import type { FromPage } from '../../protocol.ts';
import type { World } from '../worlds.ts';

/** How long what was seen waits to be told (ms). */
const SEEN_TIME = 250;

/** Returns what notes that the lines of a world before `seen` were seen. */
export function createSeen(send: (message: FromPage) => void): (world: World) => void {
  const untold = new Set<World>();
  function tell(): void {
    for (const { news, seen } of untold) send({ t: 'seen', w: news.w, line: seen });
    untold.clear();
  }
  return world => {
    if (untold.size === 0) setTimeout(tell, SEEN_TIME);
    untold.add(world);
  };
}
