/** What the user says, as a row of the output: behind the prompt that it answers, in a quiet style. */
import type { Line } from '../../state/log.ts';
import type { Turn } from '../../state/state.ts';
import type { StyledText } from '../../state/stream.ts';
import type { World } from '../../state/world.ts';
import { printable } from '../../stream/printable.ts';
import { append } from '../scrollback.ts';
import { noteDay } from './day.ts';

export const SENT_STYLE = '2';
/** What is shown of a line (UTF-16 units): a book on one line would take screens. */
const SHOWN = /^.{2048}/su;
const NO_PROMPT: StyledText = { text: '', runs: [] };

/** Adds `said` behind `prompt`. `isNew`: the prompt is not in the log yet, and is a line of the game. */
export function addSent(
  turn: Turn,
  world: World,
  said: string,
  { text, runs } = NO_PROMPT,
  isNew = false,
): void {
  const { scrollback } = world;
  noteDay(turn, scrollback);
  // What one says oneself is no news.
  const isSeen = scrollback.seen === scrollback.next;
  append(turn, scrollback, {
    text: text + shortened(printable(said)),
    runs: [...runs.filter(({ at }) => at < text.length), { at: text.length, style: SENT_STYLE }],
    time: turn.state.now,
    kind: isNew ? 'game' : 'again',
    sent: text.length,
  });
  if (isSeen) Object.assign(scrollback, { seen: scrollback.next, unreadSince: 0 });
  turn.touched.add(world);
}

function shortened(said: string): string {
  const [start] = SHOWN.exec(said) ?? [said];
  return start === said ? said : `${start} …`;
}

/** What the game has said in the line: for the log file, and for whoever goes by it; null = nothing. */
export function gameText({ kind, text, sent }: Line): string | null {
  if (kind !== 'game') return null;
  return sent === undefined ? text : text.slice(0, sent);
}
