/** What rules send: in order, so many lines a second at most, and never as an answer to what is hidden. */
import type { SendQueue } from '../../state/automation.ts';
import type { State, Turn } from '../../state/state.ts';
import { isScheduled, schedule } from '../../state/timers.ts';
import type { World } from '../../state/world.ts';
import { asksPassword } from '../login/masking.ts';
import { absence, takesWords } from '../outbox.ts';
import { sendLine } from '../outgoing.ts';
import { complain, worldSettings } from '../world.ts';

/** Lines that wait at most: of so many seconds, and at all, for each reload carries them. */
const LONGEST_WAIT = 100;
const MOST_WAITING = 10_000;
/** While the server hides what is typed, or a login goes on, it is asked again so often (ms). */
const RETRY = 500;

/** The line waits for its turn; `sendWaiting` says when that is. */
export function queueLine(turn: Turn, world: World, text: string): void {
  const queue = (turn.state.automation.queues[world.name] ??= newQueue(turn, world));
  const most = Math.min(MOST_WAITING, LONGEST_WAIT * paceOf(turn, world));
  if (queue.lines.length < most) {
    queue.lines.push(text);
    return;
  }
  if (!queue.told)
    complain(
      turn,
      world,
      `${world.name}: ${most} lines of rules wait to be sent; others are dropped until fewer do (send_pace says how many a second go).`,
    );
  queue.told = true;
}

function newQueue(turn: Turn, world: World): SendQueue {
  return { lines: [], tokens: burstOf(turn, world), at: turn.state.now, told: false };
}

/** Lines a second: games throw out who says more. */
const paceOf = ({ state }: Turn, world: World): number => worldSettings(state, world).send_pace;
/** Lines at once, after a pause. */
const burstOf = (turn: Turn, world: World): number => 2 * paceOf(turn, world);

/** Sends what may go now; the rest has a timer. */
export function sendWaiting(turn: Turn, world: World): void {
  const queue = turn.state.automation.queues[world.name];
  if (!queue || queue.lines.length === 0) return;
  if (!takesWords(world)) return drop(turn, world, queue);
  if (isPrivate(turn.state, world)) return later(turn, world, RETRY);
  refill(turn, world, queue);
  while (queue.tokens >= 1 && queue.lines.length > 0) {
    queue.tokens--;
    sendLine(turn, world, queue.lines.shift() as string);
  }
  if (queue.lines.length > 0)
    later(turn, world, Math.ceil(((1 - queue.tokens) * 1000) / paceOf(turn, world)));
  else queue.told = false;
}

/** A password is asked for, or may be: nothing goes there by itself. A server that always echoes is known by its setting. */
export function isPrivate(state: State, world: World): boolean {
  const { mask } = worldSettings(state, world);
  const isHidden = world.masked && mask === 'echo';
  return isHidden || asksPassword(state, world) || isScheduled(state, 'login-limit', world);
}

function refill(turn: Turn, world: World, queue: SendQueue): void {
  const { now } = turn.state;
  const come = (Math.max(0, now - queue.at) * paceOf(turn, world)) / 1000;
  queue.tokens = Math.min(burstOf(turn, world), queue.tokens + come);
  queue.at = now;
}

function later(turn: Turn, world: World, delay: number): void {
  if (!isScheduled(turn.state, 'pace', world)) schedule(turn.state, 'pace', world, delay);
}

/** Words that were meant for a connection that is no more. */
function drop(turn: Turn, world: World, queue: SendQueue): void {
  const { length } = queue.lines;
  queue.lines = [];
  complain(
    turn,
    world,
    `${world.name} is ${absence(world)}; not sent: ${length} ${length === 1 ? 'line' : 'lines'} of rules.`,
  );
}
