/**
 * The first law for traffic that comes as it likes: cut anywhere, with pauses in the middle of a line, with words of the
 * player's between and a reload anywhere, each line is in the log once. What tests with real processes compare by.
 */
import fc from 'fast-check';
import { type Play, playAlpha } from '../support/play.ts';
import { streamLine } from '../support/scripted-world.ts';
import { compare, LATE, untorn } from '../support/traffic.ts';

type Step =
  | { readonly type: 'hear'; readonly bytes: number }
  /** Up to so many bytes of the next line; after a while (ms) the player says something. */
  | { readonly type: 'tear'; readonly bytes: number; readonly ms: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'say' | 'reload' | 'turn' };

const lineOf = (number: number) => streamLine('Alpha', number);
const LENGTH = Buffer.byteLength(`${lineOf(1)}\r\n`);
const COUNT = 10_000;
const ALL = Buffer.from(Array.from({ length: COUNT }, (_, at) => `${lineOf(at + 1)}\r\n`).join(''));

/** At few places, so that the same words stand alone again: a prompt that comes again is not in the log again. */
const tears = fc
  .tuple(fc.constantFrom(6, 9, 14), fc.constantFrom(0, 0, 100, 400))
  .map(([bytes, ms]): Step => ({ type: 'tear', bytes, ms }));

const steps = fc.array(
  fc.oneof(
    // Parts of a line, and up to more than a turn has time for where a rule looks at each line.
    { weight: 4, arbitrary: fc.nat(LENGTH + 4).map((bytes): Step => ({ type: 'hear', bytes })) },
    { weight: 1, arbitrary: fc.nat(900 * LENGTH).map((bytes): Step => ({ type: 'hear', bytes })) },
    { weight: 3, arbitrary: tears },
    { weight: 3, arbitrary: fc.constantFrom(1, 100, 400, 900).map((ms): Step => ({ type: 'wait', ms })) },
    { weight: 3, arbitrary: fc.constantFrom<Step>({ type: 'say' }, { type: 'reload' }, { type: 'turn' }) },
  ),
  { minLength: 5, maxLength: 60 },
);

/** A line has some hundreds of steps for it, and does not match: a turn has no time for a whole read. */
const DEAR =
  '[[trigger]]\nname = "dear"\npattern = "(.*)(.*)(.*)(.*)[x-z]"\nmode = "regexp"\nset = { n = "1" }\n';

interface Ended {
  readonly heard: string;
  readonly said: string;
}

function playThrough(story: readonly Step[], automation: string, between: (play: Play) => void): Ended {
  const play = playAlpha({ worlds: { Alpha: { log: true } }, columns: 60, rows: 18, automation });
  const late = new Set<number>();
  let [at, heardAt, said] = [0, play.state.now, 0];
  const hear = (bytes: number) => {
    const end = Math.min(ALL.length, at + bytes);
    // Nothing is no piece of a line.
    if (end === at) return;
    if (play.state.now - heardAt > LATE) late.add(Math.floor(at / LENGTH) + 1);
    heardAt = play.state.now;
    play.receive('Alpha', ALL.subarray(at, end));
    at = end;
  };
  const say = () => play.enter(`said ${++said}`);
  const tear = (bytes: number, ms: number) => {
    hear(LENGTH - (at % LENGTH) + bytes);
    play.advance(ms);
    say();
  };
  for (const step of story) {
    if (step.type === 'hear') hear(step.bytes);
    else if (step.type === 'tear') tear(step.bytes, step.ms);
    else if (step.type === 'wait') play.advance(step.ms);
    else if (step.type === 'say') say();
    else if (step.type === 'turn') play.dispatch({ type: 'tick' });
    else play.reload();
    between(play);
  }
  hear(LENGTH - (at % LENGTH));
  play.advance(60_000);
  const logged = Object.values(play.disk.logs).join('').split('\n').slice(0, -1);
  const sent = play.sent('Alpha').toString().split('\r\n').slice(0, -1);
  return {
    heard: compare(untorn(logged, late, lineOf), at / LENGTH, lineOf),
    said: compare(sent, said, number => `said ${number}`),
  };
}

const WHOLE: Ended = { heard: 'each line once', said: 'each line once' };

test('each line is in the log once, with reloads here and there or after each event', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), fc.boolean(), (story, always, dear) => {
      const between = always ? (play: Play) => play.reload() : () => {};
      expect(playThrough(story, dear ? DEAR : '', between)).toEqual(WHOLE);
    }),
    { numRuns: 60 },
  );
});

test('what is missing from the log of lines that came in time is seen, wherever it stood', () => {
  const log = Buffer.from(Array.from({ length: 20 }, (_, at) => `${lineOf(at + 1)}\n`).join(''));
  fc.assert(
    fc.property(fc.nat(log.length - 2), fc.integer({ min: 1, max: 40 }), (from, count) => {
      const left = Buffer.concat([log.subarray(0, from), log.subarray(from + count)]).toString();
      const lines = left.split('\n').slice(0, -1);
      expect(compare(untorn(lines, new Set(), lineOf), 20, lineOf)).not.toBe(WHOLE.heard);
    }),
  );
});
