/** Links that send, as they stand in lines. */

import type { ShownLink } from '../../state/dialog.ts';
import type { ReadChunk } from '../../state/log.ts';
import type { StyledText } from '../../state/stream.ts';
import type { World } from '../../state/world.ts';
import { isSendLink, readSendLink } from '../../stream/mxp/send-link.ts';
import { partial } from '../../stream/stream.ts';
import { isLinkOver } from '../../world/links/follow.ts';
import { lineAt } from '../../world/scrollback.ts';

/** Lines that are looked through from the newest one on, and links that are listed. */
export const LOOKED_AT = 300;
const MOST = 60;

/** All of a line: where each begins and ends (UTF-16), what it says and sends. */
export function linksIn({ text, runs }: StyledText): { link: ShownLink; start: number; end: number }[] {
  const found: { link: ShownLink; start: number; end: number }[] = [];
  for (let at = 0; at < runs.length; at++) {
    const { link, at: start } = runs[at]!;
    if (link === undefined || !isSendLink(link)) continue;
    // One link may have several styles.
    while (runs[at + 1]?.link === link) at++;
    const end = runs[at + 1]?.at ?? text.length;
    const shown = text.slice(start, end);
    const sent = readSendLink(link, shown);
    if (sent) found.push({ link: { ...sent, text: shown.trim() }, start, end });
  }
  return found;
}

/** Whether it says itself what it sends. */
export function isPlainLink({ commands, text, prompt }: ShownLink): boolean {
  return !prompt && commands.length === 1 && commands[0]!.toLowerCase() === text.toLowerCase();
}

/** The links of a world that can be followed, each once, the newest first. */
export function recentLinks(world: World, readChunk: ReadChunk): ShownLink[] {
  const { scrollback } = world;
  const found = new Map<string, ShownLink>();
  const take = (line: StyledText) => {
    for (const { link } of linksIn(line).reverse()) {
      const key = JSON.stringify([link.text, link.commands]);
      if (found.size < MOST && !found.has(key) && !isLinkOver(world, link)) found.set(key, link);
    }
  };
  take(partial(world.stream));
  const first = Math.max(scrollback.first, scrollback.next - LOOKED_AT);
  for (let number = scrollback.next - 1; number >= first; number--) {
    const line = lineAt(scrollback, number, readChunk);
    if (line && line.kind === 'game' && !line.hidden) take(line);
  }
  return [...found.values()];
}
