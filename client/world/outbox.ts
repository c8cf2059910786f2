/**
 * The queue of bytes for a world. They stay here, in the state, until the kernel has taken them: what a library
 * holds could not be carried over (law 2).
 */

import type { Turn } from '../state/state.ts';
import type { Channel, Link, World } from '../state/world.ts';
import { outward, resized } from '../stream/stream.ts';
import type { StreamContext } from '../stream/values.ts';
import { complain, streamContext } from './world.ts';

/** A megabyte of typed text is hours of typing: a server that lets this much wait has stopped reading. */
const OUTBOX_LIMIT = 1024 * 1024;
/** Answers that wait for the server to read them (bytes): half of it, the rest is for what the user types. */
const MAX_ANSWERS = 512 * 1024;
/** Bytes handed to the kernel at once: a usual socket buffer takes them whole. */
const WRITE_SIZE = 64 * 1024;
/** More than a message of the size takes on the wire (bytes). */
const NAWS_SIZE = 64;
/** Small pieces that wait are put together up to this size: a pasted book is then some hundred pieces, not 100,000. */
const PIECE = 4 * 1024;

/** Queues bytes for the world's server, through MCCP3 if it is on. Returns false, and says so, when they are not accepted. */
export function sendBytes(turn: Turn, world: World, bytes: Uint8Array): boolean {
  const { link } = world;
  if (!link || !takesWords(world)) return false;
  if (bytes.length === 0) return true;
  if (!hasRoom(link, bytes.length)) {
    complain(
      turn,
      world,
      `${world.name}: not sent: the server has not read the last megabyte; try again later.`,
    );
    return false;
  }
  queue(turn, world, link, outward(world.stream, bytes));
  return true;
}

/** Queues an answer to a request of the server that the pipeline has found room for, as it goes onto the wire. */
export function sendAnswer(turn: Turn, world: World, wire: Uint8Array): void {
  const { link } = world;
  if (!link || wire.length === 0) return;
  link.answered = (link.answered ?? waitingIn(link)) + wire.length;
  queue(turn, world, link, wire);
}

/** Tells the server the size of the output, if it wants to know and does not yet; not while it reads nothing. */
export function tellSize(turn: Turn, world: World): void {
  if (!world.link || !takesWords(world) || !hasRoom(world.link, NAWS_SIZE)) return;
  const { columns, rows } = streamContext(turn.state, world);
  sendBytes(turn, world, resized(world.stream, columns, rows));
}

/** What the pipeline has to know to answer the server on this link. */
export function answering(turn: Turn, world: World, link: Link): StreamContext {
  const waiting = waitingIn(link);
  const answers = Math.min(link.answered ?? waiting, waiting);
  const room = Math.min(MAX_ANSWERS - answers, OUTBOX_LIMIT - waiting);
  return { ...streamContext(turn.state, world), room };
}

function hasRoom(link: Channel, size: number): boolean {
  return waitingIn(link) + size <= OUTBOX_LIMIT;
}

function queue(turn: Turn, world: World, link: Link, wire: Uint8Array): void {
  const last = link.outbox.at(-1);
  const isWaiting = last !== undefined && waitingIn(link) - last.length >= link.inFlight;
  if (isWaiting && last.length + wire.length <= PIECE) link.outbox.splice(-1, 1, Buffer.concat([last, wire]));
  else link.outbox.push(wire);
  world.lastSent = turn.state.now;
  if (world.phase === 'connected') pump(turn, link);
}

/** Connected; or just taking up a session that goes on, whose words wait until then. */
export function takesWords({ phase, link }: World): boolean {
  return phase === 'connected' || (phase === 'connecting' && link !== null && link.session !== null);
}

/** How it is with a world that takes no words: whoever types to it is told what to wait for, if anything. */
export function absence({ phase }: World): 'still connecting' | 'not connected' {
  return phase === 'connecting' ? 'still connecting' : 'not connected';
}

/** Hands the next piece to the host, unless one is under way. */
export function pump(turn: Turn, link: Channel): void {
  if (link.inFlight > 0 || link.outbox.length === 0) return;
  const bytes = head(link.outbox);
  link.inFlight = bytes.length;
  turn.effects.push({ type: 'write', link: link.id, bytes });
}

/** The last words before hanging up: hands over all that waits, behind what is under way. */
export function pumpRest(turn: Turn, link: Channel): void {
  const rest = Buffer.concat(link.outbox).subarray(link.inFlight);
  if (rest.length === 0) return;
  link.inFlight += rest.length;
  turn.effects.push({ type: 'write', link: link.id, bytes: rest });
}

/** The kernel has taken `count` of the bytes in flight. */
export function onWritten(link: Link, count: number): void {
  link.inFlight -= count;
  link.sent += count;
  while (count > 0) {
    const first = link.outbox[0] as Uint8Array;
    keepUnconfirmed(link, first.subarray(0, count));
    if (first.length > count) {
      link.outbox[0] = first.subarray(count);
      return;
    }
    link.outbox.shift();
    count -= first.length;
  }
  if (link.outbox.length === 0) link.answered = 0;
}

/** More than a socket between two processes holds. */
const UNCONFIRMED_LIMIT = 256 * 1024;

function keepUnconfirmed(link: Link, bytes: Uint8Array): void {
  if (link.session === null) return;
  link.unconfirmed = Buffer.concat([link.unconfirmed ?? new Uint8Array(), bytes]).subarray(
    -UNCONFIRMED_LIMIT,
  );
}

/** Forgets what was sent before the newest `count` bytes: the proxy has it. */
export function keepNewest(link: Link, count: number): void {
  if (link.unconfirmed) link.unconfirmed = count === 0 ? new Uint8Array() : link.unconfirmed.slice(-count);
}

/** What is said from here on waits until `skipAccepted` has told how much of what waits already was taken. */
export function holdBack(link: Link): void {
  link.inFlight = Math.max(1, link.inFlight);
}

/** The session is asked for again: `skipAccepted` is about what waits now. */
export function noteAsked(link: Link): void {
  link.waitingAtAttach = waitingIn(link);
}

/**
 * Taken up again: what the other side has taken beyond our count was sent by an image that is no more; and what it has
 * not taken of what the kernel had was lost on the way, and is sent again.
 */
export function skipAccepted(link: Link, accepted: number): void {
  const lost = Math.min(Math.max(0, link.sent - accepted), link.unconfirmed?.length ?? 0);
  if (lost > 0) link.outbox.unshift((link.unconfirmed as Uint8Array).slice(-lost));
  else onWritten(link, Math.min(link.waitingAtAttach ?? waitingIn(link), Math.max(0, accepted - link.sent)));
  link.sent = accepted;
  link.inFlight = 0;
  delete link.waitingAtAttach;
}

/** Bytes that the kernel has not taken. */
export function waitingIn({ outbox }: Channel): number {
  return outbox.reduce((sum, part) => sum + part.length, 0);
}

function head(outbox: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const part of outbox) {
    if (size > 0 && size + part.length > WRITE_SIZE) break;
    parts.push(part.length > WRITE_SIZE ? part.subarray(0, WRITE_SIZE) : part);
    size += Math.min(part.length, WRITE_SIZE);
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}
