/**
 * Rules on lines: CPU time a line, over that of no rules at all, for rules that never match and for patterns that many lines
 * nearly do; and of the whole client with rules of all kinds, beside other clients. The floor is no rules at all.
 */
import { createCandidates } from '../../client/automation/matching/candidates.ts';
import { type Matcher, matcherOf } from '../../client/automation/matching/matcher.ts';
import { meterOf } from '../../client/text/meter.ts';
import { isFault } from '../../shared/fault.ts';
import { numbers } from './support/figures.ts';
import { WORDS } from './support/game-rules.ts';
import { benchMacros } from './support/macros.ts';
import { benchRules } from './support/rules.ts';
import { benchScripts, benchTurns } from './support/scripts.ts';

export { beLonePlay } from './support/lone-play.ts';

const LINES = 20_000;
const ROUNDS = 5;

/** Lines of some 150 characters, of few words. */
function lines(): string[] {
  const next = numbers(1);
  return Array.from({ length: 2000 }, (_, n) => {
    const words = Array.from({ length: 28 }, () => WORDS[next(WORDS.length)]);
    return `Orc${n} hits you for ${next(100)}. ${words.join(' ')}`.slice(0, 153);
  });
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** By family, the pattern of number n. */
const families: Record<string, (n: number, next: (below: number) => number) => string> = {
  'peers, never matching': n =>
    n % 2
      ? `^(\\w+) tells you, 'zq${String(n).padStart(4, '0')} (.*)'$`
      : `Orcz${String(n).padStart(4, '0')} (hits|misses) (\\w+) for (\\d+)`,
  names: (n, next) =>
    `\\b${['Ara', 'Bil', 'Cir', 'Dur', 'Fro', 'Gim'][n % 6]}${letters[next(26)]}${letters[next(26)]}${letters[next(26)]}\\b`,
  'three words of the text': (_, next) =>
    `^(\\w+) ${WORDS[next(30)]} ${WORDS[next(30)]} ${WORDS[next(30)]} (\\w+)$`,
};

interface Measured {
  readonly time: number;
  readonly candidates: number;
  readonly hits: number;
  readonly built: number;
}

function cpu(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function measure(patterns: readonly string[], text: readonly string[]): Measured {
  const index = createCandidates();
  let matchers: Matcher[] = [];
  const built = cpu(() => {
    matchers = patterns.flatMap(pattern => {
      const matcher = matcherOf(pattern, 'regexp', false);
      return isFault(matcher) ? [] : [matcher];
    });
    for (const [id, { required }] of matchers.entries()) index.add(id, required);
  });
  let candidates = 0;
  let hits = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    candidates = 0;
    hits = 0;
    const time = cpu(() => {
      for (let n = 0; n < LINES; n++) {
        const line = text[n % text.length] as string;
        for (const id of index.find(line)) {
          candidates++;
          if (matchers[id]?.match(line, meterOf(100_000))) hits++;
        }
      }
    });
    best = Math.min(best, time / LINES);
  }
  return { time: best, candidates: candidates / LINES, hits: hits / LINES, built: built / 1000 };
}

/** Prints tables. */
export async function bench(): Promise<void> {
  await benchRules();
  const text = lines();
  console.log(`rules on lines of ${text[0]?.length} characters, CPU time a line`);
  console.log(
    `${'patterns'.padEnd(28)}${'rules'.padStart(8)}${'µs'.padStart(8)}${'over none'.padStart(11)}` +
      `${'candidates'.padStart(12)}${'hits'.padStart(8)}${'built in ms'.padStart(13)}`,
  );
  for (const [name, patternOf] of Object.entries(families)) {
    let none = 0;
    for (const count of [0, 100, 1000, 10_000]) {
      const next = numbers(7);
      const patterns = Array.from({ length: count }, (_, n) => patternOf(n, next));
      const { time, candidates, hits, built } = measure(patterns, text);
      if (count === 0) none = time;
      console.log(
        name.padEnd(28) +
          String(count).padStart(8) +
          time.toFixed(2).padStart(8) +
          (time - none).toFixed(2).padStart(11) +
          candidates.toFixed(3).padStart(12) +
          hits.toFixed(3).padStart(8) +
          built.toFixed(0).padStart(13),
      );
    }
  }
  benchTurns();
  await benchScripts(text);
  await benchMacros(text);
}
