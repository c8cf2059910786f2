/** What rules send: in order, so many lines a second at most, and never as an answer to what is hidden. */
import type { SendQueue } from '../../state/automation.ts';
import type { State, Turn } from '../../state/state.ts';
import { isScheduled, schedule } from '../../state/timers.ts';
import type { World } from '../../state/world.ts';
import { asksPassword } from '../login/masking.ts';
import { takesWords } from '../outbox.ts';
import { sendLine } from '../outgoing.ts';
import { complain, worldSettings } from '../world.ts';

/** Lines a second, and at once after a pause: games throw out who says more. */
const RATE = 10;
const BURST = 20;
/** Lines that wait at most: two minutes. */
const MOST_WAITING = 1000;
/** While the server hides what is typed, or a login goes on, it is asked again so often (ms). */
const RETRY = 500;

/** The line waits for its turn; `sendWaiting` says when that is. */
export function queueLine(turn: Turn, world: World, text: string): void {
  const queue = (turn.state.automation.queues[world.name] ??= newQueue(turn));
  if (queue.lines.length < MOST_WAITING) {
    queue.lines.push(text);
    return;
  }
  if (!queue.told)
    complain(
      turn,
      world,
      `${world.name}: ${MOST_WAITING} lines of rules wait to be sent; others are dropped until fewer do.`,
    );
  queue.told = true;
}

function newQueue({ state }: Turn): SendQueue {
  return { lines: [], tokens: BURST, at: state.now, told: false };
}

/** Sends what may go now; the rest has a timer. */
export function sendWaiting(turn: Turn, world: World): void {
  const queue = turn.state.automation.queues[world.name];
  if (!queue || queue.lines.length === 0) return;
  if (!takesWords(world)) return drop(turn, world, queue);
  if (isPrivate(turn.state, world)) return later(turn, world, RETRY);
  refill(turn, queue);
  while (queue.tokens >= 1 && queue.lines.length > 0) {
    queue.tokens--;
    sendLine(turn, world, queue.lines.shift() as string);
  }
  if (queue.lines.length > 0) later(turn, world, Math.ceil(((1 - queue.tokens) * 1000) / RATE));
  else queue.told = false;
}

/** A password is asked for, or may be: nothing goes there by itself. A server that always echoes is known by its setting. */
export function isPrivate(state: State, world: World): boolean {
  const { mask } = worldSettings(state, world);
  const isHidden = world.masked && mask === 'echo';
  return isHidden || asksPassword(state, world) || isScheduled(state, 'login-limit', world);
}

function refill({ state }: Turn, queue: SendQueue): void {
  queue.tokens = Math.min(BURST, queue.tokens + (Math.max(0, state.now - queue.at) * RATE) / 1000);
  queue.at = state.now;
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
    `${world.name} is not connected; not sent: ${length} ${length === 1 ? 'line' : 'lines'} of rules.`,
  );
}
