/**
 * Fuzzing the pipeline: generated sessions, mutated. No exception, nothing that a terminal
 * would obey, memory bounded, no loop with a peer that answers everything, and the reload law at random cuts.
 */

import fc from 'fast-check';
import type { StreamState } from '../../client/state/stream.ts';
import { receive, type StreamValue } from '../../client/stream/stream.ts';
import { pushAll } from '../../shared/arrays.ts';
import { fault } from '../property/stream-checks.ts';
import {
  context,
  newStream,
  outcome,
  receiveAll,
  reload,
  session,
  uncut,
} from '../property/stream-sessions.ts';

/** Small numbers that can be repeated: the same seed gives the same run (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export type Random = ReturnType<typeof randomFrom>;

/** Bytes that mean something somewhere. */
const TELLING = [
  0, 1, 2, 7, 8, 9, 10, 12, 13, 0x18, 0x1b, 0x5b, 0x5d, 0x6d, 0x3b, 0x9b, 0x9d, 0xc2, 0xe2, 240, 250, 251,
  253, 255,
];

/** A few bytes changed, lost, doubled or repeated. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let result: Buffer = Buffer.from(bytes);
  for (let n = random(6); n > 0 && result.length > 0; n--) {
    const at = random(result.length);
    const length = random(20);
    const kind = random(5);
    if (kind === 0) result[at] = random(256);
    else if (kind === 1) result[at] = TELLING[random(TELLING.length)]!;
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
    else if (kind === 3) result = Buffer.concat([result.subarray(0, at + length), result.subarray(at)]);
    else
      result = Buffer.concat([
        result.subarray(0, at),
        Buffer.alloc(random(3000), result[at]),
        result.subarray(at),
      ]);
  }
  return result;
}

/** One round: what went wrong, or null. */
export function fuzzOnce(bytes: Buffer, random: Random): string | null {
  const cut = random(bytes.length + 1);
  const whole = uncut(bytes);
  let state = newStream();
  const values: StreamValue[] = receiveAll(state, bytes.subarray(0, cut), 1 + random(100_000));
  const early = fault(values, state);
  if (early !== null) return early;
  state = reload(state);
  pushAll(values, receiveAll(state, bytes.subarray(cut), 1 + random(100_000)));
  if (JSON.stringify(outcome(values, state)) !== JSON.stringify(whole)) return `reload law broken at ${cut}`;
  return fault(values, state) ?? gossip(state, random);
}

const ANSWERS: Readonly<Record<number, readonly number[]>> = {
  251: [253, 254],
  252: [254],
  253: [251, 252],
  254: [252, 251],
};

/** A peer that answers every request, agreeing or not, must be left without an answer in the end. */
function gossip(state: StreamState, random: Random): string | null {
  let wire: Buffer = Buffer.from([255, 251 + random(4), random(256)]);
  for (let total = 0; wire.length > 0; total += wire.length) {
    if (total > 400_000) return 'reply loop';
    const { values } = receive(state, wire, context);
    const replies = Buffer.concat(values.flatMap(value => (value.type === 'reply' ? [value.bytes] : [])));
    wire = answerAll(replies, random);
  }
  return null;
}

function answerAll(replies: Buffer, random: Random): Buffer {
  const answers: number[] = [];
  for (let at = 0; at < replies.length - 2; at++) {
    const choices = replies[at] === 255 ? ANSWERS[replies[at + 1]!] : undefined;
    if (choices !== undefined) answers.push(255, choices[random(choices.length)]!, replies[at + 2]!);
  }
  return Buffer.from(answers);
}

/** An exception is a fault like any other: what was fed is wanted to see it again. */
function complaint(bytes: Buffer, random: Random): string | null {
  try {
    return fuzzOnce(bytes, random);
  } catch (error) {
    return String((error as Error).stack);
  }
}

/** Sessions made at a time. */
const BATCH = 20;

/**
 * Fuzzes as long as `goesOn` says, which is asked before every 20 rounds; throws with the input that failed, as hex.
 * Returns the number of rounds. The same seed and number of rounds do the same on every machine.
 */
export function fuzz(seed: number, goesOn: (rounds: number) => boolean): number {
  const random = randomFrom(seed);
  let rounds = 0;
  while (goesOn(rounds)) {
    for (const bytes of fc.sample(session, { numRuns: BATCH, seed: random(2 ** 31) })) {
      const mutated = mutate(bytes, random);
      const wrong = complaint(mutated, random);
      if (wrong !== null)
        throw new Error(`seed ${seed}, round ${rounds}: ${wrong}; input ${mutated.toString('hex')}`);
      rounds++;
    }
  }
  return rounds;
}

/** `FUZZ_SECONDS` (30) from `FUZZ_SEED` (the time). */
export async function bench(): Promise<void> {
  const seconds = Number(process.env.FUZZ_SECONDS ?? 30);
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`fuzzing the byte pipeline for ${seconds} s, seed ${seed}`);
  const end = performance.now() + seconds * 1000;
  console.log(`${fuzz(seed, () => performance.now() < end)} rounds, nothing found`);
}
