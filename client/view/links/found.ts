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
/** UTF-16 units of what is listed: the dialog keeps it, and goes through reloads. */
const MOST_SIZE = 64 * 1024;
/** UTF-16 units that are looked at, of lines, of links in them and of what these send, filled in; a link and a run stand for so many more. */
const MOST_LOOKED = 512 * 1024;
const LINK = 1024;
const RUN = 8;
/** UTF-16 units of what a link says itself. */
const MOST_SAID = 200;

interface Place {
  /** As it is written. */
  readonly written: string;
  /** Where it begins and ends (UTF-16). */
  readonly start: number;
  readonly end: number;
}

/** Where the links of a line stand. */
function placesIn({ text, runs }: StyledText): Place[] {
  const found: Place[] = [];
  for (let at = 0; at < runs.length; at++) {
    const { link, at: start } = runs[at]!;
    if (link === undefined || !isSendLink(link)) continue;
    // One link may have several styles.
    while (runs[at + 1]?.link === link) at++;
    found.push({ written: link, start, end: runs[at + 1]?.at ?? text.length });
  }
  return found;
}

/** What it says and sends; null: nothing. */
function linkIn({ text }: StyledText, { written, start, end }: Place): ShownLink | null {
  const shown = text.slice(start, end);
  const sent = readSendLink(written, shown);
  return sent && { ...sent, text: shown.trim().slice(0, MOST_SAID) };
}

/** The link of the line that stands at a character. */
export function linkAt(line: StyledText, at: number): ShownLink | null {
  const place = placesIn(line).find(({ start, end }) => start <= at && at < end);
  return place ? linkIn(line, place) : null;
}

/** Whether it says itself what it sends. */
export function isPlainLink({ commands, text, prompt }: ShownLink): boolean {
  return !prompt && commands.length === 1 && commands[0]!.toLowerCase() === text.toLowerCase();
}

/** The links of a world that can be followed, each once, the newest first: as many as there is room and time for. */
export function recentLinks(world: World, readChunk: ReadChunk): ShownLink[] {
  const { scrollback } = world;
  const found = new Map<string, ShownLink>();
  let room = MOST_SIZE;
  let looked = 0;
  const hasRoom = () => found.size < MOST && room > 0 && looked < MOST_LOOKED;
  const take = (line: StyledText) => {
    looked += line.text.length + RUN * line.runs.length;
    const places = placesIn(line);
    for (let place = places.pop(); place && hasRoom(); place = places.pop()) {
      looked += LINK + place.written.length + (place.end - place.start);
      const link = linkIn(line, place);
      if (!link) continue;
      const key = JSON.stringify([link.text, link.commands]);
      const size = key.length + link.hints.join('').length;
      // Of a link that is not listed, too: it was put together.
      looked += size;
      if (found.has(key) || size > room || isLinkOver(world, link)) continue;
      found.set(key, link);
      room -= size;
    }
  };
  take(partial(world.stream));
  const first = Math.max(scrollback.first, scrollback.next - LOOKED_AT);
  for (let number = scrollback.next - 1; number >= first && hasRoom(); number--) {
    const line = lineAt(scrollback, number, readChunk);
    if (line && line.kind === 'game' && !line.hidden) take(line);
  }
  return [...found.values()];
}
