/** A long text sent a line at a time, so that no game takes it for a flood. What is not sent in the end is not lost. */

import { keepKill } from '../../editor/kill-ring.ts';
import { wholly } from '../../editor/pasted.ts';
import type { State, Turn } from '../../state/state.ts';
import { cancel, isScheduled, schedule } from '../../state/timers.ts';
import type { World } from '../../state/world.ts';
import { isMasked } from '../../world/login/masking.ts';
import { takesWords } from '../../world/outbox.ts';
import { sendLine } from '../../world/outgoing.ts';
import { complain, say } from '../../world/world.ts';

/** Sends the lines to the world, as words and never as commands; behind others that are on their way. */
export function sendSlowly(turn: Turn, world: World, lines: readonly string[]): void {
  const { slowly } = world;
  const waiting = slowly?.lines.slice(slowly.next) ?? [];
  const sent = (slowly?.sent ?? 0) + (slowly?.next ?? 0);
  world.slowly = { lines: [...waiting, ...lines], next: 0, sent };
  const { paste_pace } = turn.state.settings;
  say(
    turn,
    world,
    `Sending ${counted(waiting.length + lines.length)}, ${paste_pace} a second. Ctrl+C stops.`,
  );
  if (!isScheduled(turn.state, 'paste-line', world)) schedule(turn.state, 'paste-line', world, 0);
}

/** The time of the next line has come. */
export function sendNext(turn: Turn, world: World): void {
  const { slowly } = world;
  if (!slowly) return;
  const obstacle = obstacleOf(turn.state, world);
  if (obstacle !== '') return void stopSlowly(turn, world, obstacle);
  sendLine(turn, world, slowly.lines[slowly.next] as string);
  slowly.next++;
  if (slowly.next < slowly.lines.length)
    return schedule(turn.state, 'paste-line', world, Math.round(1000 / turn.state.settings.paste_pace));
  delete world.slowly;
  say(turn, world, `All of it is sent: ${counted(slowly.sent + slowly.lines.length)}.`);
}

/** A build that knows nothing of it has lost the time of the next line. */
export function resumeSlowly({ state }: Turn): void {
  for (const world of Object.values(state.worlds))
    if (world.slowly && !isScheduled(state, 'paste-line', world)) schedule(state, 'paste-line', world, 0);
}

/** Stops it if lines are on their way, and says so. */
export function stopSlowly(turn: Turn, world: World, why = 'stopped'): boolean {
  const { slowly } = world;
  if (!slowly) return false;
  const text = slowly.lines.slice(slowly.next).join('\n');
  keepKill(turn.state, { text, pasted: wholly(text) });
  delete world.slowly;
  cancel(turn.state, 'paste-line', world);
  const left = slowly.lines.length - slowly.next;
  complain(
    turn,
    world,
    `${world.name}: ${why}. ${counted(left)} not sent: Ctrl+Y puts ${left === 1 ? 'it' : 'them'} into the input.`,
  );
  return true;
}

/** How far it has come, for the status bar. */
export function slowWords({ slowly }: World): string {
  return slowly ? `Paste ${slowly.sent + slowly.next}/${slowly.sent + slowly.lines.length}` : '';
}

function obstacleOf(state: State, world: World): string {
  if (!takesWords(world)) return 'not connected any more';
  return isMasked(state, world) ? 'the server hides what is typed now' : '';
}

export function counted(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}
