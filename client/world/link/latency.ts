/**
 * How quickly the server of a world answers: the time from a line that was sent (by the user, by auto-login, or by a
 * keepalive that is a command) to the next bytes from the server. A server that talks by itself seems quicker than it
 * is, and one that is never spoken to has no latency.
 */
import type { Link } from '../../state/world.ts';

/** What comes later (ms) is no answer. */
const LONGEST = 60_000;

/** A line goes to the server. What was sent before it and has not been answered yet counts. */
export function noteLineSent(link: Link, now: number): void {
  const isOpen = link.asked !== undefined && now - link.asked <= LONGEST;
  if (!isOpen) link.asked = now;
}

/** Bytes have come. */
export function noteAnswered(link: Link, now: number): void {
  const { asked } = link;
  if (asked === undefined) return;
  delete link.asked;
  const latency = now - asked;
  // A clock may be put back.
  if (latency >= 0 && latency <= LONGEST) link.latency = latency;
}
